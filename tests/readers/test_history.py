"""The reading history: to see, to pause, to take a story out, to erase it all."""

from datetime import timedelta

import pytest
from django.utils import timezone

from readers import reading
from readers.models import Read, Taste
from tests import factories

pytestmark = pytest.mark.django_db
BUDGET = 6  # the session, the reader, their bell, sections, their rows, stories


@pytest.fixture
def own(signed_in, reader):
    return signed_in(reader)


@pytest.fixture
def read(reader):
    """Three stories read, the last of them today, the others yesterday."""
    stories = [factories.make_article(f"Number {number}") for number in range(3)]
    for hours, story in zip((26, 25, 0), stories, strict=True):
        at = timezone.now() - timedelta(hours=hours)
        reading.record(story.pk, reader=reader, version=1, at=at.timestamp())
    return stories


def test_it_is_listed_by_day_the_latest_first_within_the_budget(own, read, django_assert_max_num_queries, settings):
    with django_assert_max_num_queries(BUDGET):
        html = own.get("/my/history/").content.decode()
    places = [html.index(f"Number {number}</a>") for number in (2, 1, 0)]
    assert places == sorted(places) and html.count("<h2 id=") == len({*days(read)})
    settings.STORIES_PER_PAGE = 2
    answer = own.get("/my/history/")
    assert "Number 0" not in answer.content.decode()
    assert "Number 0" in own.get(f"/my/history/?page={answer.context['page'].older}").content.decode()
    assert own.get("/my/history/?page=odd").status_code == 404


def days(stories) -> list:
    return [timezone.localdate(read.read_at) for read in Read.objects.filter(article__in=stories)]


def test_one_story_is_taken_out_with_what_it_told_and_no_story_of_others(own, read, reader):
    other = factories.make_user()
    reading.record(read[0].pk, reader=other)
    answer = own.post("/my/history/remove/", {"story": read[0].pk, "next": "/my/history/"}, follow=True)
    assert "It is out of your history" in answer.content.decode() and "Number 0" not in answer.content.decode()
    assert Read.objects.filter(reader=reader).count() == 2 and Read.objects.filter(reader=other).count() == 1
    assert [pk for pk, _at in Taste.objects.get(reader=reader).recent] == [read[1].pk, read[2].pk]
    for odd in ("", "x", "9" * 19):
        assert own.post("/my/history/remove/", {"story": odd}).status_code == 302


def test_all_of_it_is_erased_after_a_question(own, read, reader):
    assert "Erase your history?" in own.get("/my/history/erase/").content.decode()
    assert Read.objects.count() == 3
    answer = own.post("/my/history/erase/", follow=True).content.decode()
    assert "Your history is erased." in answer and "No story stands in your history." in answer
    assert not Read.objects.exists() and Taste.objects.get(reader=reader).weights == {}


def test_while_it_is_paused_nothing_is_recorded_and_what_was_stays(own, read, reader):
    assert "Your history is paused" in own.post("/my/history/switch/", {"on": "no"}, follow=True).content.decode()
    reader.refresh_from_db()
    assert not reading.record(factories.make_article().pk, reader=reader) and Read.objects.count() == 3
    assert "Your history goes on." in own.post("/my/history/switch/", {"on": "yes"}, follow=True).content.decode()
    reader.refresh_from_db()
    assert reading.record(factories.make_article().pk, reader=reader)


def test_who_has_nothing_chosen_for_them_is_told_that_nothing_is_recorded(own, reader):
    reader.personalises = False
    reader.save()
    html = own.get("/my/history/").content.decode()
    assert "Nothing is recorded of what you read" in html and "Pause history" not in html


def test_nobody_else_comes_near(client, read):
    for page in ("", "remove/", "erase/", "switch/"):
        method = client.get if page in {"", "erase/"} else client.post
        assert method(f"/my/history/{page}")["Location"].startswith("/accounts/login/")
    assert Read.objects.count() == 3
