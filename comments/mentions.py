"""Who is named in a text: `@Ada Obi`, whatever the case."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import accumulate, takewhile
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model

if TYPE_CHECKING:
    from readers.models import User

MOST = 5  # people who are told of one comment
LONGEST = 60  # characters after the @ in which a name is looked for
MOST_WORDS = 6  # of a name
OF_SOMEBODY = re.compile(r"(?:['’]s)?[.\-_'’]*$")  # what ends a sentence, or “Ada's”


def people_in(text: str) -> list["User"]:
    """Whose names stand after an @, of the first MOST. Of two names that begin alike the longer is meant: “@Ada Obi” is
    not Ada."""
    mentions = [_names_after(text, place) for place in list(_places(text))[:MOST]]
    names = {name for names in mentions for name in names}
    if not names:
        return []
    people = get_user_model()
    known = {person.pen_name_key: person for person in people.named(names).filter(is_active=True)}
    found = [next((known[key] for key in map(people.key_of, names) if key in known), None) for names in mentions]
    return [person for person in found if person]


def without(person: "User", text: str, instead: str) -> str:
    """The text with `instead` after each @ that names this person."""
    people = get_user_model()
    for place in reversed(list(_places(text))):
        names = _names_after(text, place)
        found = next((name for name in names if people.key_of(name) == person.pen_name_key), "")
        longer = names[: names.index(found)] if found else []
        if found and not people.named(longer).exists():
            text = text[:place] + instead + text[place + len(found) :]
    return text


def _places(text: str) -> Iterator[int]:
    """Where, after each @ that begins a mention, the name would begin; one in the middle of a word is an address."""
    for found in re.finditer("@", text):
        before = text[: found.start()][-1:]
        if not (before.isalnum() or (before and before in "._-")):
            yield found.end()


def _names_after(text: str, place: int) -> list[str]:
    """All that may be a name from there on, the longest first."""
    rest = text[place : place + LONGEST].partition("@")[0]
    words = "".join(takewhile(_may_be_of_a_name, rest)).split(" ")[:MOST_WORDS]
    beginnings = [name for name in accumulate(words, lambda name, word: f"{name} {word}") if name == name.strip()]
    either = [spelling for name in reversed(beginnings) for spelling in (name, OF_SOMEBODY.sub("", name))]
    return [name for name in dict.fromkeys(either) if name]


def _may_be_of_a_name(character: str) -> bool:
    return character in " .-_'’" or unicodedata.category(character)[0] in "LMN"
