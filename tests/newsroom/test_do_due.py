"""manage.py do_due: one process that does everything that is due."""

import io
import subprocess
import sys
import time

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from comments.models import Notice
from tests import factories
from tests.processes import ROOT, is_running, kill

PEOPLE = """
from django.utils import timezone
from comments.models import Notice
from tests import factories
for number in range({count}):
    Notice.objects.create(
        recipient=factories.make_user(f"reader{{number}}"), kind="sanction", mail="due", mail_at=timezone.now()
    )
"""


def tell(name: str) -> None:
    due = {"kind": "sanction", "mail": "due", "mail_at": timezone.now()}
    Notice.objects.create(recipient=factories.make_user(name), **due)


@pytest.mark.django_db
def test_each_part_tells_under_its_name_what_happened(settings):
    tell("Abe")
    out = io.StringIO()
    call_command("do_due", stdout=out)
    for name in settings.DUE:
        assert f"{name}\nWhat happened\n" in out.getvalue()
    assert "  mails            1\n" in out.getvalue()


@pytest.mark.django_db
def test_a_dry_run_changes_nothing():
    tell("Abe")
    out = io.StringIO()
    call_command("do_due", dry_run=True, stdout=out)
    assert "What would happen\n  mails            1\n" in out.getvalue()
    assert Notice.objects.get().mail == "due"


@pytest.mark.django_db
def test_a_part_that_breaks_keeps_no_other_from_its_turn_and_is_an_error(settings, capsys):
    settings.DUE = ["send_notices", "send_notices"]
    settings.EMAIL_BACKEND = "no.such.Backend"
    with pytest.raises(CommandError, match="2 troubles"):
        call_command("do_due", stdout=io.StringIO())
    assert capsys.readouterr().err.count("send_notices: ModuleNotFoundError") == 2


def test_a_watch_mails_what_comes_and_ends_politely(site, mail_server):
    watch = site.start("do_due", "--watch", "1")
    site.run(PEOPLE.format(count=2))
    until = time.monotonic() + 15
    while len(mail_server.mails) < 2 and time.monotonic() < until:
        time.sleep(0.05)
    watch.terminate()
    out, err = watch.communicate(timeout=15)
    assert (watch.returncode, sorted(mail_server.recipients())) == (0, ["reader0@example.org", "reader1@example.org"])
    assert out.startswith("send_notices\nWhat happened\n"), out + err


def test_a_sender_ends_with_the_server_it_runs_beside(site):
    parent = """
import os, subprocess, sys
beside = ["do_due", "--watch", "60", "--beside", str(os.getpid())]
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
