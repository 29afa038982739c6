"""How much the renderer takes, and what it says when it takes no more."""

from django.conf import settings
from django.utils.formats import number_format

# Each can be set in the Django settings under the same name.
DEFAULTS = {
    # A long read of 30,000 words; every cost below grows with it.
    "STORY_MAX_CHARACTERS": 200_000,
    # Lists and quotations within one another. The parser calls itself at each level and reads the inside again.
    "STORY_MAX_NESTING": 20,
    # Empty lines. For each paragraph parser and cleaner go through the list of all the others.
    "STORY_MAX_PARAGRAPHS": 2_500,
    # One paragraph, list item or table cell. Inside one, some costs grow with the square of its length.
    "STORY_MAX_PARAGRAPH": 20_000,
    # Work of reading the Markdown, in units of about 10 microseconds: see guards.py for what costs how much.
    "STORY_MAX_WORK": 60_000,
    # Tags in the HTML, at about 40 microseconds each for the cleaner; two entities count as one, and so do a hundred
    # other characters. A table of 300 rows and 8 columns has 5,400.
    "STORY_MAX_TAGS": 10_000,
    # HTML elements open at once. Each level of a list opens two or three.
    "STORY_MAX_OPEN_TAGS": 100,
    "COMMENT_MAX_CHARACTERS": 5_000,
}


class Refused(ValueError):
    """Text that is not rendered. `str(error)` is a sentence for the writer that says what to do."""

    @property
    def reason(self) -> str:
        return str(self)


def limit(name: str) -> int:
    return int(getattr(settings, name, DEFAULTS[name]))


def spelled(number: int) -> str:
    """A number as the language of the site writes it: 5,000."""
    return number_format(number, force_grouping=True)
