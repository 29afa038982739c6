"""Pictures as they are taken in."""

import io
import struct
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Pillow
from PIL.PngImagePlugin import PngInfo

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
    assert image.widths == [400, 600, 700, 800, 1000, 1200]
    heights = [stored(image, width).size[1] for width in image.widths]
    assert heights == [225, 338, 394, 450, 562, 675]
    assert stored(image).format == "JPEG"
    assert (image.width, image.height) == (1200, 675)


def test_a_very_wide_picture_stops_at_the_widest_that_is_shown():
    assert images.ingest(picture(size=(3000, 1000)), alt="A wall").widths == [400, 600, 700, 800, 1000, 1200, 1600]


def test_a_small_picture_is_never_enlarged():
    assert images.ingest(picture(size=(90, 60)), alt="A dot").widths == [90]


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize(
    ("kind", "name"), [("JPEG", "a.jpg"), ("MPO", "a.jpg"), ("PNG", "a.png"), ("WEBP", "a.webp"), ("AVIF", "a.avif")]
)
def test_place_and_camera_are_stripped_from_every_file_and_the_picture_stands_upright(kind, name, turned):
    exif = Pillow.Exif()
    exif[0x0112] = 6 if turned else 1
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825).update({1: "N", 2: (6.0, 27.0, 14.0), 3: "E", 4: (3.0, 24.0, 21.0)})
    words = {"PNG": {"pnginfo": secret_words()}}.get(kind, {"xmp": b"<x:xmpmeta>SecretPlace</x:xmpmeta>"})
    words |= {"comment": b"SecretWords"} if kind in {"JPEG", "MPO"} else {}
    colours = Pillow.linear_gradient("L").resize((1000, 500)).convert("RGB")
    buffer = io.BytesIO()
    colours.save(buffer, kind, exif=exif, **words)
    assert b"Secret" in buffer.getvalue()  # it is there to be stripped
    image = images.ingest(SimpleUploadedFile(name, buffer.getvalue()), alt="A wall")
    assert (image.width, image.height) == ((500, 1000) if turned else (1000, 500))
    files = files_of(image)
    assert len(files) == (4 if turned else 8)
    for name, content in files.items():
        copy = Pillow.open(io.BytesIO(content))
        assert not copy.getexif(), name
        assert not copy.info.keys() & {"exif", "xmp", "comment", "icc_profile", "Comment"}, name
        assert b"Secret" not in content and b"GPS" not in content, name
        assert name.startswith("share") or (copy.width < copy.height) == turned, name


def secret_words() -> PngInfo:
    words = PngInfo()
    words.add_itxt("XML:com.adobe.xmp", "SecretPlace")
    words.add_text("Comment", "SecretWords")
    return words


def files_of(image: Image) -> dict[str, bytes]:
    names = default_storage.listdir(image.folder)[1]
    return {name: default_storage.open(f"{image.folder}/{name}").read() for name in names}


def test_a_phones_picture_that_holds_a_second_one_is_taken_as_the_jpeg_it_is():
    main, depth = Pillow.new("RGB", (400, 300), "teal"), Pillow.new("RGB", (100, 75), "red")
    buffer = io.BytesIO()
    main.save(buffer, "MPO", save_all=True, append_images=[depth])
    assert Pillow.open(buffer).format == "MPO"
    image = images.ingest(SimpleUploadedFile("IMG_2041.JPG", buffer.getvalue()), alt="A wall")
    assert (image.width, image.height) == (400, 300)
    assert stored(image).format == "JPEG"
    with pytest.raises(ValidationError, match="called .png but holds a JPEG"):
        images.ingest(SimpleUploadedFile("a.png", buffer.getvalue() + b" "), alt="A wall")


def test_a_scan_in_65536_shades_of_grey_keeps_them():
    buffer = io.BytesIO()
    Pillow.new("I;16", (40, 30), 0x8000).save(buffer, "PNG")
    image = images.ingest(SimpleUploadedFile("a.png", buffer.getvalue()), alt="A page")
    assert stored(image).getpixel((5, 5)) == pytest.approx((128, 128, 128), abs=2)


def test_a_screenshot_whose_alpha_lets_nothing_through_is_a_jpeg():
    image = images.ingest(picture("a.png", "PNG", (64, 64), "RGBA", (9, 9, 9, 255)), alt="A screen")
    assert stored(image).format == "JPEG"


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


@pytest.mark.parametrize(
    ("name", "kind"), [("a.jpg", "JPEG"), ("a.png", "PNG"), ("a.webp", "WEBP"), ("a.gif", "GIF"), ("a.avif", "AVIF")]
)
def test_a_file_that_was_cut_short_is_refused_wherever_it_was_cut(name, kind):
    buffer = io.BytesIO()
    Pillow.effect_noise((120, 80), 60).convert("RGB").save(buffer, kind)
    whole = buffer.getvalue()
    for part in (0.05, 0.5, 0.9):
        with pytest.raises(ValidationError, match="no picture that can be read"):
            images.ingest(SimpleUploadedFile(name, whole[: int(len(whole) * part)]), alt="A wall")
    assert images.ingest(SimpleUploadedFile(name, whole), alt="A wall").width == 120


@pytest.mark.parametrize(
    ("name", "kind"), [("a.jpg", "JPEG"), ("a.png", "PNG"), ("a.webp", "WEBP"), ("a.gif", "GIF"), ("a.avif", "AVIF")]
)
def test_nothing_that_a_file_carries_behind_its_picture_is_kept(name, kind):
    """A picture that is also an archive, a page or a script (GIFAR and its kin) is only a picture here."""
    tail = b"PK\x03\x04 */=1;alert(1)//<script>alert(1)</script><?php system($_GET[0]); ?>"
    file = picture(name, kind, (80, 40)).read() + tail
    image = images.ingest(SimpleUploadedFile(name, file), alt="A wall")
    for content in files_of(image).values():
        assert not any(words in content for words in (b"alert", b"script", b"<?php", b"PK\x03\x04"))


@pytest.mark.parametrize(("name", "kind"), [("a.png", "PNG"), ("a.webp", "WEBP"), ("a.avif", "AVIF"), ("a.gif", "GIF")])
def test_a_few_bytes_that_unpack_to_millions_of_pixels_are_refused_in_each_format(settings, name, kind):
    settings.IMAGE_MAX_PIXELS = 1_000_000
    options = {"speed": 10} if kind == "AVIF" else {}
    bomb = picture(name, kind, (2000, 1000), **options)
    assert bomb.size < 20_000
    with pytest.raises(ValidationError, match="2000 × 1000"):
        images.ingest(bomb, alt="A wall")


@pytest.mark.parametrize(
    ("chunk", "head"), [(b"iCCP", b"profile\0\0"), (b"zTXt", b"words\0\0"), (b"iTXt", b"words\0\1\0\0\0")]
)
def test_a_png_whose_profile_or_words_unpack_without_end_does_no_harm(chunk, head):
    whole = picture("a.png", "PNG", (80, 40)).read()
    data = chunk + head + zlib.compress(b"\0" * 50_000_000)
    bomb = whole[:33] + struct.pack(">I", len(data) - 4) + data + struct.pack(">I", zlib.crc32(data)) + whole[33:]
    with pytest.raises(ValidationError, match="no picture that can be read"):
        images.ingest(SimpleUploadedFile("a.png", bomb), alt="A wall")


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
