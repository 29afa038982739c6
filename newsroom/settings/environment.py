"""The one environment that all settings modules read, so that one error lists whatever is missing from any of them."""

from pathlib import Path

from newsroom.env import Env

ROOT = Path(__file__).resolve().parents[2]
env = Env(ROOT / ".env")
