"""Comments as JSON: one a line, as `manage.py export_comments` writes them and others do; or threads in one array."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from articles.importing.item import Unreadable
from comments.importing.said import LONGEST_SOURCE, Said, moment, unfit, whole
from comments.models import Comment

LONGEST_LINE = 1_000_000  # bytes
LARGEST_ARRAY = 100_000_000  # bytes; it is read whole
MOST_LIKES = 10_000_000
STATUSES = {
    "approved": Comment.Status.APPROVED,
    "published": Comment.Status.APPROVED,
    "spam": Comment.Status.REJECTED,
    "rejected": Comment.Status.REJECTED,
    "removed": Comment.Status.REMOVED,
    "deleted": Comment.Status.REMOVED,
    "trash": Comment.Status.REMOVED,
}


def read(path: Path) -> Iterator[Said]:
    """A comment for every line that isn't empty; one that can't be read is unfit, and the next is read."""
    with path.open("rb") as file:
        number = 0
        while line := file.readline(LONGEST_LINE + 1):
            number += 1
            is_whole = len(line) <= LONGEST_LINE
            while not is_whole and line and not line.endswith(b"\n"):
                line = file.readline(LONGEST_LINE)
            if not is_whole:
                yield unfit(f"line {number}", f"longer than {LONGEST_LINE:,} bytes")
            elif line.strip():
                yield _of_line(line, f"line {number}")


def read_threads(path: Path) -> Iterator[Said]:
    """Of an array of `{"id": address, "comments": [{"id", "author", "created", "text"}]}`. Raises Unreadable."""
    if path.stat().st_size > LARGEST_ARRAY:
        raise Unreadable(f"larger than {LARGEST_ARRAY:,} bytes; write one comment a line (JSONL)")
    try:
        threads = json.loads(path.read_bytes().decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"not JSON: {_one_line(error)}") from error
    for place, thread in enumerate(threads, start=1):
        if not isinstance(thread, dict) or not isinstance(thread.get("comments"), list):
            yield unfit(f"thread {place}", "is not {“id”: …, “comments”: […]}")
            continue
        for number, fields in enumerate(thread["comments"], start=1):
            name = f"thread {place}, comment {number}"
            yield _said({"article": thread.get("id"), **fields}, name) if isinstance(fields, dict) else _no_object(name)


def _of_line(line: bytes, name: str) -> Said:
    try:
        fields = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        return unfit(name, f"not JSON: {_one_line(error)}")
    return _said(fields, name) if isinstance(fields, dict) else _no_object(name)


def _no_object(name: str) -> Said:
    return unfit(name, "is not an object of names and values")


def _said(fields: dict[str, Any], name: str) -> Said:
    own = "source" in fields and "id" not in fields  # as an export of a Newsroom names them, whole
    source = _text(fields.get("source")) if own else _sourced(fields.get("id"))
    parent = _text(fields.get("parent")) if own else _sourced(fields.get("parent"))
    if not source or max(len(source), len(parent)) > LONGEST_SOURCE:
        return unfit(name, f"has no id, or one longer than {LONGEST_SOURCE} characters")
    return Said(
        name=name,
        source=source,
        story=tuple(filter(None, [_text(fields.get("article"))])),
        parent=parent,
        by=_text(fields.get("author")),
        text=_text(fields.get("body")) or _text(fields.get("text")),
        status=STATUSES.get(_text(fields.get("status", "approved")), Comment.Status.PENDING),
        at=moment(_text(fields.get("created"))),
        likes=_number(fields.get("likes")),
        edited_at=moment(_text(fields.get("edited"))),
        removed_at=moment(_text(fields.get("removed"))),
        picked_at=moment(_text(fields.get("picked"))),
        verdict=_verdict(fields.get("verdict")) if own else None,
    )


def _sourced(value: Any) -> str:
    return f"jsonl:{found}" if (found := _text(value)) else ""


def _text(value: Any) -> str:
    """Words or a whole number; "" for anything else."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return whole(str(value)).replace("\0", "")


def _number(value: Any) -> int:
    return min(max(0, value), MOST_LIKES) if isinstance(value, int) else 0


def _verdict(value: Any) -> list[dict[str, Any]]:
    """Reasons in the form that the desk shows; anything else is none."""
    reasons = [reason for reason in _list(value) if isinstance(reason, dict)]
    return [
        {
            **{key: _text(reason.get(key))[:500] for key in ("rule", "action", "sentence")},
            "matched": [found[:200] for word in _list(reason.get("matched")) if (found := _text(word))][:50],
        }
        for reason in reasons[:20]
    ]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:160]
