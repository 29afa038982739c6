"""HTML as a small tree: read from clean HTML, changed by `arranging`, written out again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser

VOID = frozenset({"br", "hr", "img", "wbr"})


@dataclass(slots=True)
class Element:
    """One HTML element. Attribute values and texts are plain: the entities are decoded."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Node] = field(default_factory=list)

    def descendants(self) -> Iterator[Element]:
        """Every element below this one, in the order of the document."""
        waiting = self.children[::-1]
        while waiting:
            node = waiting.pop()
            if isinstance(node, Element):
                yield node
                waiting += node.children[::-1]

    def text(self) -> str:
        return "".join(child if isinstance(child, str) else child.text() for child in self.children)


Node = Element | str


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and len(self.open) > 1:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def read(html: str) -> Element:
    """The tree of balanced HTML, as the cleaner writes it, under a root without a name."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.root


def write(node: Node) -> str:
    """Balanced HTML of a tree; everything that is text or an attribute's value is escaped."""
    if isinstance(node, str):
        return escape(node, quote=False)
    inside = "".join(map(write, node.children))
    if not node.tag:
        return inside
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in node.attributes.items())
    return f"<{node.tag}{attributes}>" + ("" if node.tag in VOID else f"{inside}</{node.tag}>")
