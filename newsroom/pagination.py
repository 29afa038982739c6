"""Pages of a list by key, so that page one thousand costs what page one costs and nothing is counted.

A place in the list is a token of the row it begins beside: `?page=before-<value>-<id>` holds the rows that come before
that row by the list's key (older ones, in a list by time), `?page=after-…` those that come after it.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TOKEN = re.compile(r"(before|after)-([\w-]{0,700})-(\d{1,18})", re.ASCII)
SIDES = {"before": "lt", "after": "gt"}


class NoSuchPage(ValueError):
    """The token is not one that `paginate` gave out."""


@dataclass(frozen=True)
class Page:
    """Rows in the list's order, and the tokens of the pages beside it ("" where there is none).

    In a list from A to Z, `newer` is the page before and `older` the page after.
    """

    rows: list[Any]
    newer: str = ""
    older: str = ""
    is_first: bool = True

    def __iter__(self):
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


@dataclass(frozen=True)
class Key:
    """What a list is ordered by: a field, then the id; an index must have both.

    `pk` is where the id stands for the index: a list that walks a join table has it there. `write` and `read` turn a
    value of the field into a part of a token and back; `read` raises ValueError for what `write` never wrote.
    """

    field: str
    write: Callable[[Any], str]
    read: Callable[[str], Any]
    pk: str = "pk"
    falls: bool = True  # newest first; else from A to Z
    rank: str = ""  # a field of whole numbers that goes before: rows of the highest first


def _microseconds(moment: datetime) -> str:
    return str((moment - EPOCH) // timedelta(microseconds=1))


def _moment(text: str) -> datetime:
    return EPOCH + timedelta(microseconds=_number(text))


def _number(text: str) -> int:
    if not re.fullmatch(r"\d{1,18}", text, re.ASCII):
        raise ValueError(text)
    return int(text)


def _name(text: str) -> str:
    name = urlsafe_base64_decode(text).decode()
    if "\0" in name:  # PostgreSQL takes no such text, so no row can have the name
        raise ValueError(text)
    return name


def by_time(field: str, pk: str = "pk", *, falls: bool = True) -> Key:
    """Newest first, or oldest."""
    return Key(field, _microseconds, _moment, pk, falls)


def by_count(field: str) -> Key:
    """Most first."""
    return Key(field, str, _number)


def by_name(field: str = "name") -> Key:
    """From A to Z, as the database sorts."""
    return Key(field, lambda name: urlsafe_base64_encode(name.encode()), _name, falls=False)


def by_id() -> Key:
    """The latest row first."""
    return Key("pk", str, _number)


def by_rank(rank: str, key: Key) -> Key:
    """The highest rank first; of those alike in it as that key has it."""
    return replace(key, rank=rank)


NEWEST = by_time("published_at")


def paginate(rows: QuerySet, token: str, *, size: int, key: Key = NEWEST) -> Page:
    """The page of `rows`, in the order of `key`, that the token names, "" being the first. Raises NoSuchPage.

    One row more than `size` is read, to know whether more follow.
    """
    side, place = _place(token, key)
    onward = "before" if key.falls else "after"
    goes_on = side in {"", onward}
    found = _found(rows, key, side, place, goes_on, size + 1)
    more, found = len(found) > size, found[:size]
    if not goes_on:
        found.reverse()
    backward = "after" if key.falls else "before"
    return Page(
        found,
        newer=_token(backward, found[0], key) if found and (bool(side) if goes_on else more) else "",
        older=_token(onward, found[-1], key) if found and (more or not goes_on) else "",
        is_first=not side,
    )


def in_pieces(rows: QuerySet, key: str = "pk", *, size: int = 1_000) -> Iterator[Any]:
    """All rows, rising by a field that no two share, each piece read beyond the last row of the one before.

    However many there are, a thousand are in memory, and no transaction stays open while they are used.
    """
    piece = list(rows.order_by(key)[:size])
    while piece:
        beyond = {f"{key}__gt": getattr(piece[-1], key)}  # before they are used, and maybe deleted
        yield from piece
        piece = list(rows.filter(**beyond).order_by(key)[:size])


@dataclass(frozen=True)
class _Place:
    rank: int
    value: Any
    pk: int


def _place(token: str, key: Key) -> tuple[str, _Place]:
    if not token:
        return "", _Place(0, None, 0)
    match = TOKEN.fullmatch(token)
    if not match:
        raise NoSuchPage(token)
    rank, dash, value = match[2].partition("-") if key.rank else ("0", "-", match[2])
    if not dash:
        raise NoSuchPage(token)
    try:
        return match[1], _Place(_number(rank), key.read(value), int(match[3]))
    except (ValueError, OverflowError) as error:
        raise NoSuchPage(token) from error


def _found(rows: QuerySet, key: Key, side: str, place: _Place, goes_on: bool, limit: int) -> list:
    sign = "-" if key.falls == goes_on else ""
    order = [f"{sign}{key.field}", f"{sign}{key.pk}"]
    if not key.rank:
        return list((_beyond(rows, key, side, place) if side else rows).order_by(*order)[:limit])
    order = [f"{'-' if goes_on else ''}{key.rank}", *order]
    if not side:
        return list(rows.order_by(*order)[:limit])
    # Of the same rank, then of the others: asked at once, a database walks over all that are alike in rank.
    found = list(_beyond(rows.filter(**{key.rank: place.rank}), key, side, place).order_by(*order)[:limit])
    others = rows.filter(**{f"{key.rank}__{'lt' if goes_on else 'gt'}": place.rank}).order_by(*order)
    return found if len(found) == limit else [*found, *others[: limit - len(found)]]


def _beyond(rows: QuerySet, key: Key, side: str, place: _Place) -> QuerySet:
    side, value, pk = SIDES[side], place.value, place.pk
    # The first condition alone lets the database walk its index from the place; the second settles ties.
    return rows.filter(
        Q(**{f"{key.field}__{side}e": value})
        & (Q(**{f"{key.field}__{side}": value}) | Q(**{key.field: value, f"{key.pk}__{side}": pk}))
    )


def _token(side: str, row: Any, key: Key) -> str:
    rank = f"{getattr(row, key.rank)}-" if key.rank else ""
    return f"{side}-{rank}{key.write(getattr(row, key.field))}-{row.pk}"
