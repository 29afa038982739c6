"""Fifty people at once before a running site, and a server that is killed in the midst of them: tests/benches/crowd.py
counts what became of it, in a database of its own.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("how", [[], ["--kill", "1"]], ids=["to the end", "killed in the midst"])
def test_nothing_is_lost_nothing_is_there_twice_and_the_counters_are_what_is_counted(how):
    command = [sys.executable, "-m", "tests.benches.crowd", *how]
    database = os.environ.get("DATABASE_URL", "")
    if database.startswith("postgres"):
        command += ["--postgres", database]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=400, check=False)
    assert run.returncode == 0, run.stdout + run.stderr[-2000:]
