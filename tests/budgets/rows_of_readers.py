"""What readers read, follow and keep, by the thousand: that of one of them, and everybody's around it."""

from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone

from articles.models import Article, Author, Topic
from readers.models import LessLike, Read, ReadCount, ReadToday, SavedArticle, Stance, Taste

HOUR = 3600  # seconds
OWN = 600  # stories that the reader read; others read three each


def fill(reader: Any, stories: list[Article]) -> None:
    now = timezone.now()
    shown = [story for story in stories if story.status == "published" and not story.expires_at]
    people = list(get_user_model().objects.exclude(pk=reader.pk).order_by("pk")[:4_000])
    _reads(reader, people, shown, now)
    _said(reader, people, shown)
    hour = int(now.timestamp()) // HOUR
    newest = shown[-400:]
    ReadCount.objects.bulk_create(
        ReadCount(article=story, hour=hour - back, reads=1 + (story.pk + back) % 30)
        for number, story in enumerate(newest)
        for back in range(number % 3, 190, 12)
    )
    ReadToday.objects.bulk_create(
        ReadToday(day=now.date(), digest=number.to_bytes(16, "big")) for number in range(5_000)
    )


def _reads(reader: Any, people: list[Any], shown: list[Article], now: Any) -> None:
    def read(person: Any, story: Article, minutes: int) -> dict[str, Any]:
        at = now - timedelta(minutes=minutes)
        return {"reader": person, "article": story, "first_read_at": at, "read_at": at}

    own = [read(reader, story, 10 * number) for number, story in enumerate(reversed(shown[-OWN:]))]
    others = [
        read(person, shown[-1 - (number * 7 + step * 13) % 900], number)
        for number, person in enumerate(people) for step in range(3)
    ]  # fmt: skip
    Read.objects.bulk_create([Read(**line) for line in (*own, *others)], ignore_conflicts=True)
    SavedArticle.objects.bulk_create(
        SavedArticle(reader=person, article=story)
        for person, story in [*((reader, story) for story in shown[-300:]), *zip(people, shown, strict=False)]
    )


def _said(reader: Any, people: list[Any], shown: list[Article]) -> None:
    topics = list(Topic.objects.order_by("pk")[:40])
    authors = list(Author.objects.order_by("pk")[:20])
    Stance.objects.bulk_create(
        [
            *(Stance(reader=reader, topic=topic, kind="mute" if topic.pk % 9 == 0 else "follow") for topic in topics),
            *(Stance(reader=reader, author=author, kind="follow") for author in authors),
            *(Stance(reader=person, topic=topics[person.pk % 40], kind="follow") for person in people),
        ]
    )
    LessLike.objects.bulk_create(
        LessLike(reader=person, article=shown[-1 - person.pk % 50]) for person in [reader, *people]
    )
    at = timezone.now().timestamp()
    weights = {f"t{topic.pk}": [3.0, at] for topic in topics} | {f"c{shown[0].category_id}": [9.0, at]}
    recent = [[story.pk, at] for story in shown[-50:]]
    Taste.objects.bulk_create(
        Taste(reader=person, weights=weights, recent=recent) for person in [reader, *people[:1_000]]
    )
