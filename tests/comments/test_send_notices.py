"""manage.py send_notices: what is mailed, to whom, when, and how to have less of it."""

import io
import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone

from comments import deciding, posting, reacting
from comments.models import Comment, Notice, NoticeChoice, ThreadMute
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def answer(said, bayo):
    return posting.post_comment(said.article, author=bayo, text="Not <all>\n\nof them.", parent=said)


def send(**options) -> str:
    """What the command says."""
    out = io.StringIO()
    call_command("send_notices", stdout=out, **options)
    return out.getvalue()


def count(summary: str, outcome: str) -> int:
    found = re.search(rf"^  {outcome} +(\d+)$", summary, re.MULTILINE)
    assert found, summary
    return int(found[1])


def states() -> list[str]:
    return list(Notice.objects.order_by("pk").values_list("mail", flat=True))


def html_of(message) -> str:
    return next(body for body, kind in message.alternatives if kind == "text/html")


# What is mailed


def test_one_mail_holds_all_that_is_due_for_somebody(said, ada, answer):
    posting.post_comment(said.article, author=factories.make_user("Chike"), text="All of them.", parent=said)
    summary = send()
    assert [message.to for message in mail.outbox] == [[ada.email]]
    assert mail.outbox[0].subject == "2 notices from Newsroom"
    for words in ("Bayo answered you", "> Not <all> of them.", "Chike answered you", "> All of them."):
        assert words in mail.outbox[0].body
    assert (count(summary, "mails"), count(summary, "notices")) == (1, 2)
    assert states() == ["sent", "sent"]


def test_a_mail_of_very_many_says_how_many_more_there_are(said, ada):
    notice = {"recipient": ada, "kind": "pick", "comment": said, "mail": "due", "mail_at": timezone.now()}
    Notice.objects.bulk_create(Notice(**notice) for _number in range(60))
    send()
    assert mail.outbox[0].subject == "60 notices from Newsroom"
    assert mail.outbox[0].body.count("The newsroom picked") == 50
    assert "and 10 more" in mail.outbox[0].body
    assert set(states()) == {"sent"}


def test_the_mail_of_one_notice_says_in_its_subject_what_it_is(said, answer):
    send()
    assert mail.outbox[0].subject == f"Bayo answered you under “{said.article.headline}”"


def test_mail_is_plain_text_and_simple_html_with_nothing_from_elsewhere(said, answer, settings):
    settings.SITE_ADDRESS = "https://news.example.org"
    send()
    message = mail.outbox[0]
    address = f"https://news.example.org{answer.get_absolute_url()}"
    assert f"\n{address}\n" in message.body
    html = html_of(message)
    assert f'<a href="{address}">' in html
    assert "Not &lt;all&gt; of them." in html
    assert not re.search(r"<(img|script|style|link|iframe)|\ssrc=|\sstyle=|&amp;(lt|quot)", html)
    assert all(url.startswith("https://news.example.org/") for url in re.findall(r'https?://[^"\s<]+', html))


def test_a_moderators_reason_is_mailed_and_the_removed_words_are_not(said, ada, moderator):
    deciding.moderate(said, by=moderator, to="removed", reason="It names a child.")
    send()
    assert "is not published" in mail.outbox[0].subject
    assert "It names a child." in mail.outbox[0].body
    assert "The boats were late." not in mail.outbox[0].body + html_of(mail.outbox[0])


def test_the_headers_let_a_program_unsubscribe_at_one_press_and_know_the_mail_again(said, answer, settings):
    settings.SITE_ADDRESS = "https://news.example.org"
    send()
    headers = mail.outbox[0].message()
    assert re.fullmatch(r"<https://news\.example\.org/comments/notices/stop/\S+>", headers["List-Unsubscribe"])
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers["Message-ID"] == f"<notice-{Notice.objects.get().pk}@news.example.org>"
    assert headers["From"] == settings.DEFAULT_FROM_EMAIL


def test_a_second_run_mails_nothing_again(said, answer):
    send()
    assert count(send(), "mails") == 0
    assert len(mail.outbox) == 1


def test_a_dry_run_says_what_would_be_mailed_and_mails_nothing(said, answer):
    summary = send(dry_run=True)
    assert summary.startswith("What would happen")
    assert (count(summary, "mails"), count(summary, "notices")) == (1, 1)
    assert mail.outbox == []
    assert states() == ["due"]


@pytest.mark.parametrize(
    "what", ["read", "comment removed", "story withdrawn", "thread muted", "person muted", "closed"]
)
def test_what_is_no_news_any_more_is_not_mailed(said, ada, bayo, answer, what):
    now = timezone.now()
    if what == "read":
        Notice.objects.update(read_at=now)
    elif what == "comment removed":
        Comment.objects.filter(pk=answer.pk).update(status="removed", removed_at=now)
    elif what == "story withdrawn":
        type(said.article).objects.update(status="withdrawn", withdrawn_at=now)
    elif what == "thread muted":
        ThreadMute.objects.create(person=ada, root=said)
    elif what == "person muted":
        reacting.mute(bayo, by=ada)
    else:
        type(ada).objects.filter(pk=ada.pk).update(is_active=False)
    assert count(send(), "let go") == 1
    assert mail.outbox == []
    assert states() == [""]


def test_a_rejection_that_was_undone_is_not_mailed(said, moderator):
    deciding.moderate(said, by=moderator, to="removed", reason="It names a child.")
    Comment.objects.filter(pk=said.pk).update(status="approved", removed_at=None)
    send()
    assert mail.outbox == []


def test_only_a_verified_address_is_mailed(said, ada, answer):
    ada.emailaddress_set.update(verified=False)
    assert count(send(), "let go") == 1
    assert mail.outbox == []


def test_an_address_of_old_does_not_stand_in_for_the_accounts(said, ada, answer):
    ada.emailaddress_set.update(email="old@example.org")
    send()
    assert mail.outbox == []


# When


def test_who_wants_one_mail_a_day_has_one_mail_a_day(said, ada, answer):
    NoticeChoice.objects.create(person=ada, when="daily")
    with time_machine.travel(timezone.now(), tick=False) as clock:
        send()
        clock.shift(timedelta(hours=1))
        posting.post_comment(said.article, author=factories.make_user(), text="And I.", parent=said)
        clock.shift(timedelta(hours=22, minutes=59))
        assert count(send(), "later") == 1
        assert len(mail.outbox) == 1
        clock.shift(timedelta(minutes=1))
        send()
    assert len(mail.outbox) == 2
    assert "And I." in mail.outbox[1].body


def test_who_wants_none_has_none_not_even_what_was_due_before(said, ada, bayo, answer):
    NoticeChoice.objects.create(person=ada, when="never")
    posting.post_comment(said.article, author=factories.make_user(), text="And I.", parent=said)
    assert states() == ["due", ""]
    assert count(send(), "let go") == 1
    assert mail.outbox == []
    assert Notice.objects.filter(recipient=ada, read_at=None).count() == 2  # under the bell they are


# The links of a mail


def link(words: str) -> str:
    found = re.search(rf"{words} (\S+)", mail.outbox[-1].body)
    assert found, mail.outbox[-1].body
    return urlsplit(found[1]).path


def test_the_link_asks_and_its_button_ends_mail_without_signing_in(said, ada, bayo, answer, browser):
    send()
    stop = link("No more mail like this:")
    page = browser.read(stop)
    assert '<meta name="robots" content="noindex">' in page
    assert not NoticeChoice.objects.exists()
    done = browser.post(stop)
    assert done.status_code == 200
    assert "We mail you no more notices." in done.content.decode()
    posting.post_comment(said.article, author=bayo, text="Nearly none.", parent=said)
    send()
    assert len(mail.outbox) == 1


def test_a_mail_program_unsubscribes_at_one_press_without_token_or_cookie(said, ada, answer, client):
    send()
    address = mail.outbox[0].extra_headers["List-Unsubscribe"].strip("<>")
    program = client.__class__(enforce_csrf_checks=True)
    done = program.post(urlsplit(address).path, {"List-Unsubscribe": "One-Click"})
    assert done.status_code == 200
    assert not done.cookies
    assert NoticeChoice.objects.get(person=ada).when == "never"


def test_a_thread_is_muted_by_the_link_of_a_mail(said, ada, answer, browser):
    send()
    mute = link("Mute this thread:")
    browser.read(mute)
    assert not ThreadMute.objects.exists()
    assert browser.post(mute).status_code == 200
    browser.post(mute)
    assert list(ThreadMute.objects.values_list("person", "root")) == [(ada.pk, said.pk)]


def test_a_link_that_was_tampered_with_does_nothing_and_says_so(said, ada, bayo, answer, browser):
    send()
    stop, mute = link("No more mail like this:"), link("Mute this thread:")
    for wrong in (
        stop.replace(f"/{ada.pk}:", f"/{bayo.pk}:"),
        stop[:-2] + "/",
        stop.replace("/stop/", "/mute/"),
        mute.replace("/mute/", "/stop/"),
        mute.replace(f"/{ada.pk}-", f"/{bayo.pk}-"),
        "/comments/notices/mute/x:y/",
        "/comments/notices/stop/1/",
    ):
        refused = browser.post(wrong)
        assert refused.status_code == 404, wrong
        assert "This link leads nowhere" in refused.content.decode()
    assert not NoticeChoice.objects.exists()
    assert not ThreadMute.objects.exists()


def test_a_link_of_an_account_that_is_gone_leads_nowhere(said, ada, answer, browser):
    send()
    stop = link("No more mail like this:")
    ada.delete()
    assert browser.post(stop).status_code == 404


# Trouble


def tell(*names: str) -> list:
    """People who have a notice each, by these names."""
    people = [factories.make_user(name) for name in names]
    for person in people:
        Notice.objects.create(recipient=person, kind="sanction", reason="Be kind.", mail="due", mail_at=timezone.now())
    return people


def test_all_mails_go_over_one_connection(mail_server):
    people = tell("Abe", "Bea", "Cyd")
    send()
    assert mail_server.recipients() == [person.email for person in people]
    assert mail_server.connections == 1
    assert mail_server.mails[0]["Auto-Submitted"] == "auto-generated"
    assert "Be kind." in mail_server.mails[0].get_body(("plain",)).get_content()


def test_an_address_that_is_refused_stops_no_other_and_is_tried_again(mail_server, capsys):
    tell("Abe", "Bea", "Cyd")
    mail_server.refused["bea@example.org"] = "550 no such person"
    with time_machine.travel(timezone.now(), tick=False) as clock:
        with pytest.raises(CommandError):
            send()
        assert mail_server.recipients() == ["abe@example.org", "cyd@example.org"]
        assert "Bea: the mail server refused:" in capsys.readouterr().err
        assert states() == ["sent", "due", "sent"]
        mail_server.refused.clear()
        assert count(send(), "later") == 1  # not at once
        clock.shift(timedelta(minutes=15))
        assert count(send(), "mails") == 1
    assert mail_server.recipients()[2:] == ["bea@example.org"]


def test_an_address_that_is_refused_for_two_days_is_given_up(mail_server):
    tell("Abe")
    mail_server.refused["abe@example.org"] = "550 no such person"
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _attempt in range(2):
            with pytest.raises(CommandError):
                send()
            clock.shift(timedelta(hours=49))
        assert states() == [""]
        send()


def test_a_daily_mail_that_was_refused_is_tried_again_the_same_day(mail_server):
    (abe,) = tell("Abe")
    NoticeChoice.objects.create(person=abe, when="daily")
    mail_server.refused["abe@example.org"] = "451 not now"
    with time_machine.travel(timezone.now(), tick=False) as clock:
        with pytest.raises(CommandError):
            send()
        mail_server.refused.clear()
        clock.shift(timedelta(minutes=15))
        send()
    assert mail_server.recipients() == ["abe@example.org"]


def test_a_mail_whose_fate_is_unknown_is_not_sent_again_and_counted_as_unsure(mail_server, capsys):
    people = tell("Abe", "Bea", "Cyd")
    mail_server.lost.add("bea@example.org")
    with time_machine.travel(timezone.now(), tick=False) as clock:
        with pytest.raises(CommandError):
            send()
        assert "Bea: nobody knows whether the mail went" in capsys.readouterr().err
        assert states() == ["sent", "sending", "sent"]
        assert mail_server.connections == 2
        mail_server.lost.clear()
        clock.shift(timedelta(minutes=11))
        assert count(send(), "unsure") == 1
    assert mail_server.recipients() == [person.email for person in people]
    assert Notice.objects.get(recipient=people[1]).read_at is None  # it stays under the bell


def test_without_a_mail_server_everything_waits_for_the_next_time(mail_server, settings, capsys):
    tell("Abe", "Bea")
    settings.EMAIL_PORT = 9
    with pytest.raises(CommandError):
        send()
    assert "The mail server can't be used" in capsys.readouterr().err
    assert states() == ["due", "due"]
    settings.EMAIL_PORT = mail_server.port
    assert count(send(), "mails") == 2


def test_a_headline_of_several_lines_breaks_no_header(said, answer):
    type(said.article).objects.update(headline="One line\nBcc: everybody@example.org\u2028and another " + "x" * 140)
    send()
    subject = mail.outbox[0].message()["Subject"]
    assert "Bcc" in str(mail.outbox[0].subject)
    assert "\nBcc" not in str(subject)
    assert mail.outbox[0].message()["Bcc"] is None


def test_a_watch_needs_a_second_or_more():
    with pytest.raises(CommandError):
        send(watch=0)
