"""The mails of a digest: the one that asks whether it is wanted, and the digest itself."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from newsroom import mail
from readers.digests import links
from readers.digests.outbox import Parcel
from readers.models import Digest
from readers.recommendations import Recommended

LONGEST_HEADLINE = 90  # characters in a subject, before what is said of the rest


def asking(digest: Digest, address: str) -> EmailMultiAlternatives:
    """Holds the link that begins the digest."""
    context = {
        "digest": digest,
        "link": links.confirm(digest.reader_id, address),
        "days": settings.DIGEST_CONFIRM_DAYS,
    }
    subject = _("Shall we mail you a digest from %(site)s?") % {"site": settings.SITE_NAME}
    return mail.letter("readers/mail/asking", context, to=address, subject=subject)


def letter(parcel: Parcel) -> EmailMultiAlternatives:
    """Named for its reader and its time, so that a second try is the same letter."""
    digest = parcel.digest
    assert digest is not None
    context = {
        "digest": digest,
        "today": timezone.localdate(parcel.at),
        "groups": _by_section(parcel.stories),
        "is_for_everybody": not digest.reader.personalises,
        "front": mail.absolute(reverse("front")),
        "choices": mail.absolute(reverse("digest")),
    }
    return mail.letter(
        "readers/mail/digest",
        context,
        to=parcel.address,
        subject=_subject(parcel.stories),
        name=f"digest-{digest.pk}-{parcel.next_at:%Y%m%d}",
        stop=links.stop(digest.pk),
    )


def _subject(stories: Sequence[Recommended]) -> str:
    first, more = Truncator(stories[0].article.headline).chars(LONGEST_HEADLINE), len(stories) - 1
    if not more:
        return first
    words = ngettext("%(headline)s, and %(count)s more story", "%(headline)s, and %(count)s more stories", more)
    return words % {"headline": first, "count": more}


def _by_section(stories: Sequence[Recommended]) -> list[dict[str, Any]]:
    """Sections in the order of their best story."""
    groups: dict[str, list[dict[str, str]]] = {}
    for one in stories:
        groups.setdefault(one.article.category.name, []).append(_item(one))
    return [{"section": section, "line": "-" * len(section), "stories": items} for section, items in groups.items()]


def _item(one: Recommended) -> dict[str, str]:
    return {
        "headline": " ".join(one.article.headline.split()),
        "summary": " ".join(one.article.summary.split()),
        "reason": one.reason.sentence,
        "address": mail.absolute(one.article.get_absolute_url()),
        "language": one.article.language,
    }
