"""What happens to a text before it is shown, and what moderators do about it."""

import pytest
from django.core.exceptions import PermissionDenied

from comments import deciding, moderation, posting
from comments.models import Comment, Conversation, Decision
from comments.moderation import Action, Submission, judge
from comments.standing import Refused
from tests import factories

SAME_WORDS = "I have a long and carefully worded opinion on this very matter."


@pytest.fixture
def held(story, reader):
    """A comment that waits: the same long text was posted under another story before."""
    posting.post_comment(factories.make_article(), author=reader, text=SAME_WORDS)
    return posting.post_comment(story, author=reader, text=SAME_WORDS)


def test_the_policy_is_a_list_that_is_read_from_top_to_bottom(story, reader):
    assert [check.__name__ for check in moderation.CHECKS] == [
        "length",
        "sanction",
        "heated_thread",
        "watched_words",
        "repeat",
        "held_conversation",
        "links",
        "new_commenter",
        "recent_rejections",
        "like_what_was_refused",
        "flood",
    ]
    verdict = judge(Submission(article=story, author=reader, text="Well said"))
    assert (verdict.status, verdict.refusal, verdict.reasons) == ("approved", "", ())


def test_a_refusal_ends_the_reading_so_that_a_blank_text_counts_towards_no_limit(story, reader, settings):
    settings.COMMENT_RATE = "1/5m"
    for _ in range(3):
        blank = judge(Submission(article=story, author=reader, text=""))
        assert [(reason.rule, reason.action) for reason in blank.reasons] == [("length", Action.REFUSE)]
    assert judge(Submission(article=story, author=reader, text="At last")).refusal == ""


def test_the_same_long_text_in_another_place_waits_and_its_author_alone_reads_why(
    browser, browser_of, story, reader, writer, held
):
    assert held.status == "pending"
    held.refresh_from_db()
    assert [(reason["rule"], reason["matched"]) for reason in held.verdict] == [
        ("repeat", [str(Comment.objects.earliest("pk").pk)])
    ]
    page = story.get_absolute_url()
    own = browser_of(reader).read(page)
    assert SAME_WORDS in own
    assert "Only you can see this" in own and "You posted the same words elsewhere" in own
    for other in (browser, browser_of(writer)):
        assert SAME_WORDS not in other.read(page)
        assert "You're the first to comment." in other.read(page)
        assert other.get(f"/comments/{held.pk}/").status_code == 404
        assert other.get(f"/comments/thread/{held.pk}/").status_code == 404
    assert Conversation.objects.get(article=story).comment_count == 0


def test_who_posts_what_is_held_still_lands_on_it(browser_of, story, reader, newest):
    posting.post_comment(factories.make_article(), author=reader, text=SAME_WORDS)
    answer = browser_of(reader).say(story, SAME_WORDS)
    assert answer["Location"] == f"{story.get_absolute_url()}#comment-{newest().pk}"


def test_a_short_text_may_be_said_in_many_places(story, reader):
    posting.post_comment(factories.make_article(), author=reader, text="Well said")
    assert posting.post_comment(story, author=reader, text="Well said").status == "approved"


def test_an_edit_is_read_like_a_new_comment_and_never_lifts_a_hold(story, reader, held):
    posting.edit_comment(held, by=reader, text="Something else entirely, and rather shorter")
    held.refresh_from_db()
    assert held.status == "pending"
    free = posting.post_comment(story, author=reader, text="A thought of my own")
    posting.edit_comment(free, by=reader, text=SAME_WORDS)
    free.refresh_from_db()
    assert free.status == "pending"
    assert Conversation.objects.get(article=story).comment_count == 0


def test_an_edit_into_ones_own_other_comment_is_refused(story, reader):
    posting.post_comment(story, author=reader, text="One")
    two = posting.post_comment(story, author=reader, text="Two")
    with pytest.raises(Refused, match="already"):
        posting.edit_comment(two, by=reader, text="One")


def test_an_approved_comment_appears_and_a_rejected_or_removed_one_is_readable_nowhere(
    browser, browser_of, story, reader, moderator, held
):
    page = story.get_absolute_url()
    deciding.moderate(held, by=moderator, to="approved", reason="No harm in it")
    assert SAME_WORDS in browser.read(page)
    for to in ("rejected", "removed"):
        deciding.moderate(held, by=moderator, to=to, reason="Changed my mind")
        for someone in (browser, browser_of(reader), browser_of(moderator)):
            assert SAME_WORDS not in someone.read(page)
            assert someone.get(f"/comments/{held.pk}/").status_code == 410
            assert someone.get(f"/comments/thread/{held.pk}/").status_code == 404
        for someone in (browser, browser_of(moderator)):
            assert SAME_WORDS not in someone.get(f"/comments/{held.pk}/").content.decode()
        told = browser_of(reader).get(f"/comments/{held.pk}/").content.decode()
        assert SAME_WORDS in told  # who wrote it loses nothing, and learns why
        assert "Changed my mind" in told
        assert browser_of(reader).get(f"/comments/{held.pk}/edit/").status_code == 404


def test_a_removed_comment_that_was_answered_is_a_tombstone(browser, story, reader, writer, moderator):
    first = posting.post_comment(story, author=reader, text="Out of order")
    posting.post_comment(story, author=writer, text="Steady on", parent=first)
    deciding.moderate(first, by=moderator, to="removed", reason="Insult")
    html = browser.read(story.get_absolute_url())
    assert "This comment was removed by a moderator." in html
    assert "Out of order" not in html and "Insult" not in html
    assert "Steady on" in html


def test_every_decision_is_kept_with_who_and_why(moderator, held):
    deciding.moderate(held, by=moderator, to="approved", reason="No harm in it")
    deciding.moderate(held, by=moderator, to="approved", reason="Again")
    deciding.moderate(held, by=moderator, to="removed", reason="Spam after all")
    moderator.delete()
    assert [(decision.status, decision.by_name, decision.reason) for decision in Decision.objects.all()] == [
        ("approved", "moderator", "No harm in it"),
        ("removed", "moderator", "Spam after all"),
    ]


@pytest.mark.parametrize(("role", "allowed"), [("", False), ("Writer", False), ("Editor", True), ("Moderator", True)])
def test_only_moderators_and_editors_decide(story, reader, held, role, allowed):
    someone = factories.make_user("someone", role=role)
    if allowed:
        deciding.moderate(held, by=someone, to="approved")
    else:
        with pytest.raises(PermissionDenied):
            deciding.moderate(held, by=someone, to="approved")
    held.refresh_from_db()
    assert held.is_approved is allowed


def test_what_its_author_deleted_stays_deleted(story, reader, moderator):
    comment = posting.post_comment(story, author=reader, text="I take it back")
    posting.delete_comment(comment, by=reader)
    deciding.moderate(comment, by=moderator, to="approved")
    comment.refresh_from_db()
    assert comment.status == "removed"


def test_a_comment_said_again_after_its_rejection_keeps_the_first_from_coming_back_beside_it(story, reader, moderator):
    first = posting.post_comment(story, author=reader, text="Once")
    deciding.moderate(first, by=moderator, to="rejected")
    posting.post_comment(story, author=reader, text="Once")
    with pytest.raises(Refused, match="again"):
        deciding.moderate(first, by=moderator, to="approved")


# At the desk

LIST = "/admin/comments/comment/"


def test_the_list_of_all_comments_decides_with_a_reason(browser_of, story, moderator, held):
    browser = browser_of(moderator)
    assert f"{LIST}{held.pk}/change/" in browser.read(LIST)
    fields = {
        "csrfmiddlewaretoken": browser.cookies["csrftoken"].value,
        "action": "reject",
        "reason": "Spam",
        "_selected_action": [held.pk],
    }
    assert browser.post(LIST, fields).status_code == 302
    held.refresh_from_db()
    assert held.status == "rejected"
    detail = browser.read(f"{LIST}{held.pk}/change/")
    assert "Spam" in detail and "repeat" in detail and SAME_WORDS in detail
    for action, status in (("approve", "approved"), ("remove", "removed")):
        browser.post(LIST, fields | {"action": action})
        held.refresh_from_db()
        assert held.status == status


def test_the_list_is_closed_to_readers_and_writers(browser_of, reader, writer, held):
    for user in (reader, writer):
        browser = browser_of(user)
        assert browser.get(LIST).status_code in (302, 403)
        fields = {"action": "approve", "_selected_action": [held.pk]}
        assert browser.post(LIST, fields).status_code in (302, 403)
    held.refresh_from_db()
    assert held.is_pending


def test_nobody_changes_a_comments_words_at_the_desk(browser_of, moderator, held):
    browser = browser_of(moderator)
    html = browser.read(f"{LIST}{held.pk}/change/")
    assert "<textarea" not in html
    token = browser.cookies["csrftoken"].value
    answer = browser.post(f"{LIST}{held.pk}/change/", {"body": "Changed", "csrfmiddlewaretoken": token})
    assert answer.status_code == 403
    held.refresh_from_db()
    assert held.body == SAME_WORDS


def awaiting(user) -> str:
    from django.template import Context, Template
    from django.test import RequestFactory

    request = RequestFactory().get("/admin/")
    request.user = user
    return Template("{% load moderating %}{% awaiting_moderation %}").render(Context({"request": request}))


def test_the_desks_first_page_says_what_awaits_moderation_to_who_may_decide(writer, moderator, held):
    assert "1 comment waits for you" in awaiting(moderator)
    assert SAME_WORDS in awaiting(moderator)
    assert awaiting(writer).strip() == ""
    deciding.moderate(held, by=moderator, to="approved")
    assert "Nothing waits." in awaiting(moderator)
