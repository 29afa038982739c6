"""The rows by which topics and authors list a story tell its time, through all that can happen to it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles import publishing
from articles.models import Byline, Tagging
from tests import factories


def times(story) -> set:
    """The times in the rows, one if they agree."""
    rows = [*Byline.objects.filter(article=story), *Tagging.objects.filter(article=story)]
    assert len(rows) >= 2
    return {row.listed_at for row in rows}


@pytest.mark.django_db
def test_the_rows_follow_every_step_of_a_story(editor):
    story = factories.make_article(state="draft", topics=("Boats",))
    assert times(story) == {None}
    publishing.schedule(story, by=editor, at=timezone.now() + timedelta(days=1))
    assert times(story) == {story.published_at}
    publishing.unschedule(story, by=editor)
    assert times(story) == {None}
    publishing.publish(story, by=editor)
    assert times(story) == {story.published_at}
    boats, bread = factories.make_topic("Boats"), factories.make_topic("Bread")
    publishing.save(story, by=editor, topics=[boats, bread], authors=[factories.make_author("Idris Kane")])
    assert times(story) == {story.published_at}
    publishing.withdraw(story, by=editor, reason="The source has gone.")
    assert times(story) == {None}


@pytest.mark.django_db
def test_stories_keep_their_times_when_topics_are_merged(client):
    older = factories.make_article("Older", topics=("Footy",), at=timezone.now() - timedelta(days=2))
    newer = factories.make_article("Newer", topics=("Footy", "Football"), at=timezone.now() - timedelta(days=1))
    football = factories.make_topic("Football")
    football.absorb(type(football).objects.filter(slug="footy"))
    assert [times(story) for story in (older, newer)] == [{older.published_at}, {newer.published_at}]
    page = client.get("/topics/football/").content.decode()
    assert page.index("Newer") < page.index("Older")
