"""python -m tests.benches.for_you: how long For You takes a site with many readers, in a process of its own.

Run it in a site that `manage.py fill` has filled. It adds readers and what they read of the live stories until there
are enough (again: adds nothing twice), one of them with a long history, and prints what a ranking takes, what the
whole page takes a reader with that history, and what recording a read takes. LIVE_DAYS says how many stories are live.
"""

import argparse
import os
import random
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings.base")
os.environ.setdefault("PAGE_CACHE", "parts")
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from articles.models import Article  # noqa: E402
from newsroom import bulk  # noqa: E402
from readers import live, pen_names, reading, recommendations, tastes  # noqa: E402
from readers.models import Read, ReadCount, Taste, User  # noqa: E402

READS = 12  # of each reader
CHUNK = 2_000  # readers in a transaction
HOUR = 3600


def main() -> None:
    chosen = _arguments()
    settings.ALLOWED_HOSTS = ["*"]
    stories = list(live.now_live().stories) or sys.exit("Fill the site first: manage.py fill --stories 1000000")
    bulk.run(_readers(chosen.readers, stories), total=chosen.readers, name="Readers", unit="reader", quiet=False)
    heavy = _heavy(chosen.reads)
    live.forget()
    first = _timed(live.now_live)
    again = [_timed(lambda minute=minute: _look_up_again(minute)) for minute in range(1, 11)]
    told = f"{Article.objects.count():,} stories, {len(stories):,} of them live, {User.objects.count():,} readers\n"
    sys.stdout.write(
        f"{told}Live stories: first look {first:,.0f} ms, each minute {statistics.median(again):,.0f} ms\n"
    )
    people = [User.objects.get(username=_name(number)) for number in range(0, chosen.readers, chosen.readers // 400)]
    _tell("ranking", [_timed(lambda one=one: _rank(one)) for one in _signals(people)])
    _tell("record a read", [_timed(lambda one=one: _record(one, stories)) for one in people])
    _page(heavy, chosen.reads)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benches.for_you", description=__doc__)
    parser.add_argument("--readers", type=int, default=100_000)
    parser.add_argument("--reads", type=int, default=5_000, help="in the long history")
    return parser.parse_args()


def _name(number: int) -> str:
    return f"for you {number}"


def _readers(wanted: int, stories: list[int]) -> Iterator[int]:
    there = User.objects.filter(username__startswith="for you ").count()
    if there < wanted:
        keys = tastes.keys_of(stories)
    for start in range(there, wanted, CHUNK):
        numbers = range(start, min(wanted, start + CHUNK))
        with transaction.atomic():
            _add(numbers, stories, keys)
        yield len(numbers)


def _add(numbers: range, stories: list[int], keys: dict[int, list[str]]) -> None:
    people = [
        User(username=_name(n), email=f"foryou{n}@example.org", pen_name_key=pen_names.key(_name(n))) for n in numbers
    ]
    people, reads, kept = User.objects.bulk_create(people), [], []
    counts: Counter[tuple[int, int]] = Counter()
    now = time.time()
    for person in people:
        chance = random.Random(person.pk)
        taste = Taste(reader=person, weights={}, recent=[])
        # Most reads are of few stories, as they are anywhere.
        some = {stories[min(len(stories) - 1, int(chance.paretovariate(0.4)) - 1)] for _read in range(2 * READS)}
        times = sorted(now - chance.random() * 7 * 24 * HOUR for _read in some)
        for story, at in zip(some, times, strict=True):
            tastes.add(taste.weights, keys[story], at)
            taste.recent.append([story, at])
            moment = datetime.fromtimestamp(at, UTC)
            reads.append(Read(reader=person, article_id=story, first_read_at=moment, read_at=moment, version=1))
            counts[int(at) // HOUR, story] += 1
        kept.append(taste)
    Read.objects.bulk_create(reads)
    Taste.objects.bulk_create(kept)
    rows = [ReadCount(hour=hour, article_id=story, reads=number) for (hour, story), number in counts.items()]
    stored = {(row.hour, row.article_id): row for row in ReadCount.objects.filter(hour__gte=int(now) // HOUR - 200)}
    for row in rows:
        row.reads += stored[row.hour, row.article_id].reads if (row.hour, row.article_id) in stored else 0
    ReadCount.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["hour", "article"], update_fields=["reads"]
    )


def _heavy(reads: int) -> User:
    """The reader with the long history: stories from all over the archive, and live ones last."""
    person, _new = User.objects.get_or_create(username="for you always", defaults={"email": "always@example.org"})
    missing = reads - Read.objects.filter(reader=person).count()
    if missing > 0:
        published = Article.objects.published().order_by("pk").values_list("pk", flat=True)
        known = set(Read.objects.filter(reader=person).values_list("article", flat=True))
        spread = list(published[:: max(1, published.count() // reads)])
        some = [pk for pk in [*live.now_live().stories][:300:3] + spread if pk not in known][:missing]
        moment = timezone.now()
        rows = [
            Read(reader=person, article_id=pk, first_read_at=at, read_at=at, version=1)
            for place, pk in enumerate(some)
            for at in [moment - timedelta(minutes=9 * place)]
        ]
        Read.objects.bulk_create(rows)
        with transaction.atomic():
            reading.rebuild(person)
    return person


def _look_up_again(minute: int) -> None:
    live.now_live(time.time() + minute * (settings.LIVE_SECONDS + 1))


def _signals(people: list[User]) -> list[recommendations.Signals]:
    return [recommendations.Signals.of(person, time.time()) for person in people]


def _rank(signals: recommendations.Signals) -> None:
    """All but the questions to the database: the stories weighed, laid out, and their reasons found."""
    ranking = recommendations.Ranking(live.now_live(), signals, time.time())
    ranking.sink(signals.recent or [])
    places = settings.FOR_YOU_STORIES + recommendations.SPARE
    for pk in ranking.page(ranking.likely(), places)[:places]:
        ranking.cause(pk)


def _record(person: User, stories: list[int]) -> None:
    reading.record(random.choice(stories), reader=person, version=1)


def _page(reader: User, reads: int) -> None:
    client, times, queries = Client(), [], []
    client.force_login(reader)
    client.get("/for-you/")
    for _time in range(100):
        with CaptureQueriesContext(connection) as asked:
            times.append(_timed(lambda: client.get("/for-you/")))
        queries.append(len(asked))
    _tell(f"the page of a reader with {reads:,} reads", times, f"  {max(queries)} queries")


def _timed(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def _tell(name: str, times: list[float], more: str = "") -> None:
    p95 = statistics.quantiles(times, n=20)[-1]
    sys.stdout.write(f"{name:40} median {statistics.median(times):6.2f} ms  p95 {p95:6.2f} ms{more}\n")


if __name__ == "__main__":
    main()
