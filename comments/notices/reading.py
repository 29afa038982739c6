"""What people do with their notices: read them, mute a thread, choose when mail comes."""

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from comments.models import Comment, Notice, NoticeChoice, ThreadMute
from comments.notices.bell import ring
from comments.standing import Refused

if TYPE_CHECKING:
    from readers.models import User


def read(notice: Notice) -> None:
    if Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=timezone.now()):
        ring(notice.recipient_id)


def read_all(person: "User") -> int:
    """Returns how many were unread."""
    count = Notice.objects.filter(recipient=person, read_at=None).update(read_at=timezone.now())
    if count:
        ring(person.pk)
    return count


def mute_thread(person: "User", root: Comment) -> None:
    """Nothing more is told of answers and mentions in this thread, not even by the mail that is due."""
    ThreadMute.objects.get_or_create(person=person, root=root)


def unmute_thread(person: "User", root: int) -> None:
    ThreadMute.objects.filter(person=person, root=root).delete()


def choice_of(person: "User") -> NoticeChoice:
    return NoticeChoice.objects.filter(person=person).first() or NoticeChoice(person=person)


def choose(person: "User", when: str) -> None:
    """When mail comes, beginning with what is due. Raises Refused for what can't be chosen."""
    if when not in NoticeChoice.When.values:
        raise Refused(_("Choose one of the three."))
    NoticeChoice.objects.update_or_create(person=person, defaults={"when": when})
