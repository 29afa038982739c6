"""The cache itself: finds what is fresh, keeps what is made, purges by tag; and does without where it is broken."""

import logging
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from django.conf import settings
from django.db import connection, transaction
from django.test.signals import setting_changed

from newsroom.pagecache.pages import FOREVER, Files, Flight, Kept, Memory, Page, Part, Ready, Redis
from newsroom.pagecache.stamps import EVERY_PAGE, MappedStamps, RedisStamps, slot_of

log = logging.getLogger(__name__)
Made = TypeVar("Made")
STANDS_IN = 1.0  # seconds since a copy was last fresh in which it may still be shown while the next is rendered
MOST_READY = 1000
TRY_AGAIN = 1.0  # seconds after a failure in which the site does without what failed


def purge(*tags: str, gone: bool = False) -> None:
    """Once the present transaction is committed, every page and part that bears one of these tags is stale.

    `gone` says that something was taken from readers' sight: then no old copy is shown while the next is rendered.
    """
    marks = {*tags, *map(_gone, tags if gone else ())}
    transaction.on_commit(lambda: _purge(marks))


def purge_now(tags: Iterable[str]) -> None:
    """The same at once, for commands. Raises OSError or redis.RedisError where it can't be done."""
    Cache().stamps.purge([slot_of(mark) for tag in tags for mark in (tag, _gone(tag))])


def remember(
    key: str,
    make: Callable[[], Made],
    *,
    tags: Callable[[Made], Iterable[str]],
    until: Callable[[Made], float] = lambda made: FOREVER,
) -> Made:
    """What `make` gives, made once for all readers of this process until one of its tags is purged or its time comes
    (`until`, seconds since 1970). It must hold nothing of the reader it was made for, and is shared: look at it, don't
    change it. What is made inside a transaction, perhaps of rows that are never committed, is not kept."""
    cache = current()
    return cache.remember(key, make, tags=tags, until=until) if cache else make()


def current() -> "Cache | None":
    """The cache of this process; None while it is off or can't be opened."""
    global _cache, _open_again_at, _missed
    if _cache is None and settings.PAGE_CACHE != "off" and time.monotonic() >= _open_again_at:
        try:
            opened = Cache()
            if _missed:
                opened.stamps.purge([EVERY_PAGE])
            _cache, _missed = opened, False
        except Exception as failure:  # a folder that can't be written, no Redis: the site serves without
            log.error("The page cache can't be opened; pages are made without it: %r", failure)
            _open_again_at = time.monotonic() + TRY_AGAIN
    return _cache


_cache: "Cache | None" = None
_open_again_at = 0.0
_missed = False  # whether something was purged while there was no cache to tell


def _reopen(*, setting: str, **_kwargs: object) -> None:
    global _cache, _open_again_at
    if setting.startswith("PAGE_CACHE") or setting == "REDIS_URL":
        _cache, _open_again_at = None, 0.0


setting_changed.connect(_reopen)


def _purge(marks: set[str]) -> None:
    global _missed
    cache = current()
    if cache:
        cache.purge(marks)
    elif settings.PAGE_CACHE != "off":
        log.error("Could not purge pages: the page cache can't be opened. Run manage.py purge_pages once it can")
        _missed = True


def _gone(tag: str) -> str:
    return f"gone {tag}"


class Cache:
    """Nothing here raises once it is opened: a failure is logged, and the page is made without it."""

    def __init__(self) -> None:
        self.folder = Path(settings.PAGE_CACHE_DIR)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.memory = Memory(settings.PAGE_CACHE_MEMORY_BYTES)
        self.parts = Memory(settings.PAGE_CACHE_MEMORY_BYTES)
        self.stamps: MappedStamps | RedisStamps
        self.shelf: Files | Redis
        if settings.REDIS_URL:
            import redis  # installed by who sets REDIS_URL

            client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=0.5, socket_connect_timeout=0.5)
            self.stamps = RedisStamps(client, settings.PAGE_CACHE_NAME)
            self.shelf = Redis(client, settings.PAGE_CACHE_NAME)
        else:
            self.stamps = MappedStamps(self.folder / "stamps")
            self.shelf = Files(self.folder / "pages", settings.PAGE_CACHE_PLACES)
        self.ready: dict[tuple, Ready] = {}
        self._rests: dict[str, float] = {}

    def note(self, asked: tuple, ready: Ready) -> None:
        """Remembers what was sent to a request of these words, for the next one of the same."""
        if len(self.ready) >= MOST_READY:
            self.ready.clear()
        self.ready[asked] = ready

    def clock(self) -> int:
        """What a rendering that begins now remembers; 0 while the cache is broken."""
        try:
            return self.stamps.clock()
        except Exception as failure:  # as in _try, spelt out since every hit comes here
            self._complain("The page cache can't be read", failure)
            return 0

    def find(self, key: str, now: float) -> tuple[Page | None, bool]:
        """The newest copy, and whether it is fresh."""
        clock = self.clock()
        page = self.memory.get(key)
        if page is None or not self._is_fresh(page, clock, now):
            found = self._try("The page shelf can't be read", lambda: self.shelf.get(key)) if clock else None
            if found is None or (page is not None and found.began <= page.began):
                return page, False
            page = found
            self.memory.put(key, page, page.size)
            if not self._is_fresh(page, clock, now):
                return page, False
        page.seen_fresh = now
        return page, True

    def may_stand_in(self, page: Page, now: float) -> bool:
        """Whether a stale copy may be shown for the moment that the next one takes: it was fresh within the last
        second, the clock alone has not changed what it lists, and nothing on it was taken from readers' sight."""
        # A page is seen fresh for as long as it takes to learn of a purge.
        if now - page.seen_fresh >= STANDS_IN - self.stamps.LOOK_AGAIN or now >= page.changes_at:
            return False
        gone = [slot_of(_gone(tag)) for tag in page.tags]
        newest = self._try("The page cache can't be read", lambda: self.stamps.newest(gone))
        return newest is not None and newest <= page.began

    def last(self, key: str) -> Page | None:
        """The newest copy, fresh or not."""
        return self.memory.get(key) or self._try("The page shelf can't be read", lambda: self.shelf.get(key))

    def keep(self, page: Page) -> None:
        self.memory.put(page.key, page, page.size)
        self._try("The page shelf takes nothing", lambda: self.shelf.put(page))

    def forget(self, key: str) -> None:
        self.memory.drop(key)
        self._try("The page shelf can't be cleared", lambda: self.shelf.drop(key))

    def flight(self, key: str) -> Flight | None:
        return self._try("No page can be waited for", lambda: Flight(self.folder, key))

    def purge(self, tags: Iterable[str]) -> None:
        try:
            self.stamps.purge([slot_of(tag) for tag in tags])
        except Exception:  # whatever it is, the change itself is committed and must not look as if it failed
            log.exception("Could not purge pages; readers may see old ones for %s s", settings.PAGE_CACHE_SECONDS)

    def remember(
        self,
        key: str,
        make: Callable[[], Made],
        *,
        tags: Callable[[Made], Iterable[str]],
        until: Callable[[Made], float],
    ) -> Made:
        now, clock = time.time(), self.clock()
        part = self.parts.get(key)
        if part is not None and self._is_fresh(part, clock, now):
            return part.value
        made = make()
        # What is made inside a transaction may be of rows that are never committed.
        if clock and not connection.in_atomic_block:
            ends = min(until(made), now + settings.PAGE_CACHE_SECONDS)
            part = Part(began=clock, until=ends, tags=list(tags(made)), value=made)
            self.parts.put(key, part, getattr(made, "size", 2000))
        return made

    def _is_fresh(self, kept: Kept, clock: int, now: float) -> bool:
        if not clock or now >= kept.until:
            return False
        if kept.checked != clock:  # something was purged since: was it this?
            newest = self._try("The page cache can't be read", lambda: self.stamps.newest(kept.slots))
            if newest is None or newest > kept.began:
                return False
            kept.checked = clock
        return True

    def _try(self, complaint: str, work: Callable[[], Made]) -> Made | None:
        """What the work gives; None where it fails, and then for a moment without trying again."""
        if self._rests and time.monotonic() < self._rests.get(complaint, 0):
            return None
        try:
            return work()
        except Exception as failure:  # the disk, the lock, Redis: a page without the cache is better than none
            self._complain(complaint, failure)
            return None

    def _complain(self, complaint: str, failure: Exception) -> None:
        """Logged once a moment, however many requests meet it."""
        now = time.monotonic()
        if now >= self._rests.get(complaint, 0):
            log.error("%s; pages are made without it: %r", complaint, failure)
            self._rests[complaint] = now + TRY_AGAIN
