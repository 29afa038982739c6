"""Those who ask: so many connections kept open, each asking for one page after another and noting what it was shown."""

import asyncio
import gzip
import random
import time
from dataclasses import dataclass, field
from functools import lru_cache

import brotli

from tests.benches.hammer.oracle import MARK

TAKEN = ("br", "gzip, br", "gzip", "", "identity")  # what different browsers and robots say they accept
PATIENCE = 30  # seconds
NOTHING: frozenset[str] = frozenset()


@dataclass(slots=True)
class Seen:
    """An answer: when it was asked for and when it had come (seconds since 1970), and the marks that stood in it. A
    304 says that the copy the visitor had is what is shown, so it counts as that."""

    path: str
    sent: float
    ended: float
    status: int
    marks: frozenset[str]
    was_unchanged: bool = False


@dataclass
class Copy:
    """What a visitor keeps of a page that was shown."""

    etag: str
    modified: str
    marks: frozenset[str]


@dataclass
class Crowd:
    """Pages `in_play` are asked for most of the time, the rest of `paths` now and then, and those that are not there
    less often: they are never kept, and would leave little time for others."""

    paths: list[str]
    in_play: list[str]
    seen: list[Seen] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    absent: set[str] = field(default_factory=set)  # paths that last answered with something else than a page
    is_over: bool = False

    async def ask(self, hosts: list[str], connections: int) -> None:
        """Until it is over."""
        await asyncio.gather(*(self._visit(hosts[number % len(hosts)]) for number in range(connections)))

    async def _visit(self, host: str) -> None:
        copies: dict[str, Copy] = {}
        while not self.is_over:
            try:
                await self._converse(host, copies)
            except (OSError, EOFError, ValueError, TimeoutError) as failure:
                self.failures.append(f"{host}: {failure!r}")
                await asyncio.sleep(0.1)

    async def _converse(self, host: str, copies: dict[str, Copy]) -> None:
        name, _colon, port = host.partition(":")
        reader, writer = await asyncio.open_connection(name, int(port))
        try:
            while not self.is_over:
                path = self._choose()
                copy = copies.get(path) if random.random() < 0.4 else None
                sent = time.time()
                writer.write(_request(host, path, copy))
                status, headers, body = await asyncio.wait_for(_answer(reader), PATIENCE)
                self._note(path, sent, status, headers, body, copy, copies)
        finally:
            writer.close()

    def _choose(self) -> str:
        while True:
            path = random.choice(self.in_play if random.random() < 0.9 else self.paths)
            if path not in self.absent or random.random() < 0.05:
                return path

    def _note(
        self,
        path: str,
        sent: float,
        status: int,
        headers: dict[str, str],
        body: bytes,
        copy: Copy | None,
        copies: dict[str, Copy],
    ) -> None:
        ended = time.time()
        if status == 304 and copy:
            self.seen.append(Seen(path, sent, ended, 200, copy.marks, was_unchanged=True))
            return
        (self.absent.discard if status == 200 else self.absent.add)(path)
        marks = _marks(body, headers.get("content-encoding", ""))
        self.seen.append(Seen(path, sent, ended, status, marks))
        if status == 200 and "etag" in headers:
            copies[path] = Copy(headers["etag"], headers["last-modified"], marks)


def _request(host: str, path: str, copy: Copy | None) -> bytes:
    if random.random() < 0.1:
        path += "?utm_source=hammer"
    lines = [f"GET {path} HTTP/1.1", f"Host: {host}"]
    taken = random.choice(TAKEN)
    if taken:
        lines.append(f"Accept-Encoding: {taken}")
    if random.random() < 0.1:
        lines.append("Cookie: seen=1; csrftoken=of-no-concern")
    if copy and random.random() < 0.8:
        lines.append(f"If-None-Match: {copy.etag}")
    elif copy:
        lines.append(f"If-Modified-Since: {copy.modified}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


async def _answer(reader: asyncio.StreamReader) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body. Raises ValueError for an answer that doesn't say how long it is."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.rstrip().split("\r\n")
    headers = {name.lower(): value for name, _colon, value in (line.partition(": ") for line in lines)}
    status = int(first.split()[1])
    length = "0" if status == 304 else headers["content-length"]
    return status, headers, await reader.readexactly(int(length))


@lru_cache(maxsize=4096)
def _marks(body: bytes, encoding: str) -> frozenset[str]:
    plain = {"br": brotli.decompress, "gzip": gzip.decompress}.get(encoding, bytes)(body)
    return frozenset(MARK.findall(plain.decode()))
