"""HTML as a small tree: `cleaning` makes it, `fitting`, `pictures` and `arranging` change it, `write` prints it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape

VOID = frozenset({"br", "hr", "img", "source", "wbr"})


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


def write(node: Node) -> str:
    """Balanced HTML of a tree; everything that is text or an attribute's value is escaped."""
    if isinstance(node, str):
        return escape(node, quote=False)
    inside = "".join(map(write, node.children))
    if not node.tag:
        return inside
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in node.attributes.items())
    return f"<{node.tag}{attributes}>" + ("" if node.tag in VOID else f"{inside}</{node.tag}>")
