"""Pictures: taken in once and made safe; their copies are drawn by articles/copies.py.

A stored file is never the uploaded one: it is drawn anew from the pixels, upright, in sRGB, without the metadata that
tells where and by whom it was taken. Formats that can carry scripts (SVG) or lie about themselves are refused.
"""

import hashlib
import io
import warnings
from contextlib import suppress
from pathlib import PurePath
from typing import TYPE_CHECKING, BinaryIO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from PIL import Image as Pillow
from PIL import ImageCms, ImageOps

from articles import copies, publishing
from articles.models import Image

if TYPE_CHECKING:
    from readers.models import User

EXTENSIONS = {
    "JPEG": {".jpg", ".jpeg", ".jpe", ".jfif"},
    "PNG": {".png"},
    "WEBP": {".webp"},
    "GIF": {".gif"},
    "AVIF": {".avif"},
}
SRGB = ImageCms.createProfile("sRGB")


def ingest(
    file: BinaryIO,
    *,
    by: "User | None" = None,
    alt: str = "",
    is_decorative: bool = False,
    caption: str = "",
    credit: str = "",
    focal_x: int = 50,
    focal_y: int = 50,
) -> Image:
    """Stores an uploaded picture (an open file with a `name`) and returns its row.

    The same file a second time is the same row: words it had stay, words it lacked are filled in.
    Raises ValidationError: too large, no picture, a format not taken, a name that lies about the format, or neither a
    text alternative nor `is_decorative`.
    """
    if not alt.strip() and not is_decorative:
        raise ValidationError({"alt": _("Describe the picture, or say that it is decorative.")})
    content = _read(file)
    digest = hashlib.sha256(content).hexdigest()
    words = {"alt": alt.strip(), "caption": caption.strip(), "credit": credit.strip()}
    known = Image.objects.filter(digest=digest).first()
    if known:
        return _fill_in(known, words)
    picture = _open(content, _suffix(file))
    image = Image(
        digest=digest, is_decorative=not words["alt"], focal_x=focal_x, focal_y=focal_y, uploaded_by=by, **words
    )
    copies.draw(image, picture)
    image.save()
    return image


def amend(image: Image) -> None:
    """Stores other words or another focal point; the crop for sharing and the stories that show the picture follow."""
    with suppress(OSError):  # a picture whose file is gone keeps the crop it had, and its words can still be mended
        copies.draw_share(image)
    image.save()
    publishing.show_again(image)


def check(file: BinaryIO) -> None:
    """Raises the ValidationError that `ingest` would raise over the file itself; stores nothing."""
    _open(_read(file), _suffix(file))


def _suffix(file: BinaryIO) -> str:
    return PurePath(getattr(file, "name", "") or "").suffix.lower()


def _read(file: BinaryIO) -> bytes:
    content = file.read(settings.IMAGE_MAX_BYTES + 1)
    if len(content) > settings.IMAGE_MAX_BYTES:
        raise ValidationError(
            _("The picture is larger than %(limit)s. Save it smaller and try again.")
            % {"limit": filesizeformat(settings.IMAGE_MAX_BYTES)}
        )
    return content


def _fill_in(image: Image, words: dict[str, str]) -> Image:
    missing = {name: value for name, value in words.items() if value and not getattr(image, name)}
    if missing:
        for name, value in missing.items():
            setattr(image, name, value)
        image.is_decorative = not image.alt
        image.save()
    return image


def _open(content: bytes, suffix: str) -> Pillow.Image:
    """The decoded picture, upright and in sRGB; its size is judged before a pixel is decoded."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Pillow.DecompressionBombWarning)  # our own limit stands below
            picture = Pillow.open(io.BytesIO(content), formats=list(EXTENSIONS))
            _check_name(suffix, picture)
            if picture.width * picture.height > settings.IMAGE_MAX_PIXELS:
                raise ValidationError(
                    _("The picture has %(width)s × %(height)s pixels, more than this site takes. Scale it down.")
                    % {"width": picture.width, "height": picture.height}
                )
            picture.load()
    except (OSError, SyntaxError, ValueError, Pillow.DecompressionBombError) as error:
        raise ValidationError(
            _("This is no picture that can be read. JPEG, PNG, WebP, AVIF and GIF are taken; SVG is not.")
        ) from error
    return _in_srgb(ImageOps.exif_transpose(picture))


def _check_name(suffix: str, picture: Pillow.Image) -> None:
    # Phones put a smaller picture, a depth or a brightness map behind a JPEG, and Pillow calls that MPO.
    kind = "JPEG" if picture.format == "MPO" else picture.format or ""
    if suffix and suffix not in EXTENSIONS[kind]:
        raise ValidationError(
            _("The file is called %(suffix)s but holds a %(format)s picture. Give it its right name.")
            % {"suffix": suffix, "format": kind}
        )


def _in_srgb(picture: Pillow.Image) -> Pillow.Image:
    has_alpha = picture.has_transparency_data
    profile = picture.info.get("icc_profile")
    if profile and picture.mode in {"RGB", "RGBA", "CMYK", "L"}:
        mode = "RGBA" if picture.mode == "RGBA" else "RGB"
        with suppress(ImageCms.PyCMSError, OSError):  # a broken profile says nothing: the numbers are taken as sRGB
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            picture = ImageCms.profileToProfile(picture, source, SRGB, outputMode=mode) or picture
    if picture.mode.startswith("I;16"):  # Pillow would cut everything above the 256th shade to white
        picture = picture.point(lambda shade: shade / 256).convert("L")
    plain = picture.convert("RGBA" if has_alpha else "RGB")
    if has_alpha and plain.getchannel("A").getextrema()[0] == 255:
        plain = plain.convert("RGB")  # most screenshots have an alpha channel that lets nothing through
    plain.info.clear()  # Pillow would write some of it (comments, profile) back into the copies
    return plain
