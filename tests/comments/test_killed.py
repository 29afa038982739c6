"""Processes are killed at any moment, and run side by side: nobody is mailed twice, nothing is lost, and no comment
stands without its notice. On a site of the test's own, in a file."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.comments.smtp import MailServer

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = """
from newsroom.settings.test import *
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST, EMAIL_PORT = "127.0.0.1", {port}
NOTICE_UNSURE_MINUTES = 0
COMMENT_RATE = "100000/5m"
"""
PEOPLE = """
from django.utils import timezone
from comments.models import Notice
from tests import factories
for number in range({count}):
    person = factories.make_user(f"reader{{number}}")
    due = {{"recipient": person, "kind": "sanction", "mail": "due", "mail_at": timezone.now()}}
    Notice.objects.bulk_create(Notice(reason=reason, **due) for reason in ("One.", "Two."))
"""
CONVERSATION = """
from comments import posting
from tests import factories
posting.post_comment(factories.make_article(), author=factories.make_user("ada"), text="Who saw it?")
factories.make_user("bayo")
"""
TALK = """
import itertools, os
from django.contrib.auth import get_user_model
from comments import posting
from comments.models import Comment
root, bayo = Comment.objects.select_related("article").first(), get_user_model().objects.get(username="bayo")
print("begins", flush=True)
for number in itertools.count():
    posting.post_comment(root.article, author=bayo, text=f"I did, {os.getpid()} {number}", parent=root)
"""
STATES = """
from collections import Counter
from comments.models import Notice
print(dict(Counter(Notice.objects.values_list("mail", flat=True))))
"""
UNTOLD = """
from comments.models import Comment, Notice
answers = Comment.objects.filter(status="approved", parent__isnull=False)
told = Notice.objects.filter(kind="reply").values_list("comment", flat=True)
assert Comment.objects.first().reply_count == len(answers)
print(len(answers), set(answers.values_list("pk", flat=True)) ^ set(told), len(told) - len(set(told)))
"""


class Site:
    """A site in a folder, whose mail goes to the server of the test."""

    def __init__(self, folder: Path, port: int):
        (folder / "settings_of_this_test.py").write_text(SETTINGS.format(port=port))
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "HOME") if name in os.environ}
        self.environment = kept | {
            "DJANGO_SETTINGS_MODULE": "settings_of_this_test",
            "PYTHONPATH": os.pathsep.join([str(folder), str(ROOT)]),
            "NEWSROOM_VAR": str(folder),
            "DATABASE_URL": f"sqlite:///{folder / 'site.sqlite3'}",
        }

    def start(self, *arguments: str) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT, env=self.environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def manage(self, *arguments: str) -> str:
        process = self.start(*arguments)
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, out + err
        return out

    def run(self, code: str) -> str:
        return self.manage("shell", "-v0", "-c", code)


@pytest.fixture
def mail_server():
    with MailServer() as server:
        yield server


@pytest.fixture(scope="module")
def empty_site(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("empty")
    Site(folder, port=0).manage("migrate", "-v0")
    return folder


@pytest.fixture
def site(tmp_path, empty_site, mail_server):
    shutil.copytree(empty_site, tmp_path, dirs_exist_ok=True)
    return Site(tmp_path, mail_server.port)


def kill(process: subprocess.Popen) -> None:
    process.send_signal(signal.SIGKILL)
    process.communicate()


def test_a_sender_that_is_killed_again_and_again_mails_nobody_twice_and_loses_nobody_else(site, mail_server):
    site.run(PEOPLE.format(count=40))
    mail_server.pause, kills, chance = 0.02, 6, random.Random(7)
    for _kill in range(kills):
        sender, had = site.start("send_notices"), len(mail_server.mails)
        until = had + chance.randrange(1, 5)
        while len(mail_server.mails) < until:
            assert sender.poll() is None
            time.sleep(0.001)
        time.sleep(chance.uniform(0, 0.04))
        kill(sender)
    last = site.start("send_notices")
    summary = last.communicate(timeout=60)[0]
    mailed = mail_server.recipients()
    assert len(mailed) == len(set(mailed)), "somebody was mailed twice"
    missing = 40 - len(mailed)
    states = eval(site.run(STATES))  # noqa: S307  of our own making
    assert states.keys() <= {"sent", "sending"}
    unsure = states.get("sending", 0) // 2  # mails, of two notices each
    assert missing <= unsure <= kills
    assert f"unsure      {2 * unsure:>6}" in summary


def test_of_two_senders_at_once_one_mails_each(site, mail_server):
    site.run(PEOPLE.format(count=40))
    mail_server.pause = 0.01
    senders = [site.start("send_notices") for _sender in range(2)]
    for sender in senders:
        out, err = sender.communicate(timeout=60)
        assert sender.returncode == 0, out + err
    assert sorted(mail_server.recipients()) == sorted(f"reader{number}@example.org" for number in range(40))
    assert mail_server.connections == 2
    assert eval(site.run(STATES)) == {"sent": 80}  # noqa: S307


def test_a_process_that_is_killed_while_it_posts_leaves_no_comment_without_its_notice(site):
    site.run(CONVERSATION)
    chance = random.Random(7)
    for _kill in range(6):
        talker = site.start("shell", "-v0", "-c", TALK)
        assert talker.stdout.readline() == "begins\n"
        time.sleep(chance.uniform(0.05, 0.4))
        kill(talker)
    count, untold, told_twice = site.run(UNTOLD).split()
    assert int(count) > 6
    assert (untold, told_twice) == ("set()", "0")


def test_a_watch_mails_what_comes_and_ends_politely(site, mail_server):
    watch = site.start("send_notices", "--watch", "1")
    site.run(PEOPLE.format(count=2))
    until = time.monotonic() + 15
    while len(mail_server.mails) < 2 and time.monotonic() < until:
        time.sleep(0.05)
    watch.terminate()
    out, err = watch.communicate(timeout=15)
    assert (watch.returncode, sorted(mail_server.recipients())) == (0, ["reader0@example.org", "reader1@example.org"])
    assert out.startswith("What happened"), out + err


def test_a_sender_ends_with_the_server_it_runs_beside(site):
    parent = """
import os, subprocess, sys
beside = ["send_notices", "--watch", "60", "--beside", str(os.getpid())]
print(subprocess.Popen([sys.executable, "manage.py", *beside], stdout=subprocess.DEVNULL).pid, flush=True)
input()
"""
    server = subprocess.Popen(
        [sys.executable, "-c", parent], cwd=ROOT, env=site.environment, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    sender = int(server.stdout.readline())
    time.sleep(3)
    assert is_running(sender)
    kill(server)
    until = time.monotonic() + 15
    while is_running(sender) and time.monotonic() < until:
        time.sleep(0.1)
    assert not is_running(sender)


def is_running(process: int) -> bool:
    """Whose parent has died is asked after by the system, or (in a container) by nobody, and then is a zombie."""
    status = Path(f"/proc/{process}/stat")
    if status.exists():
        return status.read_text().rpartition(")")[2].split()[0] != "Z"
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
