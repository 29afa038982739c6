"""What a reader of any format makes of one story before it is taken in."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path


class Unreadable(Exception):
    """A file that can't be read at all; the text says why."""


@dataclass
class Item:
    """One story as found. `origin_id` names the place it was found at, the same on every run."""

    origin_id: str
    digest: str
    headline: str = ""
    slug: str = ""
    summary: str = ""
    body: str = ""
    section: str = ""
    topics: list[str] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    published_at: datetime | None = None
    updated_at: datetime | None = None
    language: str = ""
    source_name: str = ""
    source_url: str = ""
    licence: str = ""
    is_pick: bool = False
    is_draft: bool = False
    lead_picture: str = ""  # as the file names it; `pictures` says where it is
    lead_words: dict[str, str] = field(default_factory=dict)  # alt, caption, credit
    pictures: dict[str, Path] = field(default_factory=dict)  # reference → file found, lead and body
    previous_paths: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
