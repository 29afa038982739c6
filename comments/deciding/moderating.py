"""Decisions about comments: approve, reject, remove, pick, and remove all of one person's."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from comments import notices
from comments.deciding.press import Press, in_turns, press_of, shortened
from comments.models import LIVE, Comment, Decision, Notice, Report
from comments.moderation import learning
from comments.standing import Refused, move, reread, set_picked, twin

if TYPE_CHECKING:
    from readers.models import User

Action = Decision.Action
ACTION_TO = {"approved": Action.APPROVE, "rejected": Action.REJECT, "removed": Action.REMOVE}
ABOUT_STATUS = tuple(ACTION_TO.values())
ABOUT_PICK = (Action.PICK, Action.UNPICK)


def moderate(
    comment: Comment, *, by: "User", to: str, reason: str = "", press: Press | None = None, seen: str = ""
) -> Comment:
    """Approves, rejects or removes a comment, settles its reports and its appeal, and tells its author.

    To what it is already, with nothing to settle, is nothing. What its author deleted stays deleted. `seen` is the
    `mark_of` the comment that the moderator read. Raises PermissionDenied; Refused where the comment is another by
    now, or the same words stand there again.
    """
    press = press or press_of(by)
    with transaction.atomic():
        comment = reread(comment)
        if seen and seen != mark_of(comment):
            raise Refused(_("It has changed since you read it, so nothing was decided."))
        if comment.was_taken_back or (comment.status == to and comment.priority is None):
            return comment
        if to in LIVE and twin(comment.article, comment.submission, other_than=comment):
            raise Refused(_("Its author has posted the same words there again; that comment stands."))
        was, before, had_appeal = last_learned(comment), comment.status, comment.has_open_appeal
        if comment.picked_at and to != Comment.Status.APPROVED:
            press.record(Action.UNPICK, comment=comment)
        _settle(comment, press.at, Report.Outcome.WRONG if to == Comment.Status.APPROVED else Report.Outcome.RIGHT)
        move(comment, to, by=by)
        press.record(ACTION_TO[to], comment=comment, before=before, status=to, reason=reason)
        learning.learn(comment, was=was, now=to)
        _tell_author(comment, before, had_appeal, shortened(reason), press.at)
    return comment


def pick(comment: Comment, *, by: "User", is_picked: bool = True, press: Press | None = None) -> Comment:
    """Puts a comment above the thread as the newsroom's pick, or takes it down. Raises PermissionDenied, Refused."""
    press = press or press_of(by)
    with transaction.atomic():
        comment = reread(comment)
        if not comment.is_approved or comment.is_hidden:
            raise Refused(_("Only a comment that readers can see is picked."))
        if (comment.picked_at is not None) == is_picked:
            return comment
        if is_picked and comment.article.conversation.pick_count >= settings.COMMENT_PICKS:
            raise Refused(
                _("There are %(limit)s picks under this story: take one down first.")
                % {"limit": settings.COMMENT_PICKS}
            )
        set_picked(comment, is_picked)
        press.record(Action.PICK if is_picked else Action.UNPICK, comment=comment)
        if is_picked:
            notices.tell(comment.author, Notice.Kind.PICK, comment, at=press.at)
    return comment


def live_of(person: "User", since: datetime | None) -> QuerySet[Comment]:
    """What somebody said since then, or ever, and what still stands, the newest first."""
    said = Comment.objects.filter(author=person, status__in=LIVE)
    return (said.filter(created_at__gte=since) if since else said).order_by("-created_at", "-pk")


def remove_all_of(
    person: "User", *, by: "User", since: datetime | None, reason: str, press: Press | None = None
) -> int:
    """Removes what somebody said since then, the newest first, at most COMMENT_BULK at one press; returns how many.
    Raises PermissionDenied."""
    press = press or press_of(by)
    found = live_of(person, since).select_related("article").defer("article__body", "article__body_html")
    chosen = list(found[: settings.COMMENT_BULK])
    for some in in_turns(sorted(chosen, key=lambda comment: (comment.article_id, comment.pk))):  # locks in one order
        with transaction.atomic():
            for comment in some:
                moderate(comment, by=by, to=Comment.Status.REMOVED, reason=reason, press=press)
    return len(chosen)


def mark_of(comment: Comment) -> str:
    """Of the comment as it stands: another once its words or its status have changed."""
    return f"{comment.status}-{comment.submission[:16]}"


def last_learned(comment: Comment, before: Decision | None = None) -> str:
    """What the score has learned of it last, or had before that decision."""
    stands = comment.decisions.standing().filter(action__in=ABOUT_STATUS)
    if before:
        stands = stands.filter(pk__lt=before.pk)
    return stands.order_by("-pk").values_list("status", flat=True).first() or ""


def _settle(comment: Comment, at: datetime, outcome: str) -> None:
    """Its reports turn out right or wrong, its appeal is decided, and it is no longer folded away."""
    comment.reports.undecided().update(outcome=outcome, decided_at=at)
    if comment.has_open_appeal:
        comment.appeal_decided_at = at
    comment.reported_weight, comment.hidden_at = 0, None
    comment.save(update_fields=["appeal_decided_at", "reported_weight", "hidden_at"])


def _tell_author(comment: Comment, before: str, had_appeal: bool, reason: str, at: datetime) -> None:
    is_new = comment.is_approved and before != Comment.Status.APPROVED
    if had_appeal:
        notices.tell(comment.author, Notice.Kind.APPEAL, comment, reason, at)
    elif is_new:
        notices.tell(comment.author, Notice.Kind.APPROVED, comment, reason, at)
    elif comment.is_gone and before in LIVE:
        notices.tell(comment.author, Notice.Kind.REJECTED, comment, reason, at)
    if is_new:
        notices.tell_of(comment)
