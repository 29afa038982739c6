"""One mail that holds all that is due for somebody."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils.translation import ngettext

from comments.notices import links
from comments.notices.outbox import Parcel
from comments.notices.told import Told
from newsroom import mail

MOST_SAID = 50  # notices; of the rest the mail says how many there are


def letter(parcel: Parcel) -> EmailMultiAlternatives:
    """Named for its first notice."""
    context = {
        "items": [_item(one, parcel) for one in parcel.told[:MOST_SAID]],
        "more": max(0, len(parcel.told) - MOST_SAID),
        "notices": mail.absolute(reverse("notices:list")),
        "choices": mail.absolute(reverse("notices:choices")),
    }
    return mail.letter(
        "comments/notices/mail",
        context,
        to=parcel.address,
        subject=_subject(parcel),
        name=f"notice-{min(one.notice.pk for one in parcel.told)}",
        stop=links.stop(parcel.person),
    )


def _subject(parcel: Parcel) -> str:
    count = len(parcel.told)
    if count == 1:
        return parcel.told[0].sentence
    words = ngettext("%(count)s notice from %(site)s", "%(count)s notices from %(site)s", count)
    return words % {"count": count, "site": settings.SITE_NAME}


def _item(one: Told, parcel: Parcel) -> dict[str, str]:
    comment = one.notice.comment
    mute = links.mute(parcel.person, comment.thread_id) if comment and one.can_be_muted else ""
    return {
        "sentence": one.sentence,
        "words": one.words,
        "reason": one.notice.reason,
        "address": mail.absolute(one.target),
        "mute": mute,
    }
