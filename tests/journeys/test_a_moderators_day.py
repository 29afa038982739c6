"""A moderator's day: the queue by its buttons, and with scripts by keys."""

import re

from playwright.sync_api import expect

from comments import posting
from comments.models import Comment, Decision
from tests import factories


def sign_in(page, user):
    page.goto("/admin/comments/queue/")
    page.get_by_label("Email").fill(user.email)
    page.get_by_label("Password").fill(factories.PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Log in", exact=True).click()


def held(story, settings, count: int) -> list[Comment]:
    settings.COMMENT_FIRST_HELD = 1
    return [
        posting.post_comment(story, author=factories.make_user(), text=f"Held word {number}") for number in range(count)
    ]


def status_of(comment) -> str:
    return Comment.objects.get(pk=comment.pk).status


def test_a_moderator_decides_by_buttons_and_takes_one_back(page, moderator, settings):
    one, two, three = held(factories.make_article(), settings, 3)
    sign_in(page, moderator)
    item = page.locator(f"#item-{one.pk}")
    item.get_by_label("Reason, told to the author").fill("Off the point")
    item.get_by_role("button", name="Reject", exact=True).click()
    expect(page).to_have_url(re.compile(rf"#item-{two.pk}$"))
    expect(page.get_by_text("Rejected.")).to_be_visible()
    assert (status_of(one), Decision.objects.get().reason) == ("rejected", "Off the point")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone.")).to_be_visible()
    assert status_of(one) == "pending"
    field = page.locator(f"#item-{three.pk}").get_by_label("Reason, told to the author")
    field.fill("Enter turns down")
    field.press("Enter")
    expect(page.get_by_text("Rejected.")).to_be_visible()
    assert status_of(three) == "rejected"


def test_a_moderator_decides_by_keys(page, scripts, moderator, settings):
    one, two, three, four = held(factories.make_article(), settings, 4)
    sign_in(page, moderator)
    hint = page.get_by_text("for keys")
    if not scripts:
        expect(hint).to_be_hidden()
        return
    expect(hint).to_be_visible()
    page.keyboard.press("j")
    expect(page.locator(f"#item-{one.pk}")).to_be_focused()
    page.keyboard.press("j")
    expect(page.locator(f"#item-{two.pk}")).to_have_attribute("aria-current", "true")
    page.keyboard.press("k")
    page.keyboard.press("a")
    expect(page.get_by_text("Approved.")).to_be_visible()
    assert status_of(one) == "approved"
    expect(page.locator(f"#item-{two.pk}")).to_be_focused()
    page.keyboard.press("r")
    page.keyboard.type("a just reason")  # whose letters are keys, too
    page.keyboard.press("Escape")
    expect(page.locator(f"#item-{two.pk}")).to_be_focused()
    assert status_of(two) == "pending"
    page.keyboard.press("r")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Rejected.")).to_be_visible()
    assert (status_of(two), Decision.objects.latest("pk").reason) == ("rejected", "a just reason")
    expect(page.locator(f"#item-{three.pk}")).to_be_focused()
    page.keyboard.press("u")
    expect(page.get_by_text("Undone.")).to_be_visible()
    assert status_of(two) == "pending"
    expect(page.locator(f"#item-{two.pk}")).to_be_focused()
    page.keyboard.press("j")
    expect(page.locator(f"#item-{three.pk}")).to_be_focused()
    page.keyboard.press("f")
    expect(page.get_by_text("Published and picked.")).to_be_visible()
    assert Comment.objects.get(pk=three.pk).picked_at
    expect(page.locator(f"#item-{four.pk}")).to_be_focused()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("a")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()
    assert status_of(four) == "pending"
