"""Senders of digests are killed at any moment, and run side by side: nobody gets a digest twice. On a site of the
test's own, in a file."""

import random
import time

from tests.processes import kill

PEOPLE = """
from datetime import timedelta
from django.utils import timezone
from readers.models import Digest
from tests import factories
factories.make_article("The bridge closes")
for number in range({count}):
    person, now = factories.make_user(f"reader{{number}}"), timezone.now()
    Digest.objects.create(reader=person, address=person.email, confirmed_at=now, due_at=now - timedelta(minutes=1))
"""
STATES = """
from django.utils import timezone
from readers.models import Digest
digests = Digest.objects.all()
print(digests.filter(sending_since__isnull=False).count(), digests.filter(due_at__lte=timezone.now()).count())
"""


def test_a_sender_that_is_killed_again_and_again_mails_nobody_twice_and_passes_over_nobody_else(site, mail_server):
    site.run(PEOPLE.format(count=40))
    mail_server.pause, kills, chance = 0.02, 5, random.Random(7)
    for _kill in range(kills):
        sender, had = site.start("send_digests"), len(mail_server.mails)
        until = had + chance.randrange(1, 5)
        while len(mail_server.mails) < until:
            assert sender.poll() is None
            time.sleep(0.001)
        time.sleep(chance.uniform(0, 0.04))
        kill(sender)
    summary = site.manage("send_digests")
    mailed = mail_server.recipients()
    assert len(mailed) == len(set(mailed)), "somebody was mailed twice"
    sending, due = map(int, site.run(STATES).split())
    assert due == 0
    assert 40 - len(mailed) <= sending <= kills
    assert f"unsure      {sending:>6}" in summary


def test_of_two_senders_at_once_one_mails_each(site, mail_server):
    site.run(PEOPLE.format(count=40))
    mail_server.pause = 0.01
    senders = [site.start("send_digests") for _sender in range(2)]
    for sender in senders:
        out, err = sender.communicate(timeout=60)
        assert sender.returncode == 0, out + err
    assert sorted(mail_server.recipients()) == sorted(f"reader{number}@example.org" for number in range(40))
    assert mail_server.connections == 2
