"""HTML of comments from elsewhere, as a reader would have typed it here: paragraphs, quotations, addresses, words."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from django.utils.translation import gettext as _

from newsroom.markup.cleaning import small_numbers, without_contents
from newsroom.markup.limits import Refused, spelled

LONGEST = 66_000  # characters of HTML: no comment of WordPress, whose column takes 65,535 bytes, has more
# Not closed before the next begins: no tag, and for each the parser would look through all that follows.
LONE = re.compile(r"<(?![^<>]*>)")
APART = frozenset(
    ["p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table", "pre", "blockquote", "figure", "hr"]
)
LINES = frozenset(["br", "li", "dt", "dd", "tr"])
DEEPEST_QUOTE = 2  # as deep as the renderer quotes
WEB = re.compile(r"https?://(?:www\.)?", re.IGNORECASE)


def retyped(html: str, *, keeps_lines: bool = False) -> str:
    """The text that `comment_html` makes much the same of: links as addresses, quotations behind `>`, no other marks.

    `keeps_lines`: a line end in the HTML is one, as in WordPress. Raises Refused where it is too long to look at.
    """
    if len(html) > LONGEST:
        raise Refused(
            _("Its HTML is %(length)s characters long; the most is %(limit)s.")
            % {"length": spelled(len(html)), "limit": spelled(LONGEST)}
        )
    typist = _Typist(keeps_lines)
    typist.feed(LONE.sub("&lt;", small_numbers(without_contents(html))))
    typist.close()
    return typist.text()


class _Typist(HTMLParser):
    def __init__(self, keeps_lines: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.keeps_lines = keeps_lines
        self.lines: list[str] = []
        self.line: list[str] = []
        self.quotes = 0
        self.preformatted = 0
        self.link: list[str] | None = None  # where it leads, then its words

    def text(self) -> str:
        self._end_line()
        while self.lines and not self.lines[-1].strip("> "):
            self.lines.pop()
        return "\n".join(self.lines)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in APART:
            self._end_line(apart=True)
            self.quotes += tag == "blockquote"
            self.preformatted += tag == "pre"
        elif tag in LINES:
            self._end_line()
            self.line += ["- "] if tag == "li" else []
        elif tag == "a":
            self._end_link()
            self.link = [given.get("href") or ""]
        elif tag == "img":
            self._write(_linked(given.get("alt") or "", given.get("src") or ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._end_link()
        elif tag in APART:
            self._end_line()
            self.quotes = max(0, self.quotes - (tag == "blockquote"))
            self.preformatted = max(0, self.preformatted - (tag == "pre"))
            self._end_line(apart=True)
        elif tag in LINES:
            self._end_line()

    def handle_data(self, data: str) -> None:
        if not (self.keeps_lines or self.preformatted):
            return self._write(data.replace("\n", " "))
        for number, line in enumerate(data.split("\n")):
            if number:
                self._end_line(apart=not "".join(self.line).strip())
            self._write(line)
        return None

    def close(self) -> None:
        super().close()
        self._end_link()

    def _write(self, words: str) -> None:
        (self.line if self.link is None else self.link).append(words)

    def _end_link(self) -> None:
        if self.link is None:
            return
        href, *words = self.link
        self.link = None
        self.line.append(_linked("".join(words), href))

    def _end_line(self, *, apart: bool = False) -> None:
        """Ends a line; `apart`: an empty one follows, unless one is there."""
        self._end_link()
        mark = "> " * min(self.quotes, DEEPEST_QUOTE)
        words = " ".join("".join(self.line).split())
        self.line = []
        if words and words != "-":
            self.lines.append(mark + words)
        if apart and self.lines:
            empty = mark.rstrip()
            if not self.lines[-1].strip("> "):  # after a quotation the shorter mark, which ends it
                empty = min(empty, self.lines.pop(), key=len)
            self.lines.append(empty)


def _linked(words: str, href: str) -> str:
    """The words of a link with its address behind them, or the address alone where the words say the same."""
    words, href = " ".join(words.split()), "".join(href.split())
    if not WEB.match(href):
        return words
    shown = WEB.sub("", words, count=1).rstrip("./… ")
    return href if WEB.sub("", href, count=1).startswith(shown) else f"{words} ({href})"
