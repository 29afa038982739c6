"""python -m tests.benches: measures the site at SIZES (1,000, 100,000 and 1,000,000 stories) and keeps the figures."""

import fcntl
import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.benches import report
from tests.benches.runs import run, say
from tests.benches.sites import Site


def main() -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the servers are ended as after a Ctrl+C
    sizes = [int(size) for size in os.environ.get("SIZES", "1000 100000 1000000").replace(",", " ").split()]
    with alone():
        done = [run(Site(size)) for size in sorted(sizes)]
    text = report.written(done)
    say(f"\n{text}\n")
    if "--no-write" not in sys.argv:
        report.keep(text)
        say(f"Written to {report.PAGE}")


@contextmanager
def alone() -> Iterator[None]:
    """Waits for another bench on this machine: the two would share a core, and neither would measure anything."""
    with (Path(tempfile.gettempdir()) / "newsroom-bench.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another bench is running on this machine; waiting until it is done.")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    main()
