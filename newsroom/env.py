"""Typed settings from the environment, with one error that lists everything missing or malformed."""

import os
from collections.abc import Mapping
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}


def read_file(path: Path) -> dict[str, str]:
    """The NAME=value lines of an .env file; values are taken as they stand, so a "$" or "#" needs no escape.

    Quotes around a whole value are dropped; blank lines and lines that begin with "#" are passed over.
    """
    values = {}
    for line in path.read_text(encoding="utf-8").splitlines() if path.is_file() else ():
        name, equals, value = line.strip().removeprefix("export ").partition("=")
        if not equals or name.startswith("#"):
            continue
        value = value.strip()
        if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
            value = value[1:-1]
        values[name.strip()] = value
    return values


class Env:
    """Reads settings by name; the process environment wins over the .env file.

    A value that is missing or malformed does not raise at once: it is remembered, and `check()` raises one
    ImproperlyConfigured that names them all with what each is for.
    """

    def __init__(self, file: Path | None = None, environ: Mapping[str, str] = os.environ):
        self.values = {**(read_file(file) if file else {}), **environ}
        self.problems: list[str] = []

    def text(self, name: str, default: str | None = None, *, purpose: str = "") -> str:
        value = self.values.get(name, "")
        if value == "" and default is None:
            self.problems.append(f"{name} is missing: {purpose}" if purpose else f"{name} is missing")
        return value or default or ""

    def number(self, name: str, default: int) -> int:
        value = self.values.get(name, "")
        try:
            return int(value) if value else default
        except ValueError:
            self.problems.append(f"{name} must be a whole number, not {value!r}")
            return default

    def flag(self, name: str, default: bool) -> bool:
        value = self.values.get(name)
        if value is None:
            return default
        if value.lower() not in TRUE | FALSE:
            self.problems.append(f"{name} must be yes or no, not {value!r}")
        return value.lower() in TRUE

    def choice(self, name: str, default: str, *options: str) -> str:
        value = self.values.get(name) or default
        if value not in {default, *options}:
            self.problems.append(f"{name} must be one of {', '.join([default, *options])}, not {value!r}")
        return value

    def words(self, name: str, default: str | None = "", *, purpose: str = "") -> list[str]:
        """A comma-separated list; an empty value is an empty list."""
        return [word.strip() for word in self.text(name, default, purpose=purpose).split(",") if word.strip()]

    def check(self) -> None:
        if self.problems:
            listed = "\n".join(f"  - {problem}" for problem in dict.fromkeys(self.problems))
            raise ImproperlyConfigured(
                f"The site can't start until these settings are mended (see .env.example):\n{listed}"
            )
