"""A reader saves a story, reads it without a connection, and lets it go; without scripts the list alone."""

import io
import time

import pytest
from PIL import Image as Pillow
from playwright.sync_api import expect

from articles import images
from readers.models import SavedArticle
from tests import factories

HELD = """async () => {
  const opened = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
  const held = await Promise.all(opened.map((cache) => cache.keys()));
  return held.flat().map(({ url }) => new URL(url).pathname);
}"""


def comes_to(page, is_so) -> bool:
    """Whether what the browser keeps comes to be so. The browser's own wait takes the promise of a no for a yes."""
    until = time.monotonic() + 10
    while not (done := is_so(page.evaluate(HELD))) and time.monotonic() < until:
        page.wait_for_timeout(50)
    return done


@pytest.fixture
def story():
    buffer = io.BytesIO()
    Pillow.new("RGB", (1200, 675), "teal").save(buffer, "JPEG")
    buffer.seek(0)
    buffer.name = "bridge.jpg"
    picture = images.ingest(buffer, alt="A bridge")
    return factories.make_article("A bridge is mended", lead_image=picture)


def sign_in(page, reader, story) -> None:
    page.goto(story.get_absolute_url())
    page.get_by_role("group", name="Reading tools").get_by_role("link", name="Save").click()
    page.get_by_label("Email").fill(reader.email)
    page.get_by_label("Password").fill(factories.PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Log in", exact=True).click()
    page.wait_for_url(f"**{story.get_absolute_url()}")


def test_a_story_is_saved_opened_without_a_connection_and_removed(page, scripts, reader, story):
    sign_in(page, reader, story)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved: “A bridge is mended”.")).to_be_visible()
    expect(page.get_by_role("button", name="Save", exact=True)).to_have_attribute("aria-pressed", "true")
    assert SavedArticle.objects.get().article == story
    page.goto("/my/saved/")
    if scripts:
        expect(page.get_by_text("On this device")).to_be_visible()
        assert not [address for address in page.evaluate(HELD) if "beacon" in address]  # saved is not read
        page.context.set_offline(True)
        page.goto(story.get_absolute_url())
        expect(page.get_by_text("The second paragraph of the story.")).to_be_visible()
        expect(page.get_by_text("No connection: this is the copy kept on this device.")).to_be_visible()
        expect(page.locator(".bar")).not_to_contain_text(reader.username)
        assert page.locator("body").evaluate("body => getComputedStyle(body).display") == "flex"  # the style sheet's
        picture = page.get_by_role("img", name="A bridge")
        expect(picture).to_be_visible()
        page.wait_for_load_state()
        shape = "picture => picture.complete && picture.naturalWidth / picture.naturalHeight"
        assert picture.evaluate(shape) == pytest.approx(16 / 9, abs=0.02)  # a blank one has another
        page.goto("/sport/")
        expect(page.get_by_role("heading", name="No connection")).to_be_visible()
        page.get_by_role("link", name="saved").click()
        expect(page.get_by_role("link", name="A bridge is mended")).to_be_visible()
        page.context.set_offline(False)
        page.goto("/my/saved/")
    page.get_by_role("button", name="Remove “A bridge is mended” from what you saved").click()
    expect(page.get_by_text("“A bridge is mended” is not saved any more.")).to_be_visible()
    assert not SavedArticle.objects.exists()
    if scripts:
        assert comes_to(page, lambda held: story.get_absolute_url() not in held)
        page.context.clear_cookies()  # as of a session that was ended from elsewhere
        page.goto("/accounts/login/")
        assert "/my/saved/" in page.evaluate(HELD)
        page.get_by_label("Email").fill(reader.email)
        page.get_by_label("Password").fill(factories.PASSWORD)
        page.get_by_role("main").get_by_role("button", name="Log in", exact=True).click()
        page.wait_for_url(lambda address: "login" not in address)
        assert comes_to(page, lambda held: not held)
