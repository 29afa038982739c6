"""The round mark beside a name: its initials on one of eight colours (`.avatar--0` and so on)."""

import re

COLOURS = 8


def initials(name: str) -> str:
    """Of the first and the last word: "Ada Obi" → "AO"."""
    words = re.findall(r"\w+", name.replace("_", " ")) or ["?"]
    return "".join(word[0] for word in [words[0], *words[1:][-1:]]).upper()


def colour(person: int | None) -> int:
    """By the person's number, so that it stays when the name changes."""
    return (person or 0) % COLOURS
