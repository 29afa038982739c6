"""The desk's first page and the list of stories."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import Article
from tests import factories

pytestmark = pytest.mark.django_db
LIST = "/admin/articles/article/"
STATES = ["draft", "in_review", "scheduled", "published", "expired", "withdrawn"]


def act(at, action: str, *stories, **more):
    return at.post(LIST, {"action": action, "_selected_action": [story.pk for story in stories], **more}, follow=True)


def test_the_first_page_shows_what_waits_what_comes_and_what_is_out(desk, editor):
    for state in STATES:
        factories.make_article(f"A story that is {state}", state=state, created_by=editor)
    context = desk(editor).get("/admin/").context
    titles = {name: [story.headline for story in context[name]] for name in
              ("in_review", "scheduled", "recently_published", "my_drafts")}  # fmt: skip
    assert titles == {
        "in_review": ["A story that is in_review"],
        "scheduled": ["A story that is scheduled"],
        "recently_published": ["A story that is published"],
        "my_drafts": ["A story that is draft"],
    }


def test_a_moderators_first_page_shows_comments_and_no_stories(desk, moderator):
    factories.make_article("A draft of others", state="draft")
    page = desk(moderator).get("/admin/").content.decode()
    assert "Awaiting moderation" in page
    assert "Write a story" not in page
    assert "A draft of others" not in page


def test_the_first_page_is_for_the_desk(client, signed_in, reader):
    assert client.get("/admin/").status_code == 302
    assert signed_in(reader).get("/admin/").status_code in {302, 403}


@pytest.mark.parametrize("state", STATES)
def test_the_list_can_be_narrowed_to_each_state(desk, editor, state):
    for other in STATES:
        factories.make_article(f"A story that is {other}", state=other)
    found = desk(editor).get(LIST, {"state": state}).context["cl"].result_list
    assert [story.headline for story in found] == [f"A story that is {state}"]


def test_the_list_can_be_narrowed_by_section_author_topic_and_pick(desk, editor):
    wanted = factories.make_article(
        "Wanted", in_section="sport", authors=("Idris Kane",), topics=("Football",), is_pick=True
    )
    factories.make_article("Other")
    for asked in (
        {"category__id__exact": wanted.category_id},
        {"author": "idris-kane"},
        {"topic": "football"},
        {"is_pick__exact": 1},
    ):
        assert [story.pk for story in desk(editor).get(LIST, asked).context["cl"].result_list] == [wanted.pk], asked


def test_the_list_finds_words_of_headline_standfirst_and_byline(desk, editor):
    wanted = factories.make_article("Harbour lights", summary="Four dark years.", authors=("Zainab Sow", "Ada Obi"))
    factories.make_article("Other", authors=("Kofi Arden",))
    for words in ("harbour", "dark years", "zainab"):
        assert [story.pk for story in desk(editor).get(LIST, {"q": words}).context["cl"].result_list] == [wanted.pk]


def test_the_list_leads_to_the_page_where_readers_see_it_and_to_a_preview_where_not(desk, editor):
    story, draft = factories.make_article(), factories.make_article(state="draft")
    page = desk(editor).get(LIST).content.decode()
    assert f'href="{story.get_absolute_url()}"' in page
    assert f'href="{LIST}{draft.pk}/preview/"' in page
    assert f'href="{draft.get_absolute_url()}"' not in page


def test_the_list_asks_the_database_as_often_for_thirty_stories_as_for_three(desk, editor, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    at = desk(editor)
    for _ in range(3):
        factories.make_article(authors=("Ada Obi", "Tunde Bello"), topics=("Food",))
    with CaptureQueriesContext(
        connection,
    ) as few:
        at.get(LIST)
    for _ in range(27):
        factories.make_article(authors=("Ada Obi", "Tunde Bello"), topics=("Food",))
    with django_assert_num_queries(len(few)):
        at.get(LIST)
    assert len(few) <= 20


def test_many_are_sent_for_review_and_published_at_once_and_each_refusal_is_told(desk, editor):
    ready, other = factories.make_article(state="draft"), factories.make_article(state="draft")
    bare = factories.make_article("Without an author", state="draft", authors=())
    act(desk(editor), "send_for_review", ready, other)
    assert Article.objects.in_review().count() == 2
    page = act(desk(editor), "publish_now", ready, other, bare).content.decode()
    assert Article.objects.published().count() == 2
    assert "2 stories: published." in page
    assert "“Without an author”: A story needs an author" in page


def test_many_are_withdrawn_with_one_reason_asked_on_a_page_of_its_own(desk, editor):
    stories = [factories.make_article() for _ in range(2)]
    page = act(desk(editor), "withdraw_with_reason", *stories)
    assert Article.objects.published().count() == 2
    assert all(story.headline in page.content.decode() for story in stories)
    assert "required" in act(desk(editor), "withdraw_with_reason", *stories, reason=" ").content.decode()
    act(desk(editor), "withdraw_with_reason", *stories, reason="The source has gone.")
    assert set(Article.objects.values_list("status", "withdrawal_note")) == {("withdrawn", "The source has gone.")}


def test_picks_are_marked_and_unmarked_without_telling_readers_of_an_update(desk, editor):
    story = factories.make_article()
    act(desk(editor), "pick", story)
    story.refresh_from_db()
    assert (story.is_pick, story.updated_at) == (True, None)
    act(desk(editor), "unpick", story)
    story.refresh_from_db()
    assert not story.is_pick


@pytest.mark.parametrize("action", ["publish_now", "withdraw_with_reason", "pick", "delete_selected"])
def test_a_bulk_action_forged_by_a_writer_changes_nothing(desk, writer, by_the_writer, action):
    draft, story = by_the_writer("draft"), by_the_writer("published")
    before = list(Article.objects.order_by("pk").values())
    act(desk(writer), action, draft, story, reason="Because.", post="yes")
    assert list(Article.objects.order_by("pk").values()) == before


def test_a_writer_sends_many_own_drafts_for_review_and_no_one_elses(desk, writer, by_the_writer):
    own, others = by_the_writer(), factories.make_article(state="draft", authors=("Tunde Bello",))
    act(desk(writer), "send_for_review", own, others)
    assert list(Article.objects.in_review()) == [own]


def test_topics_are_merged_into_one_and_no_story_is_lost_or_doubled(desk, editor):
    football, soccer, footy = (factories.make_topic(name) for name in ("Football", "Soccer", "Footy"))
    both = factories.make_article(topics=("Football", "Soccer"))
    one = factories.make_article(topics=("Footy",))
    chosen = {"action": "merge", "_selected_action": [football.pk, soccer.pk, footy.pk]}
    at = desk(editor)
    asked = at.post("/admin/articles/topic/", chosen)
    assert asked.status_code == 200
    at.post("/admin/articles/topic/", chosen | {"into": football.pk})
    assert list(type(football).objects.all()) == [football]
    assert list(both.topics.all()) == list(one.topics.all()) == [football]


def test_a_writer_merges_nothing(desk, writer):
    topics = [factories.make_topic(name) for name in ("Football", "Soccer")]
    chosen = {"action": "merge", "_selected_action": [topic.pk for topic in topics], "into": topics[0].pk}
    desk(writer).post("/admin/articles/topic/", chosen)
    assert type(topics[0]).objects.count() == 2


def test_a_sections_slug_is_set_once(desk):
    chief = factories.make_user("chief", role="Editor", is_superuser=True)
    at = desk(chief)
    section = factories.section("sport")
    page = f"/admin/articles/category/{section.pk}/change/"
    at.post(page, {"name": "Sports", "slug": "games", "position": 50, "description": ""})
    section.refresh_from_db()
    assert (section.name, section.slug) == ("Sports", "sport")
    at.post("/admin/articles/category/add/", {"name": "Search", "slug": "search", "position": 60})
    assert not type(section).objects.filter(slug="search").exists()


def test_the_first_page_lists_the_next_to_appear_first(desk, editor):
    later = factories.make_article(state="scheduled", at=timezone.now() + timedelta(days=3))
    sooner = factories.make_article(state="scheduled", at=timezone.now() + timedelta(days=1))
    assert list(desk(editor).get("/admin/").context["scheduled"]) == [sooner, later]


def test_the_list_leads_through_all_stories_a_page_at_a_time_and_back(desk, editor, monkeypatch):
    monkeypatch.setattr("articles.admin.stories.StoryAdmin.list_per_page", 2)
    stories = [factories.make_article(f"Story {number}") for number in range(5)]
    at, seen, address = desk(editor), [], LIST + "?category__id__exact=" + str(stories[0].category_id)
    first = at.get(address)
    for _ in range(3):
        page = at.get(address)
        seen += page.context["cl"].result_list
        address = LIST + page.context["cl"].older
    assert seen == stories[::-1]
    assert page.context["cl"].older == ""
    assert at.get(LIST + at.get(LIST + page.context["cl"].newer).context["cl"].newer).context["cl"].result_list == (
        first.context["cl"].result_list
    )


def test_a_page_nobody_offered_leads_to_the_list(desk, editor):
    assert desk(editor).get(LIST, {"p": "before-nothing"}).status_code == 302


def test_published_stories_are_in_the_order_of_their_times_whichever_was_saved_last(desk, editor):
    older = factories.make_article("Older", at=timezone.now() - timedelta(days=2))
    newer = factories.make_article("Newer", at=timezone.now() - timedelta(days=1))
    older.save()
    assert desk(editor).get(LIST, {"state": "published"}).context["cl"].result_list == [newer, older]
    assert desk(editor).get(LIST).context["cl"].result_list == [older, newer]


def test_topics_say_how_many_stories_they_have_as_far_as_anybody_counts(desk, editor, monkeypatch):
    monkeypatch.setattr("articles.admin.taxonomy.MOST_COUNTED", 2)
    for topics in (("Boats", "Bread"), ("Boats",), ("Boats", "Bread")):
        factories.make_article(topics=topics)
    rows = desk(editor).get("/admin/articles/topic/").content.decode()
    assert re.findall(r'class="field-stories">([^<]+)<', rows) == ["2+", "2"]


def test_a_writer_finds_on_the_first_page_what_is_out_under_their_name(desk, writer, by_the_writer):
    out = by_the_writer("published")
    factories.make_article(authors=("Tunde Bello",))
    by_the_writer("scheduled")
    assert list(desk(writer).get("/admin/").context["recently_published"]) == [out]
