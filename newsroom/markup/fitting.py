"""Each element where HTML lets it be: what stands elsewhere is unwrapped or wrapped, and no words are lost."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from django.utils.translation import gettext as _

from newsroom.markup.cleaning import AROUND_PICTURES, PHRASING
from newsroom.markup.elements import Element, Node

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
ROW_GROUPS = ("thead", "tbody", "tfoot")
PARENTS: dict[str, tuple[str, ...]] = {
    "li": ("ul", "ol"),
    "dt": ("dl",),
    "dd": ("dl",),
    "figcaption": ("figure",),
    "summary": ("details",),
    "caption": ("table",),
    "thead": ("table",),
    "tbody": ("table",),
    "tfoot": ("table",),
    "tr": ROW_GROUPS,
    "th": ("tr",),
    "td": ("tr",),
}
HOLDS_PHRASES = {"p", "pre", "dt", "th", "caption", "summary", *HEADINGS}
# What stands bare in these is put into those; nothing else may be their child than the first of them and its like.
WRAPPED_IN: dict[str, tuple[str, ...]] = {
    "ul": ("li",),
    "ol": ("li",),
    "dl": ("dd",),
    "table": ("tbody", "tr", "td"),
    "thead": ("tr", "td"),
    "tbody": ("tr", "td"),
    "tfoot": ("tr", "td"),
    "tr": ("td",),
}
NEVER_EMPTY = {"a", "p", "ul", "ol", "dl", "table", "tr", "figure", "figcaption", *ROW_GROUPS, *HEADINGS}


def fit(nodes: Iterable[Node], parent: str = "", *, phrases: bool = False, in_link: bool = False) -> list[Node]:
    """The nodes as they may stand in an element named `parent`, which takes running text only if `phrases`."""
    fitting: list[Node] = []
    for node in nodes:
        if isinstance(node, str):
            fitting.append(node)
        elif node.tag in PHRASING:
            inside = fit(node.children, node.tag, phrases=phrases, in_link=in_link or node.tag == "a")
            # An inline element round blocks gives way to them, and one that says nothing to its contents.
            if any(map(is_block, inside)) or _says_nothing(node, in_link):
                fitting += inside
            else:
                node.children = inside
                fitting.append(node)
        elif phrases or parent not in PARENTS.get(node.tag, (parent,)):
            fitting += [" ", *fit(node.children, parent, phrases=phrases, in_link=in_link), " "]
        else:
            node.children = fit(node.children, node.tag, phrases=node.tag in HOLDS_PHRASES, in_link=in_link)
            COMPLETED.get(node.tag, _nothing)(node)
            fitting.append(node)
    return fitting


def is_block(node: Node) -> bool:
    return isinstance(node, Element) and node.tag not in PHRASING | AROUND_PICTURES


def _says_nothing(node: Element, in_link: bool) -> bool:
    if node.tag == "a":
        return in_link or not node.attributes.keys() & {"href", "id", "name"}
    return node.tag == "span" and not node.attributes


def wrap(nodes: Iterable[Node], tag: str) -> list[Node]:
    """The nodes, with each run of text and inline elements between blocks put into an element `tag`."""
    wrapped: list[Node] = []
    for block, run in groupby(nodes, key=is_block):
        run_of = list(run)
        said = not block and any(not isinstance(node, str) or node.strip() for node in run_of)
        wrapped += [Element(tag, {}, run_of)] if said else run_of
    return wrapped


def _nothing(element: Element) -> None:
    pass


def _complete_list(element: Element) -> None:
    """Everything in a list is an item, everything in a row a cell."""
    children: list[Node] = []
    for is_part, run in groupby(
        element.children, key=lambda node: isinstance(node, Element) and element.tag in PARENTS.get(node.tag, ())
    ):
        parts = list(run)
        if not is_part and any(isinstance(node, Element) or node.strip() for node in parts):
            for tag in reversed(WRAPPED_IN[element.tag]):
                parts = [Element(tag, {}, parts)]
        children += parts
    element.children = children


def _complete_definitions(element: Element) -> None:
    """Terms and what they mean in turn; a list that has one without the other becomes plain text."""
    _complete_list(element)
    items = [child for child in element.children if isinstance(child, Element)]
    turns = [tag for tag, run in groupby(item.tag for item in items)]
    if turns != ["dt", "dd"] * (len(turns) // 2):
        element.tag = "div"
        for item in items:
            item.tag = "p" if item.tag == "dt" else "div"


def _complete_details(element: Element) -> None:
    """One summary, first."""
    summary, rest = _taken(element, "summary")
    element.children = [summary or Element("summary", {}, [_("More")]), *rest]


def _complete_figure(element: Element) -> None:
    """At most one caption, last."""
    caption, rest = _taken(element, "figcaption")
    element.children = [*rest, caption] if caption else rest


def _complete_table(element: Element) -> None:
    """The caption first, then at most one head, and at most one foot at the end."""
    _complete_list(element)
    caption, rest = _taken(element, "caption")
    groups = [node for node in rest if isinstance(node, Element)]
    for place, group in enumerate(groups):
        if (group.tag == "thead" and place > 0) or (group.tag == "tfoot" and place < len(groups) - 1):
            group.tag = "tbody"
    element.children = [caption, *groups] if caption else list(groups)


def _complete_row(element: Element) -> None:
    """A header cell without words is a plain cell: there is nothing to announce."""
    _complete_list(element)
    for child in element.children:
        if isinstance(child, Element) and child.tag == "th" and not child.children:
            child.tag = "td"
            child.attributes.pop("scope", None)


def _taken(element: Element, tag: str) -> tuple[Element | None, list[Node]]:
    """The one child `tag`, with the words of any further ones added to it, and the other children."""
    found: Element | None = None
    rest: list[Node] = []
    for child in element.children:
        if not isinstance(child, Element) or child.tag != tag:
            rest.append(child)
        elif found is None:
            found = child
        else:
            found.children += [" ", *child.children]
    return found, rest


COMPLETED = {
    "ul": _complete_list,
    "ol": _complete_list,
    "dl": _complete_definitions,
    "details": _complete_details,
    "figure": _complete_figure,
    "table": _complete_table,
    "thead": _complete_list,
    "tbody": _complete_list,
    "tfoot": _complete_list,
    "tr": _complete_row,
}


def drop_empty(element: Element) -> None:
    """Take out paragraphs, headings, links, lists and tables that hold nothing."""
    kept: list[Node] = []
    for child in element.children:
        if isinstance(child, Element):
            drop_empty(child)
            bare = not any(isinstance(node, Element) or node.strip() for node in child.children)
            if bare and child.tag == "a" and child.attributes.keys() & {"id", "name"}:
                child.attributes.pop("href", None)  # a mark to jump to, not a link without a name
            elif bare and child.tag in NEVER_EMPTY:
                continue
        kept.append(child)
    element.children = kept
