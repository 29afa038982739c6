"""What moderators impose on a person: what each sanction does, that it is told, ends, is lifted and undone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from comments import deciding, posting, reacting, sanctions
from comments.models import Comment, Conversation, Decision, Notice, Sanction
from comments.standing import Refused
from tests import factories

pytestmark = pytest.mark.django_db


def impose(person, moderator, kind, **about):
    return deciding.sanction(person, by=moderator, kind=kind, reason="You went too far", **about)


def tomorrow():
    return timezone.now() + timedelta(days=1)


def test_a_warning_is_told_and_stops_nothing(story, reader, moderator):
    impose(reader, moderator, "warn")
    notice = Notice.objects.get(recipient=reader)
    assert notice.kind == "sanction" and "You went too far" in notice.reason
    assert posting.post_comment(story, author=reader, text="I see").is_approved
    assert sanctions.in_force(reader) == []


def test_who_is_held_is_read_first_and_told_why(story, reader, moderator):
    impose(reader, moderator, "hold")
    held = posting.post_comment(story, author=reader, text="A mild word")
    assert held.is_pending
    assert "You went too far" in held.verdict[0]["sentence"]


def test_who_is_slowed_speaks_once_in_a_while(story, reader, moderator):
    impose(reader, moderator, "slow")
    posting.post_comment(story, author=reader, text="Once")
    with pytest.raises(Refused, match="You went too far"):
        posting.post_comment(story, author=reader, text="Twice")


def test_a_suspension_has_an_end_and_ends(story, reader, moderator):
    with pytest.raises(Refused, match="until when"):
        impose(reader, moderator, "suspend")
    with pytest.raises(Refused, match="over"):
        impose(reader, moderator, "suspend", until=timezone.now() - timedelta(days=1))
    imposed = impose(reader, moderator, "suspend", until=tomorrow())
    with pytest.raises(Refused, match="You went too far"):
        posting.post_comment(story, author=reader, text="May I?")
    Sanction.objects.filter(pk=imposed.pk).update(until=timezone.now())
    assert posting.post_comment(story, author=reader, text="May I?").is_approved


@pytest.mark.parametrize(("kind", "reason"), [("ban", " "), ("exile", "x")])
def test_a_sanction_has_a_reason_and_a_kind(reader, moderator, kind, reason):
    with pytest.raises(Refused):
        deciding.sanction(reader, by=moderator, kind=kind, reason=reason)
    assert not Decision.objects.exists()


def test_a_ban_leaves_nothing_visible_however_much_was_said(browser, reader, moderator, settings):
    settings.COMMENT_BULK, settings.COMMENT_RATE = 4, "100/1m"
    stories = [factories.make_article() for _ in range(2)]
    for number in range(11):
        posting.post_comment(stories[number % 2], author=reader, text=f"Vile word {number}")
    impose(reader, moderator, "ban")
    assert not Comment.objects.filter(author=reader, status__in=("approved", "pending")).exists()
    for story in stories:
        assert "Vile word" not in browser.read(story.get_absolute_url())
    with pytest.raises(Refused, match="any more"):
        posting.post_comment(stories[0], author=reader, text="Back again")
    assert Decision.objects.filter(person=reader).values("batch").distinct().count() == 1


def test_a_ban_is_undone_with_all_that_it_removed(story, reader, moderator, settings):
    settings.COMMENT_BULK = 2
    said = [posting.post_comment(story, author=reader, text=f"Word {number}") for number in range(5)]
    deciding.moderate(said[0], by=moderator, to="removed", reason="This one really")
    imposed = impose(reader, moderator, "ban")
    assert deciding.undo(imposed.batch, by=moderator) == 5
    assert sanctions.in_force(reader) == []
    assert [Comment.objects.get(pk=one.pk).status for one in said] == ["removed"] + ["approved"] * 4
    assert not Notice.objects.filter(recipient=reader, kind="sanction").exists()
    assert Conversation.objects.get().comment_count == 4


def test_a_lifted_sanction_is_over_and_lifting_can_be_undone(story, reader, moderator):
    imposed = impose(reader, moderator, "hold")
    deciding.lift(imposed, by=moderator, reason="Enough")
    deciding.lift(imposed, by=moderator, reason="Enough")
    assert Decision.objects.filter(action="lift").count() == 1
    assert sanctions.in_force(reader) == []
    deciding.undo(Decision.objects.get(action="lift").batch, by=moderator)
    assert sanctions.in_force(reader) == [imposed]


def test_undoing_the_lift_of_what_was_undone_itself_imposes_nothing(reader, moderator):
    imposed = impose(reader, moderator, "ban")
    deciding.lift(imposed, by=moderator)
    deciding.undo(imposed.batch, by=moderator)
    deciding.undo(Decision.objects.get(action="lift").batch, by=moderator)
    assert sanctions.in_force(reader) == []


def test_what_is_removed_at_one_press_has_a_bound_and_the_next_press_goes_on(story, reader, moderator, settings):
    settings.COMMENT_BULK = 2
    for number in range(3):
        posting.post_comment(story, author=reader, text=f"Word {number}")
    Comment.objects.filter(body="Word 0").update(created_at=timezone.now() - timedelta(days=2))
    yesterday = timezone.now() - timedelta(days=1)
    removed = [deciding.remove_all_of(reader, by=moderator, since=yesterday, reason="") for _ in range(2)]
    assert removed == [2, 0]
    assert deciding.remove_all_of(reader, by=moderator, since=None, reason="") == 1
    assert Conversation.objects.get().comment_count == 0


def test_who_is_suspended_neither_likes_nor_reports(story, moderator):
    said = posting.post_comment(story, author=factories.make_user(), text="Good evening")
    shut_out = factories.make_user()
    impose(shut_out, moderator, "suspend", until=tomorrow())
    with pytest.raises(Refused, match="You went too far"):
        reacting.like(said, by=shut_out)
    with pytest.raises(Refused, match="You went too far"):
        reacting.report(said, by=shut_out, reason="abuse")
