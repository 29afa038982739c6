"""What a signed-in reader comes back to: whether they saved a story, how far they read it, what is new in it since.

Nothing here writes. Places are kept by readers/reading.py, saved stories by readers/saving.py.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import CharField, IntegerField, Value
from django.http import HttpRequest

from readers.models import Read, SavedArticle

if TYPE_CHECKING:
    from articles.models import Article
    from readers.models import User


@dataclass(frozen=True)
class State:
    """How a reader stands to a story. Not read: `read_at` is None. `place` is the id of the paragraph got to, or ""."""

    is_saved: bool = False
    read_at: datetime | None = None
    version: int = 0
    place: str = ""


def state_of(article: "Article", reader: "User") -> State:
    """All of it in one query."""
    own = {"reader": reader, "article": article}
    of_saved = (Value(0, IntegerField()), Value("", CharField()))
    read = Read.objects.filter(**own).order_by().values_list(Value(0, IntegerField()), "read_at", "version", "place")
    saved = SavedArticle.objects.filter(**own).order_by().values_list(Value(1, IntegerField()), "saved_at", *of_saved)
    state: dict = {}
    for is_saved, at, version, place in read.union(saved, all=True):
        state |= {"is_saved": True} if is_saved else {"read_at": at, "version": version, "place": place}
    return State(**state)


def state_for(article: "Article", request: HttpRequest) -> State:
    """The same for who asks, looked up once a request however many buttons and marks go by it; of a signed-out reader,
    or a story that was never saved, nothing is known and nothing asked."""
    if not request.user.is_authenticated or article.pk is None:
        return State()
    known = request.__dict__.setdefault("states_of_stories", {})
    if article.pk not in known:
        known[article.pk] = state_of(article, request.user)
    return known[article.pk]
