"""A signed-in reader posts, replies, edits and deletes; whatever is refused comes back with its reason."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from comments import posting
from comments.models import Comment, Conversation
from tests import factories


def text_of(html: str) -> str:
    return " ".join(html.split())


def test_a_comment_is_posted_and_its_writer_lands_on_it(browser_of, story, reader, newest):
    browser = browser_of(reader)
    answer = browser.say(story, "First paragraph\n\nSecond <b>paragraph</b>")
    assert answer.status_code == 302
    assert answer["Location"] == f"{story.get_absolute_url()}#comment-{newest().pk}"
    html = browser.read(story.get_absolute_url())
    assert f'id="comment-{newest().pk}"' in html
    assert "<p>Second &lt;b&gt;paragraph&lt;/b&gt;</p>" in html
    assert Conversation.objects.get(article=story).comment_count == 1


def test_the_signed_in_box_has_a_post_button(browser_of, story, reader):
    html = browser_of(reader).read(story.get_absolute_url())
    assert "Say something" in html
    assert ">Post</button>" in html
    assert "Sign in to post a message" not in html


@pytest.mark.parametrize("blank", ["", "   \n\t ", "\u202e\u0007"])
def test_a_blank_comment_is_refused_with_what_to_do(browser_of, story, reader, blank):
    answer = browser_of(reader).say(story, blank)
    assert answer.status_code == 422
    assert "Write something" in answer.content.decode()
    assert not Comment.objects.exists()


def test_a_comment_that_is_too_long_comes_back_whole_with_both_numbers(browser_of, story, reader, settings):
    settings.COMMENT_MAX_CHARACTERS = 50
    text = "word " * 10 + "the end"
    answer = browser_of(reader).say(story, text)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "57 characters" in html and "50" in html
    assert f"{text}</textarea>" in html
    assert 'role="alert"' in html and "autofocus" in html and 'aria-invalid="true"' in html


def test_posting_very_fast_is_refused_for_a_while_and_nothing_is_lost(browser_of, story, reader, settings):
    settings.COMMENT_RATE = "2/5m"
    browser = browser_of(reader)
    with time_machine.travel(timezone.now().replace(minute=0, second=1), tick=False) as clock:
        story.published_at = timezone.now() - timedelta(hours=1)
        story.save()
        for number in (1, 2):
            assert browser.say(story, f"Number {number}").status_code == 302
        refused = browser.say(story, "Number 3")
        assert refused.status_code == 422
        assert "posting very fast" in refused.content.decode()
        assert "Number 3</textarea>" in refused.content.decode()
        clock.shift(timedelta(minutes=5))
        assert browser.say(story, "Number 3").status_code == 302


def test_the_newsroom_answers_as_often_as_it_likes(browser_of, story, editor, settings):
    settings.COMMENT_RATE = "1/5m"
    browser = browser_of(editor)
    assert [browser.say(story, f"Answer {number}").status_code for number in range(3)] == [302, 302, 302]


def test_pressing_twice_is_one_comment_and_does_not_count_as_two(browser_of, story, reader, settings):
    settings.COMMENT_RATE = "1/5m"
    browser = browser_of(reader)
    first, second = browser.say(story, "Only once"), browser.say(story, "Only  once\r\n")
    assert first["Location"] == second["Location"]
    assert Comment.objects.count() == 1
    assert Conversation.objects.get().comment_count == 1


def test_the_same_words_elsewhere_in_the_story_are_another_comment(browser_of, story, reader, newest):
    browser = browser_of(reader)
    browser.say(story, "Well said")
    browser.reply(newest(), "Well said")
    assert Comment.objects.count() == 2


def test_a_reply_stands_below_what_it_answers_and_its_writer_lands_on_it(browser_of, story, reader, writer, newest):
    first = posting.post_comment(story, author=writer, text="A question")
    browser = browser_of(reader)
    form = browser.read(f"/comments/{first.pk}/reply/")
    assert "A question" in form
    answer = browser.reply(first, "An answer")
    assert answer["Location"] == f"{story.get_absolute_url()}#comment-{newest().pk}"
    html = browser.read(story.get_absolute_url())
    assert html.index("A question") < html.index("An answer")
    assert "in reply to" in html
    first.refresh_from_db()
    assert first.reply_count == 1


def test_a_comment_can_be_edited_for_ten_minutes_and_then_not(browser_of, story, reader, newest):
    browser = browser_of(reader)
    browser.say(story, "I mean tow things")
    edit = f"/comments/{newest().pk}/edit/"
    assert "Edited" not in browser.read(story.get_absolute_url())
    assert "I mean tow things</textarea>" in browser.read(edit)
    answer = browser.send(edit, edit, text="I mean two things")
    assert answer["Location"] == f"{story.get_absolute_url()}#comment-{newest().pk}"
    html = browser.read(story.get_absolute_url())
    assert "I mean two things" in html and "tow" not in html
    assert "Edited" in html

    with time_machine.travel(newest().created_at + timedelta(minutes=10)):
        browser = browser_of(reader)
        assert f"{edit}" not in browser.read(story.get_absolute_url())
        late = browser.send(edit, edit, text="Something quite different")
        assert late.status_code == 422
        assert "10 minutes" in late.content.decode()
        assert "Something quite different</textarea>" in late.content.decode()
    assert newest().body == "I mean two things"


def test_an_edit_to_nothing_is_refused(browser_of, story, reader, newest):
    browser = browser_of(reader)
    browser.say(story, "I mean it")
    edit = f"/comments/{newest().pk}/edit/"
    assert browser.send(edit, edit, text=" ").status_code == 422
    assert newest().body == "I mean it"


def test_an_unanswered_comment_that_is_deleted_is_gone_from_the_page(browser_of, story, reader, newest):
    browser = browser_of(reader)
    browser.say(story, "I take it back")
    delete = f"/comments/{newest().pk}/delete/"
    answer = browser.send(delete, delete)
    assert answer["Location"] == f"{story.get_absolute_url()}#conversation"
    html = browser.read(story.get_absolute_url())
    assert "I take it back" not in html
    assert "You're the first to comment." in html
    assert newest().status == "removed"
    assert Conversation.objects.get().comment_count == 0


def test_an_answered_comment_that_is_deleted_leaves_a_tombstone(browser_of, browser, story, reader, writer, newest):
    own = browser_of(reader)
    own.say(story, "I take it back")
    first = newest()
    posting.post_comment(story, author=writer, text="But it was right", parent=first)
    answer = own.send(f"/comments/{first.pk}/delete/", f"/comments/{first.pk}/delete/")
    assert answer["Location"] == f"{story.get_absolute_url()}#comment-{first.pk}"
    html = browser.read(story.get_absolute_url())
    assert "I take it back" not in html
    assert "This comment was deleted by its author." in html
    assert "But it was right" in html
    assert "1 comment<" in html
    gone = browser.get(f"/comments/{first.pk}/")
    assert gone.status_code == 410
    assert "I take it back" not in gone.content.decode()


def test_a_tombstone_leaves_with_its_last_answer(browser, story, reader, writer):
    first = posting.post_comment(story, author=reader, text="I take it back")
    second = posting.post_comment(story, author=writer, text="I answer", parent=first)
    posting.delete_comment(first, by=reader)
    posting.delete_comment(second, by=writer)
    html = browser.read(story.get_absolute_url())
    assert "deleted by its author" not in html
    assert "You're the first to comment." in html


def test_a_deleted_comment_can_be_said_again(browser_of, story, reader, newest):
    browser = browser_of(reader)
    browser.say(story, "Once more")
    posting.delete_comment(newest(), by=reader)
    browser.say(story, "Once more")
    assert [comment.status for comment in Comment.objects.order_by("pk")] == ["removed", "approved"]


@pytest.mark.parametrize("verb", ["edit", "delete"])
def test_nobody_edits_or_deletes_what_another_wrote(browser_of, story, reader, writer, verb):
    comment = posting.post_comment(story, author=writer, text="Mine alone")
    own, other = browser_of(writer), browser_of(reader)
    address = f"/comments/{comment.pk}/{verb}/"
    assert own.get(address).status_code == 200
    assert other.get(address).status_code == 404
    other.read(story.get_absolute_url())
    fields = {"csrfmiddlewaretoken": other.cookies["csrftoken"].value, "text": "Theirs"}
    assert other.post(address, fields).status_code == 404
    comment.refresh_from_db()
    assert (comment.body, comment.status) == ("Mine alone", "approved")


def test_only_the_writer_is_offered_edit_and_delete(browser_of, browser, story, reader, writer):
    comment = posting.post_comment(story, author=writer, text="Mine alone")
    page = story.get_absolute_url()
    assert f"/comments/{comment.pk}/delete/" in browser_of(writer).read(page)
    for other in (browser_of(reader), browser):
        html = other.read(page)
        assert f"/comments/{comment.pk}/delete/" not in html
        assert f"/comments/{comment.pk}/edit/" not in html


def test_a_page_that_was_open_too_long_gives_the_text_back_with_a_fresh_token(browser_of, story, reader):
    browser = browser_of(reader)
    browser.read(story.get_absolute_url())
    address = f"/comments/on/{story.pk}/post/"
    stale = browser.post(address, {"text": "Long in the making", "csrfmiddlewaretoken": "x" * 64})
    html = stale.content.decode()
    assert stale.status_code == 403
    assert "Nothing is lost" in html and "Long in the making</textarea>" in html
    assert not Comment.objects.exists()
    token = html.split('name="csrfmiddlewaretoken" value="')[1][:64]
    assert browser.post(address, {"text": "Long in the making", "csrfmiddlewaretoken": token}).status_code == 302
    assert Comment.objects.get().body == "Long in the making"


def test_another_site_can_make_nobody_post(browser_of, story, reader):
    browser = browser_of(reader)
    browser.read(story.get_absolute_url())
    forged = browser.post(f"/comments/on/{story.pk}/post/", {"text": "Forged"}, HTTP_SEC_FETCH_SITE="cross-site")
    assert forged.status_code == 403
    assert "<form" not in forged.content.decode().partition("<main")[2].partition("Forged")[0]
    assert not Comment.objects.exists()


def test_a_closed_conversation_is_read_but_takes_no_more(browser_of, story, reader):
    browser = browser_of(reader)
    browser.say(story, "The last word")
    page, address = story.get_absolute_url(), f"/comments/on/{story.pk}/post/"
    token = browser.cookies["csrftoken"].value
    Conversation.objects.update(state=Conversation.State.CLOSED)
    html = browser.read(page)
    assert "The last word" in html and "The conversation under this story is closed." in html
    assert ">Post</button>" not in html
    refused = browser.post(address, {"text": "One more", "csrfmiddlewaretoken": token})
    assert refused.status_code == 422
    assert "One more</textarea>" in refused.content.decode()
    assert Comment.objects.count() == 1


def test_a_conversation_that_is_off_is_nowhere(browser, story, reader):
    comment = posting.post_comment(story, author=reader, text="Not for now")
    addresses = [f"/comments/on/{story.pk}/", f"/comments/{comment.pk}/", f"/comments/thread/{comment.pk}/"]
    assert [browser.get(address).status_code for address in addresses] == [200, 302, 200]
    Conversation.objects.update(state=Conversation.State.OFF)
    assert [browser.get(address).status_code for address in addresses] == [404, 404, 404]
    assert "Not for now" not in browser.read(story.get_absolute_url())


def test_a_comment_that_left_meanwhile_is_not_answered(browser_of, story, reader, writer):
    comment = posting.post_comment(story, author=writer, text="Here for a moment")
    browser = browser_of(reader)
    browser.read(f"/comments/{comment.pk}/reply/")
    token = browser.cookies["csrftoken"].value
    posting.delete_comment(comment, by=writer)
    answer = browser.post(f"/comments/{comment.pk}/reply/", {"text": "My answer", "csrfmiddlewaretoken": token})
    assert answer.status_code == 422
    assert "no longer there" in answer.content.decode() and "My answer</textarea>" in answer.content.decode()
    assert Comment.objects.count() == 1


def test_an_account_that_is_deleted_leaves_what_it_said_without_its_name(browser, story):
    gone = factories.make_user("Leaving soon")
    posting.post_comment(story, author=gone, text="I was here")
    gone.delete()
    html = browser.read(story.get_absolute_url())
    assert "I was here" in html and "Deleted reader" in html
    assert "Leaving soon" not in html
