"""How a conversation is led: its state, when it closes by itself, threads that heat up."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from comments import posting
from comments.models import Conversation, SectionRule
from comments.standing import Refused
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def conversation(story):
    """`conversation(state="held")` is how the story's conversation is led."""
    return lambda **fields: Conversation.objects.update_or_create(article=story, defaults=fields)[0]


def test_where_every_comment_waits_readers_are_told_before_they_write(
    browser_of, story, reader, moderator, conversation
):
    conversation(state="held")
    assert "Here a moderator reads every comment before it is shown." in browser_of(reader).read(
        story.get_absolute_url()
    )
    held = posting.post_comment(story, author=reader, text="May I?")
    assert (held.status, held.verdict[0]["rule"]) == ("pending", "held conversation")
    assert posting.post_comment(story, author=moderator, text="You may.").is_approved


def test_readers_ask_and_the_newsroom_answers(browser_of, story, reader, moderator, conversation):
    conversation(state="asked")
    other = factories.make_user()
    question = posting.post_comment(story, author=reader, text="When does it sail?")
    answer = posting.post_comment(story, author=moderator, text="At noon.", parent=question)
    posting.post_comment(story, author=reader, text="From where?", parent=answer)  # who asked may ask on
    with pytest.raises(Refused, match="the newsroom answers"):
        posting.post_comment(story, author=other, text="From the old pier.", parent=question)
    assert posting.post_comment(story, author=other, text="And on Sundays?").is_approved
    assert "Ask your question here" in browser_of(reader).read(story.get_absolute_url())


def test_a_conversation_closes_by_itself_and_says_when_and_why(browser_of, reader, client):
    story = factories.make_article(at=timezone.now() - timedelta(days=13))
    SectionRule.objects.create(category=story.category, close_after_days=14)
    said = posting.post_comment(story, author=reader, text="In time.")
    own = browser_of(reader)
    closes = timezone.localtime(story.published_at + timedelta(days=14))
    assert "This conversation is open until" in own.read(story.get_absolute_url())
    with time_machine.travel(closes + timedelta(seconds=1)):
        html = own.read(story.get_absolute_url())
        assert "14 days after the story was published" in html
        assert "In time." in html
        with pytest.raises(Refused, match="This conversation closed on"):
            posting.post_comment(story, author=reader, text="Too late.", parent=said)


def test_a_story_may_stay_open_where_its_section_closes(reader):
    story = factories.make_article(at=timezone.now() - timedelta(days=100))
    SectionRule.objects.create(category=story.category, close_after_days=14)
    with pytest.raises(Refused):
        posting.post_comment(story, author=reader, text="Still here?")
    Conversation.objects.create(article=story, close_after_days=0)
    assert posting.post_comment(story, author=reader, text="Still here.").is_approved


def test_a_conversation_begins_as_its_section_says(story, reader):
    SectionRule.objects.create(category=story.category, state="held")
    assert posting.post_comment(story, author=reader, text="Hello").is_pending
    assert Conversation.objects.get(article=story).state == "held"


def test_a_section_without_conversations_shows_none(browser, story):
    SectionRule.objects.create(category=story.category, state="off")
    assert 'id="conversation"' not in browser.read(story.get_absolute_url())


def test_a_thread_that_heats_up_slows_down_visibly_and_nothing_typed_is_lost(browser_of, story, reader, settings):
    settings.COMMENT_HEAT, settings.COMMENT_HEAT_PAUSE_MINUTES, settings.COMMENT_RATE = "3/10m", 5, "100/1m"
    root = posting.post_comment(story, author=factories.make_user(), text="A hot matter")
    for number in range(4):
        posting.post_comment(story, author=reader, text=f"Answer {number}", parent=root)
    own = browser_of(reader)
    assert "This thread is moving fast" in own.read(story.get_absolute_url())
    refused = own.reply(root, "And another thing")
    assert refused.status_code == 422
    assert "And another thing" in refused.content.decode()
    assert posting.post_comment(story, author=factories.make_user(), text="My first word here", parent=root).is_approved
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        root.refresh_from_db()
        assert posting.post_comment(story, author=reader, text="And another thing", parent=root).is_approved
    with time_machine.travel(timezone.now() + timedelta(minutes=40)):
        assert "This thread is moving fast" not in own.read(story.get_absolute_url())
