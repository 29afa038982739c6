"""manage.py send_digests: what is mailed, to whom, when, and that it is mailed once."""

import io
import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from articles.models import Article
from readers import leaning, reading
from readers.models import Digest
from tests import factories
from tests.readers.test_pages import good

pytestmark = pytest.mark.django_db
SEVEN = datetime(2026, 3, 4, 6, tzinfo=UTC)  # in Lagos, a Wednesday
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def clock():
    with time_machine.travel(SEVEN, tick=False) as traveller:
        yield traveller


def make_digest(name: str = "Abe", sections=(), topics=(), **fields) -> Digest:
    """One that was confirmed and is due."""
    reader = factories.make_user(name)
    usual = {"address": reader.email, "confirmed_at": SEVEN - DAY, "due_at": SEVEN}
    digest = Digest.objects.create(reader=reader, **usual | fields)
    digest.sections.set(sections)
    digest.topics.set(topics)
    return digest


def make_story(headline: str, *, hours_ago: int = 2, **fields):
    return factories.make_article(headline, at=timezone.now() - hours_ago * HOUR, **fields)


def send(**options) -> str:
    """What the command says."""
    out = io.StringIO()
    call_command("send_digests", stdout=out, **options)
    return out.getvalue()


def count(summary: str, outcome: str) -> int:
    found = re.search(rf"^  {outcome} +(\d+)$", summary, re.MULTILINE)
    assert found, summary
    return int(found[1])


def html_of(message) -> str:
    return next(body for body, kind in message.alternatives if kind == "text/html")


def headlines() -> list[str]:
    """In the newest mail, in its order."""
    return re.findall(r"<h3><a [^>]*>([^<]+)</a></h3>", html_of(mail.outbox[-1]))


# What is mailed


def test_a_digest_holds_each_story_under_its_section_with_the_reason(clock, settings):
    settings.SITE_ADDRESS = "https://news.example.org"
    digest = make_digest()
    bridge = make_story("The bridge <closes>", summary="From Monday.")
    goal = make_story("A late goal", in_section="sport", is_pick=True)
    summary = send()
    assert (count(summary, "mails"), count(summary, "stories")) == (1, 2)
    (message,) = mail.outbox
    assert message.to == [digest.reader.email]
    assert message.subject == "A late goal, and 1 more story"
    text = message.body
    assert "Newsroom, Wednesday, 4 March 2026\n" in text
    assert (
        f"\nSport\n-----\n\nA late goal\n(Editors’ pick)\nhttps://news.example.org{goal.get_absolute_url()}\n" in text
    )
    closes = f"\nNews\n----\n\nThe bridge <closes>\nFrom Monday.\n(New)\nhttps://news.example.org{bridge.get_absolute_url()}\n"
    assert closes in text
    html = html_of(message)
    assert (
        f'<h3><a href="https://news.example.org{bridge.get_absolute_url()}">The bridge &lt;closes&gt;</a></h3>' in html
    )
    assert "<p>From Monday.</p>" in html
    assert not re.search(r"<(img|script|link|iframe)|\ssrc=|\sstyle=|url\(", html)
    assert all(url.startswith("https://news.example.org/") for url in re.findall(r'https?://[^"\s<]+', html + text))


def test_the_headers_let_a_program_end_it_and_know_the_mail_again(clock, settings):
    settings.SITE_ADDRESS = "https://news.example.org"
    digest = make_digest()
    make_story("The bridge closes")
    send()
    headers = mail.outbox[0].message()
    assert re.fullmatch(r"<https://news\.example\.org/my/digest/end/\S+>", headers["List-Unsubscribe"])
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers["Message-ID"] == f"<digest-{digest.pk}-20260305@news.example.org>"


def test_only_what_is_new_and_unread_and_out_is_in_it(clock):
    digest = make_digest()
    make_story("New")
    make_story("Old", hours_ago=25)
    make_story("Withdrawn", state="withdrawn")
    make_story("To come", hours_ago=-1)
    reading.record(make_story("Read").pk, reader=digest.reader)
    send()
    assert headlines() == ["New"]


def test_what_was_chosen_is_what_comes(clock):
    make_digest(sections=[factories.section("sport")], topics=[factories.make_topic("Rain")])
    make_story("A goal", in_section="sport")
    make_story("It rains", topics=("Rain", "Football"))
    make_story("Elsewhere")
    send()
    assert sorted(headlines()) == ["A goal", "It rains"]


def test_there_are_only_so_many_stories_in_it(clock, settings):
    settings.DIGEST_STORIES = 2
    make_digest()
    for hours in (1, 2, 20):
        make_story(f"{hours} hours ago", hours_ago=hours)
    send()
    assert sorted(headlines()) == ["1 hours ago", "2 hours ago"]


def test_it_says_why_each_story_is_there_as_for_you_does(clock):
    digest = make_digest()
    leaning.follow(factories.make_topic("Rain"), reader=digest.reader)
    make_story("It rains", topics=("Rain",))
    send()
    assert "(Because you follow Rain)" in mail.outbox[0].body
    assert '<p class="soft">Because you follow Rain</p>' in html_of(mail.outbox[0])


def test_what_is_muted_or_wanted_less_of_is_left_out_also_where_nothing_else_is_left(clock):
    digest = make_digest()
    leaning.mute(factories.section("sport"), reader=digest.reader)
    make_story("A goal", in_section="sport")
    leaning.less_like(make_story("The bridge closes"), reader=digest.reader)
    assert count(send(), "empty") == 1


def test_no_story_comes_in_two_digests_and_none_falls_between(clock):
    make_digest()
    make_story("First")
    factories.make_article("Half a minute before", at=timezone.now() - timedelta(seconds=30))
    send()
    assert headlines() == ["First"]
    clock.shift(timedelta(seconds=1))
    make_story("A second later", hours_ago=0)
    clock.move_to(SEVEN + DAY)
    make_story("Second")
    send()
    assert len(mail.outbox) == 2
    assert sorted(headlines()) == ["A second later", "Half a minute before", "Second"]


def test_a_digest_without_a_story_is_not_mailed_and_waits_for_its_next_time(clock):
    make_digest()
    assert count(send(), "empty") == 1
    assert mail.outbox == []
    assert Digest.objects.get().due_at == SEVEN + DAY
    clock.shift(DAY)
    make_story("At last")
    assert count(send(), "mails") == 1


def test_who_lets_nothing_be_chosen_is_told_so_in_the_mail(clock):
    digest = make_digest()
    make_story("New")
    digest.reader.personalises = False
    digest.reader.save()
    send()
    assert "Nothing is chosen by what you read" in mail.outbox[0].body
    assert "Nothing is chosen by what you read" in html_of(mail.outbox[0])


def test_a_weekly_digest_comes_on_mondays_and_holds_the_week(clock):
    make_digest(rhythm="weekly", due_at=datetime(2026, 3, 9, 6, tzinfo=UTC))
    make_story("On Wednesday", hours_ago=0)
    assert count(send(), "mails") == 0
    clock.move_to(datetime(2026, 3, 9, 6, tzinfo=UTC))
    send()
    assert headlines() == ["On Wednesday"]
    assert Digest.objects.get().due_at == datetime(2026, 3, 16, 6, tzinfo=UTC)


# To whom


@pytest.mark.parametrize("what", ["not confirmed", "address not verified", "address changed", "closed"])
def test_nobody_is_mailed_who_did_not_confirm_at_the_address_they_have(clock, what):
    digest = make_digest()
    make_story("New")
    reader = digest.reader
    if what == "not confirmed":
        Digest.objects.update(confirmed_at=None, due_at=None, address="")
    elif what == "address not verified":
        reader.emailaddress_set.update(verified=False)
    elif what == "address changed":
        reader.emailaddress_set.update(email="new@example.org")
        type(reader).objects.filter(pk=reader.pk).update(email="new@example.org")
    else:
        type(reader).objects.filter(pk=reader.pk).update(is_active=False)
    assert count(send(), "let go") == (0 if what == "not confirmed" else 1)
    assert mail.outbox == []


def test_a_second_run_mails_nothing_again_and_the_next_comes_tomorrow(clock):
    make_digest()
    make_story("New")
    send()
    assert count(send(), "mails") == 0
    clock.shift(DAY)
    make_story("Newer")
    assert count(send(), "mails") == 1
    assert len(mail.outbox) == 2


def test_a_dry_run_says_what_would_be_mailed_and_changes_nothing(clock):
    make_digest()
    make_story("New")
    before = Digest.objects.values().get()
    summary = send(dry_run=True)
    assert summary.startswith("What would happen")
    assert (count(summary, "mails"), count(summary, "stories")) == (1, 1)
    assert mail.outbox == []
    assert Digest.objects.values().get() == before


# Ending it


def path_of_the_end() -> str:
    return urlsplit(mail.outbox[-1].extra_headers["List-Unsubscribe"].strip("<>")).path


def test_the_link_asks_and_its_button_ends_the_digest_without_signing_in(clock):
    make_digest()
    make_story("New")
    send()
    end, stranger = path_of_the_end(), Client(enforce_csrf_checks=True)
    assert "No more digests?" in good(stranger.get(end))
    assert Digest.objects.exists()
    assert "No more digests come." in good(stranger.post(end))
    assert not Digest.objects.exists()
    assert stranger.post(end).status_code == 200
    assert not stranger.cookies


def test_a_mail_program_ends_it_at_one_press(clock):
    make_digest()
    make_story("New")
    send()
    assert (
        Client(enforce_csrf_checks=True).post(path_of_the_end(), {"List-Unsubscribe": "One-Click"}).status_code == 200
    )
    assert not Digest.objects.exists()


def test_a_link_that_was_tampered_with_ends_nobodys_digest(clock):
    abe, bea = make_digest("Abe"), make_digest("Bea")
    make_story("New")
    send()
    wrong = path_of_the_end().replace(f"/{bea.pk}:", f"/{abe.pk}:")
    assert Client().post(wrong).status_code == 404
    assert Client().post(path_of_the_end()[:-2] + "/").status_code == 404
    assert Digest.objects.count() == 2


# Trouble


def test_an_address_that_is_refused_stops_no_other_and_is_tried_again_until_the_next_is_due(clock, mail_server, capsys):
    make_digest("Abe")
    make_digest("Bea")
    make_story("New")
    mail_server.refused["abe@example.org"] = "550 no such person"
    with pytest.raises(CommandError):
        send()
    assert mail_server.recipients() == ["bea@example.org"]
    assert "Abe: the mail server refused:" in capsys.readouterr().err
    assert count(send(), "mails") == 0  # not at once
    mail_server.refused.clear()
    clock.shift(timedelta(minutes=15))
    assert count(send(), "mails") == 1
    assert mail_server.recipients() == ["bea@example.org", "abe@example.org"]
    assert Digest.objects.get(reader__username="Abe").due_at == SEVEN + DAY


def test_what_is_refused_until_the_next_is_due_is_given_up(clock, mail_server):
    make_digest("Abe", due_at=SEVEN)
    clock.shift(DAY - timedelta(minutes=10))
    make_story("New")
    mail_server.refused["abe@example.org"] = "451 not now"
    with pytest.raises(CommandError):
        send()
    digest = Digest.objects.get()
    assert (digest.due_at, digest.sending_since, digest.sent_at) == (SEVEN + DAY, None, None)


def test_without_a_mail_server_everything_waits_for_the_next_time(clock, mail_server, settings, capsys):
    make_digest("Abe")
    make_digest("Bea")
    make_story("New")
    settings.EMAIL_PORT = 9
    with pytest.raises(CommandError):
        send()
    assert "The mail server can't be used" in capsys.readouterr().err
    settings.EMAIL_PORT = mail_server.port
    assert count(send(), "mails") == 2


def test_a_mail_whose_fate_is_unknown_is_not_sent_again_nor_are_its_stories(clock, mail_server, capsys):
    make_digest("Abe")
    make_story("New")
    mail_server.lost.add("abe@example.org")
    with pytest.raises(CommandError):
        send()
    assert "Abe: nobody knows whether the mail went" in capsys.readouterr().err
    mail_server.lost.clear()
    clock.shift(timedelta(minutes=11))
    assert count(send(), "unsure") == 1
    clock.move_to(SEVEN + DAY)
    make_story("Newer")
    assert count(send(), "unsure") == 0
    assert [mail["Subject"] for mail in mail_server.mails] == ["New", "Newer"]


def test_who_stops_or_changes_while_the_mail_is_refused_is_heard(clock, mail_server):
    digest = make_digest("Abe")
    make_story("New")
    mail_server.refused["abe@example.org"] = "451 not now"
    with pytest.raises(CommandError):
        send()
    Digest.objects.filter(pk=digest.pk).delete()
    mail_server.refused.clear()
    clock.shift(HOUR)
    assert count(send(), "mails") == 0


def test_a_headline_of_several_lines_breaks_no_header(clock):
    make_digest()
    story = make_story("New")
    Article.objects.filter(pk=story.pk).update(headline="One line\nBcc: everybody@example.org " + "x" * 140)
    send()
    assert mail.outbox[0].message()["Bcc"] is None
