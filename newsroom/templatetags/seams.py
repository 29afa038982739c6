"""Where a page that readers share is different for each of them."""

from typing import Any

from django import template
from django.template import Context, Node, NodeList
from django.template.base import FilterExpression, Parser, Token, token_kwargs
from django.utils.safestring import SafeString, mark_safe

from newsroom.pagecache.shared import MARK, Seam

register = template.Library()


@register.tag("seam")
def seam(parser: Parser, token: Token) -> "SeamNode":
    """`{% seam story=article %}…{% endseam %}`: rendered for each reader, with what the context processors give and
    the names handed over; nothing else of the page is at hand there. Elsewhere than on a shared page, rendered as is.
    """
    names = token_kwargs(token.split_contents()[1:], parser)
    nodes = parser.parse(("endseam",))
    parser.delete_first_token()
    return SeamNode(nodes, names)


class SeamNode(Node):
    def __init__(self, nodes: NodeList, names: dict[str, FilterExpression]):
        self.nodes, self.names = nodes, names

    def render(self, context: Context) -> SafeString:
        names: dict[str, Any] = {name: value.resolve(context) for name, value in self.names.items()}
        seams = getattr(context.get("request"), "seams", None)
        if seams is None:
            with context.push(**names):
                return self.nodes.render(context)
        seams.append(Seam(self.nodes, names))
        return mark_safe(MARK)  # noqa: S308  a constant
