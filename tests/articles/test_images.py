"""Pictures as they are taken in."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Pillow

from articles import images
from articles.models import Image

pytestmark = pytest.mark.django_db


def picture(name="lead.jpg", kind="JPEG", size=(1200, 675), mode="RGB", colour="teal", **options) -> SimpleUploadedFile:
    buffer = io.BytesIO()
    Pillow.new(mode, size, colour).save(buffer, kind, **options)
    return SimpleUploadedFile(name, buffer.getvalue())


def stored(image: Image, width: int | None = None) -> Pillow.Image:
    name = image.file.name if width is None else f"{image.file.name.rsplit('/', 1)[0]}/{width}.webp"
    return Pillow.open(default_storage.open(name))


def test_a_picture_is_kept_in_every_width_up_to_its_own():
    image = images.ingest(picture(), alt="A wall")
    assert image.widths == [320, 640, 960, 1200]
    assert [stored(image, width).size for width in image.widths] == [(320, 180), (640, 360), (960, 540), (1200, 675)]
    assert stored(image).format == "JPEG"
    assert (image.width, image.height) == (1200, 675)


def test_a_very_wide_picture_stops_at_the_widest_that_is_shown():
    assert images.ingest(picture(size=(3000, 1000)), alt="A wall").widths == [320, 640, 960, 1280, 1600]


def test_a_small_picture_is_never_enlarged():
    assert images.ingest(picture(size=(90, 60)), alt="A dot").widths == [90]


def test_place_and_camera_are_stripped_and_the_picture_stands_upright():
    exif = Pillow.Exif()
    exif[0x0112] = 6  # turned a quarter
    exif[0x010F] = "Camera"
    exif.get_ifd(0x8825)[1] = "N"
    image = images.ingest(picture(size=(400, 200), exif=exif), alt="A wall")
    assert (image.width, image.height) == (200, 400)
    for copy in (stored(image), stored(image, 200)):
        assert not copy.getexif()
        assert "exif" not in copy.info
        assert copy.size == (200, 400)


def test_transparency_is_kept():
    image = images.ingest(picture("logo.png", "PNG", (64, 64), "RGBA", (0, 0, 0, 0)), alt="A logo")
    assert stored(image).mode == "RGBA"
    assert image.file.name.endswith(".png")


@pytest.mark.parametrize(
    ("name", "kind"), [("a.jpg", "JPEG"), ("a.png", "PNG"), ("a.webp", "WEBP"), ("a.gif", "GIF"), ("a.avif", "AVIF")]
)
def test_each_format_is_taken(name, kind):
    assert images.ingest(picture(name, kind, (80, 40)), alt="A wall").width == 80


def test_the_same_file_again_is_the_same_picture_and_only_fills_in_words():
    first = images.ingest(picture(), is_decorative=True)
    second = images.ingest(picture(), alt="A wall", caption="The wall")
    third = images.ingest(picture(), alt="Something else")
    assert first.pk == second.pk == third.pk
    assert (third.alt, third.caption, third.is_decorative) == ("A wall", "The wall", False)
    assert Image.objects.count() == 1


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (SimpleUploadedFile("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"), "SVG is not"),
        (SimpleUploadedFile("a.jpg", b"<svg onload=alert(1)>"), "no picture that can be read"),
        (SimpleUploadedFile("a.jpg", b"GIF89a<script>alert(1)</script>"), "no picture that can be read"),
        (SimpleUploadedFile("a.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 40), "no picture that can be read"),
        (SimpleUploadedFile("a.jpg", b""), "no picture that can be read"),
        (picture("a.png", "JPEG"), "called .png but holds a JPEG"),
        (picture("a.html", "JPEG"), "called .html but holds a JPEG"),
    ],
)
def test_a_file_that_is_not_what_it_should_be_is_refused_with_the_reason(file, words):
    with pytest.raises(ValidationError, match=words):
        images.ingest(file, alt="A wall")
    assert not Image.objects.exists()


def test_a_picture_that_unpacks_to_too_many_pixels_is_refused_before_it_is_unpacked(settings):
    bomb = picture("a.png", "PNG", (3000, 2000))
    settings.IMAGE_MAX_PIXELS = 5_999_999
    with pytest.raises(ValidationError, match="3000 × 2000"):
        images.ingest(bomb, alt="A wall")


def test_a_file_that_is_too_large_is_refused_with_the_limit(settings):
    settings.IMAGE_MAX_BYTES = 1000
    with pytest.raises(ValidationError, match="larger than"):
        images.ingest(picture(), alt="A wall")


def test_a_picture_needs_words_or_to_be_called_decorative():
    with pytest.raises(ValidationError, match="Describe the picture"):
        images.ingest(picture(), alt="  ")
    assert images.ingest(picture(), is_decorative=True).alt == ""


def test_an_uploaded_file_can_be_kept_for_ever_and_can_run_nothing(client):
    response = client.get(images.ingest(picture(), alt="A wall").url)
    assert response.status_code == 200
    assert response["Content-Type"] == "image/jpeg"
    assert "immutable" in response["Cache-Control"]
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "path", ["/media/", "/media/images/", "/media/../secret_key", "/media/%2e%2e/secret_key", "/media/nothing.jpg"]
)
def test_there_is_nothing_else_to_be_had_below_media(client, path):
    assert client.get(path).status_code == 404
