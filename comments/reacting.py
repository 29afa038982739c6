"""What readers do about what others said: like, report, appeal, mute."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from comments import sanctions
from comments.models import Comment, Like, Mute, Report, tag_of
from comments.standing import Refused, is_too_heavy, priority_of, reread
from newsroom import pagecache, ratelimit

if TYPE_CHECKING:
    from readers.models import User

AT_ONCE = 500  # likes in memory


def like(comment: Comment, *, by: "User") -> None:
    """Once; again is nothing. Raises Refused for one's own, for what can't be read, for who is suspended or banned, and
    for too many at once."""
    if comment.author_id == by.pk:
        raise Refused(_("This is your own comment."))
    if not comment.is_approved:
        raise Refused(_("This comment is no longer there."))
    if Like.objects.filter(comment=comment, by=by).exists():
        return
    _require_admitted(by)
    _require_pace(f"like:{by.pk}", settings.COMMENT_LIKE_RATE)
    with transaction.atomic():
        _like, is_new = Like.objects.get_or_create(comment=comment, by=by)  # of two presses at once one is new
        if is_new:
            _count(comment.pk, 1)
            pagecache.purge(tag_of(comment.article_id))


def unlike(comment: Comment, *, by: "User") -> None:
    with transaction.atomic():
        if Like.objects.filter(comment=comment, by=by).delete()[0]:
            _count(comment.pk, -1)
            pagecache.purge(tag_of(comment.article_id))


def take_back_likes(person: "User") -> None:
    """Before an account goes: what it liked is liked by one less."""
    given = Like.objects.filter(by=person).select_related("comment")
    while some := list(given.defer("comment__body", "comment__body_html")[:AT_ONCE]):
        for one in some:
            unlike(one.comment, by=person)


def _count(comment: int, change: int) -> None:
    Comment.objects.filter(pk=comment).update(like_count=F("like_count") + change)


def report(comment: Comment, *, by: "User", reason: str, note: str = "") -> Report:
    """Says what is wrong with a comment; said again, it is the report that is there.

    It weighs as its reporter was right before, and enough weight folds the comment away until a moderator decides. An
    error in the story goes to the editors and weighs nothing against the comment. Raises Refused.
    """
    if comment.author_id == by.pk:
        raise Refused(_("This is your own comment. You can delete it."))
    if reason not in Report.Reason.values:
        raise Refused(_("Choose what is wrong with it."))
    said = Report.objects.filter(comment=comment, by=by).first()
    if said:
        return said
    _require_admitted(by)
    _require_pace(f"report:{by.pk}", settings.COMMENT_REPORT_RATE)
    with transaction.atomic():
        comment = reread(comment)
        if not comment.is_approved:
            raise Refused(_("This comment is no longer there."))
        weight = 0.0 if reason == Report.Reason.ERROR else weight_of(by)
        made, is_new = Report.objects.get_or_create(
            comment=comment, by=by, defaults={"reason": reason, "note": note.strip()[:500], "weight": weight}
        )
        if is_new:
            _weigh(comment, weight)
    return made


def weight_of(reporter: "User") -> float:
    """Twice the chance that one is right, by Laplace's rule of succession, (right + 1) / (decided + 2): who never
    reported before weighs 1, who was always right nearly 2, who never was nearly 0."""
    decided = Report.objects.decided().filter(by=reporter)
    outcomes = list(decided.values_list("outcome", flat=True)[: settings.COMMENT_REPORTS_REMEMBERED])
    return 2 * (outcomes.count(Report.Outcome.RIGHT) + 1) / (len(outcomes) + 2)


def _weigh(comment: Comment, weight: float) -> None:
    comment.reported_weight += weight
    if is_too_heavy(comment) and not comment.is_hidden:
        comment.hidden_at = timezone.now()
        pagecache.purge(tag_of(comment.article_id), gone=True)
    comment.priority = priority_of(comment)
    comment.save(update_fields=["reported_weight", "hidden_at", "priority"])


def appeal(comment: Comment, *, by: "User", text: str) -> Comment:
    """Asks moderators to look once more at one's own comment that waits or was turned down: once.

    Raises PermissionDenied for another's, Refused where there is nothing to appeal or it was done before.
    """
    if not comment.is_by(by):
        raise PermissionDenied
    text = text.strip()
    if not text:
        raise Refused(_("Say in a sentence why it should be published."))
    if len(text) > APPEAL_LONGEST:
        raise Refused(_("Keep it to %(limit)s characters.") % {"limit": APPEAL_LONGEST})
    with transaction.atomic():
        comment = reread(comment)
        if not may_appeal(comment, by):
            raise Refused(_("There is nothing to appeal: a decision can be appealed once."))
        comment.appeal, comment.appealed_at = text, timezone.now()
        comment.priority = priority_of(comment)
        comment.save(update_fields=["appeal", "appealed_at", "priority"])
        pagecache.purge(tag_of(comment.article_id))
    return comment


def may_appeal(comment: Comment, user: "User") -> bool:
    return comment.is_by(user) and not (comment.is_approved or comment.was_withdrawn or comment.appealed_at)


APPEAL_LONGEST = Comment._meta.get_field("appeal").max_length or 0


def mute(person: "User", *, by: "User") -> None:
    """Folds away what somebody says, for the reader alone. Raises Refused for oneself."""
    if person.pk == by.pk:
        raise Refused(_("You can't mute yourself."))
    Mute.objects.get_or_create(by=by, person=person)


def unmute(person: "User", *, by: "User") -> None:
    Mute.objects.filter(by=by, person=person).delete()


def _require_admitted(person: "User") -> None:
    refusal = sanctions.refusal_of(person)
    if refusal:
        raise Refused(refusal)


def _require_pace(key: str, rate: str) -> None:
    if ratelimit.exceeded(key, rate):
        raise Refused(_("You are doing that very fast. Wait a little, then try again."))
