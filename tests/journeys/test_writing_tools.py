"""What scripts add to the writing page: toolbar and keys, preview beside the text, pictures by drop, kept text."""

import io

import pytest
from PIL import Image as Pillow
from playwright.sync_api import expect

from articles.models import Article, Image
from tests import factories


@pytest.fixture
def scripts() -> bool:
    return True


@pytest.fixture
def at_the_desk(page, live_server, client):
    """`at_the_desk(editor, story)` opens the story's page as that person."""

    def open_as(user, story=None):
        client.force_login(user)
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
        page.context.add_cookies([cookie])
        page.goto(f"/admin/articles/article/{story.pk}/change/" if story else "/admin/articles/article/add/")
        return page

    return open_as


def drop(page, selector: str, colour: str = "teal") -> None:
    """Lets a picture fall onto the page, as a hand with a mouse would."""
    file = io.BytesIO()
    Pillow.new("RGB", (400, 300), colour).save(file, "PNG")
    page.evaluate(
        """([selector, bytes]) => {
            const files = new DataTransfer();
            files.items.add(new File([new Uint8Array(bytes)], "lagoon.png", { type: "image/png" }));
            const place = document.querySelector(selector);
            for (const kind of ["dragover", "drop"])
                place.dispatchEvent(new DragEvent(kind, { dataTransfer: files, bubbles: true, cancelable: true }));
        }""",
        [selector, list(file.getvalue())],
    )


def save(page) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name="Save", exact=True).click()


def test_a_dropped_picture_is_described_uploaded_and_stands_in_the_preview(at_the_desk, editor):
    story = factories.make_article(state="draft", body="The boat left.")
    page = at_the_desk(editor, story)
    page.locator("#id_body").focus()
    page.keyboard.press("Control+End")
    drop(page, "[data-editor]")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Upload and use").click()
    dialog.get_by_role("alert").filter(has_text="decorative").wait_for()
    dialog.get_by_label("What does it show?").fill("A lagoon")
    dialog.get_by_label("Caption").fill("At six")
    dialog.get_by_role("button", name="Upload and use").click()
    dialog.wait_for(state="hidden")
    image = Image.objects.get()
    assert f'![A lagoon]({image.url} "At six")' in page.locator("#id_body").input_value()
    page.get_by_role("button", name="Preview", exact=True).click()
    frame = page.frame_locator("[data-preview-frame]")
    frame.get_by_alt_text("A lagoon").wait_for()
    assert Article.objects.get().body == "The boat left."
    save(page)
    assert "<figure" in Article.objects.get().body_html


def test_a_lead_picture_is_dropped_and_a_click_sets_where_the_eye_goes(at_the_desk, editor):
    page = at_the_desk(editor, factories.make_article(state="draft"))
    drop(page, "[data-lead]")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("What does it show?").fill("A lagoon")
    dialog.get_by_role("button", name="Upload and use").click()
    dialog.wait_for(state="hidden")
    picture = page.locator("[data-lead] .focal img")
    expect(picture).to_have_js_property("complete", True)  # until then it may stand in another size
    box = picture.bounding_box()
    picture.click(position={"x": box["width"] / 4, "y": box["height"] * 3 / 4})
    save(page)
    image = Article.objects.get().lead_image
    assert abs(image.focal_x - 25) <= 1
    assert abs(image.focal_y - 75) <= 1


def test_keys_set_bold_link_and_heading_and_undo_takes_them_back(at_the_desk, editor):
    page = at_the_desk(editor, factories.make_article(state="draft", body="boat"))
    body = page.locator("#id_body")
    body.focus()
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+b")
    assert body.input_value() == "**boat**"
    page.keyboard.press("Control+b")
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    assert body.input_value() == "boat"
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+k")
    assert body.input_value() == "[boat](https://)"
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+Alt+2")
    assert body.input_value() == "## boat"


def test_authors_are_suggested_added_and_ordered_without_typing_a_whole_name(at_the_desk, editor):
    factories.make_author("Tunde Bello")
    story = factories.make_article(state="draft")
    page = at_the_desk(editor, story)
    page.get_by_label("Authors").press_sequentially("Tun")
    page.locator("#offers-authors option[value='Tunde Bello']").wait_for(state="attached")
    page.get_by_label("Authors").fill("Tunde Bello")
    page.get_by_role("button", name="Move Tunde Bello up").click()
    save(page)
    assert [author.name for author in story.ordered_authors] == ["Tunde Bello", "Ada Obi"]


def test_text_of_a_closed_tab_is_offered_again(at_the_desk, editor):
    story = factories.make_article(state="draft", body="Saved.")
    page = at_the_desk(editor, story)
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("#id_body").fill("Typed for an hour.")
    page.goto("/admin/")
    page = at_the_desk(editor, story)
    assert page.locator("#id_body").input_value() == "Saved."
    page.get_by_role("button", name="Put it back").click()
    assert page.locator("#id_body").input_value() == "Typed for an hour."
    save(page)
    page = at_the_desk(editor, story)
    assert page.get_by_role("button", name="Put it back").is_hidden()


def test_a_time_is_said_in_both_zones_while_it_is_typed(at_the_desk, editor, settings):
    page = at_the_desk(editor, factories.make_article(state="draft"))
    page.get_by_text("Schedule", exact=True).click()
    page.get_by_label("Publish at").fill("2030-03-02T18:00")
    said = page.locator("output[for=id_at]").inner_text()
    assert "18:00" in said
    assert "17:00 UTC" in said
