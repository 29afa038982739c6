"""The paragraphs of a story, each known by what it says: so that a reader's place, and what is new, can be named.

An id is made of the words alone. It stays while the paragraph stays as it is, wherever it moves in the story.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Container

from newsroom.markup.elements import Element, Node
from newsroom.markup.words import NOTE_LINKS, plain_text

MARKED = frozenset({"blockquote", "details", "dl", "ol", "p", "pre", "table", "ul"})
ID = r"p-[0-9a-f]{6}(?:-[0-9]{1,4})?"
# In rendered HTML "<" is never text, and no attribute's value holds a quote: only a start tag can look like this.
OPENING = re.compile(rf'<(?:{"|".join(sorted(MARKED))})(?= )[^<>]* id="({ID})"[^<>]*>')
LOOKED_AT = 400  # characters of HTML in which a paragraph's first words are sought


def name_paragraphs(story: Element) -> None:
    """Gives an id to every block of text of a story that has none: not to headings, which have theirs, nor to pictures.

    Of equal ones the second is called `p-3f9a1c-2`, and so on.
    """
    met: Counter[str] = Counter()
    for block in story.children:
        if not isinstance(block, Element) or block.tag not in MARKED or "id" in block.attributes:
            continue
        words = " ".join(_said(block).split())
        stem = f"p-{hashlib.blake2b(words.encode(), digest_size=3).hexdigest()}"
        met[stem] += 1
        block.attributes["id"] = stem if met[stem] == 1 else f"{stem}-{met[stem]}"


def _said(node: Node) -> str:
    """The words without the numbers of footnotes: these change when a note is put in above."""
    if isinstance(node, str):
        return node
    if node.attributes.get("class") in NOTE_LINKS:
        return ""
    return "".join(map(_said, node.children))


def paragraphs(html: str, *, words: int = 8) -> dict[str, str]:
    """By id, in the order of the story: the first words of each paragraph (of a list, of its first item).

    Empty for a story that was rendered when paragraphs had no ids.
    """
    found = {}
    for opening in OPENING.finditer(html):
        start = html[opening.end() : opening.end() + LOOKED_AT]
        said = (plain_text(start).split("\n") or [""])[0].split()  # a line for each block: what follows is left out
        found[opening[1]] = " ".join(said[:words]) + ("…" if len(said) > words else "")
    return found


def marked(html: str, ids: Container[str], *, note: str) -> str:
    """The story with `data-new` on the paragraphs of these ids, and the note (HTML) before each run of them."""
    was_new = False

    def mark(opening: re.Match[str]) -> str:
        nonlocal was_new
        follows, was_new = was_new, opening[1] in ids
        if not was_new:
            return opening[0]
        name = opening[0][1:].split(" ", 1)[0]
        tag = f"<{name} data-new{opening[0][1 + len(name) :]}"
        return tag if follows else note + tag

    return OPENING.sub(mark, html)


def paragraph_ids(html: str) -> set[str]:
    return {opening[1] for opening in OPENING.finditer(html)}
