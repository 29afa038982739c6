"""The editorial verbs: who may take which step, and what each leaves behind."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from articles import publishing
from articles.models import Article, Correction, PreviousAddress, Revision, Step
from newsroom import markup
from tests import factories

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)

# For each verb: the state it starts from, and how it is called.
VERBS = {
    "submit": ("draft", lambda story, by: publishing.submit(story, by=by)),
    "send_back": ("in_review", lambda story, by: publishing.send_back(story, by=by, note="More on the tolls.")),
    "publish": ("in_review", lambda story, by: publishing.publish(story, by=by)),
    "schedule": ("in_review", lambda story, by: publishing.schedule(story, by=by, at=timezone.now() + HOUR)),
    "unschedule": ("scheduled", lambda story, by: publishing.unschedule(story, by=by)),
    "withdraw": ("published", lambda story, by: publishing.withdraw(story, by=by, reason="It was not so.")),
    "correct": (
        "published",
        lambda story, by: publishing.correct(story, by=by, kind="correction", note="Not five."),
    ),
}


def own_story(writer, state):
    """A story under the writer's own byline."""
    author = factories.make_author("Ada Obi")
    author.user = writer
    author.save()
    return factories.make_article(state=state)


def save(story, by, **kwargs):
    return publishing.save(story, by=by, **kwargs)


@pytest.mark.parametrize("verb", VERBS)
def test_an_editor_may_take_every_step_and_the_log_says_who(verb, writer, editor):
    state, call = VERBS[verb]
    story = own_story(writer, state)
    call(story, editor)
    newest = story.steps.first()
    assert (newest.by, newest.by_name) == (editor, "editor")


@pytest.mark.parametrize("verb", VERBS)
def test_of_all_steps_a_writer_may_only_send_for_review(verb, writer):
    state, call = VERBS[verb]
    story = own_story(writer, state)
    if verb == "submit":
        call(story, writer)
        assert Article.objects.get(pk=story.pk).status == "in_review"
    else:
        with pytest.raises(PermissionDenied):
            call(story, writer)
        assert Article.objects.get(pk=story.pk).state == state
        assert not story.steps.filter(by=writer).exists()


@pytest.mark.parametrize("role", ["moderator", "reader"])
@pytest.mark.parametrize("verb", VERBS)
def test_moderators_and_readers_may_take_no_step(verb, role, writer, request):
    state, call = VERBS[verb]
    story = own_story(writer, state)
    with pytest.raises(PermissionDenied):
        call(story, request.getfixturevalue(role))
    assert Article.objects.get(pk=story.pk).state == state


def test_a_writer_edits_own_drafts_and_nothing_else(writer, editor):
    own, others = own_story(writer, "draft"), factories.make_article(state="draft", authors=("Tunde Bello",))
    assert publishing.may_edit(own, writer)
    assert not publishing.may_edit(others, writer)
    for state in ("in_review", "scheduled", "published", "expired", "withdrawn"):
        story = factories.make_article(state=state)
        assert not publishing.may_edit(story, writer)
        assert publishing.may_edit(story, editor)


def test_every_save_keeps_a_numbered_revision_with_its_writer(editor):
    story = factories.make_article(state="draft", body="One.")
    story.body = "Two."
    save(story, editor, note="Shorter")
    newest, first = story.revisions.all()
    assert (first.number, first.body) == (1, "One.")
    assert (newest.number, newest.body, newest.by_name, newest.note) == (2, "Two.", "editor", "Shorter")
    assert newest.details["authors"] == ["Ada Obi"]
    assert not newest.was_public


def test_a_save_from_an_older_version_is_refused_and_both_texts_are_kept(editor):
    story = factories.make_article(state="draft", body="As it was.")
    mine, theirs = Article.objects.get(pk=story.pk), Article.objects.get(pk=story.pk)
    theirs.body = "Theirs."
    save(theirs, editor, based_on=1)
    mine.body = "Mine."
    with pytest.raises(publishing.Stale) as refusal:
        save(mine, editor, based_on=1)
    assert Article.objects.get(pk=story.pk).body == refusal.value.current.body == "Theirs."
    kept = story.revisions.get(kind=Revision.Kind.REFUSED)
    assert kept.body == "Mine."
    mine.body = "Mine, over theirs."
    save(mine, editor, based_on=2)
    assert Article.objects.get(pk=story.pk).body == "Mine, over theirs."


def test_a_form_of_long_ago_cannot_write_an_old_status_back(editor):
    story = factories.make_article(state="in_review")
    loaded = Article.objects.get(pk=story.pk)
    publishing.publish(story, by=editor)
    loaded.headline = "A new headline"
    save(loaded, editor)
    assert Article.objects.get(pk=story.pk).is_published()


def test_readers_are_told_of_an_update_unless_it_was_a_typo(editor):
    story = factories.make_article(body="Four people.")
    story.body = "Four peple."
    save(story, editor, quietly=True)
    assert story.updated_at is None
    story.body = "Five people."
    save(story, editor)
    assert story.updated_at is not None


def test_what_readers_cannot_see_tells_them_of_no_update(editor):
    story = factories.make_article(body="Four people.")
    story.is_pick = True
    save(story, editor)
    draft = factories.make_article(state="draft", body="Four people.")
    draft.body = "Five people."
    save(draft, editor)
    assert story.updated_at is None
    assert draft.updated_at is None


def test_a_slug_comes_from_the_headline_and_is_never_one_that_is_taken(editor):
    first, second = (factories.make_article("A bridge too few", state="draft") for _ in range(2))
    assert (first.slug, second.slug) == ("a-bridge-too-few", "a-bridge-too-few-2")


def test_the_same_slug_on_the_same_day_in_the_same_section_is_refused(editor):
    first = factories.make_article("One story")
    second = factories.make_article("Another story")
    second.slug = first.slug
    with pytest.raises(ValidationError) as refusal:
        save(second, editor)
    assert "slug" in refusal.value.message_dict


def test_a_body_the_renderer_refuses_is_not_saved(editor):
    story = factories.make_article(state="draft", body="Plain.")
    story.body = "> " * 500 + "deep"
    with pytest.raises((markup.Refused, ValidationError)):
        save(story, editor)
    assert Article.objects.get(pk=story.pk).body == "Plain."


def test_a_draft_that_changes_its_slug_leaves_no_address_behind(editor):
    story = factories.make_article(state="draft")
    story.slug = "other-words"
    save(story, editor)
    assert not PreviousAddress.objects.exists()


def test_a_story_needs_a_body_and_an_author_before_it_is_published(editor):
    story = factories.make_article(state="draft", body="", authors=())
    with pytest.raises(ValidationError) as refusal:
        publishing.publish(story, by=editor)
    assert set(refusal.value.message_dict) == {"body", "authors"}
    assert Article.objects.get(pk=story.pk).status == "draft"


def test_a_moment_that_has_passed_cannot_be_scheduled(editor):
    story = factories.make_article(state="draft")
    with pytest.raises(ValidationError) as refusal:
        publishing.schedule(story, by=editor, at=timezone.now() - HOUR)
    assert "published_at" in refusal.value.message_dict


def test_an_end_before_the_beginning_is_refused(editor):
    story = factories.make_article(state="draft", expires_at=timezone.now() + HOUR)
    with pytest.raises(ValidationError) as refusal:
        publishing.schedule(story, by=editor, at=timezone.now() + 2 * HOUR)
    assert "expires_at" in refusal.value.message_dict


def test_only_a_scheduled_story_is_taken_off_the_schedule(editor):
    with pytest.raises(ValidationError):
        publishing.unschedule(factories.make_article(), by=editor)
    story = factories.make_article(state="scheduled")
    publishing.unschedule(story, by=editor)
    assert (story.status, story.published_at, story.path) == ("in_review", None, None)


def test_a_withdrawal_needs_a_reason(editor):
    story = factories.make_article()
    with pytest.raises(ValidationError) as refusal:
        publishing.withdraw(story, by=editor, reason="  ")
    assert "reason" in refusal.value.message_dict
    publishing.withdraw(story, by=editor, reason="It was not so.")
    assert (story.status, story.withdrawal_note) == ("withdrawn", "It was not so.")


def test_a_withdrawn_story_comes_back_at_its_first_time_and_address(editor):
    story = factories.make_article()
    time, path = story.published_at, story.path
    publishing.withdraw(story, by=editor, reason="Checking.")
    publishing.publish(story, by=editor)
    assert (story.published_at, story.path, story.withdrawal_note) == (time, path, "")


def test_a_correction_is_kept_told_and_dated(editor):
    story = factories.make_article()
    with pytest.raises(ValidationError):
        publishing.correct(story, by=editor, kind="correction", note=" ")
    publishing.correct(story, by=editor, kind="correction", note="Four, not five.")
    correction = Correction.objects.get()
    assert (correction.note, correction.by_name) == ("Four, not five.", "editor")
    assert story.updated_at == correction.at


def test_only_a_story_readers_can_see_is_corrected(editor):
    for state in ("draft", "in_review", "scheduled", "expired", "withdrawn"):
        with pytest.raises(ValidationError):
            publishing.correct(factories.make_article(state=state), by=editor, kind="update", note="Now six.")


def test_restoring_brings_an_earlier_text_back_and_keeps_the_later(editor):
    story = factories.make_article(state="draft", body="One.")
    story.body = "Two."
    save(story, editor)
    publishing.restore(story, revision=story.revisions.get(number=1), by=editor)
    assert Article.objects.get(pk=story.pk).body == "One."
    assert [revision.body for revision in story.revisions.all()] == ["One.", "Two.", "One."]
    assert story.revisions.first().kind == Revision.Kind.RESTORED
    assert story.steps.first().kind == Step.Kind.RESTORED


def test_restoring_is_for_who_may_edit(writer):
    story = factories.make_article(state="draft", authors=("Tunde Bello",))
    with pytest.raises(PermissionDenied):
        publishing.restore(story, revision=story.revisions.get(), by=writer)
