"""Older and newer: pages of a list by key, so that page one thousand costs what page one costs and nothing is counted.

A place in the list is a token of the row it begins beside: `?page=before-<microseconds>-<id>` holds the rows older than
that row, `?page=after-…` the newer ones.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TOKEN = re.compile(r"(before|after)-(\d{1,17})-(\d{1,18})")


class NoSuchPage(ValueError):
    """The token is not one that `paginate` gave out."""


@dataclass(frozen=True)
class Page:
    """Rows newest first, and the tokens of the pages beside it ("" where there is none)."""

    rows: list[Any]
    newer: str = ""
    older: str = ""
    is_first: bool = True

    def __iter__(self):
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def paginate(rows: QuerySet, token: str, *, size: int, time_field: str = "published_at") -> Page:
    """The page of `rows` that the token names, "" being the first. Raises NoSuchPage.

    Rows are ordered by `time_field`, then `id`, newest first; one more than `size` is read to know whether more follow.
    """
    direction, moment, pk = _place(token)
    ordered = rows.order_by(f"-{time_field}", "-pk")
    if direction == "after":
        newer_first = list(_beyond(rows, time_field, "gt", moment, pk).order_by(time_field, "pk")[: size + 1])
        found, more_newer, more_older = newer_first[:size][::-1], len(newer_first) > size, True
    else:
        older = list((_beyond(ordered, time_field, "lt", moment, pk) if direction else ordered)[: size + 1])
        found, more_newer, more_older = older[:size], bool(direction), len(older) > size
    return Page(
        found,
        newer=_token("after", found[0], time_field) if found and more_newer else "",
        older=_token("before", found[-1], time_field) if found and more_older else "",
        is_first=not direction,
    )


def _place(token: str) -> tuple[str, datetime, int]:
    if not token:
        return "", EPOCH, 0
    match = TOKEN.fullmatch(token)
    if not match:
        raise NoSuchPage(token)
    return match[1], EPOCH + timedelta(microseconds=int(match[2])), int(match[3])


def _beyond(rows: QuerySet, time_field: str, side: str, moment: datetime, pk: int) -> QuerySet:
    # The first condition alone lets the database walk its index from the place; the second settles ties.
    return rows.filter(
        Q(**{f"{time_field}__{side}e": moment})
        & (Q(**{f"{time_field}__{side}": moment}) | Q(**{time_field: moment, f"pk__{side}": pk}))
    )


def _token(direction: str, row: Any, time_field: str) -> str:
    microseconds = (getattr(row, time_field) - EPOCH) // timedelta(microseconds=1)
    return f"{direction}-{microseconds}-{row.pk}"
