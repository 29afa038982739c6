"""How often stories are read: the one writer of the counts, which name nobody.

A reader counts once a story a day. Who has been counted today is known by a digest of who asked (an account, or an
address and a browser) with the day's salt; the salt goes when its day is over, and with it all that the digests meant.
"""

import hashlib
import re
import secrets
import time
from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.db import connection, transaction

from readers.models import DailySalt, ReadCount, ReadToday

HOUR, DAY = 3600, 86400  # seconds
SWEPT = 50  # rows of days that are over, taken out at every read that is counted; so nothing has to clear them
# What calls itself one of these reads for somebody else, or for nobody.
ROBOT = re.compile(
    r"bot\b|bot/|crawl|spider|slurp|preview|fetch|scan|monitor|lighthouse|headless|facebookexternal|embedly|"
    r"curl|wget|python|java/|ruby|perl|go-http|okhttp|libwww|httpclient|axios|node",
    re.IGNORECASE,
)

_salt: tuple[date, bytes] | None = None  # the day's, once asked for


def is_robot(user_agent: str) -> bool:
    """Whether a browser's own words say that no person is reading. Who says nothing at all is none either."""
    return not user_agent.strip() or bool(ROBOT.search(user_agent))


def count(article: int, visitor: str, *, at: float | None = None) -> bool:
    """Counts that this visitor reads the story, unless they did today; tells whether it counted.

    `visitor` is whatever tells people apart, and is not stored. `at` is in seconds since 1970. The story must exist.
    """
    moment = time.time() if at is None else at
    today = datetime.fromtimestamp(moment, UTC).date()
    digest = hashlib.blake2b(f"{article} {visitor}".encode(), key=_salt_of(today), digest_size=16).digest()
    with transaction.atomic():
        if not _is_first(today, digest):
            return False
        _add(article, int(moment) // HOUR)
        _sweep(today, int(moment) // HOUR)
    return True


def _is_first(day: date, digest: bytes) -> bool:
    table = connection.ops.quote_name(ReadToday._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (day, digest) VALUES (%s, %s) ON CONFLICT (day, digest) DO NOTHING",  # noqa: S608  the model's own name
            [day.isoformat() if connection.vendor == "sqlite" else day, digest],
        )
        return cursor.rowcount > 0


def _add(article: int, hour: int) -> None:
    # One upsert statement: two processes at once lose no count.
    table = connection.ops.quote_name(ReadCount._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (article_id, hour, reads) VALUES (%s, %s, 1) "  # noqa: S608  the model's own name
            f"ON CONFLICT (hour, article_id) DO UPDATE SET reads = {table}.reads + 1",
            [article, hour],
        )


def _sweep(today: date, hour: int) -> None:
    """Takes out a few rows that tell nothing any more."""
    yesterdays = ReadToday.objects.filter(day__lt=today).values("pk")[:SWEPT]
    ReadToday.objects.filter(pk__in=list(yesterdays.values_list("pk", flat=True))).delete()
    oldest = hour - settings.READS_COUNTED_DAYS * 24
    old = list(ReadCount.objects.filter(hour__lt=oldest).order_by("hour").values_list("pk", flat=True)[:SWEPT])
    if old:
        ReadCount.objects.filter(pk__in=old).delete()


def _salt_of(day: date) -> bytes:
    global _salt
    if _salt is None or _salt[0] != day:
        DailySalt.objects.filter(day__lt=day - timedelta(days=1)).delete()  # not yesterday's: clocks differ a little
        DailySalt.objects.get_or_create(day=day, defaults={"salt": secrets.token_bytes(32)})
        _salt = day, bytes(DailySalt.objects.get(day=day).salt)
    return _salt[1]
