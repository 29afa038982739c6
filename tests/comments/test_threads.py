"""How a conversation is laid out: levels, pages, permanent addresses, and what a page of it costs."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from comments import deciding, posting
from comments.models import Comment, Conversation
from comments.moderation import Verdict
from tests import factories


def say(story, author, text, parent=None, minutes_ago=0):
    at = timezone.now() - timedelta(minutes=minutes_ago)
    return posting.place_comment(story, author=author, text=text, parent=parent, verdict=Verdict(), at=at)


def chain(story, author, length):
    """Comments each of which answers the one before."""
    comments = [say(story, author, "Depth 0")]
    for depth in range(1, length):
        comments.append(say(story, author, f"Depth {depth}", parent=comments[-1]))
    return comments


def order_of(html: str) -> list[int]:
    return [int(pk) for pk in re.findall(r'id="comment-(\d+)"', html)]


def most_lists(html: str) -> int:
    """How deep the lists of the thread are nested."""
    depth = deepest = 0
    for tag in re.findall(r"<(/?)ol\b", html):
        depth += -1 if tag else 1
        deepest = max(deepest, depth)
    assert depth == 0
    return deepest


def test_threads_stand_newest_first_and_answers_in_the_order_of_the_talk(browser, story, reader):
    old = say(story, reader, "Old thread", minutes_ago=50)
    new = say(story, reader, "New thread", minutes_ago=40)
    first = say(story, reader, "First answer", parent=old)
    second = say(story, reader, "Second answer", parent=old)
    below = say(story, reader, "Answer to the first answer", parent=first)
    html = browser.read(story.get_absolute_url())
    assert order_of(html) == [comment.pk for comment in (new, old, first, below, second)]


def test_four_levels_are_indented_and_deeper_ones_say_what_they_answer(browser, story, reader, settings):
    settings.COMMENT_REPLIES_SHOWN = 5
    comments = chain(story, reader, 6)
    html = browser.read(story.get_absolute_url())
    assert order_of(html) == [comment.pk for comment in comments]
    assert most_lists(html) == 4
    flattened = re.findall(r'comment__answers">in reply to <a href="#comment-(\d+)">', html)
    assert flattened == [str(comment.pk) for comment in comments[3:5]]


def test_talk_at_any_depth_is_kept_in_order(story, reader):
    comments = chain(story, reader, 230)
    paths = [comment.path for comment in comments]
    assert paths == sorted(paths)
    assert max(len(path) for path in paths) < 1000
    assert Comment.objects.get(pk=comments[0].pk).reply_count >= 199


def test_older_threads_are_a_link_away_and_none_is_lost_or_shown_twice(browser, story, reader, settings):
    settings.COMMENT_THREADS_PER_PAGE = 3
    threads = [say(story, reader, f"Thread {number}", minutes_ago=number) for number in range(8)]
    address, seen = story.get_absolute_url(), []
    while address:
        html = browser.read(address)
        seen += order_of(html)
        older = re.search(r'href="([^"]*)">Older comments', html)
        address = older and (older[1] if older[1].startswith("/") else f"/comments/on/{story.pk}/{older[1]}")
    assert seen == [comment.pk for comment in threads]


def test_newer_comments_lead_back(browser, story, reader, settings):
    settings.COMMENT_THREADS_PER_PAGE = 2
    threads = [say(story, reader, f"Thread {number}", minutes_ago=number) for number in range(4)]
    html = browser.read(story.get_absolute_url())
    older = browser.read(re.search(r'href="([^"]*)">Older comments', html)[1])
    newer = re.search(r'href="(\?page=[^"]*)">Newer comments', older)[1]
    assert order_of(browser.read(f"/comments/on/{story.pk}/{newer}")) == [comment.pk for comment in threads[:2]]


@pytest.mark.parametrize("token", ["x", "before-1", "before-99999999999999999-x", "after--1-2"])
def test_a_page_that_was_never_given_out_is_not_found(browser, story, reader, token):
    say(story, reader, "A thread")
    assert browser.get(f"/comments/on/{story.pk}/", {"page": token}).status_code == 404


def test_a_long_thread_shows_its_first_answers_and_leads_to_the_rest(browser, story, reader, settings):
    settings.COMMENT_REPLIES_SHOWN, settings.COMMENT_THREAD_PAGE = 3, 4
    root = say(story, reader, "Root")
    replies = [say(story, reader, f"Answer {number}", parent=root) for number in range(10)]
    html = browser.read(story.get_absolute_url())
    assert order_of(html) == [comment.pk for comment in (root, *replies[:3])]
    address, seen = re.search(r'href="([^"]*)">7 more replies', html)[1], []
    while address:
        html = browser.read(address)
        seen += order_of(html)
        more = re.search(r'href="([^"]*)">More replies', html)
        address = more and more[1]
    assert list(dict.fromkeys(seen)) == [comment.pk for comment in (root, *replies)]


def test_a_thread_that_is_all_there_offers_no_more(browser, story, reader, settings):
    settings.COMMENT_REPLIES_SHOWN = 3
    root = say(story, reader, "Root")
    for number in range(3):
        say(story, reader, f"Answer {number}", parent=root)
    assert "Show the whole thread" not in browser.read(story.get_absolute_url())


def test_a_comments_address_leads_to_it_wherever_it_stands(browser, story, reader, settings):
    settings.COMMENT_REPLIES_SHOWN, settings.COMMENT_THREADS_PER_PAGE = 2, 2
    old = say(story, reader, "On the second page", minutes_ago=9)
    root = say(story, reader, "Root")
    replies = [say(story, reader, f"Answer {number}", parent=root) for number in range(4)]
    deep = say(story, reader, "Below the fourth", parent=replies[3])
    say(story, reader, "Another thread")
    page = story.get_absolute_url()
    on_story = {root: True, replies[0]: True, replies[1]: True, replies[2]: False, deep: False, old: False}
    for comment, stands_there in on_story.items():
        answer = browser.get(f"/comments/{comment.pk}/")
        expected = page if stands_there else f"/comments/thread/{comment.pk}/"
        assert answer["Location"] == f"{expected}#comment-{comment.pk}"
        assert comment.pk in order_of(browser.read(answer["Location"]))
    assert order_of(browser.read(f"/comments/thread/{deep.pk}/")) == [root.pk, replies[3].pk, deep.pk]


def test_who_answers_at_the_end_of_a_long_thread_lands_on_the_answer(browser_of, story, reader, settings, newest):
    settings.COMMENT_REPLIES_SHOWN = 2
    root = say(story, reader, "Root")
    for number in range(3):
        say(story, reader, f"Answer {number}", parent=root)
    answer = browser_of(reader).reply(root, "The last answer")
    assert answer["Location"] == f"/comments/thread/{newest().pk}/#comment-{newest().pk}"
    assert "The last answer" in browser_of(reader).read(answer["Location"])


def test_badges_come_from_roles_and_bylines_never_from_names(browser, story, reader, editor, writer):
    byline = story.bylines.get().author
    byline.user = writer
    byline.save()
    say(story, writer, "I wrote it")
    say(story, editor, "We answer")
    say(story, factories.make_user("Newsroom editor"), "I am nobody")
    html = browser.read(story.get_absolute_url())
    badges = {
        re.search(r"<p>([^<]+)</p>", part)[1]: re.search(r"badge[^>]*>(\w+)<", part)
        for part in html.split('<div class="comment"')[1:]
    }
    assert badges.pop("I am nobody") is None
    assert {text: badge[1] for text, badge in badges.items()} == {"I wrote it": "Author", "We answer": "Newsroom"}


def test_every_comment_carries_its_time_with_its_offset(browser, story, reader):
    say(story, reader, "Now", minutes_ago=3)
    html = browser.read(story.get_absolute_url()).partition('id="conversation"')[2]
    assert re.search(
        r'<time datetime="\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[+-]\d{4}">\w{3,5}\.? \d\d, \d{4}, \d\d:\d\d</time>', html
    )


def conversation_queries(client, story, django_assert_max_num_queries):
    with django_assert_max_num_queries(100) as captured:
        client.read(story.get_absolute_url())
    return [query["sql"] for query in captured if "comments_" in query["sql"]]


def test_a_storys_conversation_costs_the_same_few_queries_for_five_comments_and_for_three_hundred(
    browser, story, reader, django_assert_max_num_queries
):
    for number in range(5):
        say(story, reader, f"Thread {number}")
    few = conversation_queries(browser, story, django_assert_max_num_queries)
    for root in Comment.objects.filter(article=story):
        answer = say(story, reader, f"Answer to {root.pk}", parent=root)
        for number in range(28):
            answer = say(story, reader, f"Answer {number} to {root.pk}", parent=answer if number % 3 else root)
    for number in range(150):
        say(story, reader, f"Later thread {number}")
    many = conversation_queries(browser, story, django_assert_max_num_queries)
    assert Comment.objects.count() == 300
    assert len(few) == len(many) == 3  # threads, their first answers, and the rules of sections, asked once for all


def test_the_counters_equal_what_is_counted_after_any_number_of_changes(story, reader, writer, moderator):
    comments = chain(story, reader, 5)
    for comment in (comments[1], comments[3], comments[4]):
        deciding.moderate(comment, by=moderator, to="rejected", reason="Off topic")
    deciding.moderate(comments[3], by=moderator, to="approved")
    deciding.moderate(comments[3], by=moderator, to="approved")
    posting.delete_comment(comments[2], by=reader)
    posting.delete_comment(comments[2], by=reader) if posting.may_delete(comments[2], reader) else None
    approved = Comment.objects.filter(status="approved")
    assert Conversation.objects.get().comment_count == approved.count() == 2
    for comment in Comment.objects.all():
        below = approved.filter(path__startswith=comment.path).exclude(pk=comment.pk).count()
        assert comment.reply_count == below
