"""Processes are killed at any moment, and run side by side: nobody is mailed twice, nothing is lost, and no comment
stands without its notice. On a site of the test's own, in a file."""

import random
import time

from tests.processes import kill

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
