"""The words of HTML without its tags: for search, descriptions and counts."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from newsroom.markup.cleaning import AROUND_PICTURES, PHRASING, small_numbers

INLINE = (PHRASING | AROUND_PICTURES) - {"br"}
UNSEEN = frozenset({"script", "style", "template"})
NOTE_LINKS = frozenset({"footnote-ref", "footnote-backref"})
WORD = re.compile(r"[^\W_]")


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.kept: list[str] = []
        self.unseen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in UNSEEN or (tag == "a" and dict(attrs).get("class") in NOTE_LINKS):
            self.unseen.append(tag)
        if tag not in INLINE:
            self.kept.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if self.unseen and self.unseen[-1] == tag:
            self.unseen.pop()
        if tag not in INLINE:
            self.kept.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.kept.append(data.replace("\n", " "))


def plain_text(html: str) -> str:
    """The words of HTML, entities decoded, one line for each block; the marks of footnotes are left out."""
    words = _Words()
    words.feed(small_numbers(html))
    words.close()
    lines = (" ".join(line.split()) for line in "".join(words.kept).split("\n"))
    return "\n".join(line for line in lines if line)


def word_count(html: str) -> int:
    """How many words a reader has to read; a dash by itself is none."""
    return sum(1 for word in plain_text(html).split() if WORD.search(word))
