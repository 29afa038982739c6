"""python -m tests.benches.talk: every kind of page of a conversation, made for the first time, in a process of its own.

Prints for each the queries of the worst page, the 95th percentile of the time that Django took, and the bytes of its
HTML. Run it in a site that `manage.py fill --comments 50000` has filled; nothing is changed there, except that its
reader and its moderator are made.
"""

import os
import statistics
import sys
import time
from collections.abc import Iterator

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings.base")
os.environ.setdefault("PAGE_CACHE", "parts")
django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import get_user_model  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from comments.filling import story_to_fill  # noqa: E402
from comments.models import Comment  # noqa: E402
from tests import factories  # noqa: E402

PAGES = 40  # of each kind


def main() -> None:
    settings.ALLOWED_HOSTS = ["*"]
    story = story_to_fill() or sys.exit("Fill the site first: manage.py fill --comments 50000")
    everybody, reader = Client(), Client()
    person = get_user_model().objects.filter(username="bench").first() or factories.make_user("bench")
    reader.force_login(person)
    sys.stdout.write(f"{Comment.objects.filter(article=story).count():,} comments under {story.get_absolute_url()}\n")
    for who, client in (("everybody", everybody), ("a reader", reader)):
        client.get(story.get_absolute_url())  # what all pages share is made once
        for kind in ("newest", "oldest", "liked"):
            _measure(f"{kind}, {who}", client, _onward(client, f"/comments/on/{story.pk}/?sort={kind}"))
        spread = Comment.objects.filter(article=story, status="approved").order_by("path")
        some = list(spread.values_list("pk", flat=True)[:: max(1, spread.count() // PAGES)])
        _measure(f"one thread, {who}", client, [f"/comments/thread/{pk}/" for pk in some])
        _measure(f"a comment's address, {who}", client, [f"/comments/{pk}/" for pk in some])
        busiest = Comment.objects.filter(article=story).order_by("-reply_count").values_list("pk", flat=True)[:10]
        _measure(f"the busiest threads, {who}", client, [f"/comments/thread/{pk}/" for pk in busiest])
        last = Comment.objects.filter(article=story).latest("pk").pk
        _measure(f"what is new, {who}", client, [f"/comments/on/{story.pk}/after/{last - n}/" for n in range(100, 140)])


def _onward(client: Client, address: str) -> Iterator[str]:
    """So many pages, each found on the one before."""
    import re

    for _page in range(PAGES):
        yield address
        following = re.search(r'rel="next" href="([^"]*)"', client.get(address).content.decode())
        if not following:
            return
        address = address.partition("?")[0] + following[1].replace("&amp;", "&")


def _measure(name: str, client: Client, addresses) -> None:
    times, sizes, queries = [], [], []
    for address in list(addresses):
        with CaptureQueriesContext(connection) as asked:
            began = time.perf_counter()
            answer = client.get(address)
            times.append((time.perf_counter() - began) * 1000)
        if answer.status_code not in (200, 302):
            sys.exit(f"{address} answered {answer.status_code}")
        sizes.append(len(answer.content))
        queries.append(len(asked))
    p95 = statistics.quantiles(times, n=20)[-1]
    told = f"{name:34} {len(times):3} pages  {max(queries)} queries  median {statistics.median(times):6.1f} ms"
    sys.stdout.write(f"{told}  p95 {p95:6.1f} ms  at most {max(sizes) / 1000:6.1f} kB\n")


if __name__ == "__main__":
    main()
