"""A conversation read: sorted, with the newsroom's picks, and with what is new while it is open; a text previewed."""

import re

import pytest

from comments import deciding, posting, reacting
from comments.models import Comment, Conversation
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def threads(story):
    """Five threads; the third has two likes, the first one."""
    said = [posting.post_comment(story, author=factories.make_user(), text=f"Thread {n}") for n in range(5)]
    for comment in (said[2], said[2], said[0]):
        reacting.like(comment, by=factories.make_user())
    return said


def order_of(html: str) -> list[int]:
    return [int(pk) for pk in re.findall(r'id="comment-(\d+)"', html)]


def walk(browser, address: str) -> list[int]:
    """Every page from this one on."""
    seen = []
    while address:
        html = browser.read(address)
        seen += order_of(html)
        following = re.search(r'rel="next" href="([^"]*)"', html)
        address = following and address.partition("?")[0] + following[1].replace("&amp;", "&")
    return seen


def test_a_conversation_is_read_from_the_oldest_or_the_most_liked(browser, story, threads, settings):
    settings.COMMENT_THREADS_PER_PAGE = 2
    ids = [comment.pk for comment in threads]
    address = f"/comments/on/{story.pk}/"
    assert walk(browser, f"{address}?sort=oldest") == ids
    assert walk(browser, f"{address}?sort=newest") == ids[::-1]
    assert walk(browser, f"{address}?sort=liked") == [ids[2], ids[0], ids[4], ids[3], ids[1]]


def test_the_storys_page_leads_to_the_other_orders(browser, story, threads):
    html = browser.read(story.get_absolute_url())
    assert f"/comments/on/{story.pk}/?sort=oldest" in html
    assert f"/comments/on/{story.pk}/?sort=liked" in html
    assert browser.get(f"/comments/on/{story.pk}/?sort=longest").status_code == 404


def test_what_the_newsroom_picked_stands_above_the_thread(browser, story, threads, moderator, settings):
    settings.COMMENT_THREADS_PER_PAGE = 2
    deciding.pick(threads[0], by=moderator)  # on no page but the last
    html = browser.read(story.get_absolute_url())
    above = html.partition('<ol class="thread">')[0]
    assert "picks" in above
    assert "Thread 0" in above
    assert order_of(html) == [threads[4].pk, threads[3].pk]
    deciding.pick(Comment.objects.get(pk=threads[0].pk), by=moderator, is_picked=False)
    assert "Thread 0" not in browser.read(story.get_absolute_url())


def test_a_pick_that_is_removed_leaves_its_place(browser, story, threads, moderator):
    picked = deciding.pick(threads[4], by=moderator)
    assert "Editors' pick" in browser.read(story.get_absolute_url()).replace("&#x27;", "'")
    deciding.moderate(picked, by=moderator, to="removed", reason="It was copied")
    assert Conversation.objects.get().pick_count == 0
    assert "Thread 4" not in browser.read(story.get_absolute_url())


def test_an_open_page_learns_what_is_new_and_gets_it_on_demand(browser, story, threads):
    html = browser.read(story.get_absolute_url())
    newest = int(re.search(r'data-newest="(\d+)"', html)[1])
    assert newest == threads[4].pk
    reply = posting.post_comment(story, author=factories.make_user(), text="An answer", parent=threads[1])
    root = posting.post_comment(story, author=factories.make_user(), text="Something else")
    ids = browser.get(f"/comments/on/{story.pk}/newest/").json()["newest"]
    assert [pk for pk in ids if pk > newest] == [root.pk, reply.pk]
    part = browser.read(f"/comments/on/{story.pk}/after/{newest}/")
    assert order_of(part) == [reply.pk, root.pk]
    assert f'data-thread="{threads[1].pk}"' in part
    assert "<html" not in part


def test_what_waits_is_not_new_to_anybody(browser, story, threads, reader, settings):
    settings.COMMENT_FIRST_HELD = 1
    posting.post_comment(story, author=factories.make_user(), text="Still unread")
    newest = browser.get(f"/comments/on/{story.pk}/newest/").json()["newest"]
    assert newest[0] == threads[4].pk
    assert "Still unread" not in browser.read(f"/comments/on/{story.pk}/after/0/")


def test_nothing_is_told_of_a_conversation_that_is_off(browser, story, threads):
    talk = Conversation.objects.get()
    talk.state = "off"
    talk.save()
    for address in ("newest/", "after/0/", "?sort=liked"):
        assert browser.get(f"/comments/on/{story.pk}/{address}").status_code == 404


def test_a_text_is_previewed_and_nothing_is_stored(browser_of, story, reader):
    page, action = story.get_absolute_url(), f"/comments/on/{story.pk}/post/"
    answer = browser_of(reader).send(page, action, text="> He said\n\nSee https://example.org", preview="1")
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "<blockquote>" in html
    assert 'rel="ugc nofollow noopener"' in html
    assert "&gt; He said" in html  # and the box still holds it
    assert not Comment.objects.exists()


def test_a_preview_of_nothing_says_so(browser_of, story, reader):
    answer = browser_of(reader).send(story.get_absolute_url(), f"/comments/on/{story.pk}/post/", text=" ", preview="1")
    assert answer.status_code == 422


def test_what_a_comment_said_before_is_kept_for_moderators(story, reader):
    comment = posting.post_comment(story, author=reader, text="Teh ferry")
    comment = posting.edit_comment(comment, by=reader, text="The ferry")
    assert [earlier.body for earlier in comment.wordings.all()] == ["Teh ferry"]
