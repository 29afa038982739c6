"""A reader leaves a long story midway and comes back to it, with scripts and without."""

from playwright.sync_api import expect

from articles import publishing
from newsroom import markup
from readers import reading
from readers.models import Read
from tests import factories


def test_who_left_midway_goes_on_at_their_paragraph_and_sees_what_is_new(page, scripts, reader, editor):
    said = [f"Paragraph {number}. " + "The boats came in late. " * 20 for number in range(40)]
    story = factories.make_article("Boats", body="\n\n".join(said))
    ids = list(markup.paragraphs(story.body_html))
    page.goto(f"/accounts/login/?next={story.get_absolute_url()}")
    page.get_by_label("Email").fill(reader.email)
    page.get_by_label("Password").fill(factories.PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Log in", exact=True).click()
    page.wait_for_url(f"**{story.get_absolute_url()}")
    if scripts:
        with page.expect_response("**/my/place/") as answer:
            page.goto(f"{story.get_absolute_url()}#{ids[20]}")
        assert answer.value.status == 204
        place = Read.objects.get(reader=reader, article=story).place
        assert ids.index(place) >= 20
    else:  # a browser without scripts tells no place, but shows one that another told
        reading.record(story.pk, reader=reader, version=story.version)
        reading.keep_place(story.pk, reader=reader, place=(place := ids[20]))

    page.goto(story.get_absolute_url())
    page.get_by_role("link", name="Continue reading").click()
    expect(page.locator(f"#{place}")).to_be_in_viewport()

    Read.objects.filter(reader=reader).update(version=story.version, place=place)
    story.body = story.body.replace("Paragraph 3.", "Paragraph 3 was mended.").replace("Paragraph 30.", "Late news. ")
    publishing.save(story, by=editor)
    page.goto(story.get_absolute_url())
    expect(page.get_by_text("2 new or changed paragraphs")).to_be_visible()
    expect(page.locator(".new-mark")).to_have_count(2)
    page.get_by_role("link", name="Paragraph 3 was mended.").click()
    expect(page.locator(".new-mark").first).to_be_in_viewport()
