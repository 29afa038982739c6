"""Coming back to a story: the place one got to, and what is new in it since."""

import pytest
from django.utils import timezone

from readers import reading, returning
from readers.models import SavedArticle
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def story():
    return factories.make_article()


def test_one_question_tells_whether_a_story_was_read_how_far_and_whether_it_is_saved(
    story, reader, django_assert_num_queries
):
    other = factories.make_user()
    reading.record(story.pk, reader=other, version=9)
    assert returning.state_of(story, reader) == returning.State()
    SavedArticle.objects.create(reader=reader, article=story)
    assert returning.state_of(story, reader) == returning.State(is_saved=True)
    reading.record(story.pk, reader=reader, version=story.version)
    reading.keep_place(story.pk, reader=reader, place="p-0a1b2c")
    with django_assert_num_queries(1):
        state = returning.state_of(story, reader)
    assert (state.is_saved, state.version, state.place) == (True, story.version, "p-0a1b2c")
    assert (timezone.now() - state.read_at).total_seconds() < 60
