"""Pages as they are kept: ready to send, in memory and on a shelf that other processes see."""

import fcntl
import gzip
import hashlib
import json
import os
import time
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock, get_ident
from typing import Any

from django.conf import settings
from django.utils.http import http_date

from newsroom.pagecache.stamps import EVERY_PAGE, slot_of

FOREVER = float("inf")
FLIGHTS = 256
VARY = "Accept-Encoding, Cookie"
Headers = list[tuple[str, str]]


@dataclass
class Kept:
    """What is known of the freshness of a thing made of rows: what the clock said when its making began, until when it
    holds, what it is made of, and the clock when that was last looked up."""

    began: int
    until: float  # seconds since 1970
    tags: list[str]
    checked: int = field(default=0, init=False)
    slots: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.slots = [EVERY_PAGE, *map(slot_of, self.tags)]


@dataclass
class Part(Kept):
    """A part of a page, or what one is made of, as Python holds it. Never leaves its process."""

    value: Any = None


@dataclass
class Page(Kept):
    """A page: its headers, and its body in the encodings that browsers take.

    `changes_at` is the second at which the clock alone changes what it lists: no copy is shown beyond it.
    """

    key: str = ""
    changes_at: float = FOREVER
    etag: str = ""  # as it stands between the quotes, these included
    modified_at: int = 0
    headers: Headers = field(default_factory=list)
    bodies: dict[str, bytes] = field(default_factory=dict)
    modified: str = field(init=False)
    seen_fresh: float = field(default=0.0, init=False)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.modified = http_date(self.modified_at)
        self._common = [("ETag", f"W/{self.etag}"), ("Vary", VARY), ("Cache-Control", cache_control())]
        self._ready = {encoding: self._answer(encoding, body) for encoding, body in self.bodies.items()}
        self._near = self.changes_at - settings.CDN_SECONDS - 1
        self.plain_until = min(self.until, self._near)  # from then on it is no longer fresh, or its headers change

    def answer(self, encoding: str, now: float) -> tuple[Headers, list[bytes]]:
        """The headers and the body to send at `now`."""
        # Few take neither encoding, so it is unpacked when they ask.
        headers, body = self._ready.get(encoding) or self._answer("", gzip.decompress(self.bodies["gzip"]))
        return self._in_time(headers, now), body

    def unchanged(self, now: float) -> Headers:
        """The headers of a 304 at `now`."""
        return self._in_time(self._common, now)

    def _answer(self, encoding: str, body: bytes) -> tuple[Headers, list[bytes]]:
        coding = [("Content-Encoding", encoding)] if encoding else []
        size = ("Content-Length", str(len(body)))
        return [*self.headers, ("Last-Modified", self.modified), *coding, size, *self._common], [body]

    def _in_time(self, headers: Headers, now: float) -> Headers:
        if now < self._near:
            return headers
        return [*headers[:-1], ("Cache-Control", cache_control(self.changes_at - now))]

    @property
    def size(self) -> int:
        return sum(map(len, self.bodies.values())) + 2000

    def to_bytes(self) -> bytes:
        """One line of JSON, then the bodies one after another."""
        names = ("began", "until", "tags", "key", "changes_at", "etag", "modified_at", "headers")
        head = {name: getattr(self, name) for name in names}
        head["sizes"] = {encoding: len(body) for encoding, body in self.bodies.items()}
        return b"\n".join([json.dumps(head).encode(), b"".join(self.bodies.values())])

    @classmethod
    def from_bytes(cls, stored: bytes) -> "Page":
        """Raises ValueError for what `to_bytes` did not write whole."""
        line, _end, rest = stored.partition(b"\n")
        head = json.loads(line)
        bodies, start = {}, 0
        for encoding, size in head.pop("sizes").items():
            bodies[encoding] = rest[start : start + size]
            start += size
        if start != len(rest):
            raise ValueError("the copy is not whole")
        head["headers"] = [(name, value) for name, value in head["headers"]]
        return cls(bodies=bodies, **head)


def cache_control(left: float = FOREVER) -> str:
    """What a public page tells browsers (ask each time) and CDNs, `left` seconds before the clock changes it."""
    seconds, error = settings.CDN_SECONDS, settings.CDN_STALE_IF_ERROR_SECONDS
    if left <= seconds + 1:
        return f"public, max-age=0, s-maxage={max(0, int(left))}"
    # One second of stale-while-revalidate: browsers heed it too, and a reader is never behind by more.
    return f"public, max-age=0, s-maxage={seconds}, stale-while-revalidate=1, stale-if-error={error}"


@dataclass(frozen=True, slots=True)
class Ready:
    """A page in one encoding, as it is sent."""

    page: Page
    headers: Headers
    body: list[bytes]


class Memory:
    """What this process holds by key, `limit` bytes of it; what came first goes first."""

    def __init__(self, limit: int):
        self._limit, self._size, self._lock = limit, 0, Lock()
        self._kept: dict[str, Any] = {}
        self._sizes: dict[str, int] = {}
        self.get = self._kept.get

    def put(self, key: str, kept: Any, size: int) -> None:
        with self._lock:
            self._drop(key)
            self._kept[key], self._sizes[key] = kept, size
            self._size += size
            while self._size > self._limit:
                self._drop(next(iter(self._kept)))

    def drop(self, key: str) -> None:
        with self._lock:
            self._drop(key)

    def _drop(self, key: str) -> None:
        if key in self._sizes:
            del self._kept[key]
            self._size -= self._sizes.pop(key)


class Files:
    """A shelf that the processes of one machine share: `places` files, each page in the one its key chooses. So it
    never outgrows them and is never swept; of two pages with one place the later stays. Raises OSError."""

    def __init__(self, folder: Path, places: int):
        self._folder, self._places = folder, places
        folder.mkdir(parents=True, exist_ok=True)

    def get(self, key: str) -> Page | None:
        try:
            page = Page.from_bytes(self._path(key).read_bytes())
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, TypeError):  # half a file, after a power cut: the next copy takes its place
            return None
        return page if page.key == key else None

    def put(self, page: Page) -> None:
        path = self._path(page.key)
        new = path.with_name(f"{path.name}.{os.getpid()}-{get_ident()}")
        new.write_bytes(page.to_bytes())
        new.replace(path)  # at once: nobody reads half a page

    def drop(self, key: str) -> None:
        self._path(key).unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        return self._folder / f"{zlib.crc32(key.encode()) % self._places:05x}"


class Redis:
    """A shelf that several machines share. Raises redis.RedisError."""

    def __init__(self, client: Any, name: str):
        self._client, self._name = client, name

    def get(self, key: str) -> Page | None:
        stored = self._client.get(self._at(key))
        return Page.from_bytes(stored) if stored else None

    def put(self, page: Page) -> None:
        seconds = max(1, int(page.until - time.time()))
        self._client.set(self._at(page.key), page.to_bytes(), ex=seconds + 60)

    def drop(self, key: str) -> None:
        self._client.delete(self._at(key))

    def _at(self, key: str) -> str:
        return f"{self._name}:page:{hashlib.sha256(key.encode()).hexdigest()}"


class Flight:
    """The rendering of one page: of all who want to do it at once one may, and the others can wait for that one."""

    def __init__(self, folder: Path, key: str):
        # Every opening has a lock of its own, so threads exclude each other, and it goes with a process that dies.
        self._file = (folder / f"flight-{zlib.crc32(key.encode()) % FLIGHTS:02x}").open("ab")

    def is_mine(self) -> bool:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def wait(self) -> None:
        fcntl.flock(self._file, fcntl.LOCK_SH)

    def __enter__(self) -> "Flight":
        return self

    def __exit__(self, *failure: object) -> None:
        self._file.close()
