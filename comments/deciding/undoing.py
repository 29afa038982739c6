"""Taking back what was decided at one press: for COMMENT_UNDO_HOURS, and only what was not decided anew since."""

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import publishing
from comments import notices
from comments.deciding.moderating import ABOUT_PICK, ABOUT_STATUS, last_learned
from comments.deciding.press import Press, in_turns, press_of
from comments.models import LIVE, Comment, Decision, Report, Sanction
from comments.moderation import learning
from comments.standing import Refused, is_too_heavy, move, reread, set_picked, twin

if TYPE_CHECKING:
    from readers.models import User

Action = Decision.Action
FOR_GOOD = (Action.UNDO, Action.CORRECT)  # readers have been told of a correction


def may_undo(decision: Decision, by: "User") -> bool:
    """While it is fresh, whoever decided it. Asks nothing, so it may have been undone or decided anew already."""
    if decision.batch is None or decision.action in FOR_GOOD:
        return False
    if decision.action == Action.NO_ERROR and not publishing.may_publish(by):
        return False
    return decision.at > timezone.now() - timedelta(hours=settings.COMMENT_UNDO_HOURS)


def undo(batch: uuid.UUID, *, by: "User") -> int:
    """Takes back what was decided at one press: statuses, picks, reports, appeals, sanctions, what was learned; returns
    how many decisions. Notices that nobody has read go too.

    What was decided anew meanwhile, deleted by its author, or said there again is left as it is. Raises
    PermissionDenied; Refused where nothing is left to undo.
    """
    press = press_of(by)
    undone: int = 0
    why: Refused | None = None
    for some in in_turns(_undoable(batch, by)):
        with transaction.atomic():
            for decision in some:
                try:
                    undone += _undo(decision, press)
                except Refused as refused:  # raised before anything is written
                    why = refused
    if not undone:
        raise why or Refused(
            _("This can't be undone: it was undone or decided anew already, or more than %(hours)s hours have passed.")
            % {"hours": settings.COMMENT_UNDO_HOURS}
        )
    return undone


def _undoable(batch: uuid.UUID, by: "User") -> list[Decision]:
    """In the order in which locks are taken; of one comment the last decision first."""
    decisions = Decision.objects.standing().filter(batch=batch).select_related("comment__article", "person")
    decisions = decisions.defer("comment__article__body", "comment__article__body_html")
    found = list(decisions)
    if any(decision.action == Action.NO_ERROR for decision in found) and not publishing.may_publish(by):
        raise PermissionDenied
    found = [decision for decision in found if may_undo(decision, by)]
    return sorted(found, key=lambda one: (one.comment.article_id if one.comment else 0, -one.pk))


def _undo(decision: Decision, press: Press) -> bool:
    if decision.comment is None:
        return _was_undone_about_person(decision, press)
    comment = reread(decision.comment)
    if not _stands(decision) or _was_decided_anew(decision):
        return False
    if decision.action in ABOUT_STATUS:
        if comment.status != decision.status or comment.was_taken_back:
            return False
        _restore(comment, decision, press.by)
    elif decision.action in ABOUT_PICK:
        _put_back(comment, decision)
    elif decision.action == Action.NO_ERROR:
        Report.objects.filter(comment=comment, reason=Report.Reason.ERROR, decided_at=decision.at).update(
            outcome="", decided_at=None
        )
    press.record(Action.UNDO, comment=comment, status=comment.status, undoes=decision)
    notices.take_back(comment, at=decision.at)
    return True


def _stands(decision: Decision) -> bool:
    """Under its lock, so that of two who press at once the second finds it undone."""
    Decision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
    return Decision.objects.standing().filter(pk=decision.pk).exists()


def _was_decided_anew(decision: Decision) -> bool:
    alike = next((group for group in (ABOUT_STATUS, ABOUT_PICK) if decision.action in group), ())
    later = Decision.objects.filter(comment=decision.comment_id, action__in=alike, pk__gt=decision.pk)
    return later.standing().exists()


def _restore(comment: Comment, decision: Decision, by: "User") -> None:
    if decision.before in LIVE and twin(comment.article, comment.submission, other_than=comment):
        raise Refused(_("Its author has posted the same words there again; that comment stands."))
    settled = Report.objects.filter(comment=comment, decided_at=decision.at).exclude(reason=Report.Reason.ERROR)
    settled.update(outcome="", decided_at=None)
    comment.reported_weight = sum(comment.reports.undecided().values_list("weight", flat=True))
    if is_too_heavy(comment):
        comment.hidden_at = comment.hidden_at or decision.at
    if comment.appeal_decided_at == decision.at:
        comment.appeal_decided_at = None
    comment.save(update_fields=["reported_weight", "hidden_at", "appeal_decided_at"])
    move(comment, decision.before, by=by)
    learning.learn(comment, was=decision.status, now=last_learned(comment, before=decision))


def _put_back(comment: Comment, decision: Decision) -> None:
    was_picked = decision.action == Action.UNPICK
    if comment.is_approved and (comment.picked_at is not None) != was_picked:
        set_picked(comment, was_picked)


def _was_undone_about_person(decision: Decision, press: Press) -> bool:
    about_comment = (*ABOUT_STATUS, *ABOUT_PICK, Action.NO_ERROR)
    if decision.action in about_comment or not _stands(decision):  # a comment that is no more stays as it is
        return False
    if decision.action == Action.LIFT:
        _impose_again(decision)
    else:
        Sanction.objects.filter(person=decision.person, at=decision.at, lifted_at=None).update(lifted_at=press.at)
    press.record(Action.UNDO, person=decision.person, undoes=decision)
    notices.take_back(None, at=decision.at)
    return True


def _impose_again(decision: Decision) -> None:
    """What was lifted is in force again, unless it was undone itself."""
    for made in Sanction.objects.filter(person=decision.person, lifted_at=decision.at):
        if Decision.objects.standing().filter(batch=made.batch, action=made.kind).exists():
            made.lifted_at = None
            made.save(update_fields=["lifted_at"])
