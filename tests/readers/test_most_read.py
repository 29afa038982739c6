"""What is most read and most discussed: counted, put in order, and explained on the page."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import Article
from comments import posting
from comments.models import Conversation
from readers import counting
from tests import factories

PAGE = "/most-read/"
DAY = 24 * 3600

pytestmark = pytest.mark.django_db


def lists(client) -> dict[str, list[str]]:
    """By the list's id, its headlines in order."""
    html = client.get(PAGE).content.decode()
    parts = re.findall(r'<section aria-labelledby="(\w+)">(.*?)</section>', html, re.DOTALL)
    return {name: re.findall(r'class="card__headline"><a [^>]*>([^<]+)</a>', part) for name, part in parts}


def read_by(story, times: int, *, days_ago: float = 0) -> None:
    at = timezone.now().timestamp() - days_ago * DAY
    for number in range(times):
        counting.count(story.pk, f"visitor {number}", at=at)


def make(headline: str, **fields) -> Article:
    return factories.make_article(headline, **{"at": timezone.now() - timedelta(days=3)} | fields)


def test_stories_stand_in_the_order_of_their_readers_today_and_this_week(client):
    read_by(make("Old favourite"), 9, days_ago=2)
    read_by(make("Second today"), 2)
    read_by(make("First today"), 4)
    make("Not read")
    found = lists(client)
    assert found["today"] == ["First today", "Second today"]
    assert found["week"] == ["Old favourite", "First today", "Second today"]
    assert "First today" in found["trending"]


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_only_stories_that_readers_may_see_are_listed(client, state):
    story = make("Gone meanwhile")
    read_by(story, 3)
    posting.post_comment(story, author=factories.make_user(), text="I saw it.")
    Article.objects.filter(pk=story.pk).update(status=state)
    assert not any(lists(client).values())


def test_most_discussed_goes_by_comments_that_can_be_read_under_stories_of_the_last_days(client, editor):
    def talked(headline: str, times: int, **fields) -> Article:
        story = make(headline, **fields)
        for number in range(times):
            posting.post_comment(story, author=factories.make_user(), text=f"{headline} {number}")
        return story

    talked("Two comments", 2)
    talked("Three comments", 3)
    talked("Of last month", 4, at=timezone.now() - timedelta(days=30))
    silenced = talked("Silenced", 4)
    Conversation.objects.filter(article=silenced).update(state="off")
    make("Nobody spoke")
    assert lists(client)["discussed"] == ["Three comments", "Two comments"]


def test_the_page_says_how_it_is_counted(client):
    html = client.get(PAGE).content.decode()
    method = html.partition('id="method"')[2]
    for words in ("once a story a day", "No cookie", "Robots are left out", "within five minutes", "8 days"):
        assert words in method
    assert 'href="#method"' in html


def test_nothing_is_most_read_before_anybody_read(client):
    make("Not read")
    answer = client.get(PAGE)
    assert answer.content.decode().count("Nothing yet.") == 4
    assert not answer.cookies


def test_every_page_leads_to_what_is_most_read(client):
    assert '<a href="/most-read/">' in client.get("/").content.decode().partition("<footer")[2]
