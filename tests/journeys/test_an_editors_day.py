"""From an empty sheet to a reader's eyes and back, with scripts and without."""

import io

import pytest
from PIL import Image as Pillow
from playwright.sync_api import expect

from articles.models import Article
from tests import factories


@pytest.fixture
def picture(tmp_path):
    file = tmp_path / "lagoon.jpg"
    buffer = io.BytesIO()
    Pillow.new("RGB", (1200, 675), "teal").save(buffer, "JPEG")
    file.write_bytes(buffer.getvalue())
    return file


@pytest.fixture
def public(browser, live_server):
    """A second browser: a reader who is not signed in."""
    context = browser.new_context(base_url=live_server.url)
    yield context.new_page()
    context.close()


def open_step(page, name: str):
    """The part of the page where a step's words are typed, opened."""
    step = page.locator("details.step").filter(has=page.locator("summary", has_text=name))
    step.locator("summary").click()
    return step


def test_an_editor_writes_publishes_corrects_and_withdraws(page, public, editor, picture, scripts):
    factories.make_author("Ada Obi")
    page.goto("/admin/")
    page.get_by_label("Email").fill(editor.email)
    page.get_by_label("Password").fill(factories.PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Log in", exact=True).click()
    page.get_by_role("link", name="Write a story").first.click()

    page.get_by_label("Headline").fill("Night buses to New Haven")
    page.get_by_label("Standfirst").fill("Every half hour from January.")
    page.locator("#id_body").fill("The last bus leaves at **23:40**.\n\n## What is open\n\nThe route.")
    page.get_by_label("Section").select_option(label="News")
    page.get_by_label("Authors").fill("Ada Obi")
    if scripts:  # a list with suggestions; without them a name a line
        page.get_by_label("Authors").press("Enter")
    if not scripts:
        page.locator("#id_lead-file").set_input_files(picture)
        page.locator("[data-lead-words] summary").click()
        page.locator("#id_lead-alt").fill("The lagoon at six")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("is saved").first).to_be_visible()
    story = Article.objects.get()
    assert story.status == Article.Status.DRAFT
    assert public.goto(story.get_absolute_url()).status == 404

    page.get_by_role("link", name="Preview of what is saved").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Night buses to New Haven")
    page.go_back()
    page.get_by_role("button", name="Save and publish now").click()
    expect(page.get_by_text("readers can see it now").first).to_be_visible()
    story.refresh_from_db()

    assert public.goto(story.get_absolute_url()).status == 200
    expect(public.get_by_role("heading", level=1)).to_have_text("Night buses to New Haven")
    expect(public.locator("strong", has_text="23:40")).to_be_visible()
    if not scripts:
        expect(public.get_by_alt_text("The lagoon at six")).to_be_visible()

    page.locator("#id_body").fill("The last bus leaves at **23:50**.")
    step = open_step(page, "Correct")
    step.get_by_label("Note to readers").fill("An earlier version gave the wrong time.")
    step.get_by_role("button", name="Save and tell readers").click()
    expect(page.get_by_text("are told of the correction").first).to_be_visible()
    public.reload()
    expect(public.locator("strong", has_text="23:50")).to_be_visible()
    expect(public.get_by_text("An earlier version gave the wrong time.").first).to_be_visible()
    expect(public.get_by_text("Updated").first).to_be_visible()

    step = open_step(page, "Withdraw")
    step.get_by_label("Reason").fill("The operator has not decided.")
    step.get_by_role("button", name="Save and withdraw").click()
    expect(page.get_by_text("is withdrawn").first).to_be_visible()
    answer = public.goto(story.get_absolute_url())
    assert answer.status == 410
    expect(public.get_by_text("The operator has not decided.")).to_be_visible()
