"""Coming back to a story: the place one got to, and what is new in it since."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from articles import publishing
from articles.models import Article
from newsroom import markup
from readers import reading, returning
from readers.models import Read, SavedArticle
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


LONG = "\n\n".join(f"Paragraph {number} tells of the {number} boats of the lagoon." for number in range(8))


@pytest.fixture
def long_story():
    return factories.make_article(body=LONG)


def ids_of(story) -> list[str]:
    return list(markup.paragraphs(story.body_html))


def tell_place(client, story, place):
    return client.post(reverse("place"), {"article": getattr(story, "pk", story), "place": place})


def page_of(client, story) -> str:
    return client.get(story.get_absolute_url()).content.decode()


def rewrite(story, editor, *pairs) -> None:
    for old, new in pairs:
        story.body = story.body.replace(old, new)
    publishing.save(story, by=editor)


def test_who_stopped_midway_is_led_back_to_the_paragraph_and_nobody_else_is(client, long_story, reader):
    ids = ids_of(long_story)
    assert tell_place(client, long_story, ids[4]).status_code == 403
    client.force_login(reader)
    assert "Continue reading" not in page_of(client, long_story)
    assert tell_place(client, long_story, ids[4]).status_code == 204
    page = page_of(client, long_story)
    assert f'<a href="#{ids[4]}">Continue reading</a>' in page
    assert f'id="{ids[4]}"' in page
    client.force_login(factories.make_user())
    assert "Continue reading" not in page_of(client, long_story)
    client.logout()
    page = page_of(client, long_story)
    assert "Continue reading" not in page
    assert "place.js" not in page


@pytest.mark.parametrize("place", [0, 1, 7])
def test_nothing_is_to_be_continued_at_the_start_or_the_end(client, long_story, reader, place):
    client.force_login(reader)
    assert tell_place(client, long_story, ids_of(long_story)[place]).status_code == 204
    assert "Continue reading" not in page_of(client, long_story)


def test_a_place_is_kept_only_of_a_story_and_a_paragraph_that_readers_see(client, long_story, reader, settings):
    settings.PLACE_RATE = "6/1m"
    hidden = factories.make_article(body=LONG, state="draft")
    client.force_login(reader)
    place = ids_of(long_story)[4]
    wrong = [(long_story, "p-000000"), (long_story, ""), (hidden, place), ("²", place), ("9" * 30, place)]
    assert [tell_place(client, *told).status_code for told in wrong] == [404] * 5
    assert not Read.objects.exists()
    assert tell_place(client, long_story, place).status_code == 204
    assert tell_place(client, long_story, place).status_code == 429
    assert Read.objects.get().place == place


@pytest.mark.parametrize("switch", ["keeps_history", "personalises"])
def test_no_place_is_kept_of_who_lets_nothing_be_kept(client, long_story, reader, switch):
    setattr(reader, switch, False)
    reader.save()
    client.force_login(reader)
    assert "place.js" not in page_of(client, long_story)
    tell_place(client, long_story, ids_of(long_story)[4])
    assert not Read.objects.exists()


def test_a_place_whose_paragraph_was_rewritten_is_the_one_before_it(client, long_story, reader, editor):
    ids = ids_of(long_story)
    client.force_login(reader)
    tell_place(client, long_story, ids[4])
    rewrite(long_story, editor, ("Paragraph 4 tells", "The fourth paragraph tells"))
    assert f'<a href="#{ids[3]}">Continue reading</a>' in page_of(client, long_story)


def test_what_is_new_since_a_reader_read_the_story_is_marked_for_them_alone(client, long_story, reader, editor):
    reading.record(long_story.pk, reader=reader, version=long_story.version)
    rewrite(
        long_story,
        editor,
        ("Paragraph 2 tells", "Paragraph <2> tells"),
        ("Paragraph 5", "It rained.\n\nIt rained again.\n\nParagraph 5"),
    )
    ids = ids_of(long_story)
    new = [ids[2], ids[5], ids[6]]
    client.force_login(reader)
    page = page_of(client, long_story)
    assert "Changed since you read it on" in page
    assert "3 new or changed paragraphs" in page
    assert re.findall(r'<p data-new id="(p-[0-9a-f]{6})"', page) == new
    assert [f'<a href="#{name}">' in page for name in new] == [True] * 3
    assert "Paragraph &lt;2&gt; tells" in page
    assert page.count('class="new-mark"') == 2  # once a run
    for other in (factories.make_user(), None):
        client.force_login(other) if other else client.logout()
        page = page_of(client, long_story)
        assert "data-new" not in page
        assert "Changed since" not in page
    reading.record(long_story.pk, reader=reader, version=long_story.version)  # the beacon at the end
    client.force_login(reader)
    assert "data-new" not in page_of(client, long_story)


def test_a_new_headline_or_a_text_kept_aside_is_no_new_paragraph(client, long_story, reader, editor):
    reading.record(long_story.pk, reader=reader, version=long_story.version)
    begun = long_story.version
    long_story.headline = "Boats"
    publishing.save(long_story, by=editor)
    mine = Article.objects.get(pk=long_story.pk)
    mine.body = "Something else."
    with pytest.raises(publishing.Stale):
        publishing.save(mine, by=editor, based_on=begun)
    client.force_login(reader)
    page = page_of(client, long_story)
    assert "Boats" in page
    assert "Changed since" not in page
