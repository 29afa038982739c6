"""The digest by mail as its reader asks for it: the page, the link that begins it, the one that ends it."""

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse

from articles.models import Category
from readers import leaning
from readers.digests.times import next_time
from readers.models import Digest
from tests import factories
from tests.readers.test_pages import good

pytestmark = pytest.mark.django_db
PAGE = "/my/digest/"


@pytest.fixture
def own(ada):
    """Ada's browser."""
    client = Client()
    client.force_login(ada)
    return client


def link() -> str:
    """The path of the link that begins a digest, in the newest mail."""
    found = re.search(r"^http\S+/confirm/\S+$", mail.outbox[-1].body, re.MULTILINE)
    assert found, mail.outbox[-1].body
    return urlsplit(found[0]).path


def ask(client, **chosen):
    return client.post(PAGE, {"rhythm": "daily"} | chosen, follow=True)


def confirmed(client, **chosen) -> Digest:
    ask(client, **chosen)
    Client().post(link())
    return Digest.objects.get()


# Asking


def test_who_asks_is_mailed_a_link_and_nothing_is_due_before_its_button_is_pressed(own, ada):
    page = ask(own)
    assert "One step is left." in good(page)
    assert [message.to for message in mail.outbox] == [[ada.email]]
    stranger = Client()
    assert "Yes, send it to me" in good(stranger.get(link()))
    assert Digest.objects.get().due_at is None
    assert "It is settled" in good(stranger.post(link()))
    assert not stranger.cookies
    assert Digest.objects.get().due_at
    assert "The next one is made on" in good(own.get(PAGE))


def test_the_link_pressed_twice_moves_nothing(own):
    with time_machine.travel(datetime(2026, 3, 4, 12, tzinfo=UTC), tick=False) as clock:
        first = confirmed(own)
        clock.shift(timedelta(days=1))
        assert Client().post(link()).status_code == 200
        assert Digest.objects.get().due_at == first.due_at


def test_sections_and_topics_are_chosen_and_stand_on_the_page_again(own):
    football, rain = factories.make_topic("Football"), factories.make_topic("Rain")
    sport = factories.section("sport")
    ask(own, rhythm="weekly", sections=[sport.pk], topics=[football.pk], another="rain")
    digest = Digest.objects.get()
    assert (digest.rhythm, list(digest.sections.all()), set(digest.topics.all())) == (
        "weekly",
        [sport],
        {football, rain},
    )
    html = good(own.get(PAGE))
    chosen = re.findall(r'<input type="(?:checkbox|radio)"[^>]* value="([^"]+)"[^>]* checked', html)
    assert chosen == ["weekly", str(sport.pk), str(football.pk), str(rain.pk)]
    assert "Every week, of Sport, Football, Rain." in mail.outbox[0].body


def test_topics_of_these_days_and_those_followed_are_offered(own, ada):
    factories.make_article(topics=("Bridges",))
    leaning.follow(factories.make_topic("Rain"), reader=ada)
    factories.make_topic("Nobody's")
    html = good(own.get(PAGE))
    assert re.findall(r'name="topics"[^>]*> <span dir="auto">([^<]+)<', html) == ["Bridges", "Rain"]


def test_a_name_that_is_no_topic_is_refused_and_the_choice_stays_in_the_form(own):
    factories.make_topic("Football")
    page = ask(own, rhythm="weekly", another="Footbal")
    assert page.status_code == 422
    html = page.content.decode()
    assert "Did you mean “Football”?" in html
    assert re.search(r'value="weekly"[^>]* checked', html)
    assert 'value="Footbal"' in html
    assert not Digest.objects.exists()


@pytest.mark.parametrize("wrong", [{"rhythm": "hourly"}, {"sections": ["0"]}, {"topics": ["x"]}, {"another": "\0"}])
def test_what_was_never_offered_is_refused_or_passed_over(own, wrong):
    assert ask(own, **wrong).status_code in (200, 422)
    assert not Digest.objects.filter(rhythm="hourly").exists()


def test_there_are_only_so_many_topics_in_a_digest(own, settings):
    settings.DIGEST_TOPICS = 1
    page = ask(own, topics=[factories.make_topic("Rain").pk], another=factories.make_topic("Football").name)
    assert page.status_code == 422
    assert "At most 1 topics" in page.content.decode()


def test_who_has_no_verified_address_is_told_to_confirm_it_and_gets_no_mail(own, ada):
    ada.emailaddress_set.update(verified=False)
    html = good(own.get(PAGE))
    assert "yours is not confirmed yet" in html
    assert 'name="rhythm"' not in html
    assert "First confirm your e-mail address." in ask(own).content.decode()
    assert mail.outbox == []
    assert not Digest.objects.exists()


def test_a_stranger_is_sent_to_log_in_and_back(client):
    answer = client.get(PAGE)
    assert answer.headers["Location"] == f"{reverse('account_login')}?next={PAGE}"
    assert client.post(PAGE).status_code == 302


# The link


def test_the_link_is_mailed_again_a_few_times_a_day(own, settings):
    settings.DIGEST_CONFIRM_RATE = "2/1d"
    with time_machine.travel(datetime(2026, 3, 4, 12, tzinfo=UTC), tick=False) as clock:
        ask(own)
        assert "mailed you the link again" in own.post("/my/digest/link/", follow=True).content.decode()
        assert "several times today" in own.post("/my/digest/link/", follow=True).content.decode()
        own.post("/my/digest/stop/")
        assert "several times today" in ask(own).content.decode()
        assert len(mail.outbox) == 2
        clock.shift(timedelta(days=1))
        own.post("/my/digest/link/")
        assert len(mail.outbox) == 3


def test_to_save_again_while_the_link_waits_mails_no_other(own):
    ask(own)
    ask(own, rhythm="weekly")
    assert len(mail.outbox) == 1
    assert Digest.objects.get().rhythm == "weekly"


@pytest.mark.parametrize(
    "what", ["tampered with", "too old", "stopped since", "address changed since", "closed", "used to end"]
)
def test_a_link_that_no_longer_holds_begins_nothing_and_says_so(own, ada, what):
    with time_machine.travel(datetime(2026, 3, 4, 12, tzinfo=UTC), tick=False) as clock:
        ask(own)
        address = link()
        if what == "tampered with":
            address = address.replace(f"/{ada.pk}-", f"/{ada.pk + 1}-")
        elif what == "too old":
            clock.shift(timedelta(days=8))
        elif what == "stopped since":
            own.post("/my/digest/stop/")
        elif what == "address changed since":
            move(ada, "new@example.org")
        elif what == "closed":
            type(ada).objects.filter(pk=ada.pk).update(is_active=False)
        else:
            address = address.replace("/confirm/", "/end/")
        answer = Client().post(address)
        assert answer.status_code == 404
        assert "This link leads nowhere" in answer.content.decode()
        assert not Digest.objects.filter(due_at__isnull=False).exists()


def move(person, address: str) -> None:
    """The account's address changes, and is verified."""
    person.emailaddress_set.all().delete()
    person.emailaddress_set.create(email=address, verified=True, primary=True)
    type(person).objects.filter(pk=person.pk).update(email=address)


def test_without_a_mail_server_the_choice_is_kept_and_the_reader_told(own, mail_server, settings):
    settings.EMAIL_PORT = 9
    page = ask(own, rhythm="weekly").content.decode()
    assert "The mail could not be sent." in page
    assert "Mail the link again" in page
    assert Digest.objects.get().rhythm == "weekly"


# Changing and ending


def test_a_new_rhythm_needs_no_new_link(own):
    with time_machine.travel(datetime(2026, 3, 4, 12, tzinfo=UTC), tick=False):  # a Wednesday
        assert confirmed(own).due_at == datetime(2026, 3, 5, 6, tzinfo=UTC)  # seven in Lagos
        ask(own, rhythm="weekly")
        assert Digest.objects.get().due_at == datetime(2026, 3, 9, 6, tzinfo=UTC)
    assert len(mail.outbox) == 1


def test_a_new_address_has_to_be_confirmed_anew(own, ada):
    confirmed(own)
    move(ada, "new@example.org")
    assert "Your address has changed" in good(own.get(PAGE))
    ask(own)
    assert mail.outbox[-1].to == ["new@example.org"]
    assert Digest.objects.get().due_at is None
    Client().post(link())
    assert (Digest.objects.get().address, Digest.objects.get().goes_to) == ("new@example.org", "new@example.org")


def test_the_digest_is_stopped_on_its_page(own):
    confirmed(own)
    assert "No more digests come." in own.post("/my/digest/stop/", follow=True).content.decode()
    assert not Digest.objects.exists()
    assert own.get("/my/digest/stop/").status_code == 405


def test_a_section_that_goes_takes_no_digest_with_it(own):
    gone = Category.objects.create(name="Gone", slug="gone")
    confirmed(own, sections=[gone.pk])
    gone.delete()
    assert Digest.objects.get().sections.count() == 0


# When


@pytest.mark.parametrize(
    ("zone", "rhythm", "after", "expected"),
    [
        ("Africa/Lagos", "daily", "2026-03-04T05:59:59", "2026-03-04T06:00:00"),
        ("Africa/Lagos", "daily", "2026-03-04T06:00:00", "2026-03-05T06:00:00"),
        ("Africa/Lagos", "weekly", "2026-03-09T06:00:00", "2026-03-16T06:00:00"),
        ("Europe/Berlin", "daily", "2026-03-28T06:00:00", "2026-03-29T05:00:00"),  # the clocks go forward that night
        ("Europe/Berlin", "daily", "2026-10-24T05:00:00", "2026-10-25T06:00:00"),  # and back
        ("Pacific/Auckland", "weekly", "2026-07-05T18:59:00", "2026-07-05T19:00:00"),  # Monday has begun there
    ],
)
def test_the_next_time_is_by_the_newsrooms_own_clock(settings, zone, rhythm, after, expected):
    settings.TIME_ZONE = zone
    moment = datetime.fromisoformat(after).replace(tzinfo=UTC)
    assert next_time(rhythm, moment) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


def test_an_hour_that_comes_twice_in_autumn_is_one_digest_and_one_that_is_left_out_in_spring_is_not_lost(settings):
    settings.TIME_ZONE, settings.DIGEST_HOUR = "Europe/Berlin", 2
    for begins in (datetime(2026, 10, 23, 12, tzinfo=UTC), datetime(2026, 3, 27, 12, tzinfo=UTC)):
        moments, moment = [], begins
        for _day in range(4):
            moment = next_time("daily", moment)
            moments.append(moment)
        hours = [later - earlier for earlier, later in zip(moments, moments[1:], strict=False)]
        assert all(timedelta(hours=23) <= gap <= timedelta(hours=25) for gap in hours)
