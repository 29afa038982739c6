"""The conversation as lines of JSON, to keep or to move: `comments/importing` reads them back to the same.

No address of anybody is in them, neither of mail nor of a network: names alone.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from articles.models import Article
from comments.models import Comment, Conversation
from newsroom.pagination import in_pieces

CHUNK = 1_000  # rows in memory
OWN = "newsroom"
BEGIN = datetime(1970, 1, 1, tzinfo=UTC)


def lines(article: Article | None = None) -> Iterator[str]:
    """Every comment whatever its status, a line each: story by story, and in each story threads in reading order."""
    talks = Conversation.objects.select_related("article").only("article__path", "article__slug")
    for talk in in_pieces(talks.filter(article=article) if article else talks, size=CHUNK):
        comments = Comment.objects.filter(article=talk.pk).select_related("author", "parent")
        for comment in in_pieces(comments.defer("body_html", "parent__body", "parent__body_html"), "path", size=CHUNK):
            yield json.dumps(_as_fields(comment, talk.article), ensure_ascii=False)


def total(article: Article | None = None) -> int:
    return (Comment.objects.filter(article=article) if article else Comment.objects.all()).count()


def own_source(comment: Comment) -> str:
    """What an export calls a comment that was said here: its number, and its moment, so that no other site's is it."""
    return f"{OWN}:{comment.pk}.{(comment.created_at - BEGIN) // timedelta(microseconds=1)}"


def own_row(source: str) -> tuple[int, datetime] | None:
    """The number and the moment of a comment by such a name; None for any other name."""
    site, _colon, rest = source.partition(":")
    pk, _dot, moment = rest.partition(".")
    if site != OWN or not (pk.isdecimal() and moment.isdecimal()) or len(pk) > 18 or len(moment) > 16:
        return None
    return int(pk), BEGIN + timedelta(microseconds=int(moment))


def _as_fields(comment: Comment, article: Article) -> dict[str, Any]:
    """What it takes to have the same comment elsewhere; what it has not is left out."""
    parent = comment.parent
    fields = {
        "source": comment.source or own_source(comment),
        "article": f"/{article.path}" if article.path else article.slug,
        "parent": (parent.source or own_source(parent)) if parent else None,
        "author": comment.author.get_username() if comment.author else comment.signed_as,
        "created": _moment(comment.created_at),
        "status": comment.status,
        "likes": comment.like_count,
        "body": comment.body,
        "edited": _moment(comment.edited_at),
        "removed": _moment(comment.removed_at),
        "picked": _moment(comment.picked_at),
        "verdict": comment.verdict,
    }
    return {name: value for name, value in fields.items() if value not in (None, [])}


def _moment(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat() if at else None
