"""What people are told, written in the transaction of what it tells of."""

import re
from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.utils import timezone

from comments.models import Comment, Notice, NoticeChoice, ThreadMute

if TYPE_CHECKING:
    from readers.models import User

MENTION = re.compile(r"(?<![\w@.])@([\w.-]{1,60})")
MOST_MENTIONED = 5  # people in one comment


def tell(
    recipient: "User | None", kind: str, comment: Comment | None = None, reason: str = "", at: datetime | None = None
) -> None:
    """Tells somebody, under the bell and by mail if they want it; of one comment and kind once while it is unread."""
    if recipient is None:
        return
    if Notice.objects.filter(recipient=recipient, kind=kind, comment=comment, read_at=None, reason=reason).exists():
        return
    never = NoticeChoice.objects.filter(person=recipient, when=NoticeChoice.When.NEVER).exists()
    moment = at or timezone.now()
    mail = Notice.Mail.NONE if never else Notice.Mail.DUE
    Notice.objects.create(
        recipient=recipient, kind=kind, comment=comment, reason=reason, at=moment, mail=mail, mail_at=moment
    )


def tell_of(comment: Comment) -> None:
    """A published comment: tells whom it answers, and whom it names."""
    told = {comment.author_id}
    answered = comment.parent.author if comment.parent else None
    if answered and answered.pk not in told and _hears(answered, comment):
        tell(answered, Notice.Kind.REPLY, comment)
        told.add(answered.pk)
    for person in _mentioned(comment.body):
        if person.pk not in told and _hears(person, comment):
            tell(person, Notice.Kind.MENTION, comment)
            told.add(person.pk)


def _hears(person: "User", comment: Comment) -> bool:
    return not (
        ThreadMute.objects.filter(person=person, root=comment.root_id or comment.pk).exists()
        or person.muted.filter(person=comment.author_id).exists()
    )


def _mentioned(text: str) -> list["User"]:
    names = list(dict.fromkeys(name.rstrip(".-") for name in MENTION.findall(text)))[:MOST_MENTIONED]
    return list(get_user_model().objects.filter(username__in=names, is_active=True)) if names else []
