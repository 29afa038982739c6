"""What a signed-in reader comes back to: whether they saved a story, how far they read it, what is new in it since.

Nothing here writes. Places are kept by readers/reading.py, saved stories by readers/saving.py.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import CharField, IntegerField, Value
from django.http import HttpRequest

from articles import tags
from articles.models import Article, Revision
from newsroom import markup, pagecache
from readers.models import Read, SavedArticle

if TYPE_CHECKING:
    from readers.models import User

BEGUN = 2  # paragraphs before the first at which somebody may be said to have stopped; static/js/place.js has it too
Paragraphs = dict[str, str]  # by id, in the order of the story: the first words


@dataclass(frozen=True)
class State:
    """How a reader stands to a story. Not read: `read_at` is None. `place` is the id of the paragraph got to, or ""."""

    is_saved: bool = False
    read_at: datetime | None = None
    version: int = 0
    place: str = ""


def state_of(article: Article, reader: "User") -> State:
    """All of it in one query."""
    own = {"reader": reader, "article": article}
    of_saved = (Value(0, IntegerField()), Value("", CharField()))
    read = Read.objects.filter(**own).order_by().values_list(Value(0, IntegerField()), "read_at", "version", "place")
    saved = SavedArticle.objects.filter(**own).order_by().values_list(Value(1, IntegerField()), "saved_at", *of_saved)
    state: dict = {}
    for is_saved, at, version, place in read.union(saved, all=True):
        state |= {"is_saved": True} if is_saved else {"read_at": at, "version": version, "place": place}
    return State(**state)


def state_for(article: Article, request: HttpRequest) -> State:
    """The same for who asks, looked up once a request however many buttons and marks go by it; of a signed-out reader,
    or a story that was never saved, nothing is known and nothing asked."""
    if not request.user.is_authenticated or article.pk is None:
        return State()
    known = request.__dict__.setdefault("states_of_stories", {})
    if article.pk not in known:
        known[article.pk] = state_of(article, request.user)
    return known[article.pk]


@dataclass(frozen=True)
class Back:
    """What a story tells somebody who comes back to it: the paragraph at which they stopped midway, "" where there is
    none, and those that are new or changed since they read it."""

    place: str = ""
    words: str = ""
    new: Paragraphs = field(default_factory=dict)


def back_at(article: Article, state: State) -> Back:
    """Asks the database only for a text that was read before, once for all its readers."""
    has_changed = 0 < state.version < article.version
    if not state.place and not has_changed:
        return Back()
    now = _paragraphs_now(article)
    then = _paragraphs_then(article, state) if has_changed else {}
    new = {name: words for name, words in now.items() if name not in then} if then else {}
    place = _stopped_at(state.place, now, then)
    return Back(place, now.get(place, ""), new)


def _stopped_at(place: str, now: Iterable[str], then: Iterable[str]) -> str:
    """The place, or of a paragraph that is gone the nearest before it; "" near the start, and at the end."""
    left = list(now)
    if place not in left:
        before = list(then)
        before = before[: before.index(place)] if place in before else []
        place = next((name for name in reversed(before) if name in left), "")
    return place if place in left[BEGUN:-1] else ""


def _paragraphs_now(article: Article) -> Paragraphs:
    key = f"paragraphs {article.pk} {article.version}"
    return pagecache.remember(key, lambda: markup.paragraphs(article.body_html), tags=lambda _made: [tags.of(article)])


def _paragraphs_then(article: Article, state: State) -> Paragraphs:
    """Those of the version that was read; none where that is not kept, or is refused by now."""

    def make() -> Paragraphs:
        # Counted from the newest, since texts that were kept aside are numbered with the others but are no version.
        kept = Revision.objects.filter(article=article).exclude(kind=Revision.Kind.REFUSED).order_by("-number")
        body = kept.values_list("body", flat=True)[article.version - state.version :].first()
        try:
            return markup.paragraphs(markup.story_html(body or ""))
        except markup.Refused:
            return {}

    return pagecache.remember(f"paragraphs {article.pk} {state.version}", make, tags=lambda _made: [tags.of(article)])
