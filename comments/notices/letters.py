"""One mail that holds all that is due for somebody."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import ngettext

from comments.notices import links
from comments.notices.outbox import Parcel
from comments.notices.told import Told

LONGEST_SUBJECT = 120  # characters
MOST_SAID = 50  # notices; of the rest the mail says how many there are


def letter(parcel: Parcel) -> EmailMultiAlternatives:
    """Its Message-ID is made of its first notice, so that a receiver who gets it twice after all can tell. One press in
    a mail program ends such mail (RFC 8058), and no machine should answer it."""
    stop = links.stop(parcel.person)
    context = {
        "site_name": settings.SITE_NAME,
        "items": [_item(one, parcel) for one in parcel.told[:MOST_SAID]],
        "more": max(0, len(parcel.told) - MOST_SAID),
        "notices": links.absolute(reverse("notices:list")),
        "choices": links.absolute(reverse("notices:choices")),
        "stop": stop,
    }
    first = min(one.notice.pk for one in parcel.told)
    message = EmailMultiAlternatives(
        _subject(parcel),
        render_to_string("comments/notices/mail.txt", context),
        to=[parcel.address],
        headers={
            "Message-ID": f"<notice-{first}@{links.host()}>",
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        },
    )
    message.attach_alternative(render_to_string("comments/notices/mail.html", context), "text/html")
    message.message()  # what can't be a mail fails here, while nothing has been handed over
    return message


def _subject(parcel: Parcel) -> str:
    count = len(parcel.told)
    if count > 1:
        words = ngettext("%(count)s notice from %(site)s", "%(count)s notices from %(site)s", count)
        return words % {"count": count, "site": settings.SITE_NAME}
    return Truncator(" ".join(parcel.told[0].sentence.split())).chars(LONGEST_SUBJECT)


def _item(one: Told, parcel: Parcel) -> dict[str, str]:
    comment = one.notice.comment
    mute = links.mute(parcel.person, comment.thread_id) if comment and one.can_be_muted else ""
    return {
        "sentence": one.sentence,
        "words": one.words,
        "reason": one.notice.reason,
        "address": links.absolute(one.target),
        "mute": mute,
    }
