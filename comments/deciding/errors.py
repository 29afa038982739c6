"""Decisions about errors in stories that readers report: the story is corrected in the open, or there is none."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from articles import publishing
from comments import notices
from comments.deciding.press import Press, press_of_editor
from comments.models import Decision, Notice, Report
from comments.standing import Refused

if TYPE_CHECKING:
    from readers.models import User

Action = Decision.Action


def correct_story(report: Report, *, by: "User", note: str, press: Press | None = None) -> None:
    """An error that a comment points out is corrected on the story; who reported it is told.

    Raises PermissionDenied, ValidationError without a note, Refused once it was answered.
    """
    press = press or press_of_editor(by)
    with transaction.atomic():
        answered = _closed(report, press, Report.Outcome.RIGHT)
        publishing.correct(report.comment.article, by=by, kind="correction", note=note)
        press.record(Action.CORRECT, comment=report.comment, reason=note)
        for one in answered:
            notices.tell(one.by, Notice.Kind.CORRECTED, report.comment, reason=note[:500], at=press.at)


def dismiss_error(report: Report, *, by: "User", reason: str = "", press: Press | None = None) -> None:
    """There is no error in the story. Raises PermissionDenied, Refused once it was answered."""
    press = press or press_of_editor(by)
    with transaction.atomic():
        _closed(report, press, Report.Outcome.WRONG)
        press.record(Action.NO_ERROR, comment=report.comment, reason=reason)


def _closed(report: Report, press: Press, outcome: str) -> list[Report]:
    """All that report the error which that comment points out, answered at once."""
    those = Report.objects.filter(comment=report.comment_id, reason=Report.Reason.ERROR, outcome="")
    found = list(those.select_for_update(of=("self",)).select_related("by"))
    if not found:
        raise Refused(_("Somebody has answered this already."))
    Report.objects.filter(pk__in=[one.pk for one in found]).update(outcome=outcome, decided_at=press.at)
    return found
