"""The copies of a picture: which are drawn, the crop for sharing, and how older pictures come to have them."""

import io
import itertools
import re

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from PIL import Image as Pillow

from articles import copies, images
from articles.management.commands.render_stories import BATCH
from articles.models import Article, Image
from newsroom import markup
from tests import factories
from tests.forms import filled

pytestmark = pytest.mark.django_db


def taken_in(size=(1000, 500), mode="RGB", *, spot=None, **words) -> Image:
    """A green picture in the library; `spot` (left, top, right, bottom) is painted red."""
    picture = Pillow.new(mode, size, "green")
    if spot:
        picture.paste("red", spot)
    file = io.BytesIO()
    picture.save(file, "PNG")
    file.seek(0)
    file.name = "a.png"
    return images.ingest(file, alt="A field", **words)


def opened(address: str) -> Pillow.Image:
    return Pillow.open(default_storage.open(address.removeprefix("/media/")))


def as_taken_in_before_there_were_copies(image: Image) -> Image:
    for name in default_storage.listdir(image.folder)[1]:
        if name.startswith("share") or (name.startswith("960") and not name.endswith("webp")):
            default_storage.delete(f"{image.folder}/{name}")
    Image.objects.filter(pk=image.pk).update(copies={})
    image.refresh_from_db()
    return image


def run(command: str, **options) -> dict[str, int]:
    out = io.StringIO()
    call_command(command, stdout=out, **options)
    return {name: int(count) for name, count in re.findall(r"^  (\w+) +(\d+)$", out.getvalue(), re.MULTILINE)}


def test_browsers_without_webp_get_a_jpeg_of_a_middling_width():
    plain = taken_in().plain
    assert plain[1:] == (960, 480)
    assert opened(plain.url).format == "JPEG"
    assert opened(plain.url).size == (960, 480)


def test_transparency_reaches_browsers_without_webp_as_a_png():
    picture = Pillow.new("RGBA", (1000, 500), (0, 0, 0, 0))
    file = io.BytesIO()
    picture.save(file, "PNG")
    file.seek(0)
    file.name = "a.png"
    image = images.ingest(file, alt="Glass")
    assert opened(image.plain.url).format == "PNG"
    assert opened(image.plain.url).mode == "RGBA"
    assert opened(image.share.url).getpixel((5, 5)) == (255, 255, 255)  # other sites would put black behind it


def test_a_small_picture_is_its_own_plain_copy():
    image = taken_in((600, 300))
    assert image.plain == (image.url, 600, 300)


@pytest.mark.parametrize(
    ("size", "share"),
    [
        ((4000, 3000), (1200, 630)),
        ((1600, 900), (1200, 630)),
        ((3000, 500), (952, 500)),
        ((800, 2000), (800, 420)),
        ((400, 300), (400, 210)),
        ((1, 1), (1, 1)),
        ((3000, 1), (2, 1)),
    ],
)
def test_the_crop_for_sharing_is_as_large_as_the_picture_lets_it_be_and_never_enlarged(size, share):
    image = taken_in(size)
    assert image.share[1:] == share
    assert opened(image.share.url).size == share
    assert opened(image.share.url).format == "JPEG"


@pytest.mark.parametrize(
    ("size", "focus", "middle"),
    [
        ((3000, 1000), (50, 50), (0.5, 0.5)),
        ((3000, 1000), (40, 50), (0.5, 0.5)),  # room on either side: the point is in the middle of the crop
        ((3000, 1000), (98, 50), (0.97, 0.5)),  # at the edge: as near as the edge lets it
        ((3000, 1000), (2, 50), (0.03, 0.5)),
        ((1000, 3000), (50, 30), (0.5, 0.5)),
        ((1000, 3000), (50, 99), (0.5, 0.94)),
    ],
)
def test_the_crop_for_sharing_stands_around_the_focal_point(size, focus, middle):
    x, y = size[0] * focus[0] // 100, size[1] * focus[1] // 100
    image = taken_in(size, spot=(x - 15, y - 15, x + 15, y + 15), focal_x=focus[0], focal_y=focus[1])
    crop = opened(image.share.url)
    red = crop.getchannel("R").point(lambda shade: 255 if shade > 128 else 0).getbbox()
    found = (red[0] + red[2]) / 2 / crop.width, (red[1] + red[3]) / 2 / crop.height
    assert found == pytest.approx(middle, abs=0.02)


def test_the_crop_for_sharing_lies_within_a_picture_of_any_size():
    for width, height in itertools.product((*range(1, 60), 661, 1083, 2999), (*range(1, 60), 577, 1247)):
        for focus in (0, 37, 100):
            left, top, right, bottom = copies._crop((width, height), (focus, focus))
            assert 0 <= left < right <= width and 0 <= top < bottom <= height


def test_other_sites_are_told_of_the_crop_in_its_own_size(client):
    image = taken_in((2000, 1000), focal_x=10)
    html = client.get(factories.make_article(lead_image=image).get_absolute_url()).content.decode()
    assert f'<meta property="og:image" content="http://testserver/media/{image.folder}/share-10-50.jpg">' in html
    assert '<meta property="og:image:width" content="1200"><meta property="og:image:height" content="630">' in html


@pytest.mark.parametrize("where", ["library", "story"])
def test_a_focal_point_that_an_editor_moves_gives_the_crop_another_name(desk, editor, where):
    image = taken_in((1000, 300), spot=(900, 0, 1000, 300))
    before = image.share.url
    if where == "library":
        page = f"/admin/articles/image/{image.pk}/change/"
        desk(editor).post(page, filled(desk(editor).get(page), "image_form") | {"focal_x": "95"})
    else:
        desk(editor).save(factories.make_article(lead_image=image), **{"lead-focal_x": "95"})
    image.refresh_from_db()
    assert image.share.url.endswith("/share-95-50.jpg")
    assert opened(image.share.url).getpixel((560, 150))[0] > 200
    assert opened(before).getpixel((560, 150))[0] < 100  # other sites were given its address


def test_a_picture_whose_file_is_gone_can_still_be_described(desk, editor):
    image = taken_in()
    share = image.share
    default_storage.delete(image.file.name)
    page = f"/admin/articles/image/{image.pk}/change/"
    values = filled(desk(editor).get(page), "image_form") | {"alt": "A meadow", "focal_x": "10"}
    assert desk(editor).post(page, values).status_code == 302
    image.refresh_from_db()
    assert (image.alt, image.focal_x, image.share) == ("A meadow", 10, share)


def test_a_picture_from_before_the_copies_is_shown_as_it_is(client):
    image = as_taken_in_before_there_were_copies(taken_in((2000, 1000)))
    story = factories.make_article(lead_image=image)
    html = client.get(story.get_absolute_url()).content.decode()
    assert f'src="{image.url}" width="2000" height="1000"' in html
    assert f'og:image" content="http://testserver{image.url}"' in html
    assert "1600.webp 1600w" in html


def test_redraw_gives_old_pictures_what_they_lack_once():
    old, new = as_taken_in_before_there_were_copies(taken_in(focal_x=20)), taken_in((700, 400))
    assert run("redraw_pictures", dry_run=True) == {"drawn": 1, "complete": 1, "failed": 0}
    assert Image.objects.get(pk=old.pk).copies == {}
    assert run("redraw_pictures") == {"drawn": 1, "complete": 1, "failed": 0}
    assert run("redraw_pictures") == {"drawn": 0, "complete": 2, "failed": 0}
    old.refresh_from_db()
    assert old.copies == {"plain": ["960.jpg", 960, 480], "share": ["share-20-50.jpg", 952, 500]}
    assert opened(old.share.url).size == (952, 500)
    assert Image.objects.get(pk=new.pk).copies == new.copies


def test_redraw_draws_widths_that_an_older_version_did_not_know():
    image = taken_in((2000, 1000))
    for width in (400, 1200):
        default_storage.delete(f"{image.folder}/{width}.webp")
    Image.objects.filter(pk=image.pk).update(widths=[320, 600, 800, 1000, 1600])
    assert run("redraw_pictures")["drawn"] == 1
    image.refresh_from_db()
    assert image.widths == [400, 600, 700, 800, 1000, 1200, 1600]
    assert opened(image.url_at(1200)).size == (1200, 600)


def test_redraw_finishes_what_a_killed_run_left_behind():
    image = as_taken_in_before_there_were_copies(taken_in())
    default_storage.open(f"{image.folder}/960.jpg", "wb").write(b"half a file")
    assert run("redraw_pictures")["drawn"] == 1
    image.refresh_from_db()
    assert opened(image.plain.url).size == (960, 480)


def test_a_focal_point_that_an_editor_moves_during_a_redraw_wins():
    seen_by_the_run = as_taken_in_before_there_were_copies(taken_in())
    Image.objects.filter(pk=seen_by_the_run.pk).update(focal_x=10)
    copies.redraw(seen_by_the_run)
    assert Image.objects.get(pk=seen_by_the_run.pk).copies == {}
    assert run("redraw_pictures")["drawn"] == 1
    assert Image.objects.get(pk=seen_by_the_run.pk).share.url.endswith("/share-10-50.jpg")


def test_redraw_names_a_picture_whose_file_is_gone_and_goes_on(capsys):
    gone, whole = as_taken_in_before_there_were_copies(taken_in()), taken_in((700, 400))
    as_taken_in_before_there_were_copies(whole)
    default_storage.delete(gone.file.name)
    assert run("redraw_pictures") == {"drawn": 1, "complete": 0, "failed": 1}
    assert gone.file.name in capsys.readouterr().err


def test_stories_are_rendered_anew_where_the_html_would_differ_and_nothing_else_of_them_changes():
    image = as_taken_in_before_there_were_copies(taken_in())
    showing, other = factories.make_article(body=f"![]({image.url})"), factories.make_article()
    run("redraw_pictures")
    assert run("render_stories", dry_run=True) == {"rendered": 1, "unchanged": 1, "failed": 0}
    assert "960.jpg" not in Article.objects.get(pk=showing.pk).body_html
    assert run("render_stories") == {"rendered": 1, "unchanged": 1, "failed": 0}
    assert run("render_stories") == {"rendered": 0, "unchanged": 2, "failed": 0}
    after = Article.objects.get(pk=showing.pk)
    assert "960.jpg" in after.body_html
    assert (after.version, after.modified_at, after.updated_at) == (showing.version, showing.modified_at, None)
    assert Article.objects.get(pk=other.pk).body_html == other.body_html


def test_every_story_is_rendered_however_many_there_are():
    Article.objects.bulk_create(
        Article(headline=f"Story {number}", slug=f"s-{number}", category=factories.section(), body="Words.")
        for number in range(2 * BATCH + 1)
    )
    assert run("render_stories") == {"rendered": 2 * BATCH + 1, "unchanged": 0, "failed": 0}
    assert set(Article.objects.values_list("body_html", "word_count")) == {(markup.story_html("Words."), 1)}


def test_a_story_that_the_renderer_now_refuses_keeps_its_html_and_is_named(settings, capsys):
    story = factories.make_article(body="word " * 60)
    settings.STORY_MAX_CHARACTERS = 100
    assert run("render_stories") == {"rendered": 0, "unchanged": 0, "failed": 1}
    assert Article.objects.get(pk=story.pk).body_html == story.body_html
    assert f"№ {story.pk}" in capsys.readouterr().err
