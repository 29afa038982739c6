"""A story read is counted: once a reader a day, and for people alone."""

import pytest
import time_machine
from django.db import DatabaseError, connection
from django.urls import reverse

from readers import leaning
from readers.models import Read, ReadCount, ReadToday
from tests import factories

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"
OURS = {"user-agent": FIREFOX, "accept-language": "en-GB", "sec-fetch-site": "same-origin"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def story():
    return factories.make_article()


def read(client, story, *, address="203.0.113.7", method="get", **headers):
    headers = OURS | {name.replace("_", "-"): value for name, value in headers.items()}
    path = reverse("beacon", args=[getattr(story, "pk", story)])
    return getattr(client, method)(path, headers={k: v for k, v in headers.items() if v}, REMOTE_ADDR=address)


def counted(story) -> int:
    return sum(ReadCount.objects.filter(article=story).values_list("reads", flat=True))


def test_the_beacon_is_an_empty_picture_that_nobody_keeps_and_that_sets_no_cookie(client, story):
    answer = read(client, story)
    assert (answer.status_code, answer["Content-Type"], len(answer.content)) == (200, "image/gif", 43)
    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies
    assert counted(story) == 1


def test_a_storys_page_asks_for_its_beacon_when_its_end_comes_near(client, story):
    html = client.get(story.get_absolute_url()).content.decode()
    tag = f'<img class="beacon" src="/beacon/{story.pk}.gif" width="1" height="1" alt="" loading="lazy">'
    assert html.count(tag) == 1


def test_the_desks_preview_counts_nothing(signed_in, editor, story):
    html = signed_in(editor).get(reverse("admin:articles_article_preview", args=[story.pk])).content.decode()
    assert story.headline in html
    assert "beacon" not in html


def test_a_reader_counts_once_a_story_a_day(client, story):
    with time_machine.travel("2026-05-04 08:00:00Z", tick=False) as clock:
        story = factories.make_article()
        for _ in range(5):
            read(client, story)
        other = factories.make_article()
        read(client, other)
        assert (counted(story), counted(other)) == (1, 1)
        clock.shift(24 * 3600)
        read(client, story)
        assert counted(story) == 2


def test_readers_are_told_apart_by_address_browser_and_language(client, story):
    read(client, story)
    read(client, story, address="203.0.113.8")
    read(client, story, user_agent=CHROME)
    read(client, story, accept_language="fr")
    assert counted(story) == 4


def test_an_ipv6_household_is_one_address(client, story):
    read(client, story, address="2001:db8:1:2::1")
    read(client, story, address="2001:db8:1:2:ffff::2")
    assert counted(story) == 1
    read(client, story, address="2001:db8:1:3::1")
    assert counted(story) == 2


def test_a_signed_in_reader_is_one_reader_on_every_device_and_has_it_in_the_history(signed_in, reader, story):
    client = signed_in(reader)
    read(client, story)
    read(client, story, address="198.51.100.9", user_agent=CHROME)
    assert counted(story) == 1
    assert list(Read.objects.values_list("reader", "article", "version")) == [(reader.pk, story.pk, story.version)]


@pytest.mark.parametrize("switch", [leaning.personalise, leaning.keep_history])
def test_who_lets_nothing_be_kept_is_counted_and_not_recorded(signed_in, reader, story, switch):
    switch(False, reader=reader)
    read(signed_in(reader), story)
    assert counted(story) == 1
    assert not Read.objects.exists()


@pytest.mark.parametrize(
    "headers",
    [
        {"user_agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"},
        {"user_agent": "Mozilla/5.0 AppleWebKit/537.36 HeadlessChrome/140.0 Safari/537.36"},
        {"user_agent": "curl/8.1"},
        {"user_agent": ""},
        {"sec_purpose": "prefetch"},
        {"sec_purpose": "prefetch;prerender"},
        {"purpose": "prefetch"},
        {"x_moz": "prefetch"},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "none"},
        {"method": "head"},
    ],
)
def test_what_is_no_persons_reading_is_not_counted(signed_in, reader, story, headers):
    answer = read(signed_in(reader), story, **headers)
    assert answer.status_code == 200
    assert not ReadCount.objects.exists()
    assert not Read.objects.exists()
    read(signed_in(reader), story)
    assert counted(story) == 1  # the same reader, with nothing amiss


def test_a_browser_that_does_not_say_where_it_asks_from_is_counted(client, story):
    read(client, story, sec_fetch_site="")
    assert counted(story) == 1


@pytest.mark.parametrize("state", ["draft", "scheduled", "expired", "withdrawn"])
def test_a_story_that_readers_cannot_see_is_not_counted(client, state):
    hidden = factories.make_article(state=state)
    assert read(client, hidden).status_code == 200
    assert read(client, 987_654_321).status_code == 200
    assert read(client, 10**30).status_code == 200
    assert not ReadCount.objects.exists()


def test_one_address_fills_no_table(client, settings, story):
    settings.BEACON_RATE = "3/1m"
    for number in range(6):
        read(client, story, accept_language=f"x-{number}")
    assert counted(story) == 3
    read(client, story, address="198.51.100.9")
    assert counted(story) == 4


def test_the_picture_comes_even_where_nothing_can_be_counted(client, story):
    def broken(execute, sql, params, many, context):
        raise DatabaseError("the disk is full")

    with connection.execute_wrapper(broken):
        answer = read(client, story)
    assert (answer.status_code, len(answer.content)) == (200, 43)


def test_nothing_that_is_stored_tells_who_read(client, story):
    read(client, story, address="203.0.113.77")
    stored = [*ReadToday.objects.values_list(), *ReadCount.objects.values_list()]
    assert stored and not any("203.0.113" in str(row) or "Firefox" in str(row) for row in stored)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM newsroom_ratecount")
        assert not any("203.0.113" in str(row) for row in cursor.fetchall())


def test_robots_are_told_to_leave_the_beacon_alone(client):
    assert "Disallow: /beacon/\n" in client.get("/robots.txt").content.decode()
