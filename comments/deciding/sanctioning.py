"""Decisions about people: warn, close their page, slow, hold, suspend, ban, and lift."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from comments import notices
from comments.deciding.moderating import remove_all_of
from comments.deciding.press import Press, press_of, shortened
from comments.models import Decision, Notice, Sanction
from comments.profiles import showing
from comments.sanctions import WITHOUT_PAGE
from comments.standing import Refused

if TYPE_CHECKING:
    from readers.models import User

Kind = Sanction.Kind
FOR_A_TIME = (Kind.PAGE, Kind.SLOW, Kind.HOLD, Kind.SUSPEND)


def sanction(
    person: "User", *, by: "User", kind: str, reason: str, until: datetime | None = None, press: Press | None = None
) -> Sanction:
    """Warns, slows, holds, suspends or bans somebody, or closes their public page, and tells them why. A ban closes it
    too, and removes all they said.

    `until` ends a suspension, which must have an end, or a slow pace, a hold, the time without a page. Raises
    PermissionDenied, also for somebody of the newsroom; Refused without a reason, or a day for a suspension.
    """
    press = press or press_of(by)
    if person.is_staff:
        raise PermissionDenied(_("The newsroom's own people are not sanctioned here."))
    until = until if kind in FOR_A_TIME else None
    _require_said(press, kind, reason, until)
    with transaction.atomic():
        made = Sanction.objects.create(
            person=person, kind=kind, reason=shortened(reason), until=until, by=by, at=press.at, batch=press.batch
        )
        press.record(Decision.Action(kind), person=person, reason=reason)
        if kind in WITHOUT_PAGE:
            showing.close_page(person)
        told = f"{made.get_kind_display()}. {made.reason}"
        notices.tell(person, Notice.Kind.SANCTION, reason=told[:500], at=press.at)
    if kind == Kind.BAN:
        # After the ban itself, which keeps anything from being added meanwhile.
        while remove_all_of(person, by=by, since=None, reason=reason, press=press):
            pass
    return made


def lift(made: Sanction, *, by: "User", reason: str = "", press: Press | None = None) -> None:
    """Ends a sanction before its time. What a ban removed stays removed, and a page stays closed until its owner opens
    it. Raises PermissionDenied."""
    press = press or press_of(by)
    with transaction.atomic():
        if Sanction.objects.filter(pk=made.pk, lifted_at=None).update(lifted_at=press.at):
            press.record(Decision.Action.LIFT, person=made.person, reason=reason)


def _require_said(press: Press, kind: str, reason: str, until: datetime | None) -> None:
    if kind not in Kind.values:
        raise Refused(_("Choose what is to happen."))
    if not reason.strip():
        raise Refused(_("Say why: the person is told."))
    if kind == Kind.SUSPEND and until is None:
        raise Refused(_("Say until when."))
    if until is not None and until <= press.at:
        raise Refused(_("That day is over."))
