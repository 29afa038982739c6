"""Which notices are due to be mailed, and the states they pass through: due → sending → sent.

A notice is claimed before it is handed to the mail server, and the claim is committed first, so that no notice is ever
mailed twice: what a sender that died had claimed is not claimed again. Whether that mail arrived nobody knows.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from comments.models import Notice, NoticeChoice, ThreadMute
from comments.notices.told import BY_OTHERS, Told, for_telling, told

Mail = Notice.Mail
DAY = timedelta(days=1)


@dataclass
class Parcel:
    """What was due for one person, sorted: `told` goes into one mail to `address`, `let_go` is not mailed at all."""

    person: int
    address: str = ""
    name: str = ""
    told: list[Told] = field(default_factory=list)
    let_go: list[Notice] = field(default_factory=list)
    before: datetime | None = None  # when the latest mail went

    @property
    def is_to_go(self) -> bool:
        return bool(self.told)

    @property
    def counts(self) -> Mapping[str, int]:
        return {"mails": int(self.is_to_go), "notices": len(self.told), "let go": len(self.let_go)}


def recipients(now: datetime) -> Iterator[int]:
    """Who has notices that may be mailed now, each once; read little by little, so that it may take its time."""
    latest = 0
    while True:
        found = due(now).filter(recipient__gt=latest).order_by("recipient").values_list("recipient", flat=True)
        batch = list(found.distinct()[:500])
        if not batch:
            return
        yield from batch
        latest = batch[-1]


def due(now: datetime) -> QuerySet[Notice]:
    """Without those of people who want one mail a day and had it."""
    return Notice.objects.filter(~Exists(_had_todays(now)), mail=Mail.DUE, mail_at__lte=now)


def later(now: datetime) -> int:
    """Notices that wait: for tomorrow's mail, or to be tried again."""
    return Notice.objects.filter(mail=Mail.DUE, mail_at__isnull=False).count() - due(now).count()


def unsure(now: datetime) -> int:
    """Notices of which nobody knows whether their mail arrived."""
    since = now - timedelta(minutes=settings.MAIL_UNSURE_MINUTES)
    return Notice.objects.filter(mail=Mail.SENDING, mail_at__lt=since).count()


def look(person: int, now: datetime) -> Parcel:
    """What is due for somebody, with nothing changed."""
    notices = list(for_telling(due(now).filter(recipient=person)).order_by("at", "pk"))
    recipient = get_user_model().objects.filter(pk=person).first()
    if recipient is None:  # the account went meanwhile, and its notices with it
        return Parcel(person)
    choice = NoticeChoice.objects.filter(person=person).first()
    wants = recipient.is_active and not (choice and choice.when == NoticeChoice.When.NEVER)
    parcel = Parcel(person, recipient.verified_email if wants and notices else "", recipient.get_username())
    parcel.before = choice.mailed_at if choice else None
    muted = set(recipient.muted.values_list("person", flat=True))
    threads = set(ThreadMute.objects.filter(person=person).values_list("root", flat=True))
    for one in told(notices):
        if parcel.address and one.notice.read_at is None and one.is_news and not _is_muted(one, muted, threads):
            parcel.told.append(one)
        else:
            parcel.let_go.append(one.notice)
    return parcel


def claim(person: int, now: datetime) -> Parcel:
    """What is due for somebody, from now on this sender's alone: of two at once the other finds nothing."""
    with transaction.atomic():
        get_user_model().objects.select_for_update(no_key=True).filter(pk=person).first()
        parcel = look(person, now)
        _move(parcel.let_go, Mail.DUE, Mail.NONE, None)
        _move(_notices(parcel), Mail.DUE, Mail.SENDING, now)
        if parcel.told:
            NoticeChoice.objects.filter(person=person).update(mailed_at=now)
    return parcel


def sent(parcel: Parcel) -> None:
    """The mail server has taken the mail."""
    _move(_notices(parcel), Mail.SENDING, Mail.SENT, None)


def give_back(parcel: Parcel, *, wait: bool) -> int:
    """The mail was surely not taken: its notices are due again, at once or (`wait`) after a while; those of which it
    has been tried for too long are given up. Returns how many were."""
    now = timezone.now()
    too_old = now - timedelta(hours=settings.NOTICE_TRY_HOURS)
    given_up = [one for one in _notices(parcel) if wait and one.at < too_old]
    again = [one for one in _notices(parcel) if one not in given_up]
    with transaction.atomic():
        _move(given_up, Mail.SENDING, Mail.NONE, None)
        _move(again, Mail.SENDING, Mail.DUE, now + timedelta(minutes=settings.MAIL_RETRY_MINUTES if wait else 0))
        NoticeChoice.objects.filter(person=parcel.person).update(mailed_at=parcel.before)
    return len(given_up)


def _notices(parcel: Parcel) -> list[Notice]:
    return [one.notice for one in parcel.told]


def _move(notices: list[Notice], before: str, after: str, at: datetime | None) -> None:
    if notices:
        claimed = Notice.objects.filter(pk__in=[notice.pk for notice in notices], mail=before)
        claimed.update(mail=after, mail_at=at)


def _had_todays(now: datetime) -> QuerySet[NoticeChoice]:
    return NoticeChoice.objects.filter(
        person=OuterRef("recipient"), when=NoticeChoice.When.DAILY, mailed_at__gt=now - DAY
    )


def _is_muted(one: Told, people: set[int], threads: set[int | None]) -> bool:
    comment = one.notice.comment
    if comment is None or one.notice.kind not in BY_OTHERS:
        return False
    return comment.author_id in people or comment.thread_id in threads
