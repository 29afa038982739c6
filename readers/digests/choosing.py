"""What digest a reader asks for: the one writer of it, but for the states of sending, which are the outbox's."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Category, Topic
from readers.digests import Refused, mailing
from readers.digests.times import next_time
from readers.models import Digest

if TYPE_CHECKING:
    from readers.models import User


def ask(*, reader: "User", rhythm: str, sections: Iterable[Category] = (), topics: Iterable[Topic] = ()) -> Digest:
    """Begins a digest, or changes it. A new one, and one whose confirmed address is no longer the account's, begins
    with a link by mail. Raises Refused; what was chosen is kept even if that mail can't go."""
    if not reader.verified_email:
        raise Refused(_("First confirm your e-mail address."))
    with transaction.atomic():
        digest, is_new = Digest.objects.select_for_update().get_or_create(reader=reader)
        begins = is_new or bool(digest.confirmed_at and not digest.goes_to)
        if begins:
            digest.confirmed_at, digest.due_at, digest.address = None, None, ""
        elif digest.confirmed_at and rhythm != digest.rhythm:
            digest.due_at = next_time(rhythm, timezone.now())
        digest.rhythm = rhythm
        digest.save()
        digest.sections.set(sections)
        digest.topics.set(topics)
    if begins:
        mailing.mail_link(digest)
    return digest


def confirm(digest: Digest) -> None:
    """Who opened the link wants it: from now on it comes. Once confirmed it stays as it is."""
    now = timezone.now()
    Digest.objects.filter(pk=digest.pk, confirmed_at=None).update(
        confirmed_at=now, address=digest.reader.verified_email, due_at=next_time(digest.rhythm, now)
    )
    digest.refresh_from_db()


def stop(*, reader: "User") -> None:
    """No more digests. What was chosen is forgotten; another one begins with a link again."""
    Digest.objects.filter(reader=reader).delete()
