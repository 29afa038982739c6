"""The copies of a stored picture: WebP in several widths, a plain one for every browser, and a crop for sharing.

They are drawn when a picture is taken in or its focal point moves, never while a page is read. A copy's name is never
used again for other pixels, so that browsers and proxies may keep it for ever.
"""

import io

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image as Pillow

from articles.models import Image

# From a phone's card to a wide lead picture on a dense screen; a browser takes the first that is wide enough for it.
WIDTHS = (400, 600, 700, 800, 1000, 1200, 1600)
PLAIN_WIDTH = 960
SHARE = (1200, 630)  # the card of a link on other sites, 1.91 : 1
# Of a photograph with transparency the best compression took 23 seconds for 8 % fewer bytes.
FORMATS = {
    "jpg": ("JPEG", {"quality": 80, "progressive": True, "optimize": True}),
    "png": ("PNG", {"compress_level": 4}),
    "webp": ("WEBP", {"quality": 75, "method": 6}),
}


def draw(image: Image, picture: Pillow.Image) -> None:
    """Writes all files of a picture just taken in (RGB or RGBA) and names them in its row, which the caller saves."""
    folder = f"images/{image.digest[:2]}/{image.digest[:16]}"
    image.width, image.height = picture.size
    quality = {} if picture.mode == "RGBA" else {"quality": 85}  # every later copy is drawn of this one
    image.file.name = _write(f"{folder}/original.{_plain_format(picture)}", picture, **quality)
    image.widths, image.copies = [], {}
    _complete(image, picture)


def is_complete(image: Image) -> bool:
    """Whether the row names every copy that `draw` makes today, the crop around its present focal point."""
    return "plain" in image.copies and _has_share(image) and image.widths == _widths(image.width)


def redraw(image: Image) -> bool:
    """Draws what the row lacks, of the stored original, and stores it. True if anything was lacking.

    A focal point that an editor moves meanwhile wins: the crop is then drawn by the next call.
    Raises OSError if the original is not there or can't be read.
    """
    if is_complete(image):
        return False
    _complete(image, _original(image))
    unmoved = Image.objects.filter(pk=image.pk, focal_x=image.focal_x, focal_y=image.focal_y)
    unmoved.update(widths=image.widths, copies=image.copies)
    return True


def draw_share(image: Image) -> None:
    """Draws the crop for sharing around the focal point as it now is; the caller saves the row.

    The crop that stood before stays in store, since other sites were given its address. Raises OSError as `redraw`.
    """
    if not _has_share(image):
        _draw_share(image, _original(image))


def _complete(image: Image, picture: Pillow.Image) -> None:
    if image.widths != _widths(image.width):
        _draw_widths(image, picture)
    if "plain" not in image.copies:
        _draw_plain(image, picture)
    if not _has_share(image):
        _draw_share(image, picture)


def _widths(width: int) -> list[int]:
    """The widths a picture of that width is kept in: never enlarged, and its own the widest up to the last of all."""
    narrower = [step for step in WIDTHS if step < width]
    return [*narrower, width] if width <= WIDTHS[-1] else narrower


def _draw_widths(image: Image, picture: Pillow.Image) -> None:
    widths = _widths(image.width)
    widest = _resized(picture, widths[-1])  # the others are drawn of it, which takes a third of the time
    for width in widths:
        if width not in image.widths:
            _write(f"{image.folder}/{width}.webp", _resized(widest, width))
    image.widths = widths


def _draw_plain(image: Image, picture: Pillow.Image) -> None:
    name = str(image.file).rsplit("/", 1)[1]
    copy = picture
    if picture.width > PLAIN_WIDTH:
        name = f"{PLAIN_WIDTH}.{_plain_format(picture)}"
        copy = _resized(picture, PLAIN_WIDTH)
        _write(f"{image.folder}/{name}", copy)
    image.copies["plain"] = [name, *copy.size]


def _draw_share(image: Image, picture: Pillow.Image) -> None:
    box = _crop(picture.size, (image.focal_x, image.focal_y))
    width = min(SHARE[0], round(box[2] - box[0]))
    size = (width, max(1, round(width * SHARE[1] / SHARE[0])))
    copy = picture.resize(size, Pillow.Resampling.LANCZOS, box=box, reducing_gap=3.0)
    if copy.mode == "RGBA":
        ground = Pillow.new("RGB", size, "white")
        ground.paste(copy, mask=copy)
        copy = ground
    name = _share_name(image)
    _write(f"{image.folder}/{name}", copy)
    image.copies["share"] = [name, *size]


def _crop(size: tuple[int, int], focus: tuple[int, int]) -> tuple[float, float, float, float]:
    """The largest part in the shape of SHARE, with the focal point (percent) as near its middle as the edges let it."""
    scale = min(size[0] / SHARE[0], size[1] / SHARE[1])
    left, right = _span(size[0], min(SHARE[0] * scale, size[0]), focus[0])
    top, bottom = _span(size[1], min(SHARE[1] * scale, size[1]), focus[1])
    return left, top, right, bottom


def _span(side: int, length: float, focus: int) -> tuple[float, float]:
    start = max(0.0, min(side * focus / 100 - length / 2, side - length))
    return start, min(start + length, side)  # what fractions add up to may lie a hair outside, which Pillow refuses


def _share_name(image: Image) -> str:
    return f"share-{image.focal_x}-{image.focal_y}.jpg"


def _has_share(image: Image) -> bool:
    return image.copies.get("share", [""])[0] == _share_name(image)


def _original(image: Image) -> Pillow.Image:
    with image.file.storage.open(str(image.file)) as file, Pillow.open(file, formats=["JPEG", "PNG"]) as picture:
        return picture.convert("RGBA" if picture.has_transparency_data else "RGB")


def _plain_format(picture: Pillow.Image) -> str:
    return "png" if picture.mode == "RGBA" else "jpg"


def _resized(picture: Pillow.Image, width: int) -> Pillow.Image:
    if width == picture.width:
        return picture
    height = max(1, round(picture.height * width / picture.width))
    return picture.resize((width, height), Pillow.Resampling.LANCZOS)


def _write(name: str, picture: Pillow.Image, **options) -> str:
    kind, usual = FORMATS[name.rsplit(".", 1)[1]]
    buffer = io.BytesIO()
    picture.save(buffer, kind, **usual | options)
    if default_storage.exists(name):  # left by a run that was killed: made of the same pixels
        default_storage.delete(name)
    return default_storage.save(name, ContentFile(buffer.getvalue()))
