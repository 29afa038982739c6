"""When each tag was last purged: numbers that every process sees at once.

There is one clock, in microseconds since 1970, which moves only when something is purged. A page remembers what the
clock said when its rendering began; it is stale once one of its tags bears a later number. So neither the order of
commits and renderings nor the clocks of several machines matter.
"""

import fcntl
import mmap
import os
import threading
import time
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SLOTS = 65_536  # tags that share a slot are purged together: a page too many rendered anew, never one too few
CLOCK, EVERY_PAGE = 0, 1  # the slots before those of tags
SITE = "site"  # the tag that every page bears


def slot_of(tag: str) -> int:
    """Where the stamp of this tag stands."""
    return EVERY_PAGE if tag == SITE else 2 + zlib.crc32(tag.encode()) % SLOTS


def _microseconds() -> int:
    return time.time_ns() // 1000


class MappedStamps:
    """Stamps of one machine, in a small file that its processes map into memory: no server, and read within 100 ns.

    A new file begins with a stamp on the whole site, since pages may lie about that are older than it.
    Raises OSError where the file can't be made or written.
    """

    LOOK_AGAIN = 0.0  # seconds until another's purge is seen

    def __init__(self, path: Path):
        path.parent.mkdir(parents=True, exist_ok=True)
        size = 8 * (2 + SLOTS)
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        self._threads = threading.Lock()
        with self._alone():
            os.ftruncate(self._file, size)
            self._cells = memoryview(mmap.mmap(self._file, size)).cast("Q")
            if not self._cells[CLOCK]:
                self._cells[EVERY_PAGE] = self._cells[CLOCK] = _microseconds()

    def clock(self) -> int:
        return self._cells[CLOCK]

    def newest(self, slots: Iterable[int]) -> int:
        cells = self._cells
        return max(cells[slot] for slot in slots)

    def purge(self, slots: Iterable[int]) -> None:
        with self._alone():
            moment = max(_microseconds(), self._cells[CLOCK] + 1)
            for slot in slots:
                self._cells[slot] = moment
            self._cells[CLOCK] = moment  # last: who sees the clock moved sees the stamps

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """No other thread, and no other process; the file's lock goes with a process that dies."""
        with self._threads:
            fcntl.flock(self._file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.flock(self._file, fcntl.LOCK_UN)


class RedisStamps:
    """Stamps that several machines share. The clock is read anew after `LOOK_AGAIN` seconds, so that a hit needs no
    journey: another machine's purge is seen that much later, one's own at once.

    Raises redis.RedisError. What was purged while Redis could not be reached is not known, nor what Redis has forgotten
    since it was last written down, so the whole site is purged once it is back.
    """

    LOOK_AGAIN = 0.25
    REST = 1.0  # seconds without trying again, since Redis may take its time to fail
    # One step for all who look on: the stamps, then the clock.
    PURGE = """
    local moment = math.max(tonumber(ARGV[1]), tonumber(redis.call('HGET', KEYS[1], 0) or 0) + 1)
    moment = string.format('%.0f', moment)
    for place = 2, #ARGV do redis.call('HSET', KEYS[1], ARGV[place], moment) end
    redis.call('HSET', KEYS[1], 0, moment)
    return moment
    """

    def __init__(self, client: Any, name: str):
        self._client, self._name = client, f"{name}:stamps"
        self._clock, self._look_at, self._missed = 0, 0.0, False
        self._newest = 0  # the latest that was ever seen
        self._threads, self._looking = threading.Lock(), threading.Lock()
        if not client.hexists(self._name, CLOCK):
            self.purge([EVERY_PAGE])

    def clock(self) -> int:
        if time.monotonic() >= self._look_at:
            with self._looking:  # one looks, and the others wait for what it sees
                if time.monotonic() >= self._look_at:
                    self._look()
        return self._clock

    def newest(self, slots: Iterable[int]) -> int:
        return max(int(stamp or 0) for stamp in self._client.hmget(self._name, list(slots)))

    def purge(self, slots: Iterable[int]) -> None:
        try:
            self._see(int(self._client.eval(self.PURGE, 1, self._name, _microseconds(), *slots)))
        except Exception:
            self._missed, self._look_at = True, 0.0
            raise

    def _look(self) -> None:
        began, known, rest = time.monotonic(), self._newest, self.LOOK_AGAIN
        try:
            clock = int(self._client.hget(self._name, CLOCK) or 0)
            if clock < max(known, 1) or self._missed:  # Redis has forgotten a purge, or one did not reach it
                self._missed = False
                self.purge([EVERY_PAGE])
            else:
                self._see(clock)
        except Exception:
            self._clock = 0  # while Redis can't be reached nothing is known to be fresh
            began, rest = time.monotonic(), self.REST
            raise
        finally:
            self._look_at = began + rest

    def _see(self, clock: int) -> None:
        with self._threads:  # a purge of one's own may have overtaken a look that began before it
            self._newest = self._clock = max(self._newest, clock)
