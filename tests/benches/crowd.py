"""python -m tests.benches.crowd: fifty people post, answer, like and report under one story of a running site, all at
once and everything twice; then the rows are counted. Ends with 1 if anything was lost, is there twice, or a counter is
not what is counted. With --kill the server is killed in the midst of it: then what was answered must be there, and no
comment without its notice.
"""

import argparse
import http.client
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tests.benches.hammer.stage import Stage, database_of_its_own
from tests.benches.servers import ROOT

UNHINDERED = {"COMMENT_RATE": "99/1m", "COMMENT_LIKE_RATE": "99/1m", "COMMENT_REPORT_RATE": "99/1m", "COMMENT_HEAT": "",
              "COMMENT_FIRST_HELD": "0"}  # fmt: skip


def main() -> None:
    chosen = _arguments()
    if chosen.inside:
        return _inside(chosen.inside, chosen.people)
    os.environ.update(UNHINDERED)
    with (
        tempfile.TemporaryDirectory(prefix="crowd-") as name,
        database_of_its_own(chosen.postgres, Path(name).name) as database,
    ):
        stage = Stage(Path(name), database)
        with stage.running() as [host]:
            crowd = Crowd(host, _ask(stage, "prepare", chosen.people), chosen.kill)
            crowd.act()
        counted = _ask(stage, "count", chosen.people)
    wrong = crowd.complaints(counted)
    told = [f"Answers: {dict(crowd.answers)}", f"Comments, likes, reports: {counted['totals']}", *wrong]
    sys.stdout.write("\n".join(told) + "\n")
    sys.exit(bool(wrong))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benches.crowd", description=__doc__)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--postgres", default="", metavar="URL", help="where a database may be made; else SQLite")
    parser.add_argument("--kill", type=float, default=0, metavar="SECONDS", help="after so many the server is killed")
    parser.add_argument("--inside", choices=["prepare", "count"], help=argparse.SUPPRESS)
    return parser.parse_args()


class Crowd:
    """Everybody at once, each on a connection of their own; what the site answered is counted."""

    def __init__(self, host: str, place: dict[str, Any], kill_after: float):
        self.host, self.place, self.kill_after = host, place, kill_after
        self.answers: Counter[str] = Counter()
        self.kept: list[str] = []  # the texts that the site said it has
        self.lock = threading.Lock()

    def act(self) -> None:
        threads = [threading.Thread(target=self._person, args=(person,)) for person in self.place["people"]]
        for thread in threads:
            thread.start()
        if self.kill_after:
            time.sleep(self.kill_after)
            port = self.host.partition(":")[2]
            subprocess.run(["pkill", "-KILL", "-f", "--", f"--port {port}"], check=False)
        for thread in threads:
            thread.join()

    def _person(self, person: dict[str, str]) -> None:
        story, said, name = self.place["story"], self.place["comment"], person["name"]
        for _twice in range(2):  # an impatient press is the same press
            self._send(person, f"/comments/on/{story}/post/", text=f"Said by {name}")
            self._send(person, f"/comments/{said}/reply/", text=f"Answered by {name}")
            self._send(person, f"/comments/{said}/like/", to="like")
            self._send(person, f"/comments/{said}/report/", reason="error", note=name)

    def _send(self, person: dict[str, str], address: str, **fields: str) -> None:
        token = "a" * 32
        headers = {
            "Cookie": f"sessionid={person['session']}; csrftoken={token}",
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": f"http://{self.host}",
            "Sec-Fetch-Site": "same-origin",
        }
        try:
            connection = http.client.HTTPConnection(self.host, timeout=60)
            connection.request("POST", address, urlencode(fields | {"csrfmiddlewaretoken": token}), headers)
            answer = connection.getresponse()
            answer.read()
            status = str(answer.status)
        except OSError as broken:
            status = type(broken).__name__
        with self.lock:
            self.answers[status] += 1
            if status == "302" and "text" in fields:
                self.kept.append(fields["text"])

    def complaints(self, counted: dict[str, Any]) -> list[str]:
        wrong = [
            f"{name} is {there}, and {real} are counted" for name, there, real in counted["counters"] if there != real
        ]
        wrong += [f"lost: {text}" for text in set(self.kept) - set(counted["texts"])]
        wrong += [f"there twice: {text}" for text, times in Counter(counted["texts"]).items() if times > 1]
        if counted["without_notice"]:
            wrong.append(f"answers without a notice: {counted['without_notice']}")
        if self.kill_after:
            return wrong
        wrong += [f"{times} answers were {status}" for status, times in self.answers.items() if status != "302"]
        people = len(self.place["people"])
        if counted["totals"] != [2 * people, people, people]:
            wrong.append(f"comments, likes and reports: {counted['totals']}, of {people} people")
        return wrong


def _ask(stage: Stage, what: str, people: int) -> dict[str, Any]:
    """Something done with the site's own rows, by a process of its own."""
    command = [sys.executable, "-m", "tests.benches.crowd", "--people", str(people), "--inside", what]
    run = subprocess.run(command, cwd=ROOT, env=stage.environment(), capture_output=True, text=True, check=False)
    return json.loads(run.stdout) if run.returncode == 0 else sys.exit(run.stderr[-3000:])


def _inside(what: str, people: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings.base")
    import django

    django.setup()
    json.dump(_prepare(people) if what == "prepare" else _count(), sys.stdout)


def _prepare(people: int) -> dict[str, Any]:
    from django.test import Client

    from comments import posting
    from tests import factories

    story = factories.make_article("Ferry gates fail")
    said = posting.post_comment(story, author=factories.make_user("Ngozi"), text="Who was there?")
    signed_in = []
    for number in range(people):
        person, client = factories.make_user(f"Person {number}"), Client()
        client.force_login(person)
        signed_in.append({"name": person.username, "session": client.cookies["sessionid"].value})
    return {"story": story.pk, "comment": said.pk, "people": signed_in}


def _count() -> dict[str, Any]:
    from django.db.models import Count

    from comments.models import Comment, Conversation, Like, Notice, Report

    talk = Conversation.objects.get()
    approved = Comment.objects.filter(status="approved")
    first = Comment.objects.earliest("pk")
    answers = approved.filter(parent=first)
    paths = Comment.objects.values("path").annotate(times=Count("pk")).filter(times__gt=1)
    return {
        "texts": list(Comment.objects.exclude(pk=first.pk).values_list("body", flat=True)),
        "without_notice": answers.exclude(pk__in=Notice.objects.filter(kind="reply").values("comment")).count(),
        "totals": [Comment.objects.count() - 1, Like.objects.count(), Report.objects.count()],
        "counters": [
            ["comment_count", talk.comment_count, approved.count()],
            ["reply_count", first.reply_count, approved.filter(path__startswith=first.path).count() - 1],
            ["like_count", first.like_count, first.likes.count()],
            ["newest_id", talk.newest_id, approved.latest("pk").pk],
            ["paths that are there twice", paths.count(), 0],
        ],
    }


if __name__ == "__main__":
    main()
