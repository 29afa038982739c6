"""What a reader of any format makes of one comment before it is taken in."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any

from django.utils.dateparse import parse_datetime

from comments.models import Comment
from newsroom import markup

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)  # before there were comments to read; what says so is a slip
HALF_CHARACTER = re.compile("[\ud800-\udfff]")  # JSON can hold one, no database takes it
LONGEST_SOURCE = 200


@dataclass
class Said:
    """One comment as found. `source` names it among all of its story, the same on every run; `parent` is the source of
    what it answers. `story` holds what the file has to tell which story it stands under: addresses, then shorter names.
    """

    name: str  # what a report calls it
    source: str
    story: tuple[str, ...]
    parent: str = ""
    by: str = ""
    text: str = ""
    status: str = Comment.Status.APPROVED
    at: datetime | None = None
    likes: int = 0
    edited_at: datetime | None = None
    removed_at: datetime | None = None
    picked_at: datetime | None = None
    verdict: list[dict[str, Any]] | None = None  # None: nothing is known of why it stands as it does
    unfit: str = ""  # why it can't be taken in at all
    is_aside: bool = False  # no comment of a reader, and left out for that


def unfit(name: str, why: str) -> Said:
    return Said(name, source="", story=(), unfit=why)


def whole(text: str) -> str:
    return HALF_CHARACTER.sub("\ufffd", text)


def moment(text: str, zone: tzinfo = UTC) -> datetime | None:
    """The moment that a text names, in `zone` where it names none itself; None for what can't be one."""
    try:
        found = parse_datetime(text.strip())
        found = found if found is None or found.tzinfo else found.replace(tzinfo=zone)
        return found.astimezone(UTC) if found and found.astimezone(UTC) >= EARLIEST else None
    except (ValueError, OverflowError):
        return None


def retype(said: Said, html: str, *, keeps_lines: bool = False) -> Said:
    """Gives it the words of HTML, as they would have been typed here."""
    try:
        said.text = markup.retyped(html, keeps_lines=keeps_lines)
    except markup.Refused as refused:
        said.unfit = str(refused)
    return said
