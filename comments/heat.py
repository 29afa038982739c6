"""A thread that heats up slows down: for a while each of its people speaks once in some minutes, and is told so."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone

from comments.models import Comment
from newsroom import ratelimit

if TYPE_CHECKING:
    from readers.models import User


def warm(comment: Comment) -> None:
    """After an answer was published: slows its thread where it is one of more than COMMENT_HEAT allows."""
    if comment.root_id is None or not settings.COMMENT_HEAT:
        return
    times, seconds = ratelimit.parse(settings.COMMENT_HEAT)
    lately = Comment.objects.filter(root=comment.root_id, created_at__gte=timezone.now() - timedelta(seconds=seconds))
    if len(lately.order_by().values_list("pk")[: times + 1]) <= times:
        return
    until = timezone.now() + timedelta(minutes=settings.COMMENT_HEAT_MINUTES)
    Comment.objects.filter(pk=comment.root_id).update(slowed_until=until)


def is_slow(root: Comment) -> bool:
    return root.slowed_until is not None and root.slowed_until > timezone.now()


def speaks_again_at(root: Comment, person: "User") -> datetime | None:
    """When somebody may speak again in a slowed thread; None: now."""
    pause = timedelta(minutes=settings.COMMENT_HEAT_PAUSE_MINUTES)
    said = Comment.objects.filter(author=person, created_at__gt=timezone.now() - pause, root=root.pk)
    latest = said.order_by("-created_at").values_list("created_at", flat=True).first()
    return latest + pause if latest else None
