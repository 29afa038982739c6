"""A load generator for machines without wrk: so many connections kept open, each asking again once it is answered.

Reads what to ask from standard input as JSON and writes the figures to standard output: `load` says which.
"""

import asyncio
import json
import sys
import time
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass
class Tally:
    times: list[float] = field(default_factory=list)  # milliseconds
    size: int = 0
    failures: int = 0
    number: int = 0


async def main(asked: dict) -> None:
    tally, begun = Tally(), time.perf_counter()
    until = begun + asked["seconds"]
    await asyncio.gather(*(_ask_on(asked, tally, until) for _ in range(asked["connections"])))
    took, times = time.perf_counter() - begun, sorted(tally.times) or [0.0]
    figures = {
        "rate": len(tally.times) / took,
        "p50": times[len(times) // 2],
        "p99": times[len(times) * 99 // 100],
        "size": tally.size / len(times),
        "answers": len(tally.times),
        "failures": tally.failures,
    }
    sys.stdout.write(json.dumps(figures))


async def _ask_on(asked: dict, tally: Tally, until: float) -> None:
    place = urlsplit(asked["address"])
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    while time.perf_counter() < until:
        begun = time.perf_counter()
        writer.write(_request(asked, tally, place.netloc))
        size, status = await _answer(reader)
        tally.times.append((time.perf_counter() - begun) * 1000)
        tally.size += size
        tally.failures += not 200 <= status < 400
    writer.close()


def _request(asked: dict, tally: Tally, host: str) -> bytes:
    tally.number += 1
    body = f"{asked['form']}Comment+{tally.number}+of+{time.time_ns()}" if asked["form"] else ""
    lines = [f"{'POST' if body else 'GET'} {asked['path']} HTTP/1.1", f"Host: {host}"]
    lines += [f"{name}: {value}" for name, value in asked["headers"].items()]
    lines += [f"Content-Length: {len(body)}"] if body else []
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


async def _answer(reader: asyncio.StreamReader) -> tuple[int, int]:
    """Size and status. Every server here says how long its answers are."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = head.lower().partition(b"\r\ncontent-length:")[2].partition(b"\r\n")[0]
    body = await reader.readexactly(int(length or 0)) if b" 304 " not in head[:16] else b""
    return len(head) + len(body), int(head.split(b" ", 2)[1])


if __name__ == "__main__":
    asyncio.run(main(json.load(sys.stdin)))
