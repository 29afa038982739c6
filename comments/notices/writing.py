"""Who is told of what, written in the transaction of what it tells of: no comment without its notice, none without its
comment."""

import re
import unicodedata
from datetime import datetime
from itertools import accumulate, takewhile
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.utils import timezone

from comments.models import Comment, Notice, NoticeChoice, ThreadMute
from comments.notices.bell import ring

if TYPE_CHECKING:
    from readers.models import User

Kind = Notice.Kind
ONCE = (Kind.REPLY, Kind.MENTION, Kind.PICK)  # told once of a comment, however often it is taken down and put back
MOST_MENTIONED = 5  # people in one comment
LONGEST_MENTION = 60  # characters after the @ in which a name is looked for
MOST_WORDS = 6  # of a name
OF_SOMEBODY = re.compile(r"(?:['’]s)?[.\-_'’]*$")  # what ends a sentence, or “Ada's”


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
    people += [(person, Kind.MENTION) for person in _mentioned(comment.body)]
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


def _mentioned(text: str) -> list["User"]:
    """The people whose names stand after an @, whatever their case. Of two names that begin alike the longer is meant:
    “@Ada Obi” is not Ada."""
    mentions = [_names_after(rest) for rest in _after_at(text)[:MOST_MENTIONED]]
    names = {name for names in mentions for name in names}
    if not names:
        return []
    people = get_user_model()
    known = {person.pen_name_key: person for person in people.named(names).filter(is_active=True)}
    found = [next((known[key] for key in map(people.key_of, names) if key in known), None) for names in mentions]
    return [person for person in found if person]


def _after_at(text: str) -> list[str]:
    """What follows each @ that begins a mention; one in the middle of a word is an address."""
    before, *rest = text.split("@")
    return [
        follows[:LONGEST_MENTION]
        for before, follows in zip([before, *rest], rest, strict=False)
        if not (before and (before[-1].isalnum() or before[-1] in "._-"))
    ]


def _names_after(rest: str) -> list[str]:
    """All that may be a name at the beginning of a text, the longest first."""
    words = "".join(takewhile(_may_be_of_a_name, rest)).split(" ")[:MOST_WORDS]
    beginnings = [name for name in accumulate(words, lambda name, word: f"{name} {word}") if name == name.strip()]
    either = [spelling for name in reversed(beginnings) for spelling in (name, OF_SOMEBODY.sub("", name))]
    return [name for name in dict.fromkeys(either) if name]


def _may_be_of_a_name(character: str) -> bool:
    return character in " .-_'’" or unicodedata.category(character)[0] in "LMN"
