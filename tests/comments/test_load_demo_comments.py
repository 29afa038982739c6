"""The demonstration conversations: loaded once, spoken by readers, never in the future, never past the limits."""

import io
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.utils import timezone

from comments import deciding
from comments.models import Comment
from tests import factories

TALK = """
- by: Auntie Ferry
  minutes_after: 30
  text: |
    First thought.

    > a quote

    Second thought.
  replies:
    - by: oldwharf_ben
      minutes_after: 90
      text: Quite so.
- by: Auntie Ferry
  minutes_after: 40
  text: And another thing.
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "a-story.yaml").write_text(TALK)
    (tmp_path / "no-such-story.yaml").write_text(TALK)
    return tmp_path


def load(folder):
    out, err = io.StringIO(), io.StringIO()
    call_command("load_demo_comments", str(folder), stdout=out, stderr=err, verbosity=0)
    return out.getvalue(), err.getvalue()


def test_conversations_are_loaded_once_with_their_readers(browser, folder, db):
    story = factories.make_article(slug="a-story", at=timezone.now() - timedelta(days=1))
    out, err = load(folder)
    assert "Comments added: 3. Conversations: 1. People: 2." in out
    assert "no-such-story" in err
    html = browser.read(story.get_absolute_url())
    assert "3 comments<" in html
    assert "<blockquote>" in html
    first = Comment.objects.get(body="Quite so.")
    assert first.created_at == story.published_at + timedelta(minutes=90)
    assert first.parent.author_name == "Auntie Ferry"
    assert "Comments added: 0." in load(folder)[0]
    assert Comment.objects.count() == 3


def test_no_comment_is_of_the_future_and_their_order_stays(folder, db):
    factories.make_article(slug="a-story", at=timezone.now() - timedelta(minutes=10))
    load(folder)
    times = dict(Comment.objects.values_list("body", "created_at"))
    assert max(times.values()) <= timezone.now()
    assert times["And another thing."] < times["Quite so."]


def test_readers_made_for_it_cannot_sign_in_and_known_ones_are_used(folder, db):
    factories.make_article(slug="a-story")
    ben = factories.make_user("oldwharf_ben")
    load(folder)
    assert Comment.objects.get(body="Quite so.").author == ben
    assert not get_user_model().objects.get(username="Auntie Ferry").has_usable_password()


def test_the_limits_of_readers_do_not_hold_it_up(folder, db, settings):
    settings.COMMENT_RATE = "1/5m"
    factories.make_article(slug="a-story")
    load(folder)
    assert set(Comment.objects.values_list("status", flat=True)) == {"approved"}


def test_what_was_removed_stays_removed(folder, db, moderator):
    factories.make_article(slug="a-story")
    load(folder)
    deciding.moderate(Comment.objects.get(body="Quite so."), by=moderator, to="removed")
    load(folder)
    assert Comment.objects.filter(body="Quite so.").get().status == "removed"


def test_an_empty_folder_is_a_clear_error(tmp_path, db):
    with pytest.raises(CommandError, match="no .yaml file"):
        load(tmp_path)


def test_a_demonstration_shows_likes_reports_and_what_waits(tmp_path, moderator, settings):
    settings.COMMENT_FIRST_HELD = 1
    story = factories.make_article(slug="a-story")
    said = TALK.replace(
        "  minutes_after: 40\n", "  minutes_after: 40\n  likes: 1\n  picked: true\n  reported: [abuse]\n"
    )
    said += "- {by: newly_arrived, minutes_after: 50, waits: true, text: Hello}\n"
    (tmp_path / "a-story.yaml").write_text(said)
    for _twice in range(2):
        load(tmp_path)
    liked = Comment.objects.get(article=story, body="And another thing.")
    assert (liked.like_count, liked.reported_weight, liked.picked_at is not None) == (1, 1, True)
    assert Comment.objects.get(body="Hello").is_pending
