"""A reader makes For You their own, changes their mind, and turns it off, with scripts and without."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from readers.models import LessLike, Stance
from tests import factories


@pytest.fixture
def stories():
    """Twelve of two sections and four topics, the newest first."""
    found = []
    for number in range(12):
        section, topics = ("sport", ("Tennis", "Rowing")) if number % 2 else ("news", ("Bridges", "Birds"))
        story = factories.make_article(
            f"Story {number}", in_section=section, topics=(topics[number // 2 % 2],), authors=(f"Author {number}",),
            at=timezone.now() - timedelta(hours=number + 1),
        )  # fmt: skip
        found.append(story)
    return found


def sign_in(page, reader) -> None:
    page.goto("/for-you/")
    page.get_by_role("link", name="Choose what you follow").click()
    page.get_by_label("Email").fill(reader.email)
    page.get_by_label("Password").fill(factories.PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Log in", exact=True).click()
    page.wait_for_url("**/my/follows/")


def test_a_new_reader_ticks_three_topics_and_says_what_they_want_less_of(page, scripts, reader, stories):
    sign_in(page, reader)
    page.goto("/for-you/")
    for name in ("Tennis", "Rowing", "Birds"):
        page.get_by_label(name, exact=True).check()
    page.get_by_role("button", name="Make my page").click()
    expect(page.get_by_text("You follow 3 more.")).to_be_visible()
    assert Stance.objects.filter(reader=reader, kind="follow").count() == 3
    expect(page.locator("#place-1 .why__words")).to_contain_text("Because you follow")
    expect(page.get_by_text("Tick three or more")).to_have_count(0)

    third = page.locator("#place-3")
    headline = third.locator(".card__headline").inner_text()
    third.locator("summary").focus()
    page.keyboard.press("Enter")  # all of it by keyboard
    page.keyboard.press("Tab")
    expect(third.get_by_role("button", name="Less like this")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"You will see less like “{headline}”.")).to_be_in_viewport()
    assert LessLike.objects.filter(reader=reader, article__headline=headline).count() == 1
    if not scripts:
        page.wait_for_url("**/for-you/#place-3")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("no longer counts against its like")).to_be_visible()
    assert not LessLike.objects.exists()


def test_a_section_is_muted_from_a_story_and_all_of_it_is_seen_and_removed(page, scripts, reader, stories):
    sign_in(page, reader)
    page.get_by_role("button", name="Follow News", exact=True).click()
    expect(page.get_by_role("button", name="Unfollow News", exact=True)).to_be_visible()
    page.goto("/for-you/")
    first = page.locator("#place-1")
    expect(first.locator(".why__words")).to_have_text("Because you follow News")
    first.locator("summary").click()
    first.get_by_role("button", name="Mute News").click()
    expect(page.get_by_text("News is muted: its stories come last.")).to_be_visible()
    if scripts:
        expect(page.locator("#place-1").get_by_role("button", name="Unmute News")).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.locator("#place-1 summary")).to_be_focused()
    page.goto("/for-you/")
    expect(page.locator("#place-1 .kicker, #place-1 .why__words").first).not_to_contain_text("News")

    page.get_by_role("link", name="What we know").first.click()
    page.get_by_role("button", name="Remove News", exact=True).click()
    expect(page.get_by_text("You follow and mute nothing.")).to_be_visible()
    page.get_by_role("button", name="Choose nothing for me").click()
    page.goto("/for-you/")
    expect(page.get_by_text("Nothing is chosen for you")).to_be_visible()
    expect(page.get_by_role("button", name="Less like this")).to_have_count(0)
    page.get_by_role("button", name="Choose stories for me").click()
    expect(page.get_by_text("Stories are chosen for you from now on.")).to_be_visible()
