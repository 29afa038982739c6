"""Compares what visitors saw with what was so: how long after a change the state before it was still shown.

Every page has versions, one after another. A page may be made while a change is committed and show some of either
version, so an answer is held against all versions that stood while it was on its way.
"""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.benches.hammer.visitors import Seen

BY_THE_CLOCK = {"appear", "expire"}
AT_ONCE = {"withdraw", "remove comment", "edit comment"}  # what takes something from readers' sight
BY_THE_CLOCK_ALLOWED = 0.005  # seconds: the steps in which two processes of a machine see the clock
SOFT_ALLOWED = 1.0
OTHER_MACHINE = 0.25 + 0.1  # RedisStamps.LOOK_AGAIN, and what a busy machine takes to look


@dataclass(frozen=True)
class Version:
    """What a page shows after a change of this kind, that began at `call` and was done at `done`."""

    kind: str
    call: float
    done: float
    status: int
    marks: frozenset[str]


@dataclass
class Tally:
    """Of one kind of change: how often it was made and how many pages it changed, how many answers showed the state
    before though they were asked for after, the worst of them (seconds), and those that were later than may be."""

    changes: int = 0
    pages: int = 0
    stale: int = 0
    worst: float = 0.0
    too_late: list[str] = field(default_factory=list)


@dataclass
class Judge:
    """`is_shared`: several machines show the site, and one learns of another's purge a moment later."""

    is_shared: bool = False
    versions: dict[str, list[Version]] = field(default_factory=dict)
    tallies: dict[str, Tally] = field(default_factory=dict)
    gone: dict[str, tuple[str, float]] = field(default_factory=dict)  # marks never to be seen again: kind, since when
    strangers: list[str] = field(default_factory=list)  # answers that fit no version at all

    def allowed(self, kind: str) -> float:
        if kind in BY_THE_CLOCK:
            return BY_THE_CLOCK_ALLOWED
        if kind in AT_ONCE:
            return OTHER_MACHINE if self.is_shared else 0.0
        return SOFT_ALLOWED

    def learn(self, told: dict) -> None:
        """A change, as the desk tells it; the first tells how it all began."""
        kind, call, done = told.get("kind", "begin"), told.get("call", 0.0), told.get("done", 0.0)
        before = self._shown()
        tally = self.tallies.setdefault(kind, Tally())
        tally.changes += 1
        for path, truth in told["truths"].items():
            versions = self.versions.setdefault(path, [])
            version = Version(kind, call, done, truth["status"], frozenset(truth["marks"]))
            if not versions or (versions[-1].status, versions[-1].marks) != (version.status, version.marks):
                versions.append(version)
                tally.pages += 1
        if kind in AT_ONCE or kind == "expire":
            self.gone |= dict.fromkeys(before - self._shown(), (kind, done))

    def _shown(self) -> set[str]:
        return set().union(*(versions[-1].marks for versions in self.versions.values()))

    def judge(self, answers: Iterable[Seen]) -> None:
        for seen in answers:
            self._is_never_seen_again(seen)
            self._is_fresh_enough(seen)

    def _is_never_seen_again(self, seen: Seen) -> None:
        for mark in seen.marks & self.gone.keys():
            kind, since = self.gone[mark]
            if seen.sent > since + self.allowed(kind):
                self.tallies[kind].too_late.append(f"{mark} on {seen.path} {_ms(seen.sent - since)} after {kind}")

    def _is_fresh_enough(self, seen: Seen) -> None:
        versions = self.versions[seen.path]
        newest = bisect_right(versions, seen.ended, key=lambda version: version.call) - 1
        late, by = 0.0, None
        excess = -SOFT_ALLOWED
        for place in range(newest, -1, -1):
            if _fits(seen, versions[place : newest + 1]):
                break
            passed = versions[place]  # the state before this change is what it may show, then
            if seen.sent - passed.done > late:
                late, by = seen.sent - passed.done, passed.kind
            excess = max(excess, seen.sent - passed.done - self.allowed(passed.kind))
        else:
            self.strangers.append(f"{seen.path} {seen.status} {sorted(seen.marks)} at {seen.sent:.3f}")
            return
        if by is not None:
            self._count(seen, by, late, excess)

    def _count(self, seen: Seen, kind: str, late: float, excess: float) -> None:
        tally = self.tallies[kind]
        tally.stale += 1
        tally.worst = max(tally.worst, late)
        if excess > 0:
            tally.too_late.append(f"{seen.path} {seen.status} shows what was before {kind}, {_ms(late)} after it")


def _fits(seen: Seen, versions: list[Version]) -> bool:
    """Whether it may be an answer of the time in which these versions stood."""
    if seen.status not in {version.status for version in versions}:
        return False
    if seen.status != 200:
        return True
    shown = [version.marks for version in versions]
    return frozenset.intersection(*shown) <= seen.marks <= frozenset.union(*shown)


def _ms(seconds: float) -> str:
    return f"{1000 * seconds:.1f} ms"
