"""Load: 64 connections from the second core, by wrk where it is found, else by `knock`, which is slower itself."""

import json
import math
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from tests.benches.pages import Page, Unexpected
from tests.benches.servers import LOAD_CORE, ROOT, die_with_the_bench, find, on_core

CONNECTIONS = 64
WARM_UP, LONGEST = 1, 40  # seconds
ENOUGH = 5 * CONNECTIONS  # answers by which the time of half and of 99 in 100 can be told
SCRIPT = Path(__file__).parent / "post.lua"
UNITS = {"us": 0.001, "ms": 1, "s": 1000, "m": 60_000, "B": 1, "KB": 2**10, "MB": 2**20, "GB": 2**30, "TB": 2**40}


@dataclass(frozen=True)
class Load:
    """What came back: answers a second, milliseconds until half and until 99 of 100 had come, bytes of each."""

    rate: float
    p50: float
    p99: float
    size: float
    answers: int
    failures: int = 0


def generator() -> str:
    """Its name, for the report."""
    if not find("wrk"):
        return "tests.benches.knock (no wrk on this machine: figures above some 5,000/s are the generator's own)"
    said = subprocess.run(["wrk", "-v"], capture_output=True, text=True, check=False)
    return " ".join((said.stdout + said.stderr).split()[:2])


def measure(address: str, page: Page, seconds: int) -> Load:
    """The page under load, after a second of warming up. Raises Unexpected if any answer failed, or none came."""
    send = _wrk if find("wrk") else _knock
    page.check(address)
    send(address, page, WARM_UP)
    page.check(address)  # waits behind the requests that were given up
    load = send(address, page, seconds)
    if load.answers < ENOUGH:  # most of those who asked had no answer yet, so that the times are only of the lucky
        page.check(address)
        load = send(address, page, min(LONGEST, math.ceil(ENOUGH / max(1, load.rate))))
    if load.failures or not load.answers:
        raise Unexpected(f"{page.name}, {page.path}: {load.failures} failed, {load.answers} answers came")
    return load


def _wrk(address: str, page: Page, seconds: int) -> Load:
    command = [*on_core(LOAD_CORE), "wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "60s", "--latency"]
    for name, value in page.headers.items():
        command += ["-H", f"{name}: {value}"]
    if page.form:
        command += ["-s", str(SCRIPT), address + page.path, "--", page.form, str(time.time_ns())]
    else:
        command += [address + page.path]
    said = _run(command)
    answers, read = re.search(r"(\d+) requests in \S+, (\S+) read", said).groups()  # type: ignore[union-attr]
    half, most = (re.search(rf"\n\s+{share}%\s+(\S+)", said)[1] for share in (50, 99))  # type: ignore[index]
    rate = float(re.search(r"Requests/sec:\s+(\S+)", said)[1])  # type: ignore[index]
    failures = sum(map(int, re.findall(r"(?:Non-2xx or 3xx responses:|connect|read|write|timeout) (\d+)", said)))
    return Load(rate, _number(half), _number(most), _number(read) / max(1, int(answers)), int(answers), failures)


def _number(words: str) -> float:
    """ "1.50ms" → 1.5; "2.00MB" → 2097152."""
    value, unit = re.fullmatch(r"([\d.]+)(\w+)", words).groups()  # type: ignore[union-attr]
    return float(value) * UNITS[unit]


def _knock(address: str, page: Page, seconds: int) -> Load:
    command = [*on_core(LOAD_CORE), sys.executable, "-m", "tests.benches.knock"]
    asked = {
        "address": address,
        "path": page.path,
        "headers": page.headers,
        "form": page.form,
        "seconds": seconds,
        "connections": CONNECTIONS,
    }
    return Load(**json.loads(_run(command, json.dumps(asked))))


def _run(command: list[str], words: str = "") -> str:
    done = subprocess.run(
        command, input=words, stdout=subprocess.PIPE, text=True, check=True, cwd=ROOT, preexec_fn=die_with_the_bench
    )
    return done.stdout
