"""What the hammer prints: what was answered, how late each kind of change was seen, and what must not be."""

import sys
from collections import Counter

from tests.benches.hammer.judge import Judge
from tests.benches.hammer.visitors import Crowd

SHOWN = 5  # complaints of a kind
UNSEEN = {"schedule"}  # what changes no page


def say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def answers(crowd: Crowd, seconds: float) -> str:
    count, unchanged = len(crowd.seen), sum(seen.was_unchanged for seen in crowd.seen)
    statuses = Counter(seen.status for seen in crowd.seen)
    by_status = "  ".join(f"{status}: {times:,}" for status, times in sorted(statuses.items()))
    return (
        f"{count:,} answers in {seconds:.0f} s, {count / seconds:,.0f} a second; {by_status}; {unchanged:,} as a 304\n"
        f"5xx: {_errors(crowd)}   broken connections: {len(crowd.failures)}\n"
    )


def changes(judge: Judge) -> str:
    """A row for each kind: how often, on how many pages, answers that were stale, by how much, those that were late."""
    rows = [f"{'change':<16}{'made':>6}{'pages':>7}{'stale answers':>15}{'worst ms':>10}{'allowed':>9}{'too late':>10}"]
    for kind, tally in judge.tallies.items():
        if kind != "begin":
            lateness = f"{1000 * tally.worst:>10.1f}{1000 * judge.allowed(kind):>9.0f}{len(tally.too_late):>10,}"
            rows.append(f"{kind:<16}{tally.changes:>6}{tally.pages:>7}{tally.stale:>15,}{lateness}")
    return "\n".join(rows) + "\n"


def complaints(crowd: Crowd, judge: Judge) -> str:
    """The first few of each kind, a line each; "" if all is well."""
    idle = [kind for kind, tally in judge.tallies.items() if not tally.pages and kind not in UNSEEN]
    kinds = [
        [f"{_errors(crowd)} answers were errors"] if _errors(crowd) else [],
        crowd.failures,
        [f"{kind} changed no page, so nothing was tried" for kind in idle],
        [f"fits no version: {words}" for words in judge.strangers],
        *(tally.too_late for tally in judge.tallies.values()),
    ]
    return "".join(f"! {words}\n" for kind in kinds for words in kind[:SHOWN])


def words_of(logs: str) -> str:
    """The end of what the servers wrote, without the 404s and 410s that were asked for."""
    return "\n".join([line for line in logs.splitlines() if "WARNING django.request" not in line][-30:])


def _errors(crowd: Crowd) -> int:
    return sum(seen.status >= 500 for seen in crowd.seen)
