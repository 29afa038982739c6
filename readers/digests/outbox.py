"""Which digests are due, and the states they pass through: due → sending → sent.

A digest is claimed before it is handed to the mail server: its time moves to the next one, and that is committed, so
that no digest is ever mailed twice. What a sender that died had claimed is not claimed again. Whether that mail arrived
nobody knows, and the next one comes at its time.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from readers.digests.contents import stories_for
from readers.digests.times import next_time
from readers.models import Digest
from readers.recommendations import Recommended


@dataclass(frozen=True)
class Parcel:
    """What was due for one reader. Without a digest it was no longer due; without an address none may go."""

    name: str = ""
    address: str = ""
    digest: Digest | None = None  # as it stood before it was claimed
    stories: Sequence[Recommended] = ()
    at: datetime | None = None  # when it was looked at; a claim is known by it
    next_at: datetime | None = None

    @property
    def is_to_go(self) -> bool:
        return bool(self.address and self.stories)

    @property
    def counts(self) -> Mapping[str, int]:
        if self.is_to_go:
            return {"mails": 1, "stories": len(self.stories)}
        return {"let go" if not self.address else "empty": 1} if self.digest else {}


def recipients(now: datetime) -> Iterator[int]:
    """Whose digests are due, each once; read little by little, so that it may take its time."""
    latest = 0
    while True:
        batch = list(due(now).filter(pk__gt=latest).order_by("pk").values_list("pk", flat=True)[:500])
        if not batch:
            return
        yield from batch
        latest = batch[-1]


def due(now: datetime) -> QuerySet[Digest]:
    return Digest.objects.filter(due_at__lte=now)


def unsure(now: datetime) -> int:
    """Digests of which nobody knows whether the latest arrived."""
    since = now - timedelta(minutes=settings.MAIL_UNSURE_MINUTES)
    return Digest.objects.filter(sending_since__lt=since).count()


def look(reader: int, now: datetime) -> Parcel:
    """What is due for somebody, with nothing changed."""
    digest = due(now).select_related("reader").filter(pk=reader).first()
    if digest is None:  # stopped or sent meanwhile
        return Parcel()
    address = digest.goes_to
    stories = stories_for(digest, now) if address else ()
    return Parcel(digest.reader.get_username(), address, digest, stories, now, next_time(digest.rhythm, now))


def claim(reader: int, now: datetime) -> Parcel:
    """What is due for somebody, from now on this sender's alone: of two at once the other finds its time has moved.
    The stories are looked for before, so that no lock is held meanwhile."""
    parcel = look(reader, now)
    if parcel.digest is None:
        return parcel
    as_it_stood = Digest.objects.filter(pk=reader, due_at=parcel.digest.due_at, address=parcel.digest.address)
    moved = {"due_at": parcel.next_at} | ({"sending_since": now} if parcel.is_to_go else {})
    return parcel if as_it_stood.update(**moved) else replace(parcel, digest=None, address="", stories=())


def sent(parcel: Parcel) -> None:
    """The mail server has taken the mail. The next one goes on from when its stories were looked for."""
    _claimed(parcel).update(sending_since=None, sent_at=parcel.at)


def give_back(parcel: Parcel, *, wait: bool) -> int:
    """The mail was surely not taken: due again, at once or (`wait`) after a while, unless the next one's time comes
    before that; then it is given up. Returns 1 if it was."""
    again = timezone.now() + timedelta(minutes=settings.MAIL_RETRY_MINUTES if wait else 0)
    is_given_up = parcel.next_at is not None and again >= parcel.next_at
    if not is_given_up:  # of one that was chosen anew meanwhile the time stays
        _claimed(parcel).filter(due_at=parcel.next_at).update(due_at=again)
    _claimed(parcel).update(sending_since=parcel.digest.sending_since if parcel.digest else None)
    return int(is_given_up)


def _claimed(parcel: Parcel) -> QuerySet[Digest]:
    return Digest.objects.filter(pk=parcel.digest.pk if parcel.digest else None, sending_since=parcel.at)
