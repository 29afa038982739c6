"""Who is told of what, written in the transaction of what it tells of: no comment without its notice, none without its
comment."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone

from comments import mentions
from comments.models import Comment, Notice, NoticeChoice, ThreadMute
from comments.notices.bell import ring

if TYPE_CHECKING:
    from readers.models import User

Kind = Notice.Kind
ONCE = (Kind.REPLY, Kind.MENTION, Kind.PICK)  # told once of a comment, however often it is taken down and put back


def tell(
    recipient: "User | None", kind: str, comment: Comment | None = None, reason: str = "", at: datetime | None = None
) -> None:
    """Tells somebody, under the bell and by mail if they want it. The same is told once while it is unread; that a
    comment answers, mentions or is picked, once."""
    if recipient is None or not recipient.is_active:
        return
    told = Notice.objects.filter(recipient=recipient, kind=kind, comment=comment)
    if (told if kind in ONCE else told.filter(read_at=None, reason=reason)).exists():
        return
    never = NoticeChoice.objects.filter(person=recipient, when=NoticeChoice.When.NEVER).exists()
    moment = at or timezone.now()
    mail = {"mail": Notice.Mail.NONE} if never else {"mail": Notice.Mail.DUE, "mail_at": moment}
    Notice.objects.create(recipient=recipient, kind=kind, comment=comment, reason=reason, at=moment, **mail)
    ring(recipient.pk)


def tell_of(comment: Comment) -> None:
    """A published comment: tells whom it answers, and whom it names. One brought from elsewhere is old and tells
    nobody."""
    if comment.source:
        return
    told = {comment.author_id}
    answered = comment.parent.author if comment.parent else None
    people = [(answered, Kind.REPLY)] if answered else []
    people += [(person, Kind.MENTION) for person in mentions.people_in(comment.body)]
    for person, kind in people:
        if person.pk not in told and _hears(person, comment):
            tell(person, kind, comment)
            told.add(person.pk)


def take_back(comment: Comment | None, *, at: datetime) -> None:
    """A decision made at that time, about a comment or (None) about a person, is undone: who has not read of it yet
    need not. A mail that went can't be called back, so its notice stays to say the same."""
    unread = Notice.objects.filter(comment=comment, at=at, read_at=None, mail__in=("", Notice.Mail.DUE))
    told = list(unread.values_list("recipient", flat=True))
    unread.delete()
    for person in told:
        ring(person)


def _hears(person: "User", comment: Comment) -> bool:
    return not (
        ThreadMute.objects.filter(person=person, root=comment.thread_id).exists()
        or person.muted.filter(person=comment.author_id).exists()
    )
