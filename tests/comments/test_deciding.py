"""Decisions: what they change, that they are told and kept, and that undoing them leaves everything as it was."""

import random

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q

from comments import deciding, posting, reacting
from comments.models import Comment, Conversation, Decision, Learned, Notice, Report, Sanction
from comments.standing import Refused, priority_of
from tests import factories

pytestmark = pytest.mark.django_db


def say(story, author, text="A word on this", parent=None):
    return posting.post_comment(story, author=author, text=text, parent=parent)


@pytest.fixture
def said(story, reader):
    """A comment that stands."""
    return say(story, reader)


def batch_of(comment, action=None):
    found = Decision.objects.filter(comment=comment, **({"action": action} if action else {}))
    return found.exclude(action="undo").latest("pk").batch


def state_of(comment) -> tuple:
    comment = Comment.objects.get(pk=comment.pk)
    learned = sorted(Learned.objects.exclude(Q(kept=0) & Q(refused=0)).values_list("word", "kept", "refused"))
    reports = list(comment.reports.order_by("pk").values_list("outcome", "decided_at"))
    talk = Conversation.objects.get(pk=comment.article_id)
    return (
        comment.status, comment.priority, comment.reported_weight, comment.is_hidden, comment.appeal_decided_at,
        comment.picked_at is not None, reports, learned, talk.comment_count, talk.pick_count,
    )  # fmt: skip


# Who may


def test_nobody_but_moderators_and_editors_decides_anything(story, reader, writer, said):
    other = factories.make_user()
    imposed = Sanction.objects.create(person=other, kind="hold", reason="x", batch="0" * 32)
    error = reacting.report(said, by=other, reason="error", note="It was Monday")
    verbs = [
        lambda user: deciding.moderate(said, by=user, to="removed"),
        lambda user: deciding.pick(said, by=user),
        lambda user: deciding.remove_all_of(reader, by=user, since=None, reason=""),
        lambda user: deciding.sanction(other, by=user, kind="ban", reason="x"),
        lambda user: deciding.lift(imposed, by=user),
        lambda user: deciding.undo(imposed.batch, by=user),
        lambda user: deciding.correct_story(error, by=user, note="It was Monday."),
        lambda user: deciding.dismiss_error(error, by=user),
    ]
    for user in (reader, writer):
        for decide in verbs:
            with pytest.raises(PermissionDenied):
                decide(user)
    assert not Decision.objects.exists()


def test_the_newsrooms_own_people_are_not_sanctioned(moderator, writer):
    with pytest.raises(PermissionDenied):
        deciding.sanction(writer, by=moderator, kind="warn", reason="x")
    assert not Sanction.objects.exists()


# Undoing


@pytest.mark.parametrize("to", ["approved", "rejected", "removed"])
def test_undone_a_decision_about_what_was_reported_leaves_all_as_it_was(said, moderator, to):
    for _ in range(4):
        reacting.report(said, by=factories.make_user(), reason="abuse")
    before = state_of(said)
    assert before[3], "it is folded away"
    deciding.moderate(said, by=moderator, to=to, reason="So it is")
    assert state_of(said) != before
    assert deciding.undo(batch_of(said), by=moderator) == 1
    assert state_of(said) == before
    assert not Notice.objects.filter(recipient=said.author).exists()


def test_undone_a_decided_appeal_waits_again(story, reader, moderator, said):
    deciding.moderate(said, by=moderator, to="removed")
    reacting.appeal(said, by=reader, text="It was a joke")
    before = state_of(said)
    deciding.moderate(said, by=moderator, to="approved", reason="A good one")
    assert Notice.objects.filter(recipient=reader, kind="appeal", reason="A good one").exists()
    deciding.undo(batch_of(said), by=moderator)
    assert state_of(said) == before
    assert Comment.objects.get(pk=said.pk).priority is not None


def test_what_was_undone_is_not_undone_again(said, moderator):
    deciding.moderate(said, by=moderator, to="removed")
    batch = batch_of(said)
    assert deciding.undo(batch, by=moderator) == 1
    with pytest.raises(Refused):
        deciding.undo(batch, by=moderator)
    assert Decision.objects.filter(action="undo").count() == 1


def test_a_decision_is_not_undone_while_a_later_one_stands_and_then_it_is(said, moderator):
    deciding.moderate(said, by=moderator, to="rejected")
    first = batch_of(said)
    deciding.moderate(said, by=moderator, to="removed")
    second = batch_of(said)
    with pytest.raises(Refused):
        deciding.undo(first, by=moderator)
    deciding.undo(second, by=moderator)
    assert Comment.objects.get(pk=said.pk).status == "rejected"
    deciding.undo(first, by=moderator)
    assert Comment.objects.get(pk=said.pk).status == "approved"


def test_the_same_decision_made_again_is_the_one_that_counts(said, moderator):
    """Approved, reported, approved again: undoing the first would take back what the second says."""
    deciding.moderate(said, by=moderator, to="rejected")
    deciding.moderate(said, by=moderator, to="approved")
    first = batch_of(said)
    reacting.report(said, by=factories.make_user(), reason="spam")
    deciding.moderate(said, by=moderator, to="approved")
    with pytest.raises(Refused):
        deciding.undo(first, by=moderator)
    assert Comment.objects.get(pk=said.pk).status == "approved"


def test_reports_that_came_since_weigh_on_when_a_decision_is_undone(said, moderator):
    reacting.report(said, by=factories.make_user(), reason="spam")
    deciding.moderate(said, by=moderator, to="approved")
    batch = batch_of(said)
    reacting.report(said, by=factories.make_user(), reason="spam")
    deciding.undo(batch, by=moderator)
    assert Comment.objects.get(pk=said.pk).reported_weight == 2


def test_after_its_hours_a_decision_stands(said, moderator, settings):
    deciding.moderate(said, by=moderator, to="removed")
    settings.COMMENT_UNDO_HOURS = 0
    with pytest.raises(Refused, match="0 hours"):
        deciding.undo(batch_of(said), by=moderator)


def test_a_picked_comment_that_is_removed_is_picked_again_when_that_is_undone(said, moderator):
    deciding.pick(said, by=moderator)
    before = state_of(said)
    deciding.moderate(said, by=moderator, to="removed")
    assert Conversation.objects.get().pick_count == 0
    assert deciding.undo(batch_of(said), by=moderator) == 2
    assert state_of(said) == before


def test_approving_and_picking_at_one_press_is_undone_at_one(story, reader, moderator, settings):
    settings.COMMENT_FIRST_HELD = 1
    held = say(story, reader)
    before = state_of(held)
    press = deciding.press_of(moderator)
    deciding.moderate(held, by=moderator, to="approved", press=press)
    deciding.pick(held, by=moderator, press=press)
    assert Conversation.objects.get().pick_count == 1
    deciding.undo(press.batch, by=moderator)
    assert state_of(held) == before
    assert not Notice.objects.filter(recipient=reader).exists()


def test_undoing_never_brings_back_what_its_author_deleted(said, reader, moderator):
    deciding.moderate(said, by=moderator, to="rejected")
    deciding.undo(batch_of(said), by=moderator)
    batch = batch_of(said)
    deciding.moderate(said, by=moderator, to="approved")
    posting.delete_comment(said, by=reader)
    for given in {batch, batch_of(said)}:
        with pytest.raises(Refused):
            deciding.undo(given, by=moderator)
    assert Comment.objects.get(pk=said.pk).was_withdrawn


def test_what_a_reader_deleted_stays_deleted_once_the_account_is_gone(said, reader, moderator):
    posting.delete_comment(said, by=reader)
    reader.delete()
    deciding.moderate(said, by=moderator, to="approved")
    assert Comment.objects.get(pk=said.pk).status == "removed"


def test_what_was_reported_or_appealed_and_then_deleted_leaves_the_queue(story, reader, said):
    for _ in range(3):
        reacting.report(said, by=factories.make_user(), reason="hate")
    assert Comment.objects.waiting().count() == 1
    posting.delete_comment(said, by=reader)
    assert not Comment.objects.waiting().exists()


def test_undoing_one_of_many_that_was_said_again_leaves_that_one_and_undoes_the_others(story, reader, moderator):
    one, other = say(story, reader, "The one"), say(story, reader, "The other")
    press = deciding.press_of(moderator)
    deciding.remove_all_of(reader, by=moderator, since=None, reason="", press=press)
    say(story, reader, "The one")
    assert deciding.undo(press.batch, by=moderator) == 1
    assert [Comment.objects.get(pk=pk).status for pk in (one.pk, other.pk)] == ["removed", "approved"]


def test_a_moderator_who_read_other_words_decides_nothing(story, reader, moderator, said):
    seen = deciding.mark_of(said)
    posting.edit_comment(said, by=reader, text="Quite another word")
    with pytest.raises(Refused, match="has changed"):
        deciding.moderate(said, by=moderator, to="approved", seen=seen)
    assert not Decision.objects.exists()


# Errors in stories


@pytest.fixture
def error(said):
    return reacting.report(said, by=factories.make_user("finder"), reason="error", note="It was Monday")


def test_an_error_is_corrected_on_the_story_and_all_who_reported_it_are_told(story, editor, said, error, client):
    again = reacting.report(said, by=factories.make_user("second"), reason="error")
    deciding.correct_story(error, by=editor, note="An earlier version named the wrong day.")
    assert "An earlier version named the wrong day." in client.get(story.get_absolute_url()).content.decode()
    assert {n.recipient.username for n in Notice.objects.filter(kind="correct")} == {"finder", "second"}
    assert set(Report.objects.values_list("outcome", flat=True)) == {"right"}
    for late in (error, again):
        with pytest.raises(Refused):
            deciding.correct_story(late, by=editor, note="Once more")
    assert story.corrections.count() == 1
    with pytest.raises(Refused):
        deciding.undo(batch_of(said), by=editor)


def test_without_a_note_nothing_is_corrected_and_the_report_stays_open(editor, error):
    with pytest.raises(ValidationError):
        deciding.correct_story(error, by=editor, note=" ")
    error.refresh_from_db()
    assert error.outcome == ""


def test_no_error_can_be_undone_by_an_editor_and_not_by_a_moderator(editor, moderator, said, error):
    deciding.dismiss_error(error, by=editor, reason="It was Tuesday")
    with pytest.raises(PermissionDenied):
        deciding.undo(batch_of(said), by=moderator)
    deciding.undo(batch_of(said), by=editor)
    error.refresh_from_db()
    assert (error.outcome, error.decided_at) == ("", None)


def test_an_error_in_the_story_weighs_nothing_against_the_comment(moderator, said, error):
    assert not Comment.objects.waiting().exists()
    deciding.moderate(said, by=moderator, to="removed")
    error.refresh_from_db()
    assert error.outcome == ""


# Whatever is decided and undone


@pytest.mark.parametrize("seed", range(6))
def test_counters_are_what_is_counted_after_any_mixture_of_decisions_and_undos(seed, moderator, settings):
    settings.COMMENT_FIRST_HELD = seed % 2
    settings.COMMENT_RATE = "1000/1m"
    settings.COMMENT_BULK = 3
    chance = random.Random(seed)
    people = [factories.make_user() for _ in range(4)]
    stories = [factories.make_article() for _ in range(2)]
    comments = [say(chance.choice(stories), chance.choice(people), f"Word {n}") for n in range(6)]

    def any_comment():
        return Comment.objects.get(pk=chance.choice(comments).pk)

    def answer():
        parent = any_comment()
        comments.append(say(parent.article, chance.choice(people), f"Answer {len(comments)}", parent))

    def edit():
        comment = any_comment()
        posting.edit_comment(comment, by=comment.author, text=f"Edited {chance.random()}")

    def appeal():
        comment = any_comment()
        reacting.appeal(comment, by=comment.author, text="Please look again")

    def delete():
        comment = any_comment()
        posting.delete_comment(comment, by=comment.author)

    acts = [
        *[lambda: deciding.moderate(any_comment(), by=moderator, to=chance.choice(["approved", "rejected", "removed"]))]
        * 4,
        *[lambda: deciding.undo(chance.choice(Decision.objects.all()).batch, by=moderator)] * 6,
        lambda: deciding.pick(any_comment(), by=moderator, is_picked=chance.random() < 0.7),
        lambda: deciding.remove_all_of(chance.choice(people), by=moderator, since=None, reason=""),
        lambda: deciding.sanction(chance.choice(people), by=moderator, kind=chance.choice(["ban", "hold"]), reason="x"),
        lambda: deciding.lift(chance.choice(Sanction.objects.all()), by=moderator),
        *[lambda: reacting.report(any_comment(), by=factories.make_user(), reason="abuse")] * 3,
        *[answer] * 3, edit, appeal, delete,
    ]  # fmt: skip
    for _ in range(90):
        try:
            chance.choice(acts)()
        except (Refused, IndexError, PermissionDenied):
            continue
    for story in stories:
        assert_counted(story)
    assert_learned()


def assert_counted(story) -> None:
    rows = list(Comment.objects.filter(article=story))
    talk = Conversation.objects.filter(article=story).first()
    if talk is None:
        return
    assert talk.comment_count == sum(row.is_approved for row in rows)
    assert talk.pick_count == sum(row.picked_at is not None for row in rows)
    for row in rows:
        below = [other for other in rows if other.path.startswith(row.path) and other.pk != row.pk]
        assert row.reply_count == sum(other.is_approved for other in below)
        assert row.priority == priority_of(row)
        weights = row.reports.filter(outcome="").values_list("weight", flat=True)
        assert row.reported_weight == pytest.approx(sum(weights))
        assert not (row.picked_at and not row.is_approved)


def assert_learned() -> None:
    """The score has learned each comment once, as it was decided last."""
    texts = Learned.objects.filter(word="").first()
    kept = refused = 0
    for comment in Comment.objects.all():
        last = comment.decisions.filter(action__in=["approve", "reject", "remove"], undone_by=None).last()
        kept += bool(last and last.status == "approved")
        refused += bool(last and last.status in ("rejected", "removed"))
    assert (texts.kept, texts.refused) == (kept, refused) if texts else kept == refused == 0


def test_there_are_only_so_many_picks_under_a_story(story, moderator, settings):
    settings.COMMENT_PICKS = 1
    first, second = (posting.post_comment(story, author=factories.make_user(), text=f"Word {n}") for n in range(2))
    deciding.pick(first, by=moderator)
    with pytest.raises(Refused, match="1 picks under this story"):
        deciding.pick(second, by=moderator)
