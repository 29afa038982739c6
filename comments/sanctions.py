"""What moderators have imposed on somebody, while it is in force."""

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from comments.models import Sanction

if TYPE_CHECKING:
    from readers.models import User

SHUT_OUT = (Sanction.Kind.SUSPEND, Sanction.Kind.BAN)
WITHOUT_PAGE = (Sanction.Kind.PAGE, Sanction.Kind.BAN)


def now_in_force() -> QuerySet[Sanction]:
    moment = timezone.now()
    return Sanction.objects.filter(Q(until=None) | Q(until__gt=moment), lifted_at=None).exclude(kind=Sanction.Kind.WARN)


def in_force(person: "User") -> list[Sanction]:
    """The gravest first."""
    gravity = list(Sanction.Kind)
    return sorted(now_in_force().filter(person=person), key=lambda imposed: -gravity.index(Sanction.Kind(imposed.kind)))


def refusal_of(person: "User") -> str:
    """The sentence for who may neither post nor react, "" for all others."""
    return next((sentence_of(imposed) for imposed in in_force(person) if imposed.kind in SHUT_OUT), "")


def refusal_of_page(person: "User") -> str:
    """The sentence for whose public page stays closed, "" for all others."""
    imposed = next((one for one in in_force(person) if one.kind in WITHOUT_PAGE), None)
    return _("Your page stays closed: %(reason)s") % {"reason": imposed.reason} if imposed else ""


def sentence_of(imposed: Sanction) -> str:
    """What somebody who may not post is told."""
    if imposed.until is None:
        return _("You may not post here any more: %(reason)s") % {"reason": imposed.reason}
    day = date_format(timezone.localtime(imposed.until), "N d, Y, H:i")
    return _("You may not post until %(day)s: %(reason)s") % {"day": day, "reason": imposed.reason}
