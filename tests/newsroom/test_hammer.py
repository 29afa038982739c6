"""The site is hammered while it changes: nothing is stale for longer than it may be, nothing fails. `make hammer` does
the same for longer. The server has a site of its own; what the judge would say of a worse one stands here, too.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.benches.hammer.judge import Judge
from tests.benches.hammer.visitors import Seen

ROOT = Path(__file__).resolve().parents[2]


def test_while_64_connections_hammer_no_answer_is_staler_than_it_may_be_and_none_is_an_error():
    command = [sys.executable, "-m", "tests.benches.hammer", "--rounds", "1", "--pause", "0.2"]
    database, redis = os.environ.get("DATABASE_URL", ""), os.environ.get("REDIS_URL", "")
    if database.startswith("postgres"):
        command += ["--postgres", database]
    if redis:
        command += ["--redis", redis, "--machines", "2"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=400, check=False)
    assert run.returncode == 0, run.stdout + run.stderr[-2000:]


# What the judge lets pass


def judge_of(kind: str, *, is_shared: bool = False) -> Judge:
    """Of a page that said "zq1z" until a change of this kind at 100.0 s, and says "zq2z" since."""
    judge = Judge(is_shared=is_shared)
    judge.learn({"truths": {"/": {"status": 200, "marks": ["zq1z"]}}})
    judge.learn({"kind": kind, "call": 99.9, "done": 100.0, "truths": {"/": {"status": 200, "marks": ["zq2z"]}}})
    return judge


def complaints(judge: Judge, *marks: str, sent: float, ended: float = 0.0, status: int = 200) -> int:
    judge.judge([Seen("/", sent, ended or sent + 0.01, status, frozenset(marks))])
    return len(judge.strangers) + sum(len(tally.too_late) for tally in judge.tallies.values())


@pytest.mark.parametrize(("kind", "allowed"), [("edit", 1.0), ("withdraw", 0.0), ("appear", 0.005), ("expire", 0.005)])
def test_the_state_before_a_change_may_be_shown_for_so_long_and_no_longer(kind, allowed):
    assert not complaints(judge_of(kind), "zq1z", sent=100.0 + allowed - 0.001)
    assert complaints(judge_of(kind), "zq1z", sent=100.0 + allowed + 0.001)


def test_on_several_machines_what_is_gone_may_be_seen_until_the_others_have_heard():
    assert not complaints(judge_of("withdraw", is_shared=True), "zq1z", sent=100.2)
    assert complaints(judge_of("withdraw", is_shared=True), "zq1z", sent=100.4)


def test_nothing_is_shown_before_its_time_nor_what_was_never_so():
    assert complaints(judge_of("appear"), "zq2z", sent=99.8)
    assert not complaints(judge_of("appear"), "zq2z", sent=99.8, ended=99.95)
    assert complaints(judge_of("edit"), "zq3z", sent=101.5)
    assert complaints(judge_of("edit"), "zq2z", sent=101.5, status=500)


def test_a_page_made_as_the_change_is_committed_may_show_either_or_some_of_both():
    for marks in (["zq1z"], ["zq2z"], ["zq1z", "zq2z"], []):
        assert not complaints(judge_of("withdraw"), *marks, sent=99.95), marks
