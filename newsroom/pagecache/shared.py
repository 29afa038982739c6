"""Pages that readers share: everything but the seams is made once for all, and the seams are filled for each.

The common part is rendered for nobody: from a request without cookies, session, person or unknown query names, so
that nothing of the one reader it was made for can stand in it. What is theirs stands in `{% seam %}`, a template tag.
"""

import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse
from django.template import NodeList, loader
from django.template.context import make_context

from newsroom.pagecache.cache import remember
from newsroom.pagecache.middleware import tag
from newsroom.pagecache.pages import FOREVER
from newsroom.pagecache.requests import key_of, known_query, scheme_of

MARK = "\0"  # stands where a seam will be filled; no text that is stored holds one
COPIED = ("HTTP_HOST", "SERVER_NAME", "SERVER_PORT", "SCRIPT_NAME")


@dataclass(frozen=True)
class Seam:
    """A place that is filled for each reader: what is rendered there, with these names besides the usual ones."""

    nodes: NodeList
    names: dict[str, Any]


@dataclass(frozen=True)
class Common:
    """What all readers of a page share: pieces of HTML, with a seam between each two."""

    template: Any
    pieces: list[str]
    seams: list[Seam]
    tags: tuple[str, ...]
    changes_at: float

    @property
    def size(self) -> int:
        return sum(map(len, self.pieces)) + 2000


def page(
    request: HttpRequest,
    template: str,
    make: Callable[[], Mapping[str, Any]],
    *,
    tags: Callable[[Mapping[str, Any]], Iterable[str]],
    changes_at: Callable[[], float] = lambda: FOREVER,
) -> HttpResponse:
    """A page for this reader, offered to the cache. `make` gives its context, and is asked only where no common part
    is at hand; `tags` names what that context is made of, `changes_at` when the clock alone changes it. What they
    raise is raised."""

    def render_common() -> Common:
        moment = changes_at()  # asked first, so that what comes while the page is made is not missed
        context = make()
        return _common(NobodysRequest(request), template, context, tuple(tags(context)), moment)

    key = key_of(request.META)
    if key:
        common = remember(f"page {key}", render_common, tags=lambda it: it.tags, until=lambda it: it.changes_at)
    else:
        common = render_common()
    query = known_query(request.META.get("QUERY_STRING", ""))
    request.page_address = f"{request.path}?{query}" if query else request.path  # type: ignore[attr-defined]
    html = _filled(common, request)
    added = _added(request)
    ends = min(common.changes_at, added.changes_at)
    return tag(HttpResponse(html), *common.tags, *added.tags, changes_at=ends)


def shared_address(request: HttpRequest) -> str:
    """The address of a page that is shared, without the query names that no page reads, since what is kept was made for
    whoever asked first; "" of any other page."""
    return getattr(request, "page_address", "")


@dataclass(frozen=True)
class Added:
    """What a page is made of besides what its view named, and when the clock changes it."""

    tags: tuple[str, ...] = ()
    changes_at: float = FOREVER


def add_tags(request: HttpRequest, *tags: str, changes_at: float = FOREVER) -> None:
    """What a template tag puts in tells here what it is made of, so that the page bears these tags, each once, and ends
    at that moment."""
    added = _added(request)
    tags = tuple(tag for tag in tags if tag not in added.tags)
    request.seams_added = Added((*added.tags, *tags), min(added.changes_at, changes_at))  # type: ignore[attr-defined]


def _added(request: HttpRequest) -> Added:
    return getattr(request, "seams_added", Added())


class NobodysRequest(WSGIRequest):
    """A request for a page that says nothing of who asks. `seams` are those met while it is answered."""

    def __init__(self, request: HttpRequest):
        asked = {name: request.META[name] for name in COPIED if name in request.META}
        super().__init__(
            {
                "REQUEST_METHOD": "GET",
                "PATH_INFO": request.path_info.encode().decode("latin-1"),  # as servers write it
                "QUERY_STRING": known_query(request.META.get("QUERY_STRING", "")),
                "wsgi.input": io.BytesIO(),
                "wsgi.url_scheme": scheme_of(request.META),
                **asked,
            }
        )
        self.resolver_match = request.resolver_match
        self.user = AnonymousUser()
        self.seams: list[Seam] = []


def _common(
    request: NobodysRequest, template: str, context: Mapping[str, Any], tags: tuple[str, ...], moment: float
) -> Common:
    loaded: Any = loader.get_template(template)
    pieces = loaded.render(dict(context), request).split(MARK)
    if len(pieces) != len(request.seams) + 1:
        raise ValueError(f"{template} holds a NUL that is no seam's")
    added = _added(request)  # by template tags, of what they put in
    return Common(loaded.template, pieces, request.seams, (*tags, *added.tags), min(moment, added.changes_at))


def _filled(common: Common, request: HttpRequest) -> str:
    context = make_context({}, request)
    html = common.pieces[:1]
    with context.bind_template(common.template):
        for seam, piece in zip(common.seams, common.pieces[1:], strict=True):
            with context.push(**seam.names):
                html += [seam.nodes.render(context), piece]
    return "".join(html)
