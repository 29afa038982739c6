"""One size measured: the site with its page cache and without, its queries, its first requests, and the limits."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial

from tests.benches import cold, servers
from tests.benches.load import Load, measure
from tests.benches.pages import QUERIES, Answer, Page, Unexpected, conversation, public, signed_in, speaking
from tests.benches.sites import Site

SECONDS = int(os.environ.get("BENCH_SECONDS", "4"))  # of load for each page
FREELY = {"COMMENT_RATE": "1000000/1s"}  # one reader posts for thousands
COUNTING = {"DJANGO_SETTINGS_MODULE": "tests.benches.counting"}
CACHED, UNCHANGED, SIGNED_IN = "from the cache", "unchanged (304)", "signed in"
UNCACHED, FROM_NOTHING = "uncached", "from nothing"
WITHOUT = {UNCACHED: "parts", FROM_NOTHING: "off"}  # what is said of the page cache
NGINX, CONSTANT = "nginx, a file", "Django, a constant"
Asked = list[tuple[str, Page]]


@dataclass(frozen=True)
class Row:
    page: str
    how: str
    load: Load
    queries: int | None = None  # None for what is not ours


@dataclass
class Run:
    site: Site
    rows: list[Row] = field(default_factory=list)
    cold: float = 0.0  # milliseconds
    cold_with_comments: float = 0.0

    def find(self, page: str, how: str) -> Row | None:
        return next((row for row in self.rows if (row.page, row.how) == (page, how)), None)


def say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def run(site: Site) -> Run:
    say(f"\n{site.stories:,} stories: filling {site.folder}")
    site.prepare()
    done = Run(site)
    queries = _queries(site, "on", _of_the_cached_site)
    for how, cache in WITHOUT.items():
        queries |= _queries(site, cache, partial(_without, how))
    with _site(site) as address:
        asked = _of_the_cached_site(site, address)
        answers = {page.name: page.check(address) for how, page in asked if how == CACHED and page.name != "comments"}
        for how, page in asked:
            _add(done, how, page, address, queries)
    for without, cache in WITHOUT.items():
        with _site(site, PAGE_CACHE=cache) as address:
            for how, page in _without(without, site, address):
                _add(done, how, page, address, queries)
    _add_limits(done, answers)
    done.cold, done.cold_with_comments = cold.story(site), cold.story_with_comments(site)
    say(f"  first request: {done.cold:.1f} ms, of the story with comments {done.cold_with_comments:.1f} ms")
    return done


@contextmanager
def _site(site: Site, **settings: str) -> Iterator[str]:
    with servers.site(site.folder, site.environment(**FREELY, **settings)) as address:
        yield address


def _of_the_cached_site(site: Site, address: str) -> Asked:
    pages = _public(site, address)
    reader = signed_in(address)
    return [
        *((CACHED, page) for page in pages),
        *((UNCHANGED, page.unchanged(address)) for page in pages),
        (SIGNED_IN, replace(pages[2], headers=reader)),
        (SIGNED_IN, speaking(address, site.quiet_story, reader)),
    ]


def _without(how: str, site: Site, address: str) -> Asked:
    return [(how, page) for page in _public(site, address)]


def _public(site: Site, address: str) -> list[Page]:
    story = site.facts["story"]
    pages = public(story, site.headline(story))
    return [*pages.values(), conversation(address, pages["story"])]


def _add(done: Run, how: str, page: Page, address: str, queries: dict[tuple[str, str], int]) -> None:
    before = done.site.comments_posted() if page.form else 0
    load = measure(address, page, SECONDS)
    if page.form and done.site.comments_posted() - before < load.answers:
        raise Unexpected(f"{load.answers} comments were posted, {done.site.comments_posted() - before} are there")
    _keep(done, Row(page.name, how, load, queries[page.name, how]))


def _keep(done: Run, row: Row) -> None:
    done.rows.append(row)
    load = row.load
    say(f"  {row.page:<14} {row.how:<18} {load.rate:>9,.0f}/s   p50 {load.p50:7.2f} ms   p99 {load.p99:7.2f} ms")


def _queries(site: Site, cache: str, asked_of) -> dict[tuple[str, str], int]:
    """What single requests ask of the database, the second of each, when all that is kept is kept."""
    counted = {}
    with _site(site, PAGE_CACHE=cache, **COUNTING) as address:
        for how, page in asked_of(site, address):
            page.check(address)
            answer = page.check(address)
            if how in {CACHED, UNCHANGED} and QUERIES in answer.headers:
                raise Unexpected(f"{page.name}, {page.path}: a second request was not answered from the page cache")
            counted[page.name, how] = int(answer.headers.get(QUERIES, 0))
    return counted


def _add_limits(done: Run, answers: dict[str, Answer]) -> None:
    """The same bytes from nginx, and from a Django that has them at hand."""
    folder = done.site.folder / "limits"
    folder.mkdir(exist_ok=True)
    limits = [(CONSTANT, servers.constant)]
    if servers.find("nginx"):
        limits.append((NGINX, servers.nginx))
    for how, running in limits:
        with running(folder, answers) as address:
            for name, answer in answers.items():
                load = measure(address, Page(name, f"/{name}"), SECONDS)
                if abs(load.size - len(answer.body)) > 3000:
                    raise Unexpected(f"{how}: {load.size:.0f} bytes, not the {len(answer.body)} of the page")
                _keep(done, Row(name, how, load))
