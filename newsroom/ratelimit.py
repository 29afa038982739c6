"""How often somebody may do something: fixed windows in a table, exact across processes on either database."""

import time
from threading import Lock

from django.db import connection, transaction

from newsroom.models import RateCount

SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
MOST_HERE = 50_000  # keys remembered in memory; beyond, counting begins anew

here: dict[str, tuple[int, int]] = {}  # by key: the window, and how often in it
_lock = Lock()


def parse(rate: str) -> tuple[int, int]:
    """ "5/10m" → 5 times in 600 seconds. Raises ValueError for anything else."""
    times, _, window = rate.partition("/")
    return int(times), int(window[:-1] or 1) * SECONDS[window[-1:]]


def exceeded(key: str, rate: str) -> bool:
    """Counts one more `key` and tells whether that is more than `rate` ("5/10m") allows in the present window."""
    times, seconds = parse(rate)
    window = int(time.time()) // seconds * seconds
    return _count(key, window) > times


def exceeded_here(key: str, rate: str) -> bool:
    """As `exceeded`, in the memory of this process: for what comes with every page read, and for keys that are to be
    written nowhere. So several processes together allow as many times more."""
    times, seconds = parse(rate)
    window = int(time.time()) // seconds * seconds
    with _lock:
        if len(here) >= MOST_HERE:
            here.clear()
        since, count = here.get(key, (window, 0))
        here[key] = window, (count if since == window else 0) + 1
        return here[key][1] > times


def _count(key: str, window: int) -> int:
    # One upsert statement: two processes at once can neither both begin at one nor lose a count.
    table = connection.ops.quote_name(RateCount._meta.db_table)
    quoted = connection.ops.quote_name("window")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (key, {quoted}, count) VALUES (%s, %s, 1) "  # noqa: S608  the names are the model's own
            f"ON CONFLICT (key, {quoted}) DO UPDATE SET count = {table}.count + 1 RETURNING count",
            [key[:200], window],
        )
        count = cursor.fetchone()[0]
        if count == 1:  # a new window: those that are over tell nothing any more
            RateCount.objects.filter(key=key[:200], window__lt=window).delete()
    return count


def forget(person: int) -> None:
    """Drops what was counted of somebody: their number is the last part of each of their keys ("like:7")."""
    RateCount.objects.filter(key__endswith=f":{person}").delete()
