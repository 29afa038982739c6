"""What keeps a story from holding up the renderer: its costs are reckoned before they are paid.

Python-Markdown takes minutes over some short texts (5,000 `[` that nothing closes, say). A clock cannot stop it, as a
thread cannot be interrupted, so each piece of text is weighed just before it is read. The unit of work is about 10
microseconds on a slow machine; the weights were measured, and a story of 5,000 words costs about 9,000.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _
from markdown import Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor

from newsroom.markup.elements import VOID
from newsroom.markup.limits import Refused, limit, spelled

ODD_TAG = re.compile(r"<[?!](?!--)")
INDENTED_ITEM = re.compile(r"^( {8,})(?:[*+-]|[0-9]+\.) ", re.MULTILINE)
START_OF_TAG = re.compile(r"""</?[a-zA-Z](?:[^<>"']|"[^"<]*+"|'[^'<]*+')*+""")
DEFINITION = re.compile(r"^[ ]{0,3}\*?\[", re.MULTILINE)
TITLE = re.compile(r"""["'(]""")
MARK = re.compile(r"[*_`]|  \n")
TWICE_A_MARK = re.compile(r"[\[<]")
SMALL_MARK = re.compile(r"""['"&\\]|--|\.\.\.""")
NOTE = re.compile(r"\[\^([^\]\[]*)\]")
TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
# HTML closes these by itself when the next one begins.
CLOSES_ITSELF = VOID | {"p", "li", "dt", "dd", "tr", "td", "th", "option"}


def too_much() -> Refused:
    return Refused(
        _(
            "This story holds more markup (links, emphasis, notes, table cells) than one page can carry."
            " Split it into several stories, or make its tables smaller."
        )
    )


def too_deep() -> Refused:
    return Refused(
        _("Lists or quotations stand within one another more than %(limit)s deep. Use fewer levels.")
        % {"limit": limit("STORY_MAX_NESTING")}
    )


def check_source(source: str) -> None:
    """Refuse what costs too much before the first paragraph is read."""
    most = limit("STORY_MAX_CHARACTERS")
    if len(source) > most:
        raise Refused(
            _("This story is %(length)s characters long; the most is %(limit)s. Split it into several stories.")
            % {"length": spelled(len(source)), "limit": spelled(most)}
        )
    if source.count("\n\n") > limit("STORY_MAX_PARAGRAPHS"):
        raise Refused(
            _("This story has more than %(limit)s paragraphs. Split it, or take out the empty lines it does not need.")
            % {"limit": spelled(limit("STORY_MAX_PARAGRAPHS"))}
        )
    if any(len(item[1]) > 4 * limit("STORY_MAX_NESTING") for item in INDENTED_ITEM.finditer(source)):
        raise too_deep()
    # For each of these, and each tag, the parser copies the rest of the story or looks through it.
    if len(ODD_TAG.findall(source)) > 500 or source.count("<") > 20_000 or _tag_steps(source) > 10_000_000:
        raise Refused(
            _("This story holds too many HTML tags, or tags that are never closed with “>”. Write it in Markdown.")
        )


def _tag_steps(source: str) -> int:
    """How many characters are looked at in search of the end of tags that have none."""
    return sum(
        len(source) - tag.end() for tag in START_OF_TAG.finditer(source) if source[tag.end() : tag.end() + 1] != ">"
    )


def check_html(html: str) -> None:
    """Refuse HTML that the cleaner would take too long over."""
    # A character written as an entity costs the cleaner half as much as a tag, a hundred others about as much.
    if html.count("<") + html.count("&") // 2 + len(html) // 100 > limit("STORY_MAX_TAGS"):
        raise too_much()
    still_open: Counter[str] = Counter()
    deepest = limit("STORY_MAX_OPEN_TAGS")
    for end, name in TAG.findall(html.lower()):
        if not end and name not in CLOSES_ITSELF:
            still_open[name] += 1
            if still_open.total() > deepest:
                raise Refused(
                    _("More than %(limit)s HTML elements stand open within one another. Close each with its end tag.")
                    % {"limit": deepest}
                )
        elif still_open[name]:
            still_open[name] -= 1


class Meter(Extension):
    """Weighs each block and each run of inline text before Markdown reads it; raises Refused past the limit."""

    def __init__(self) -> None:
        super().__init__()
        self.left = limit("STORY_MAX_WORK")
        self.notes: Counter[str] = Counter()

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (Markdown's own name)
        first = 1000
        md.parser.blockprocessors.register(_BlockMeter(md.parser, self), "meter", first)
        md.inlinePatterns.register(_InlineMeter(self), "meter", first)

    def spend(self, units: int) -> None:
        self.left -= units
        if self.left < 0:
            raise too_much()


class _BlockMeter(BlockProcessor):
    def __init__(self, parser: Any, meter: Meter) -> None:
        super().__init__(parser)
        self.meter = meter

    def test(self, parent: Element, block: str) -> bool:
        if sum(state != "detabbed" for state in self.parser.state) > limit("STORY_MAX_NESTING"):
            raise too_deep()
        # Fifteen patterns are sought in the whole block, and again in what one of them has left of it.
        self.meter.spend(8 + len(block) // 60 + block.count("]:") + block.count("\n") * len(block) // 400_000)
        self.meter.spend(_definition_steps(block) // 500 + 2 * block.count("|") + _row_steps(block) // 200)
        return False


def _definition_steps(block: str) -> int:
    """How many characters are looked at to find where the names of notes, references and abbreviations end."""
    steps = 0
    end = -1
    for name in DEFINITION.finditer(block):
        if end < name.end():
            end = block.find("]:", name.end())
            end = end if end >= 0 else len(block)
        # A title may begin at every quotation mark or bracket of the line and the next, and end at every later one.
        titled = block[name.end() : _end_of_next_line(block, name.end())]
        steps += end - name.end() + len(titled) * len(TITLE.findall(titled))
    return steps


def _end_of_next_line(text: str, start: int) -> int:
    first = text.find("\n", start)
    second = text.find("\n", first + 1) if first >= 0 else -1
    return second if second >= 0 else len(text)


def _row_steps(block: str) -> int:
    """How often a bar of a table's row is compared with a piece of code in it."""
    return sum(row.count("|") * row.count("`") for row in block.split("\n")) if "|" in block else 0


class _InlineMeter(InlineProcessor):
    """An inline pattern that comes first and never matches, so that it sees each text whole."""

    def __init__(self, meter: Meter) -> None:
        super().__init__(r"\A")
        self.meter = meter

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[None, None, None]:  # type: ignore[override]  # noqa: N802
        longest = limit("STORY_MAX_PARAGRAPH")
        if len(data) > longest:
            raise Refused(
                _("A paragraph here is %(length)s characters long; the most is %(limit)s. Divide it with empty lines.")
                % {"length": spelled(len(data)), "limit": spelled(longest)}
            )
        marks = len(MARK.findall(data))
        # Each mark that becomes an element copies the paragraph once.
        units = 9 + len(data) // 200 + marks * (6 + len(data) // 6000)
        units += 10 * len(TWICE_A_MARK.findall(data)) + 2 * len(SMALL_MARK.findall(data))
        units += (_bracket_steps(data) + _tick_steps(data) // 12) // 22
        self.meter.spend(units + self._note_units(data))
        return None, None, None

    def _note_units(self, text: str) -> int:
        """The tenth mention of one note is compared with the nine before."""
        units = 0
        for name in NOTE.findall(text):
            self.meter.notes[name] += 1
            units += self.meter.notes[name] // 4
        return units


def _bracket_steps(text: str) -> int:
    """How many characters the link patterns look at: from each `[` to its `]`, then from `(` to its `)`."""
    return _steps(text, re.finditer(r"[\[\]]", text), "[") + _steps(text, re.finditer(r"(?<=\])\(|[()]", text), "(")


def _steps(text: str, brackets: Iterable[re.Match[str]], opening: str) -> int:
    opened: list[int] = []
    steps = 0
    for bracket in brackets:
        if bracket[0] == opening:
            opened.append(bracket.start())
        elif opened:
            steps += bracket.start() - opened.pop()
    return steps + sum(len(text) - start for start in opened)


def _tick_steps(text: str) -> int:
    """How many characters are looked at in search of the end of each run of backticks."""
    steps = 0
    last: dict[int, int] = {}
    for run in reversed(list(re.finditer("`+", text))):
        steps += last.get(len(run[0]), len(text)) - run.start()
        last[len(run[0])] = run.start()
    return steps
