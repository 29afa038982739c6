"""Comments: what a reader typed, as paragraphs, quotations and links, and nothing else."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, MutableMapping
from html import escape
from itertools import groupby
from typing import Any

from bleach.linkifier import Linker
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from newsroom.markup.cleaning import address, typed
from newsroom.markup.limits import Refused, limit, spelled

# They turn the direction of the text after them, which can make one name or address look like another.
TURNS_TEXT = re.compile("[\u202a-\u202e\u2066-\u2069]")
MAX_ACCENTS = 5  # on one letter; no living language stacks more
MAX_QUOTES = 2
# Bleach's own pattern also takes "it.Is" for an address, and time that grows with the square over `(((`. A name
# before the host ("https://bank.example@elsewhere") makes no link; a bracket belongs to it only with its twin.
ADDRESS = re.compile(
    r"""(?<![\w@/.-])(?:https?://|www\.)(?![^\s/]*@)
    [\w-]++(?:\.[\w-]++)++(?::[0-9]{1,5})?
    (?:(?=[/?\#])(?:[^\s{}|\\^`<>"'()&]|&(?!lt;|gt;)|\([^\s()<>"']*\))*+)?""",
    re.IGNORECASE | re.VERBOSE,
)


def comment_html(text: str) -> SafeString:
    """The HTML of a comment. A line that begins with `>` is quoted, a web address becomes a link.

    Raises Refused if nothing is left of it or if it is longer than COMMENT_MAX_CHARACTERS.
    """
    text = TURNS_TEXT.sub("", typed(text)).strip()
    most = limit("COMMENT_MAX_CHARACTERS")
    if len(text) > most:
        raise Refused(
            _("Your comment is %(length)s characters long; the most is %(limit)s. Shorten it, please.")
            % {"length": spelled(len(text)), "limit": spelled(most)}
        )
    html = "\n".join(_blocks("".join(_with_few_accents(text)).split("\n"), depth=0))
    if not html or not any(unicodedata.category(character)[0] in "LNPS" for character in text):
        raise Refused(_("Write something before you post your comment."))
    return mark_safe(_linked(html))  # noqa: S308  escaped above, and bleach writes the links


def _with_few_accents(text: str) -> Iterator[str]:
    accents = 0
    for character in text:
        accents = accents + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        if accents <= MAX_ACCENTS:
            yield character


def _blocks(lines: list[str], depth: int) -> Iterator[str]:
    """Paragraphs and quotations; quotations within quotations go MAX_QUOTES deep and no deeper."""
    if depth == MAX_QUOTES:
        lines = [line.lstrip("> ") for line in lines]
    for quoted, group in groupby(lines, key=lambda line: line.startswith(">")):
        if not quoted:
            yield from _paragraphs(list(group))
        elif inside := "\n".join(_blocks([line[1:].lstrip() for line in group], depth + 1)):
            yield f"<blockquote>{inside}</blockquote>"


def _paragraphs(lines: list[str]) -> Iterator[str]:
    for blank, group in groupby(lines, key=lambda line: not line.strip()):
        if not blank:
            yield f"<p>{'<br>'.join(escape(line.strip(), quote=False) for line in group)}</p>"


def _linked(html: str) -> str:
    """HTML with its web addresses as links. A linker for each call: it cannot serve two threads."""
    if not ADDRESS.search(html):
        return html
    return Linker(callbacks=[_link], url_re=ADDRESS, parse_email=False).linkify(html)


def _link(attributes: MutableMapping[tuple[str | None, str], str], new: bool = False, /) -> Any:
    """The link as it may stand, or None to leave the words as they are."""
    shown = attributes["_text"]  # type: ignore[index]  # bleach's own odd key
    href = address(shown if "://" in shown else f"https://{shown}")
    if href is None:
        return None
    attributes[(None, "href")] = href
    attributes[(None, "rel")] = "ugc nofollow noopener"
    return attributes
