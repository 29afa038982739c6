"""The steps of a story at the desk: who may take them, when, and what readers then see."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from articles.models import Article, Step
from tests import factories

pytestmark = pytest.mark.django_db
STATES = ["draft", "in_review", "scheduled", "published", "expired", "withdrawn"]
FOR_EDITORS = ["publish", "schedule", "unschedule", "send_back", "withdraw", "correct"]


def state_of(story) -> str:
    return Article.objects.get(pk=story.pk).state


def local(moment) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


@pytest.mark.parametrize("step", FOR_EDITORS)
def test_a_step_forged_by_a_writer_is_403_and_changes_nothing(desk, writer, by_the_writer, step):
    story = by_the_writer("draft", body="Before.")
    answer = desk(writer).save(story, then=step, body="After.", reason="Because.", told="So.")
    assert answer.status_code == 403
    assert Article.objects.get(pk=story.pk).body == "Before."
    assert state_of(story) == "draft"


@pytest.mark.parametrize("state", STATES)
def test_a_writer_writes_own_drafts_and_only_reads_what_left_their_hands(desk, writer, by_the_writer, state):
    story = by_the_writer(state)
    page = desk(writer).open(story)
    assert page.status_code == 200
    values = {"headline": "Forged", "category": story.category_id, "based_on": story.version, "then": ""}
    answer = desk(writer).post(desk(writer).address(story), values)
    if state == "draft":
        assert answer.status_code == 302
        assert Article.objects.get(pk=story.pk).headline == "Forged"
    else:
        assert answer.status_code == 403
        assert b'id="story"' not in page.content
        assert Article.objects.get(pk=story.pk).headline == story.headline


@pytest.mark.parametrize("state", STATES)
def test_a_writer_sees_nothing_of_the_stories_of_others(desk, writer, state):
    story = factories.make_article("A secret of others", state=state, authors=("Tunde Bello",))
    at = desk(writer)
    for page in ("change", "preview", "history", "delete"):
        assert at.get(at.address(story, page)).status_code in {302, 403}
    assert at.post(at.address(story, "preview"), {"headline": "x"}).status_code == 403
    assert b"A secret of others" not in at.get("/admin/articles/article/").content
    if state != "published":
        assert b"A secret of others" not in at.get("/admin/").content


@pytest.mark.parametrize("role", ["moderator", "reader"])
def test_who_has_no_part_in_stories_opens_none_of_their_pages(role, request, desk):
    story = factories.make_article(state="draft")
    at = desk(request.getfixturevalue(role))
    for page in ("change", "preview", "history"):
        assert at.get(at.address(story, page)).status_code in {302, 403}
    for address in ("/admin/articles/article/", "/admin/articles/article/add/", "/admin/articles/article/pictures/"):
        assert at.get(address).status_code in {302, 403}
    assert at.post(at.address(story), {"then": "publish"}).status_code in {302, 403}
    assert state_of(story) == "draft"


def test_a_story_walks_from_the_writer_to_the_reader_and_the_log_says_who(desk, writer, editor, by_the_writer):
    story = by_the_writer()
    desk(writer).save(story, then="submit", body="Written.")
    assert state_of(story) == "in_review"
    desk(editor).save(story, then="send_back", word="Ask the ferry people.")
    assert state_of(story) == "draft"
    page = desk(writer).open(story).content.decode()
    assert "Ask the ferry people." in page
    desk(writer).save(story, then="submit", body="Written, and asked.")
    desk(editor).save(story, then="publish")
    assert state_of(story) == "published"
    steps = list(story.steps.order_by("id").values_list("kind", "by_name"))[1:]
    assert steps == [("submitted", "writer"), ("returned", "editor"), ("submitted", "writer"), ("published", "editor")]
    assert "by editor" in desk(writer).open(story).content.decode()


def test_a_step_saves_what_was_typed_first(desk, editor):
    story = factories.make_article(state="draft", body="Before.")
    desk(editor).save(story, then="publish", body="After.")
    assert (state_of(story), Article.objects.get(pk=story.pk).body) == ("published", "After.")


def test_a_refused_step_loses_nothing_and_says_why(desk, editor):
    story = factories.make_article(state="draft", body="Before.", authors=())
    answer = desk(editor).save(story, then="publish", body="After.")
    assert answer.status_code == 200
    assert "A story needs an author" in answer.content.decode()
    assert "After.</textarea>" in answer.content.decode()
    assert (state_of(story), Article.objects.get(pk=story.pk).body) == ("draft", "After.")
    factories.make_author("Ada Obi")
    assert desk(editor).save(story, opened=answer, then="publish", authors="Ada Obi").status_code == 302
    assert state_of(story) == "published"


def test_a_withdrawal_without_a_reason_is_refused_beside_its_field(desk, editor):
    story = factories.make_article()
    answer = desk(editor).save(story, then="withdraw")
    assert answer.context["said"].errors["reason"]
    assert state_of(story) == "published"


def test_a_story_can_be_withdrawn_even_if_its_text_would_be_refused_today(desk, editor):
    story = factories.make_article()
    Article.objects.filter(pk=story.pk).update(headline="")
    desk(editor).save(story, then="withdraw", reason="Wrong.")
    assert state_of(story) == "withdrawn"


def test_a_schedule_is_set_in_the_newsrooms_time_and_said_in_both(desk, editor, client, settings):
    settings.TIME_ZONE = "Africa/Lagos"
    story = factories.make_article(state="in_review")
    with time_machine.travel("2030-03-01 12:00:00+00:00", tick=False):
        at = desk(editor)
        answer = at.save(story, then="schedule", at="2030-03-02T18:00")
        assert answer.status_code == 302
        page = at.open(story).content.decode()
        assert "2 Mar 2030, 18:00 WAT, 17:00 UTC" in page
        assert "2 Mar 2030, 18:00 WAT, 17:00 UTC" in at.get("/admin/").content.decode()
    assert story.steps.first().kind == Step.Kind.SCHEDULED
    story.refresh_from_db()
    with time_machine.travel("2030-03-02 16:59:59+00:00", tick=False):
        assert client.get(story.get_absolute_url()).status_code == 404
    with time_machine.travel("2030-03-02 17:00:00+00:00", tick=False):
        assert client.get(story.get_absolute_url()).status_code == 200


def test_a_story_leaves_at_the_second_it_expires(desk, editor, client):
    with time_machine.travel("2030-03-01 12:00:00+00:00", tick=False):
        story = factories.make_article(at=timezone.now() - timedelta(hours=1))
        desk(editor).save(story, expires_at="2030-03-02T18:00")
    with time_machine.travel("2030-03-02 16:59:59+00:00", tick=False):
        assert client.get(story.get_absolute_url()).status_code == 200
    with time_machine.travel("2030-03-02 17:00:00+00:00", tick=False):
        assert client.get(story.get_absolute_url()).status_code == 404
        assert state_of(story) == "expired"


def test_an_end_before_the_beginning_is_refused_beside_its_field(desk, editor):
    story = factories.make_article()
    answer = desk(editor).save(story, expires_at=local(story.published_at - timedelta(days=1)))
    assert answer.context["form"].errors["expires_at"]


@pytest.mark.parametrize("at", ["", "2001-01-01T10:00"])
def test_a_schedule_without_a_moment_to_come_is_refused_beside_its_field(desk, editor, at):
    story = factories.make_article(state="draft")
    answer = desk(editor).save(story, then="schedule", at=at)
    assert answer.context["said"].errors["at"]
    assert state_of(story) == "draft"


def test_a_scheduled_story_is_taken_off_moved_or_published_now(desk, editor):
    story = factories.make_article(state="scheduled")
    desk(editor).save(story, then="schedule", at=local(timezone.now() + timedelta(days=2)))
    story.refresh_from_db()
    assert story.published_at > timezone.now() + timedelta(days=1)
    desk(editor).save(story, then="unschedule")
    assert state_of(story) == "in_review"
    desk(editor).save(story, then="publish")
    assert state_of(story) == "published"


def test_a_withdrawn_story_is_published_again_at_its_address(desk, editor, client):
    story = factories.make_article(state="withdrawn")
    desk(editor).save(story, then="publish")
    assert client.get(story.get_absolute_url()).status_code == 200


def test_only_a_superuser_deletes_and_only_what_was_never_public(desk, editor, writer, by_the_writer):
    chief = factories.make_user("chief", role="Editor", is_superuser=True)
    draft, story = by_the_writer("draft"), by_the_writer("published")
    for person, target in ((writer, draft), (editor, draft), (chief, story)):
        assert desk(person).post(desk(person).address(target, "delete"), {"post": "yes"}).status_code == 403
    assert Article.objects.count() == 2
    desk(chief).post(desk(chief).address(draft, "delete"), {"post": "yes"})
    assert list(Article.objects.all()) == [story]
