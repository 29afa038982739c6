"""From the front page to a posted comment and out again, with scripts and without."""

import pytest
from playwright.sync_api import expect

from comments.models import Comment
from tests import factories

SAYING = "The herons came back before the council did.\n\nAda, ask them about it."


@pytest.fixture
def story():
    return factories.make_article("Harbour lights switch on", in_section="sport", authors=("Ada Obi",))


def test_a_reader_signs_up_with_the_mailed_code_posts_and_logs_out(page, story, mailed_code):
    page.goto("/")
    page.get_by_role("navigation").get_by_role("link", name="Sport", exact=True).first.click()
    expect(page.get_by_role("link", name="Sport", exact=True).first).to_have_attribute("aria-current", "page")
    page.get_by_role("link", name="Harbour lights switch on").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Harbour lights switch on")
    expect(page.get_by_text("You're the first to comment.")).to_be_visible()
    assert page.context.cookies() == []  # nothing is known of a reader who only reads

    page.get_by_role("link", name="Sign in to post a message").click()
    page.go_back()
    page.get_by_label("Say something").fill(SAYING)
    page.locator("#say-something").get_by_role("button", name="Log in").click()
    page.get_by_role("main").get_by_role("link", name="Create an account").click()
    page.get_by_label("Email").fill("binta@example.org")
    page.get_by_label("Pen-name").fill("Binta")
    page.get_by_label("Password").fill(factories.PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Create the account").click()
    page.get_by_label("Code").fill(mailed_code())
    page.get_by_role("button", name="Continue").click()

    page.wait_for_url(f"**{story.get_absolute_url()}#say-something")
    expect(page.get_by_label("Say something")).to_have_value(SAYING)
    page.get_by_role("button", name="Post", exact=True).click()
    comment = Comment.objects.get()
    page.wait_for_url(f"**{story.get_absolute_url()}#comment-{comment.pk}")
    expect(page.locator(f"#comment-{comment.pk}")).to_contain_text("The herons came back before the council did.")
    expect(page.get_by_text("You're the first to comment.")).to_have_count(0)
    expect(page.get_by_label("Say something")).to_have_value("")

    page.get_by_role("button", name="Log Out").first.click()
    page.wait_for_url(f"**{story.get_absolute_url()}")
    expect(page.get_by_role("link", name="Log in", exact=True).first).to_be_visible()
    expect(page.get_by_text("Sign in to post a message")).to_be_visible()
    expect(page.locator(f"#comment-{comment.pk}")).to_contain_text("Binta")


def test_a_reader_answers_changes_their_mind_and_takes_it_back(page, story, reader):
    first = factories.make_user("Mr. Pendulum")
    from comments import posting

    said = posting.post_comment(story, author=first, text="Four years of dark piers.")
    page.goto(story.get_absolute_url())
    page.get_by_role("link", name="Log in", exact=True).first.click()
    page.get_by_label("Email").fill(reader.email)
    page.get_by_label("Password").fill(factories.PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Log in", exact=True).click()
    page.wait_for_url(f"**{story.get_absolute_url()}")

    page.locator(f"#comment-{said.pk}").get_by_role("link", name="Reply").click()
    page.locator("textarea").fill("   ")
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.get_by_text("Write something before you post.")).to_be_visible()
    page.locator("textarea").fill("Four and a half.")
    page.get_by_role("button", name="Post", exact=True).click()
    answer = Comment.objects.get(parent=said)
    page.wait_for_url(f"**#comment-{answer.pk}")

    page.locator(f"#comment-{answer.pk}").get_by_role("link", name="Edit").click()
    page.locator("textarea").fill("Four and three quarters.")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url(f"**#comment-{answer.pk}")
    expect(page.locator(f"#comment-{answer.pk}")).to_contain_text("Four and three quarters.")
    expect(page.locator(f"#comment-{answer.pk}")).to_contain_text("Edited")

    page.locator(f"#comment-{answer.pk}").get_by_role("link", name="Delete").click()
    page.get_by_role("main").get_by_role("button", name="Delete").click()
    page.wait_for_url(f"**{story.get_absolute_url()}#conversation")
    expect(page.get_by_text("Four and three quarters.")).to_have_count(0)


def test_a_reader_searches_and_walks_from_page_to_page(page, settings):
    settings.STORIES_PER_PAGE = 5
    for number in range(12):
        factories.make_article(f"Lagoon report {number}", topics=("Weather",))
    page.goto("/news/")
    page.get_by_role("link", name="Older").click()
    page.get_by_role("link", name="Newer").click()
    page.get_by_role("searchbox").first.fill("lagoon 7")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Lagoon report 7")).to_be_visible()
    expect(page.get_by_role("link", name="Lagoon report 6")).to_have_count(0)
    page.get_by_role("link", name="Lagoon report 7").click()
    page.get_by_role("link", name="Weather").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Weather")
