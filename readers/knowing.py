"""All that For You goes by, laid out for the reader whom it is about."""

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from readers import buttons, tastes
from readers.leaning import Thing
from readers.models import LessLike, Read, SavedArticle, Stance, Taste

if TYPE_CHECKING:
    from readers.models import User

COUNTED_TO = 1000  # what is counted for show ends there


@dataclass(frozen=True)
class Leaning:
    """What somebody's reading adds up to for a section, topic or author.

    `reads` is how many stories read just now it weighs as much as; `share` goes from 0 to 100 with the strongest of
    its kind; below 0 it is less wanted.
    """

    thing: Thing
    key: str
    reads: float
    share: int


@dataclass
class Known:
    stances: list[Stance]
    less_like: list[LessLike]
    read: int  # stories in the history; COUNTED_TO stands for that many and more
    saved: int
    remembered: int  # the latest of them, by which "Because you read …" goes
    often: dict[str, list[Leaning]] = field(default_factory=dict)  # by letter, the strongest first
    taken_out: list[tuple[Thing, datetime]] = field(default_factory=list)  # and when

    @property
    def is_anything(self) -> bool:
        return bool(self.stances or self.less_like or self.read or any(self.often.values()) or self.taken_out)


def known_of(reader: "User") -> Known:
    """Every signal that is held. Eight queries, however much it is."""
    taste = Taste.objects.filter(reader=reader).first() or Taste(reader=reader)
    less = LessLike.objects.filter(reader=reader).select_related("article__category").order_by("-at", "-pk")
    known = Known(
        stances=list(Stance.objects.of(reader)),
        less_like=list(less.defer("article__body", "article__body_html")),
        read=Read.objects.filter(reader=reader)[:COUNTED_TO].count(),
        saved=SavedArticle.objects.filter(reader=reader)[:COUNTED_TO].count(),
        remembered=len(taste.recent),
    )
    weights = tastes.at_time(taste.weights, time.time())
    things = _things([*weights, *taste.forgotten])
    known.taken_out = [
        (things[key], datetime.fromtimestamp(at, UTC)) for key, at in taste.forgotten.items() if key in things
    ]
    for letter in buttons.KINDS:
        known.often[letter] = _strongest(
            {key: value for key, value in weights.items() if key.startswith(letter) and key in things}, things
        )
    return known


def _strongest(weights: dict[str, float], things: dict[str, Thing]) -> list[Leaning]:
    most = max(weights.values(), default=0.0)
    ordered = sorted(weights.items(), key=lambda one: -one[1])
    return [
        Leaning(things[key], key, value, max(0, round(100 * value / most)) if most > 0 else 0)
        for key, value in ordered
        if abs(value) >= tastes.FAINT
    ]


def _things(keys: list[str]) -> dict[str, Thing]:
    """By key; three queries at most."""
    found: dict[str, Thing] = {}
    for letter, kind in buttons.KINDS.items():
        wanted = {int(key[1:]) for key in keys if key.startswith(letter)}
        if wanted:
            found |= {f"{letter}{pk}": thing for pk, thing in kind._default_manager.in_bulk(wanted).items()}
    return found
