"""Pictures at the desk: taken in by form, drop or paste; described; leading a story."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from articles import images
from articles.models import Article, Image
from tests import factories
from tests.articles.conftest import make_picture_file
from tests.forms import filled

pytestmark = pytest.mark.django_db
UPLOAD = "/admin/articles/article/pictures/"
LIBRARY = "/admin/articles/image/"


def test_a_dropped_picture_comes_back_as_the_line_that_shows_it_to_readers(desk, editor, picture_file, client):
    at = desk(editor)
    words = {"alt": "Ferries at dusk", "caption": "The last boat", "credit": "Ada Obi", "focal_x": 30, "focal_y": 70}
    answer = at.post(UPLOAD, words | {"file": picture_file})
    told = answer.json()
    image = Image.objects.get(pk=told["id"])
    assert answer.status_code == 201
    assert (image.alt, image.credit, image.focal_x, image.focal_y) == ("Ferries at dusk", "Ada Obi", 30, 70)
    assert image.uploaded_by == editor
    assert told["markdown"] == f'![Ferries at dusk]({image.url} "The last boat")'
    story = factories.make_article(state="draft")
    at.save(story, body=f"Before.\n\n{told['markdown']}\n\nAfter.")
    html = Article.objects.get(pk=story.pk).body_html
    assert "<figure" in html
    assert "The last boat" in html
    assert client.get(image.url).status_code == 200


def test_a_picture_without_words_is_refused_unless_it_is_decorative(desk, editor, picture_file):
    at = desk(editor)
    refused = at.post(UPLOAD, {"file": picture_file})
    assert refused.status_code == 422
    assert "decorative" in refused.json()["errors"]["alt"][0]["message"]
    assert not Image.objects.exists()
    picture_file.seek(0)
    assert at.post(UPLOAD, {"file": picture_file, "is_decorative": "on"}).status_code == 201


@pytest.mark.parametrize(
    ("name", "content"),
    [("x.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"), ("x.png", b"no picture at all")],
)
def test_what_is_no_picture_is_refused_with_a_reason(desk, editor, name, content):
    answer = desk(editor).post(UPLOAD, {"file": SimpleUploadedFile(name, content), "alt": "x"})
    assert answer.status_code == 422
    assert answer.json()["errors"]["file"]
    assert not Image.objects.exists()


def test_pictures_are_taken_from_who_may_write_alone(desk, client, moderator, reader, writer):
    for person in (moderator, reader):
        answer = desk(person).post(UPLOAD, {"file": make_picture_file(), "alt": "x"})
        assert answer.status_code in {302, 403}
    assert client.post(UPLOAD, {"file": make_picture_file(), "alt": "x"}).status_code == 302
    assert not Image.objects.exists()
    assert desk(writer).post(UPLOAD, {"file": make_picture_file(), "alt": "x"}).status_code == 201


def test_the_library_is_searched_by_the_words_of_pictures(desk, editor):
    wanted = images.ingest(make_picture_file(), alt="A heron on the pier")
    images.ingest(make_picture_file(colour="red"), alt="A market")
    told = desk(editor).get(UPLOAD, {"q": "pier heron"}).json()
    assert [picture["id"] for picture in told["pictures"]] == [wanted.pk]


def test_a_lead_picture_is_uploaded_with_the_story(desk, editor, picture_file):
    story = factories.make_article(state="draft")
    typed = {"lead-file": picture_file, "lead-alt": "Ferries", "lead-credit": "Ada Obi", "lead-focal_x": "10"}
    desk(editor).save(story, **typed)
    story.refresh_from_db()
    assert (story.lead_image.alt, story.lead_image.credit, story.lead_image.focal_x) == ("Ferries", "Ada Obi", 10)


def test_a_lead_picture_survives_an_error_elsewhere_in_the_form(desk, editor, picture_file):
    story = factories.make_article(state="draft")
    at = desk(editor)
    refused = at.save(story, headline="", **{"lead-file": picture_file, "lead-alt": "Ferries"})
    assert refused.context["form"].errors["headline"]
    at.save(story, opened=refused, headline="Found again")
    story.refresh_from_db()
    assert (story.headline, story.lead_image.alt) == ("Found again", "Ferries")


def test_a_lead_picture_without_words_is_refused_and_the_text_is_kept(desk, editor, picture_file):
    story = factories.make_article(state="draft")
    answer = desk(editor).save(story, body="Typed.", **{"lead-file": picture_file})
    assert answer.context["lead"].errors["alt"]
    assert "Typed.</textarea>" in answer.content.decode()
    assert not Image.objects.exists()


def test_the_words_and_the_focal_point_of_a_lead_picture_are_changed_on_the_storys_page(desk, editor):
    image = images.ingest(make_picture_file(), alt="Ferries")
    story = factories.make_article(lead_image=image)
    desk(editor).save(story, **{"lead-alt": "Two ferries", "lead-focal_y": "15"})
    image.refresh_from_db()
    assert (image.alt, image.focal_y) == ("Two ferries", 15)


def test_another_picture_by_its_number_keeps_its_own_words(desk, editor):
    first, second = (
        images.ingest(make_picture_file(), alt="One"),
        images.ingest(make_picture_file(colour="red"), alt="Two"),
    )
    story = factories.make_article(lead_image=first)
    desk(editor).save(story, lead_image=str(second.pk))
    story.refresh_from_db()
    second.refresh_from_db()
    assert (story.lead_image, second.alt) == (second, "Two")


def test_the_library_takes_a_picture_without_scripts(desk, writer, picture_file):
    at = desk(writer)
    assert b"Describe the picture" in at.post(f"{LIBRARY}add/", {"file": picture_file}).content
    picture_file.seek(0)
    answer = at.post(f"{LIBRARY}add/", {"file": picture_file, "alt": "Ferries"})
    image = Image.objects.get()
    assert answer["Location"] == f"{LIBRARY}{image.pk}/change/"
    assert f"![Ferries]({image.url})" in at.get(answer["Location"]).content.decode()


def test_a_picture_is_never_left_without_words(desk, editor):
    image = images.ingest(make_picture_file(), alt="Ferries")
    page = f"{LIBRARY}{image.pk}/change/"
    values = filled(desk(editor).get(page), "image_form")
    refused = desk(editor).post(page, values | {"alt": ""})
    assert refused.status_code == 200
    image.refresh_from_db()
    assert image.alt == "Ferries"
    desk(editor).post(page, values | {"alt": "", "is_decorative": "on"})
    image.refresh_from_db()
    assert image.is_decorative


def test_a_picture_that_a_story_shows_is_not_deleted(desk, editor):
    leading, inside, idle = (
        images.ingest(make_picture_file(colour=colour), alt=colour) for colour in ("red", "green", "blue")
    )
    factories.make_article(lead_image=leading)
    factories.make_article(body=f"![green]({inside.url})")
    for image in (leading, inside, idle):
        desk(editor).post(f"{LIBRARY}{image.pk}/delete/", {"post": "yes"})
    assert set(Image.objects.all()) == {leading, inside}


def test_new_words_of_a_picture_reach_the_stories_that_show_it(desk, editor, client):
    image = images.ingest(make_picture_file(), alt="Ferries", credit="Photograph by nobody")
    story = factories.make_article(body=f"Before.\n\n![]({image.url})\n\nAfter.")
    page = f"{LIBRARY}{image.pk}/change/"
    values = filled(desk(editor).get(page), "image_form")
    desk(editor).post(page, values | {"credit": "Photograph by Ada Obi", "alt": "Two ferries"})
    html = client.get(story.get_absolute_url()).content.decode()
    assert "Photograph by Ada Obi" in html
    assert 'alt="Two ferries"' in html
    assert "nobody" not in html
