"""A conversation as its readers live it: like, preview, report, mute, appeal, and what is new while one reads."""

import pytest
from playwright.sync_api import expect

from comments import posting
from comments.models import Comment, Like, Notice, Report
from tests import factories


@pytest.fixture
def story():
    return factories.make_article("Ferry gates fail", in_section="technology")


@pytest.fixture
def said(story):
    return posting.post_comment(story, author=factories.make_user("Ngozi"), text="The ferry was on time.")


def sign_in(page, story, person) -> None:
    page.goto(f"/accounts/login/?next={story.get_absolute_url()}")
    page.get_by_label("Email").fill(person.email)
    page.get_by_label("Password").fill(factories.PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Log in", exact=True).click()
    page.wait_for_url(f"**{story.get_absolute_url()}")


def test_a_reader_likes_previews_reports_and_mutes(page, story, said, reader):
    sign_in(page, story, reader)
    theirs = page.locator(f"#comment-{said.pk}")
    theirs.get_by_role("button", name="Like").click()
    expect(theirs.get_by_role("button", name="Liked")).to_contain_text("1")
    assert Like.objects.count() == 1
    theirs.get_by_role("button", name="Liked").click()
    expect(theirs.get_by_role("button", name="Like", pressed=False)).to_be_visible()
    assert Like.objects.count() == 0

    page.get_by_label("Say something").fill("> The ferry was on time.\n\nIt was *early*.")
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("heading", name="Preview")).to_be_visible()
    expect(page.locator(".say__preview blockquote")).to_have_text("The ferry was on time.")
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.get_by_text("It was *early*.")).to_be_visible()  # stars are stars: readers write no Markdown

    page.locator(f"#comment-{said.pk}").get_by_role("link", name="Report").click()
    page.get_by_label("It points out an error in the story").check()
    page.get_by_label("In your words, if you like").fill("It sails on Mondays.")
    page.get_by_role("button", name="Report", exact=True).click()
    expect(page.get_by_text("Thank you. The editors look at it.")).to_be_visible()
    assert Report.objects.get().note == "It sails on Mondays."

    page.locator(f"#comment-{said.pk}").get_by_role("link", name="Mute").click()
    page.get_by_role("button", name="Mute").click()
    expect(page.locator(f"#comment-{said.pk} .comment__body")).to_be_hidden()
    page.get_by_text("You muted Ngozi. Show what they say").click()
    expect(page.locator(f"#comment-{said.pk} .comment__body")).to_be_visible()


def test_a_newcomer_is_told_why_they_wait_and_appeals(page, story, settings):
    settings.COMMENT_FIRST_HELD = 1
    sign_in(page, story, factories.make_user("Newcomer"))
    page.get_by_label("Say something").fill("Good evening.")
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.get_by_text("A moderator reads the first comment of every new account.")).to_be_visible()
    page.get_by_role("link", name="Ask a moderator to look again").click()
    page.get_by_label("Say something").fill("I only greet.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("You asked a moderator to look again.")).to_be_visible()
    assert Comment.objects.get().appeal == "I only greet."


def test_from_a_held_comment_to_the_notice_that_it_is_published_and_answered(page, story, said, scripts, settings):
    settings.COMMENT_FIRST_HELD = 1
    sign_in(page, story, factories.make_user("Newcomer"))
    page.locator(f"#comment-{said.pk}").get_by_role("link", name="Reply").click()
    page.get_by_label("Say something").fill("Not where I stood.")
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.get_by_text("A moderator reads the first comment of every new account.")).to_be_visible()

    office = page.context.browser.new_context(
        base_url=page.url.partition("/technology")[0], java_script_enabled=scripts
    )
    desk = office.new_page()
    sign_in(desk, story, factories.make_user("Moderator", role="Moderator"))
    expect(desk.get_by_text("Not where I stood.")).to_have_count(0)
    desk.get_by_role("link", name="Desk").click()
    desk.get_by_role("link", name="Queue").click()
    desk.get_by_role("button", name="Approve").click()
    expect(desk.get_by_text("Nothing waits.")).to_be_visible()
    office.close()

    page.goto(story.get_absolute_url())
    expect(page.get_by_text("Only you can see this")).to_have_count(0)
    page.get_by_role("link", name="1 notice").click()
    expect(page.get_by_role("main")).to_contain_text("published")
    page.get_by_role("main").get_by_role("button").or_(page.get_by_role("main").get_by_role("link")).first.focus()
    assert Notice.objects.filter(recipient__username="Ngozi", kind="reply").count() == 1


@pytest.mark.parametrize("scripts", ["with scripts"], indirect=True)
def test_what_is_new_is_offered_and_put_in_on_demand(page, story, said, settings):
    settings.COMMENT_POLL_SECONDS = 1
    page.goto(story.get_absolute_url())
    first = page.locator(f"#comment-{said.pk}")
    expect(first).to_be_visible()
    answer = posting.post_comment(story, author=factories.make_user("Bola"), text="It was late.", parent=said)
    other = posting.post_comment(story, author=factories.make_user("Chike"), text="Which ferry?")
    offer = page.get_by_role("status").get_by_role("button", name="Show 2 new comments")
    expect(offer).to_be_visible()
    expect(page.get_by_text("Which ferry?")).to_have_count(0)  # nothing moves until it is asked for
    offer.click()
    expect(page.locator(f"#comment-{other.pk}")).to_be_focused()
    expect(page.locator(f".thread > li:has(#comment-{said.pk}) .thread__replies #comment-{answer.pk}")).to_be_visible()
    expect(offer).to_have_count(0)


@pytest.mark.parametrize("scripts", ["with scripts"], indirect=True)
def test_a_page_asks_for_what_is_new_with_its_mark_and_rests_while_hidden(page, story, said, settings):
    settings.COMMENT_POLL_SECONDS = 1
    asked = []
    page.on("response", lambda answer: asked.append(answer.status) if answer.url.endswith("/newest/") else None)
    page.goto(story.get_absolute_url())
    page.wait_for_timeout(3500)
    assert len(asked) >= 2
    hide = "Object.defineProperty(document, 'hidden', {get: () => true})"
    page.evaluate(hide)
    page.wait_for_timeout(1500)  # one may be on its way
    before = len(asked)
    page.wait_for_timeout(2500)
    assert len(asked) == before
