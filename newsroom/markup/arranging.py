"""The last shape of a story's HTML: headings under the headline, links, ids, tables that scroll."""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import unquote

from django.utils.translation import gettext as _

from newsroom.markup.elements import Element, Node
from newsroom.markup.fitting import HEADINGS, drop_empty, fit, wrap
from newsroom.markup.paragraphs import name_paragraphs
from newsroom.markup.pictures import FindPicture, place_pictures

# Before every id that a story brings along, so that none can stand for one of the page's own.
ID_PREFIX = "in-story-"
BETWEEN_WORDS = re.compile(r"[\W_]+")


def arrange(story: Element, find_picture: FindPicture) -> None:
    """Give a cleaned story its final shape, in place."""
    story.children = fit(story.children)
    place_pictures(story, find_picture)
    drop_empty(story)
    story.children = wrap(story.children, "p")
    level_headings(story)
    name_ids(story)
    name_paragraphs(story)
    mark_links(story)
    frame_tables(story)


def level_headings(story: Element) -> None:
    """The headline is the page's h1: a story's headings begin at h2 and go down without leaving out a level."""
    above = 1
    for element in story.descendants():
        if element.tag in HEADINGS:
            above = max(2, min(int(element.tag[1]), above + 1))
            element.tag = f"h{above}"


def name_ids(story: Element) -> None:
    """Prefix every id, make it the only one, give headings theirs from their words, and follow in the story's links."""
    used: Counter[str] = Counter()
    given: dict[str, str] = {}
    for element in story.descendants():
        name = element.attributes.pop("name", "")
        asked = element.attributes.pop("id", "") or name
        if not asked and element.tag not in HEADINGS:
            continue
        base = BETWEEN_WORDS.sub("-", asked or element.text()).strip("-").lower()[:60].strip("-") or _("part")
        found = base
        while used[found]:
            used[base] += 1
            found = f"{base}-{used[base]}"
        used[found] += 1
        given.setdefault(asked or base, found)
        element.attributes["id"] = ID_PREFIX + found
    for element in story.descendants():
        href = element.attributes.get("href", "")
        if href.startswith("#") and unquote(href[1:]) in given:
            element.attributes["href"] = f"#{ID_PREFIX}{given[unquote(href[1:])]}"


def mark_links(story: Element) -> None:
    """A page that is opened from a story gets no hold on it; a way back from a note says where it leads."""
    for element in story.descendants():
        if element.attributes.get("href", "").lower().startswith(("http:", "https:")):
            element.attributes["rel"] = "noopener"
        if element.attributes.get("class") == "footnote-backref" and "title" in element.attributes:
            element.attributes["aria-label"] = element.attributes.pop("title")


def frame_tables(story: Element) -> None:
    """Put each table into a region of its own that the keyboard can scroll on a narrow screen."""
    count = 0
    for parent in [story, *story.descendants()]:
        for place, child in enumerate(parent.children):
            if isinstance(child, Element) and child.tag == "table":
                count += 1
                parent.children[place] = Element("div", _frame(child, count), [child])


def _frame(table: Element, count: int) -> dict[str, str]:
    name = _("Table %(number)d") % {"number": count}
    caption: Node | None = next(iter(table.children), None)
    if isinstance(caption, Element) and caption.tag == "caption":
        name = f"{name}: {' '.join(caption.text().split())}"
    return {"class": "table", "role": "region", "tabindex": "0", "aria-label": name}
