"""manage.py fill: a long conversation, as posting would have left it."""

import io

import pytest
from django.core.management import CommandError, call_command

from comments import filling, posting
from comments.models import Comment, Conversation
from comments.moderation import Action, Reason, Verdict
from tests import factories

pytestmark = pytest.mark.django_db
COUNTED = ["path", "depth", "reply_count", "status", "body", "body_html", "created_at", "author_id", "removed_by_id"]


def fill(count: int, *arguments: str) -> str:
    out = io.StringIO()
    call_command("fill", "--comments", str(count), *arguments, stdout=out, verbosity=0)
    return out.getvalue()


def say_again(comment: Comment, under, said: dict[int, Comment]) -> Comment:
    """The same comment through `posting`, waiting if that one waits."""
    verdict = Verdict(tuple(Reason(**{**why, "action": Action(why["action"])}) for why in comment.verdict))
    parent = Comment.objects.get(pk=said[comment.parent_id].pk) if comment.parent_id else None
    return posting.place_comment(
        under, author=comment.author, text=comment.body, parent=parent, verdict=verdict, at=comment.created_at
    )


def test_rows_and_counters_are_those_that_posting_leaves(monkeypatch):
    monkeypatch.setattr(filling, "CHUNK", 70)
    filled, other = factories.make_article(), factories.make_article()
    monkeypatch.setattr(filling, "story_to_fill", lambda: filled)
    fill(130)
    said: dict[int, Comment] = {}
    for comment in Comment.objects.filter(article=filled).order_by("pk"):
        said[comment.pk] = say_again(comment, other, said)
    for comment in Comment.objects.filter(article=filled, status="removed"):
        posting.delete_comment(said[comment.pk], by=comment.author)
    for comment in Comment.objects.filter(article=filled):
        twin = Comment.objects.get(pk=said[comment.pk].pk)
        assert {name: getattr(comment, name) for name in COUNTED} == {name: getattr(twin, name) for name in COUNTED}
        assert comment.verdict == twin.verdict
        for above in ("parent_id", "root_id"):
            expected = getattr(comment, above)
            assert getattr(twin, above) == (said[expected].pk if expected else None)
        assert comment.submission == posting.submission_of(comment.author, comment.parent, comment.body)
    of_one, of_other = Conversation.objects.get(article=filled), Conversation.objects.get(article=other)
    assert (
        of_one.comment_count
        == of_other.comment_count
        == Comment.objects.filter(article=filled, status="approved").count()
    )
    assert of_one.last_number == of_other.last_number == 130
    statuses = set(Comment.objects.filter(article=filled).values_list("status", flat=True))
    assert statuses == {"approved", "pending", "removed"}
    assert Comment.objects.filter(article=filled, depth__gte=3, reply_count__gt=0).exists()


def test_it_fills_the_newest_story_and_later_the_same_one_up_to_the_number(browser):
    factories.make_article()
    newest = factories.make_article()
    said = fill(30)
    assert "Comments added: 30 in " in said
    assert newest.get_absolute_url() in said
    factories.make_article()
    assert "Comments added: 12 in " in fill(42)
    assert "Comments added: 0 in " in fill(42)
    assert Comment.objects.filter(article=newest).count() == Comment.objects.count() == 42
    times = list(Comment.objects.order_by("pk").values_list("created_at", flat=True))
    assert times == sorted(set(times))
    assert times[0] > newest.published_at


def test_readers_see_the_conversation(browser):
    story = factories.make_article()
    fill(200)
    html = browser.read(story.get_absolute_url())
    talk = Conversation.objects.get(article=story)
    assert f"{talk.comment_count} comments<" in html
    newest = Comment.objects.filter(parent=None, status="approved").latest("created_at")
    assert newest.body_html in html
    assert f"{newest.author.username}</" in html


def test_its_readers_cannot_sign_in():
    factories.make_article()
    fill(5)
    assert not Comment.objects.first().author.has_usable_password()


def test_what_is_said_afterwards_gets_the_next_number():
    story = factories.make_article()
    fill(5)
    comment = posting.post_comment(story, author=factories.make_user(), text="And now something of my own.")
    assert comment.path == posting.path_below(None, 6)


def test_a_dry_run_stores_nothing():
    story = factories.make_article()
    assert f"Comments that would be added: 20, under {story.get_absolute_url()}" in fill(20, "--dry-run")
    assert not Comment.objects.exists()


def test_without_a_story_it_says_what_to_do():
    with pytest.raises(CommandError, match="Add stories first"):
        fill(5)
