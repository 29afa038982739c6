"""What a text looks like: its length, its links, and whether it was said before."""

import re
from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from comments.models import Comment
from comments.moderation.verdict import Action, Reason, Submission

LONG_ENOUGH_TO_BE_A_REPEAT = 40  # "Well said" under ten stories is a habit; forty characters are a copy
LINK = re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE)


def length(submission: Submission) -> Reason | None:
    """There is something to read, and not a book of it."""
    size, limit = len(submission.text), settings.COMMENT_MAX_CHARACTERS
    if size == 0:
        return Reason("length", Action.REFUSE, _("Write something before you post."))
    if size > limit:
        sentence = _("That is %(size)s characters; a comment can have %(limit)s. Shorten it and post again.")
        return Reason("length", Action.REFUSE, sentence % {"size": size, "limit": limit})
    return None


def links(submission: Submission) -> Reason | None:
    """Many links are rarely a conversation."""
    found = LINK.findall(submission.text)
    if len(found) <= settings.COMMENT_MAX_LINKS:
        return None
    sentence = _("It holds %(count)s links, so a moderator reads it first.") % {"count": len(found)}
    return Reason("links", Action.HOLD, sentence, tuple(link[:100] for link in found[:10]))


def repeat(submission: Submission) -> Reason | None:
    """The same long text by the same person in another place waits for a moderator."""
    if len(submission.text) < LONG_ENOUGH_TO_BE_A_REPEAT:
        return None
    earlier = Comment.objects.filter(
        author=submission.author,
        created_at__gte=timezone.now() - timedelta(hours=settings.COMMENT_REPEAT_HOURS),
        body=submission.text,
    )
    if submission.editing:
        earlier = earlier.exclude(pk=submission.editing.pk)
    copy = earlier.order_by("-created_at").values_list("pk", flat=True).first()
    if copy is None:
        return None
    sentence = _("You posted the same words elsewhere a short while ago, so a moderator reads this one first.")
    return Reason("repeat", Action.HOLD, sentence, (str(copy),))
