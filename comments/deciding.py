"""What moderators decide about comments and people: every decision is kept, says why, and can be undone for a day.

The only writer of decisions and sanctions.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import publishing
from comments import notices
from comments.models import LIVE, Comment, Decision, Notice, Report, Sanction
from comments.moderation import learning
from comments.standing import Refused, move, reread, set_picked, twin

if TYPE_CHECKING:
    from readers.models import User

Action = Decision.Action
ACTION_TO = {"approved": Action.APPROVE, "rejected": Action.REJECT, "removed": Action.REMOVE}
ABOUT_STATUS = tuple(ACTION_TO.values())


@dataclass(frozen=True)
class Press:
    """One press of a button by a moderator: all it decides bears one batch and one time."""

    by: "User"
    batch: uuid.UUID
    at: datetime


def moderate(comment: Comment, *, by: "User", to: str, reason: str = "", press: Press | None = None) -> Comment:
    """Approves, rejects or removes a comment, settles its reports and its appeal, and tells its author.

    To what it is already, with nothing to settle, is nothing. What its author deleted stays deleted. Raises
    PermissionDenied; Refused where the same words stand there again.
    """
    press = press or press_of(by)
    with transaction.atomic():
        comment = reread(comment)
        if comment.was_withdrawn or (comment.status == to and comment.priority is None):
            return comment
        if to in LIVE and twin(comment.article, comment.submission, other_than=comment):
            raise Refused(_("Its author has posted the same words there again; that comment stands."))
        was, before, had_appeal = _last_learned(comment), comment.status, comment.has_open_appeal
        _settle(comment, press.at, Report.Outcome.WRONG if to == Comment.Status.APPROVED else Report.Outcome.RIGHT)
        move(comment, to, by=by)
        reason = reason.strip()[:500]
        _record(press, ACTION_TO[to], comment=comment, before=before, status=to, reason=reason)
        learning.learn(comment, was=was, now=to)
        _tell_author(comment, before, had_appeal, reason, press.at)
    return comment


def pick(comment: Comment, *, by: "User", is_picked: bool = True) -> Comment:
    """Puts a comment above the thread as the newsroom's pick, or takes it down. Raises PermissionDenied, Refused."""
    press = press_of(by)
    with transaction.atomic():
        comment = reread(comment)
        if not comment.is_approved or comment.is_hidden:
            raise Refused(_("Only a comment that readers can see is picked."))
        if (comment.picked_at is not None) == is_picked:
            return comment
        set_picked(comment, is_picked)
        _record(press, Action.PICK if is_picked else Action.UNPICK, comment=comment)
        if is_picked:
            notices.tell(comment.author, Notice.Kind.PICK, comment, at=press.at)
    return comment


def remove_all_of(
    person: "User", *, by: "User", since: datetime | None, reason: str, press: Press | None = None
) -> int:
    """Removes what somebody said since then, the newest first, at most COMMENT_BULK at one press; returns how many."""
    press = press or press_of(by)
    said = Comment.objects.filter(author=person, status__in=LIVE).select_related("article")
    if since:
        said = said.filter(created_at__gte=since)
    removed = list(said.order_by("-created_at", "-pk")[: settings.COMMENT_BULK])
    with transaction.atomic():
        for comment in sorted(removed, key=lambda comment: comment.article_id):  # locks are taken in one order
            moderate(comment, by=by, to=Comment.Status.REMOVED, reason=reason, press=press)
    return len(removed)


def sanction(
    person: "User", *, by: "User", kind: str, reason: str, until: datetime | None = None, press: Press | None = None
) -> Sanction:
    """Warns, slows, holds, suspends or bans somebody, and tells them why. A ban removes what they said.

    Raises PermissionDenied, also for somebody of the newsroom; Refused without a reason, or a day for a suspension.
    """
    press = press or press_of(by)
    if person.is_staff:
        raise PermissionDenied(_("The newsroom's own people are not sanctioned here."))
    reason = reason.strip()[:500]
    if not reason:
        raise Refused(_("Say why: the person is told."))
    if kind == Sanction.Kind.SUSPEND and until is None:
        raise Refused(_("Say until when."))
    if until is not None and until <= press.at:
        raise Refused(_("That day is over."))
    with transaction.atomic():
        made = Sanction.objects.create(
            person=person, kind=kind, reason=reason, until=until, by=by, at=press.at, batch=press.batch
        )
        _record(press, Action(kind), person=person, reason=reason)
        notices.tell(person, Notice.Kind.SANCTION, reason=str(made.get_kind_display()) + ". " + reason, at=press.at)
        if kind == Sanction.Kind.BAN:
            remove_all_of(person, by=by, since=None, reason=reason, press=press)
    return made


def lift(made: Sanction, *, by: "User", reason: str = "") -> None:
    """Ends a sanction before its time. Raises PermissionDenied."""
    press = press_of(by)
    with transaction.atomic():
        ended = Sanction.objects.filter(pk=made.pk, lifted_at=None).update(lifted_at=press.at)
        if ended:
            _record(press, Action.LIFT, person=made.person, reason=reason.strip()[:500])


def undo(batch: uuid.UUID, *, by: "User") -> int:
    """Takes back what was decided at one press: statuses, reports, appeals, sanctions, what was learned; returns how
    many decisions. Notices that nobody has read go too.

    Raises PermissionDenied; Refused after COMMENT_UNDO_HOURS. What was decided anew meanwhile is left as it is.
    """
    press = press_of(by)
    undone = 0
    with transaction.atomic():
        for decision in _undoable(batch, press.at):
            undone += _undo(decision, press)
        Sanction.objects.filter(batch=batch, lifted_at=None).update(lifted_at=press.at)
    return undone


def may_undo(decision: Decision, now: datetime) -> bool:
    is_fresh = decision.at > now - timedelta(hours=settings.COMMENT_UNDO_HOURS)
    return is_fresh and decision.batch is not None and decision.action not in (Action.UNDO, Action.CORRECT)


def correct_story(report: Report, *, by: "User", note: str) -> None:
    """An error that a reader reported is corrected on the story; who reported it is told. Raises PermissionDenied, and
    ValidationError without a note."""
    with transaction.atomic():
        publishing.correct(report.comment.article, by=by, kind="correction", note=note)
        _close_error(report, by, Report.Outcome.RIGHT, Action.CORRECT, note)
        notices.tell(report.by, Notice.Kind.CORRECTED, report.comment, reason=note[:500])


def dismiss_error(report: Report, *, by: "User", reason: str = "") -> None:
    """There is no error in the story. Raises PermissionDenied."""
    if not publishing.may_publish(by):
        raise PermissionDenied
    with transaction.atomic():
        _close_error(report, by, Report.Outcome.WRONG, Action.NO_ERROR, reason)


def press_of(by: "User") -> Press:
    """A press by somebody who may moderate. Raises PermissionDenied."""
    if not by.has_perm("comments.moderate_comment"):
        raise PermissionDenied
    return Press(by, uuid.uuid4(), timezone.now())


def _close_error(report: Report, by: "User", outcome: str, action: str, words: str) -> None:
    moment = timezone.now()
    report.outcome, report.decided_at = outcome, moment
    report.save(update_fields=["outcome", "decided_at"])
    _record(Press(by, uuid.uuid4(), moment), action, comment=report.comment, reason=words[:500])


def _settle(comment: Comment, at: datetime, outcome: str) -> None:
    """Its reports turn out right or wrong, its appeal is decided, and it is no longer folded away."""
    _open_reports(comment).update(outcome=outcome, decided_at=at)
    if comment.has_open_appeal:
        comment.appeal_decided_at = at
    comment.reported_weight, comment.hidden_at = 0, None
    comment.save(update_fields=["appeal_decided_at", "reported_weight", "hidden_at"])


def _open_reports(comment: Comment):
    return Report.objects.filter(comment=comment, outcome="").exclude(reason=Report.Reason.ERROR)


def _last_learned(comment: Comment) -> str:
    """What the score has learned of it last."""
    stands = comment.decisions.filter(action__in=ABOUT_STATUS, undone_by=None)
    return stands.order_by("-at", "-pk").values_list("status", flat=True).first() or ""


def _record(press: Press, action: str, *, comment: Comment | None = None, person: "User | None" = None, **about):
    return Decision.objects.create(
        comment=comment,
        person=comment.author if comment else person,
        action=action,
        by=press.by,
        by_name=press.by.get_username(),
        at=press.at,
        batch=press.batch,
        **about,
    )


def _tell_author(comment: Comment, before: str, had_appeal: bool, reason: str, at: datetime) -> None:
    if had_appeal:
        return notices.tell(comment.author, Notice.Kind.APPEAL, comment, reason, at)
    if comment.is_approved and before != Comment.Status.APPROVED:
        notices.tell(comment.author, Notice.Kind.APPROVED, comment, reason, at)
        notices.tell_of(comment)
    if comment.is_gone and before in LIVE:
        notices.tell(comment.author, Notice.Kind.REJECTED, comment, reason, at)
    return None


def _undoable(batch: uuid.UUID, now: datetime) -> list[Decision]:
    decisions = Decision.objects.filter(batch=batch, undone_by=None).select_related("comment__article")
    found = [decision for decision in decisions.order_by("comment__article", "pk") if may_undo(decision, now)]
    if not found:
        raise Refused(
            _("This can't be undone: it was already, or more than %(hours)s hours have passed.")
            % {"hours": settings.COMMENT_UNDO_HOURS}
        )
    return found


def _undo(decision: Decision, press: Press) -> int:
    comment = decision.comment
    if comment is None:
        _record(press, Action.UNDO, person=decision.person, undoes=decision)
        return 1
    comment = reread(comment)
    if decision.action in (Action.PICK, Action.UNPICK):
        was_picked = decision.action == Action.UNPICK
        if comment.is_approved and (comment.picked_at is not None) != was_picked:
            set_picked(comment, was_picked)
    elif decision.status:
        if comment.status != decision.status or comment.was_withdrawn:
            return 0
        _restore(comment, decision, press.by)
    _record(press, Action.UNDO, comment=comment, status=comment.status, undoes=decision)
    return 1


def _restore(comment: Comment, decision: Decision, by: "User") -> None:
    if decision.before in LIVE and twin(comment.article, comment.submission, other_than=comment):
        raise Refused(_("Its author has posted the same words there again; that comment stands."))
    again = Report.objects.filter(comment=comment, decided_at=decision.at).exclude(reason=Report.Reason.ERROR)
    comment.reported_weight = sum(again.values_list("weight", flat=True))
    again.update(outcome="", decided_at=None)
    if settings.COMMENT_REPORTS_HIDE and comment.reported_weight >= settings.COMMENT_REPORTS_HIDE:
        comment.hidden_at = decision.at
    if comment.appeal_decided_at == decision.at:
        comment.appeal_decided_at = None
    comment.save(update_fields=["reported_weight", "hidden_at", "appeal_decided_at"])
    before = comment.decisions.filter(action__in=ABOUT_STATUS, undone_by=None, at__lt=decision.at)
    learned = before.order_by("-at", "-pk").values_list("status", flat=True).first() or ""
    move(comment, decision.before, by=by)
    learning.learn(comment, was=decision.status, now=learned)
    notices.take_back(comment, at=decision.at)
