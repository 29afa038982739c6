"""What is kept of somebody's reading: the one writer of it, with the one consent check, so that erasing is complete.

The first read of a story counts towards the reader's taste, later ones only move it up in the history. A taste is no
more than its reads and what the reader asked to see less of: `rebuild` makes it anew, and does after every removal.
"""

import time
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.db import connection, transaction

from readers import tastes
from readers.models import LessLike, Read, Taste

if TYPE_CHECKING:
    from readers.models import User

RECENT = 50  # stories whose readers' other stories are looked for
LESS = -1.0  # what "less like this" takes from its section, topics and authors, as a read gives one


def record(
    article: int, *, reader: "User", version: int = 0, at: float | None = None, keys: Iterable[str] | None = None
) -> bool:
    """Keeps that the reader reads the story; nothing if they do not let it be kept. Tells whether it was kept.

    `at` is in seconds since 1970. `keys` spares looking up what the story is about. The story must exist.
    """
    if not reader.lets_reading_be_kept:
        return False
    moment = time.time() if at is None else at
    with transaction.atomic():
        if _keep(article, reader, version, moment):
            taste, _new = Taste.objects.select_for_update().get_or_create(reader=reader)
            _learn(taste, article, list(keys if keys is not None else tastes.keys_of([article])[article]), moment)
            taste.save()
    return True


def keep_place(article: int, *, reader: "User", place: str, version: int = 0) -> bool:
    """Keeps the paragraph the reader got to. As `record`, only with their consent; a story that is not yet in their
    history is recorded. When and in which version they read it before stays, for what is new since is told by that."""
    if not reader.lets_reading_be_kept:
        return False
    own = Read.objects.filter(reader=reader, article=article)
    if not own.update(place=place[:40]):
        record(article, reader=reader, version=version)
        own.update(place=place[:40])
    return True


def forget(articles: Iterable[int], *, reader: "User") -> int:
    """Takes stories out of the reader's history, and what they told of their taste. Returns how many went."""
    with transaction.atomic():
        gone, _each = Read.objects.filter(reader=reader, article__in=list(articles)).delete()
        rebuild(reader)
    return gone


def forget_everything(*, reader: "User") -> int:
    """Takes out all that was kept of this person's reading. Returns how many stories that were."""
    with transaction.atomic():
        gone, _each = Read.objects.filter(reader=reader).delete()
        rebuild(reader)
    return gone


def forget_taste(key: str, *, reader: "User") -> None:
    """Takes the weight of a section, topic or author ("c2", "t7", "a4") out of the taste. The history stays, but what
    was read until now no longer counts for this key."""
    with transaction.atomic():
        taste, _new = Taste.objects.select_for_update().get_or_create(reader=reader)
        taste.forgotten[key] = time.time()
        taste.save(update_fields=["forgotten"])
        rebuild(reader)


def rebuild(reader: "User") -> None:
    """Makes the taste anew of what is kept. To be called in the transaction that changed it."""
    taste, _new = Taste.objects.select_for_update().get_or_create(reader=reader)
    taste.weights, taste.recent = {}, []
    events = _events(reader)
    of_each = tastes.keys_of({article for _at, article, _value in events})
    for at, article, value in events:
        counting = [key for key in of_each[article] if at > taste.forgotten.get(key, 0)]
        tastes.add(taste.weights, counting, at, value)
        if value > 0:
            taste.recent = [*taste.recent[1 - RECENT :], [article, at]]
    taste.weights = tastes.without_faint(taste.weights, time.time())
    taste.save()


def _events(reader: "User") -> list[tuple[float, int, float]]:
    """When, which story, and what it is worth: first reads, and what less is wanted of; oldest first."""
    reads = Read.objects.filter(reader=reader).values_list("article", "first_read_at")
    less = LessLike.objects.filter(reader=reader).values_list("article", "at")
    events = [(at.timestamp(), article, 1.0) for article, at in reads]
    return sorted([*events, *((at.timestamp(), article, LESS) for article, at in less)])


def _keep(article: int, reader: "User", version: int, at: float) -> bool:
    """Writes the line of the history; tells whether it is a new one."""
    table = connection.ops.quote_name(Read._meta.db_table)
    moment = connection.ops.adapt_datetimefield_value(datetime.fromtimestamp(at, UTC))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (reader_id, article_id, first_read_at, read_at, version, place) "  # noqa: S608  the model's own name
            f"VALUES (%s, %s, %s, %s, %s, '') ON CONFLICT (reader_id, article_id) DO UPDATE "
            f"SET read_at = excluded.read_at, version = excluded.version RETURNING first_read_at = read_at",
            [reader.pk, article, moment, moment, version],
        )
        return bool(cursor.fetchone()[0])


def _learn(taste: Taste, article: int, keys: list[str], at: float) -> None:
    taste.weights = tastes.without_faint(taste.weights, at)
    tastes.add(taste.weights, keys, at)
    taste.recent = [*taste.recent[1 - RECENT :], [article, at]]
