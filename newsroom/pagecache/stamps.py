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

    Raises redis.RedisError. What was purged while Redis could not be reached is not known, so the whole site is purged
    once it is back.
    """

    LOOK_AGAIN = 0.25
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
        if not client.hexists(self._name, CLOCK):
            self.purge([EVERY_PAGE])

    def clock(self) -> int:
        now = time.monotonic()
        if now >= self._look_at:
            self._look_at = now + self.LOOK_AGAIN
            self._clock = 0  # while Redis can't be reached nothing is known to be fresh
            self._clock = self._read()
        return self._clock

    def newest(self, slots: Iterable[int]) -> int:
        return max(int(stamp or 0) for stamp in self._client.hmget(self._name, list(slots)))

    def purge(self, slots: Iterable[int]) -> None:
        try:
            self._clock = int(self._client.eval(self.PURGE, 1, self._name, _microseconds(), *slots))
        except Exception:
            self._missed = True
            raise

    def _read(self) -> int:
        clock = self._client.hget(self._name, CLOCK)
        if clock is None or self._missed:  # Redis was emptied, or a purge did not reach it
            self.purge([EVERY_PAGE])
            self._missed = False
            return self._clock
        return int(clock)
