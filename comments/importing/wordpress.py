"""A WordPress export (WXR): posts, and in each the comments under it."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.utils import timezone

from comments.importing.elements import Element, records
from comments.importing.said import Said, moment, retype
from comments.models import Comment

STATUSES = {
    "1": Comment.Status.APPROVED,
    "approve": Comment.Status.APPROVED,
    "spam": Comment.Status.REJECTED,
    "trash": Comment.Status.REMOVED,
    "post-trashed": Comment.Status.REMOVED,
}


def read(path: Path) -> Iterator[Said]:
    """Every comment, under whatever kind of post. Raises Unreadable."""
    for post in records(path, ["item"]):
        names = (post.words("link"), post.words("guid"), post.words("post_name"))
        for comment in post.all("comment"):
            yield _said(comment, tuple(filter(None, names)))


def _said(comment: Element, story: tuple[str, ...]) -> Said:
    number, above, kind = (comment.words(f"comment_{name}") for name in ("id", "parent", "type"))
    said = Said(
        name=f"comment {number}",
        source=f"wordpress:{number}",
        story=story,
        parent="" if above in ("", "0") else f"wordpress:{above}",
        by=comment.words("comment_author"),
        status=STATUSES.get(comment.words("comment_approved"), Comment.Status.PENDING),
        at=_at(comment),
        unfit="" if number else f"line {comment.line}: a comment without an id",
        is_aside=kind not in ("", "comment"),  # pingbacks and trackbacks, notes of a shop's orders
    )
    return retype(said, comment.words("comment_content"), keeps_lines=True)


def _at(comment: Element) -> datetime | None:
    # A time that WordPress does not know is of the year 0, which is none.
    here = timezone.get_default_timezone()
    return moment(comment.words("comment_date_gmt")) or moment(comment.words("comment_date"), here)
