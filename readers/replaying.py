"""A recorded stream of stories and reads, played through the product's own tables and code, to measure For You.

The times of the records stand for the clock. What a stream calls a tag is a topic here.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from articles.models import Article, Author, Byline, Category, Tagging, Topic
from readers import counting, leaning, live, reading, tastes
from readers.models import User
from readers.recommendations import Cause, Ranking, Signals

KINDS = {"section": "topic", "topic": "topic", "author": "author", "together": "like", "pick": "editor:1"}
KINDS |= {"read": "popular", "new": "new", "explore": "explore"}


class Replay:
    """Takes the records in the order of time; `take` gives the answer to those that ask for one."""

    def __init__(self) -> None:
        self.stories: dict[str, int] = {}
        self.names: dict[str | int, str] = {}  # by key, or by the id of a story: what the stream calls it
        self.keys: dict[int, list[str]] = {}
        self.readers: dict[str, User] = {}
        self.things: dict[tuple[type, str], Any] = {}
        live.forget()

    def take(self, record: dict[str, Any]) -> dict[str, Any] | None:
        """Unknown kinds of record are passed over."""
        take = getattr(self, f"_{record.get('type')}", None)
        return take(record) if take else None

    def _article(self, record: dict[str, Any]) -> None:
        at = datetime.fromtimestamp(record["t"], UTC)
        number = len(self.stories) + 1
        section = self._thing(Category, record.get("category") or "none")
        article = Article(
            headline=record.get("title", "")[:200], slug=f"s{number}", summary=record.get("summary", "")[:600]
        )
        article.category, article.published_at, article.status = section, at, Article.Status.PUBLISHED
        article.is_pick, article.version = bool(record.get("editor_pick")), 1
        article.save()
        topics = [self._thing(Topic, name) for name in record.get("tags") or ()]
        authors = [self._thing(Author, record["author"])] if record.get("author") else []
        Tagging.objects.bulk_create([Tagging(article=article, topic=topic, listed_at=at) for topic in topics])
        Byline.objects.bulk_create([Byline(article=article, author=author, listed_at=at) for author in authors])
        self.stories[record["id"]], self.names[article.pk] = article.pk, record["id"]
        self.keys[article.pk] = [tastes.key(thing) for thing in (section, *topics, *authors)]

    def _read(self, record: dict[str, Any]) -> None:
        reader, article = self._reader(record["reader"]), self.stories[record["article"]]
        counting.count(article, record["reader"], at=record["t"])
        reading.record(article, reader=reader, at=record["t"], keys=self.keys[article])

    def _preference(self, record: dict[str, Any]) -> None:
        reader, action = self._reader(record["reader"]), record["action"]
        if action == "forget":
            leaning.forget_me(reader=reader)
        elif action == "personalise":
            leaning.personalise(record["value"], reader=reader)
        elif action == "mute":
            leaning.mute(self._thing(Topic, record["tag"]), reader=reader)
        elif action == "not_interested":
            leaning.less_like(Article.objects.get(pk=self.stories[record["article"]]), reader=reader)

    def _impression(self, record: dict[str, Any]) -> dict[str, Any]:
        now, reader = float(record["t"]), self.readers.get(record["reader"])
        signals = Signals.of(reader, now) if reader else Signals()
        ranking = Ranking(live.now_live(now), signals, now)
        asked = [self.stories[name] for name in record["candidates"]]
        known = [pk for pk in asked if pk in ranking.live.stories]
        page = ranking.page(known)
        unknown = [pk for pk in asked if pk not in ranking.live.stories]
        scores = {pk: ranking.score(pk) for pk in known} | dict.fromkeys(unknown, -1e6)
        return {
            "id": record["id"],
            "scores": [scores[pk] for pk in asked],
            "order": [self.names[pk] for pk in [*page, *unknown]],
            "reasons": {self.names[pk]: self._said(ranking.cause(pk)) for pk in page[:10]},
        }

    def _said(self, cause: Cause) -> str:
        kind = KINDS[cause.kind]
        return f"{kind}:{self.names[cause.about]}" if cause.about != "" else kind

    def _reader(self, name: str) -> User:
        if name not in self.readers:
            self.readers[name] = User.objects.create(username=f"reader {name}", email=f"{name}@example.org")
        return self.readers[name]

    def _thing(self, model: type[Category] | type[Topic] | type[Author], name: str) -> Any:
        if (model, name) not in self.things:
            slug = f"x{len(self.things)}"
            thing = model._default_manager.create(name=f"{name} {slug}"[:60], slug=slug)
            self.things[model, name] = thing
            self.names[tastes.key(thing)] = name
        return self.things[model, name]


def replay(records: Iterable[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    playing = Replay()
    for record in records:
        answer = playing.take(record)
        if answer is not None:
            yield answer
