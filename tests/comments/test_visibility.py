"""A comment is in reach only where its story is: every address of the conversation, for every role and state."""

import re

import pytest

from articles.models import Article
from comments import deciding, posting
from comments.models import Comment
from comments.moderation import Verdict
from comments.standing import Refused
from tests import factories

pytestmark = pytest.mark.django_db

WORDS = "Words under a story"
HIDDEN = ("draft", "in_review", "scheduled", "expired", "withdrawn")


def comment_in(state):
    """A comment under a story in that state, placed as if the story had been open when it was written."""
    story = factories.make_article(state=state)
    author = factories.make_user("talker")
    return posting.place_comment(story, author=author, text=WORDS, verdict=Verdict())


def addresses(comment):
    return [
        f"/comments/on/{comment.article_id}/",
        f"/comments/{comment.pk}/",
        f"/comments/thread/{comment.pk}/",
        f"/comments/{comment.pk}/reply/",
        f"/comments/{comment.pk}/edit/",
        f"/comments/{comment.pk}/delete/",
    ]


@pytest.mark.parametrize("role", ["signed out", "reader", "talker", "Writer", "Editor", "Moderator"])
@pytest.mark.parametrize("state", [*HIDDEN, "published"])
def test_no_word_is_reachable_under_a_story_that_is_not_public(browser, browser_of, state, role):
    comment = comment_in(state)
    if role == "talker":
        browser = browser_of(comment.author)
    elif role != "signed out":
        browser = browser_of(factories.make_user("someone", role="" if role == "reader" else role))
    statuses = []
    for address in [*addresses(comment), comment.article.get_absolute_url()]:
        response = browser.get(address)
        statuses.append(response.status_code)
        if state != "published":
            assert WORDS not in response.content.decode()
    if state == "published":
        assert set(statuses[:3]) <= {200, 302}
    else:
        assert set(statuses[:-1]) == {404}
        assert statuses[-1] in {404, 410}


@pytest.mark.parametrize("state", [*HIDDEN, "published"])
def test_nothing_is_posted_kept_or_deleted_under_a_story_that_is_not_public(browser_of, state):
    comment = comment_in(state)
    browser = browser_of(comment.author)
    open_page = factories.make_article(state="published").get_absolute_url()
    browser.read(open_page)
    fields = {"csrfmiddlewaretoken": browser.cookies["csrftoken"].value}
    posts = [
        f"/comments/on/{comment.article_id}/post/",
        f"/comments/draft/{comment.article_id}/",
        f"/comments/{comment.pk}/reply/",
        f"/comments/{comment.pk}/edit/",
        f"/comments/{comment.pk}/delete/",
    ]
    statuses = {browser.post(address, fields | {"text": f"New: {address}"}).status_code for address in posts}
    if state == "published":
        assert statuses == {302}
    else:
        assert statuses == {404}
        assert list(Comment.objects.values_list("body", "status")) == [(WORDS, "approved")]
        assert "comment_drafts" not in browser.session


def test_a_story_that_is_withdrawn_takes_its_conversation_with_it_and_brings_it_back(browser, story, reader):
    comment = posting.post_comment(story, author=reader, text=WORDS)
    assert browser.get(f"/comments/{comment.pk}/").status_code == 302
    Article.objects.filter(pk=story.pk).update(status="withdrawn")
    assert browser.get(f"/comments/{comment.pk}/").status_code == 404
    Article.objects.filter(pk=story.pk).update(status="published")
    assert WORDS in browser.read(story.get_absolute_url())


def test_the_verb_itself_refuses_a_story_that_is_not_public(reader):
    for state in HIDDEN:
        with pytest.raises(Refused):
            posting.post_comment(factories.make_article(state=state), author=reader, text=WORDS)
    assert not Comment.objects.exists()


def test_a_reply_cannot_be_hung_under_another_storys_comment(story, reader):
    elsewhere = posting.post_comment(factories.make_article(), author=reader, text=WORDS)
    with pytest.raises(Refused):
        posting.post_comment(story, author=reader, text="Astray", parent=elsewhere)


@pytest.mark.parametrize("address", ["/comments/1/", "/comments/1/reply/", "/comments/on/1/", "/comments/thread/1/"])
def test_what_never_was_is_not_found(browser, db, address):
    assert browser.get(address.replace("1", "999999")).status_code == 404
    assert browser.get(address.replace("1", "9" * 30)).status_code == 404


def test_a_card_counts_the_comments_that_readers_can_see(browser, story, reader, moderator, settings):
    def counted() -> str:
        found = re.search(r'class="card__talk"[^>]*>([^<]*)<', browser.read(f"/{story.category.slug}/"))
        return found[1] if found else ""

    assert counted() == ""
    first = posting.post_comment(story, author=reader, text="One")
    posting.post_comment(story, author=factories.make_user(), text="Two", parent=first)
    assert counted() == "2 comments"
    settings.COMMENT_FIRST_HELD = 1
    newcomer = factories.make_user()
    held = posting.post_comment(story, author=newcomer, text="Three")
    assert counted() == "2 comments"
    deciding.moderate(held, by=moderator, to="approved")
    assert counted() == "3 comments"
    deciding.sanction(newcomer, by=moderator, kind="ban", reason="Spam")
    assert counted() == "2 comments"
    posting.delete_comment(first, by=reader)
    assert counted() == "1 comment"
    assert "1 comment" in browser.read("/")
