"""Stories: Markdown to safe HTML."""

from __future__ import annotations

import re
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.smarty import SmartyExtension
from markdown.extensions.tables import TableExtension
from markdown.preprocessors import Preprocessor

from newsroom.markup.arranging import arrange
from newsroom.markup.cleaning import clean, small_numbers, typed
from newsroom.markup.elements import write
from newsroom.markup.guards import Meter, check_html, check_source, too_deep
from newsroom.markup.pictures import FindPicture, no_picture

# The signs themselves: as entities they would cost the cleaner more than all the rest of an ordinary story.
SIGNS = {
    "left-single-quote": "‘",
    "right-single-quote": "’",
    "left-double-quote": "“",
    "right-double-quote": "”",
    "ndash": "–",
    "mdash": "—",
    "ellipsis": "…",
}

FENCE = re.compile(r"(`{3,}+|~{3,}+)[^`]*$")


def story_html(source: str, *, find_picture: FindPicture = no_picture) -> SafeString:
    """The HTML of a story's Markdown, safe to print within any block element; empty for an empty source.

    `find_picture(src)` gives the site's own picture for an address in the source, or None; only those are shown. Ids
    begin with `in-story-`, headings at h2. Raises Refused, before doing the work, if the story would take too long.
    """
    source = small_numbers(typed(source))
    check_source(source)
    try:
        html = _markdown().convert(source)
        check_html(html)
        story = clean(html)
        arrange(story, find_picture)
        return mark_safe(write(story).strip())  # noqa: S308  cleaned, then written with every text escaped
    except RecursionError as error:
        raise too_deep() from error


class Fences(Extension):
    """Code between lines of ``` or ~~~, which Markdown's own extension finds in time that grows with the square."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (Markdown's own name)
        md.preprocessors.register(_Fences(md), "fences", 25)


class _Fences(Preprocessor):
    def run(self, lines: list[str]) -> list[str]:
        last = {line.rstrip(): number for number, line in enumerate(lines) if FENCE.match(line)}
        kept: list[str] = []
        fence = ""
        code: list[str] = []
        for number, line in enumerate(lines):
            opening = FENCE.match(line)
            if fence and line.rstrip() == fence:
                kept += [
                    "",
                    self.md.htmlStash.store(f"<pre><code>{escape(''.join(code), quote=False)}</code></pre>"),
                    "",
                ]
                fence, code = "", []
            elif fence:
                code.append(f"{line}\n")
            elif opening and last.get(opening[1], 0) > number:
                fence = opening[1]
            else:
                kept.append(line)
        return kept


class Typography(SmartyExtension):
    """Curly quotes, dashes and ellipses."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (Markdown's own name)
        super().extendMarkdown(md)
        # Before the tree is indented (10), or it would look for quotes in the white space after every table cell.
        md.treeprocessors.register(md.treeprocessors["smarty"], "smarty", 12)


def _markdown() -> Markdown:
    """A new parser for each story. Of `extra`, attr_list and md_in_html stay out: writers need neither."""
    return Markdown(
        extensions=[
            "abbr",
            "def_list",
            Fences(),
            FootnoteExtension(BACKLINK_TITLE=_("Back to note %d in the text"), BACKLINK_TEXT="↩\ufe0e"),
            "sane_lists",
            Typography(substitutions=SIGNS),
            TableExtension(use_align_attribute=True),
            Meter(),
        ],
        output_format="html",
    )
