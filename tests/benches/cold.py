"""First requests: what a page costs that nobody asked for before, in a process that has just started."""

import contextlib
import os
import statistics
import time

from tests.benches.pages import BROWSER, Unexpected, ask
from tests.benches.servers import site as running
from tests.benches.sites import Site

STORIES = 30
STARTS = 5


def story(site: Site) -> float:
    """The median of 30 stories from all over the archive, in milliseconds. The database's file is not in memory."""
    *stories, other = site.addresses(STORIES + 1)
    with _fresh(site, other) as address:
        return statistics.median(_milliseconds(address, path) for path in stories)


def story_with_comments(site: Site) -> float:
    """The story with the 50,000 comments, in milliseconds: the median of five servers' first requests for it."""
    times = []
    for _ in range(STARTS):
        with _fresh(site, site.quiet_story) as address:
            times.append(_milliseconds(address, site.facts["story"]))
    return statistics.median(times)


@contextlib.contextmanager
def _fresh(site: Site, other: str):
    """A server without a page cache that has answered one request for another story, so that its code is loaded."""
    with running(site.folder, site.environment(PAGE_CACHE="off")) as address:
        ask(address, other, BROWSER)
        _drop_from_memory(site)
        yield address


def _drop_from_memory(site: Site) -> None:
    if not hasattr(os, "posix_fadvise"):
        return
    for path in site.folder.glob("newsroom.sqlite3*"):
        with path.open("rb") as file:
            os.fsync(file.fileno())
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _milliseconds(address: str, path: str) -> float:
    begun = time.perf_counter()
    answer = ask(address, path, BROWSER)
    took = (time.perf_counter() - begun) * 1000
    if answer.status != 200:
        raise Unexpected(f"{path}: status {answer.status}")
    return took
