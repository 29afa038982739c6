"""Pen-names: the public name that stands beside everything a person writes."""

import re
import unicodedata

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

SHORTEST, LONGEST = 3, 30
# What a name looks like once each character is the letter of its kind: Letter, Mark, Number, Space, Punctuation.
# Marks are accents and vowel signs; more than three on one letter only serve to smear the lines above.
SHAPE = re.compile(r"(?=.*L)[LN]M{0,3}(?:S?(?:[LN]M{0,3}|P))*")
PUNCTUATION = ".-_'"
LOOK_ALIKES = {"LATIN", "CYRILLIC", "GREEK"}  # scripts whose letters can't be told apart

HELP = _("Shown beside what you post. 3 to 30 characters.")


def normalise(name: str) -> str:
    """One spelling for what looks the same: full-width letters become plain, typographic apostrophes straight."""
    return unicodedata.normalize("NFKC", name).replace("\u2019", "'").strip()


def key(name: str) -> str:
    """What two names that differ only in case have in common, in any script."""
    return unicodedata.normalize("NFKC", normalise(name).casefold())


def validate(name: str) -> None:
    """Raises ValidationError unless the name, already normalised, may be anybody's."""
    if not SHORTEST <= len(name) <= LONGEST:
        raise ValidationError(
            _("A pen-name has %(shortest)s to %(longest)s characters."),
            code="length",
            params={"shortest": SHORTEST, "longest": LONGEST},
        )
    if not SHAPE.fullmatch("".join(map(_kind, name))):
        raise ValidationError(
            _("Use letters, digits, single spaces and . - _ ' only; begin with a letter or a digit."), code="shape"
        )
    if len(LOOK_ALIKES & {unicodedata.name(character, "").partition(" ")[0] for character in name}) > 1:
        raise ValidationError(_("Use the letters of one alphabet."), code="alphabets")


def refuse_reserved(name: str) -> None:
    """Raises ValidationError for a name by which a reader would pass for one of the newsroom's people."""
    words = re.split(r"[\W\d_]+", key(name))
    joined, site = "".join(words), "".join(re.split(r"[\W\d_]+", key(settings.SITE_NAME)))
    if {joined, *words} & settings.RESERVED_PEN_NAMES or (site and site in joined):
        raise ValidationError(_("This name is kept for the newsroom's own people. Choose another."), code="reserved")


def _kind(character: str) -> str:
    category = unicodedata.category(character)
    if character == " ":
        return "S"
    if character in PUNCTUATION:
        return "P"
    return {"L": "L", "M": "M"}.get(category[0], "N" if category == "Nd" else "?")
