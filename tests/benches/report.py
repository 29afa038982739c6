"""The figures as a table of Markdown, on the screen and in docs/performance.md."""

import importlib.metadata
import os
import platform
import re
import sqlite3
import subprocess
import sysconfig
from datetime import UTC, datetime
from pathlib import Path

from tests.benches import runs
from tests.benches.load import CONNECTIONS, Load, generator
from tests.benches.runs import CACHED, CONSTANT, NGINX, Row, Run
from tests.benches.servers import ROOT, find, on_core

PAGE = ROOT / "docs" / "performance.md"
BUSY = os.getloadavg()[0]  # as the bench begins
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"


def written(done: list[Run]) -> str:
    """All that was measured, as Markdown."""
    growth = [_growth(done)] if len(done) > 1 else []
    return "\n\n".join([_machine(), _sizes(done), *map(_table, done), *growth])


def keep(text: str) -> None:
    """Puts it between the markers of the page, in place of what was measured before."""
    before, _begin, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    _old, _end, after = rest.partition(END)
    PAGE.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")


def _machine() -> str:
    cores = "one worker on the first core, the load on the second" if on_core(0) else "server and load not kept apart"
    versions = [f"{name} {importlib.metadata.version(name)}" for name in ("Django", "granian")]
    software = [_python(), *versions, f"SQLite {sqlite3.sqlite_version}"]
    if find("nginx"):
        said = subprocess.run([find("nginx") or "", "-v"], capture_output=True, text=True, check=False).stderr
        software.append(said.rpartition(": ")[2].strip().replace("/", " "))
    return (
        f"Measured on {datetime.now(UTC):%d %B %Y} on {_processor()}, {os.cpu_count()} cores, {platform.system()} "
        f"{platform.release()}; {', '.join(software)}.\nLoad by {generator()}: {CONNECTIONS} connections, "
        f"{runs.SECONDS} seconds for each page after one of warming up; {cores}. "
        f"What else ran on the machine kept {BUSY:.1f} cores busy as it began."
    )


def _python() -> str:
    arguments = str(sysconfig.get_config_var("CONFIG_ARGS") or "--enable-optimizations")
    plainly = "" if "--enable-optimizations" in arguments else " (configured without --enable-optimizations)"
    return f"Python {platform.python_version()}{plainly}"


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    found = re.search(r"model name\s*: (.+)", cpuinfo.read_text()) if cpuinfo.exists() else None
    return found[1] if found else platform.processor() or platform.machine()


def _sizes(done: list[Run]) -> str:
    """How each site was filled, and what a first request costs there."""
    head = ["stories", "filled in", "stories a second", "database", "first request", "to the first size"]
    head += ["with 50,000 comments", "to the first size"]
    first = done[0]
    lines = []
    for run in done:
        facts = run.site.facts
        lines.append([
            f"{run.site.stories:,}",
            f"{facts['seconds']:,.0f} s",
            f"{facts['added'] / max(facts['seconds'], 0.001):,.0f}",
            f"{run.site.size / 1_000_000:,.0f} MB",
            f"{run.cold:.1f} ms",
            f"× {run.cold / first.cold:.2f}",
            f"{run.cold_with_comments:.1f} ms",
            f"× {run.cold_with_comments / first.cold_with_comments:.2f}",
        ])  # fmt: skip
    return _grid(head, lines)


def _table(run: Run) -> str:
    head = ["page", "how", "requests/s", "p50", "p99", "bytes", "queries", "of nginx", "of a constant"]
    pages = list(dict.fromkeys(row.page for row in run.rows))
    lines = []
    for row in sorted(run.rows, key=lambda row: pages.index(row.page)):
        load = row.load
        lines.append([
            row.page, row.how, f"{load.rate:,.0f}", f"{load.p50:.2f} ms", f"{load.p99:.2f} ms", f"{load.size:,.0f}",
            "" if row.queries is None else str(row.queries),
            _share(row, run.find(row.page, NGINX)), _share(row, run.find(row.page, CONSTANT)),
        ])  # fmt: skip
    return f"### {run.site.stories:,} stories\n\n{_grid(head, lines)}"


def _share(row: Row, limit: Row | None) -> str:
    return f"{row.load.rate / limit.load.rate:.2f}" if limit and row.how.startswith((CACHED, "unchanged")) else ""


def _growth(done: list[Run]) -> str:
    """Every figure at every size beside that of the first."""
    head = ["page", "how"]
    for run in done[1:]:
        head += [f"requests/s at {run.site.stories:,}", "p50", "p99", "bytes", "queries"]
    lines = [[row.page, row.how, *_beside(row, done[1:])] for row in done[0].rows if row.queries is not None]
    title = f"### How the figures grow\n\nEach figure divided by that of {done[0].site.stories:,} stories."
    return f"{title}\n\n{_grid(head, lines)}"


def _beside(first: Row, others: list[Run]) -> list[str]:
    cells = []
    for run in others:
        row = run.find(first.page, first.how)
        assert row is not None
        cells += [_ratio(row.load, first.load, name) for name in ("rate", "p50", "p99", "size")]
        cells.append(f"{first.queries} → {row.queries}")
    return cells


def _ratio(later: Load, first: Load, name: str) -> str:
    return f"× {getattr(later, name) / getattr(first, name):.2f}" if getattr(first, name) else ""


def _grid(head: list[str], lines: list[list[str]]) -> str:
    rows = [head, ["---"] * len(head), *lines]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)
