"""python -m tests.benches.hammer: hammers a site of its own while it changes, prints what was seen and how late, and
ends with 1 if anything was shown too late, an answer was an error or a connection broke.
"""

import argparse
import asyncio
import json
import os
import sys
import tempfile
import time
from pathlib import Path

from tests.benches.hammer import report
from tests.benches.hammer.judge import Judge
from tests.benches.hammer.stage import Stage, database_of_its_own, keys_of_its_own
from tests.benches.hammer.visitors import Crowd
from tests.benches.servers import ROOT


def main() -> None:
    chosen = _arguments()
    with tempfile.TemporaryDirectory(prefix="hammer-") as name:
        folder = Path(name)
        with database_of_its_own(chosen.postgres, folder.name) as database, keys_of_its_own(chosen.redis, folder.name):
            stage = Stage(folder, database, chosen.redis, chosen.machines)
            with stage.running() as hosts:
                began = time.monotonic()
                crowd, judge = asyncio.run(_hammer(stage, hosts, chosen))
                seconds = time.monotonic() - began
            logs = "".join(stage.log(machine).read_text() for machine in range(stage.machines))
    judge.judge(crowd.seen)
    report.say(report.answers(crowd, seconds))
    report.say(report.changes(judge))
    wrong = report.complaints(crowd, judge)
    report.say(
        f"{wrong}\nThe servers said:\n{report.words_of(logs)}" if wrong else "Nothing was staler than it may be."
    )
    sys.exit(bool(wrong))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benches.hammer", description=__doc__)
    add = parser.add_argument
    add("--rounds", type=int, default=10, help="how often every kind of change is made (10)")
    add("--pause", type=float, default=0.8, help="seconds between two changes at most (0.8)")
    add("--connections", type=int, default=64, help="kept open, each asking without pause (64)")
    add("--postgres", default="", metavar="URL", help="a PostgreSQL where a database may be made; else SQLite")
    add("--redis", default="", metavar="URL", help="the page cache lies in this Redis; else in files")
    add("--machines", type=int, default=1, help="servers that have only the database and Redis in common (1)")
    chosen = parser.parse_args()
    if chosen.machines > 1 and not chosen.redis:
        parser.error("several machines need --redis")
    return chosen


async def _hammer(stage: Stage, hosts: list[str], chosen: argparse.Namespace) -> tuple[Crowd, Judge]:
    desk = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.benches.hammer.desk", str(chosen.rounds), str(chosen.pause)),
        cwd=ROOT,
        env=stage.environment()
        | {"PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=2**20,
    )
    assert desk.stdin and desk.stdout
    judge = Judge(is_shared=bool(chosen.redis))
    opening = json.loads(await desk.stdout.readline() or sys.exit("The desk did not open, as it says above"))
    judge.learn(opening)
    crowd = Crowd(paths=list(opening["truths"]), in_play=opening["always"])
    asking = asyncio.create_task(crowd.ask(hosts, chosen.connections))
    desk.stdin.write(b"begin\n")
    async for line in desk.stdout:
        told = json.loads(line)
        crowd.in_play = list(told["truths"])
        judge.learn(told)
    await asyncio.sleep(1.5)  # what is over must stay so
    crowd.is_over = True
    await asking
    if await desk.wait():
        sys.exit("The desk broke off, as it says above")
    return crowd, judge


if __name__ == "__main__":
    main()
