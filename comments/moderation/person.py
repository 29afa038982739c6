"""Who writes: how much they have written, how fast, and what became of it."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments import heat, rules, sanctions
from comments.models import Comment, Conversation, Sanction
from comments.moderation.verdict import Action, Reason, Submission
from newsroom import ratelimit

GONE = ("rejected", "removed")


def sanction(submission: Submission) -> Reason | None:
    """What moderators imposed on the person: a ban or a suspension refuses, a slow pace refuses too early, a hold
    holds. The author is told the moderators' reason."""
    for imposed in sanctions.in_force(submission.author):
        reason = _imposed(imposed, submission)
        if reason:
            return reason
    return None


def _imposed(imposed: Sanction, submission: Submission) -> Reason | None:
    if imposed.kind in sanctions.SHUT_OUT:
        return Reason("sanction", Action.REFUSE, sanctions.sentence_of(imposed))
    if imposed.kind == Sanction.Kind.HOLD:
        return Reason(
            "sanction", Action.HOLD, _("A moderator reads your comments first: %(reason)s") % {"reason": imposed.reason}
        )
    if imposed.kind == Sanction.Kind.SLOW and not submission.editing:
        pause = timedelta(minutes=settings.COMMENT_SLOW_MINUTES)
        said = Comment.objects.filter(author=submission.author, created_at__gt=timezone.now() - pause)
        if said.exists():
            sentence = _("You may post once in %(minutes)s minutes: %(reason)s Your text is kept here.")
            told = {"minutes": settings.COMMENT_SLOW_MINUTES, "reason": imposed.reason}
            return Reason("sanction", Action.REFUSE, sentence % told)
    return None


def held_conversation(submission: Submission) -> Reason | None:
    """Under some stories every reader's comment waits."""
    conversation = Conversation.objects.filter(article=submission.article).first()
    state = rules.terms_of(submission.article, conversation).state
    if state != Conversation.State.HELD or submission.author.is_staff:
        return None
    return Reason("held conversation", Action.HOLD, _("A moderator reads every comment under this story first."))


def heated_thread(submission: Submission) -> Reason | None:
    """In a thread that heats up everybody speaks once in a while; the newsroom answers unhindered."""
    if submission.editing or submission.parent is None or submission.author.is_staff:
        return None
    root = submission.parent.thread_root
    moment = heat.speaks_again_at(root, submission.author) if heat.is_slow(root) else None
    if moment is None:
        return None
    sentence = _(
        "This thread is moving fast, so everybody speaks in it once in %(minutes)s minutes. Your text is kept here: "
        "post it after %(time)s."
    )
    told = {"minutes": settings.COMMENT_HEAT_PAUSE_MINUTES, "time": f"{timezone.localtime(moment):%H:%M}"}
    return Reason("heated thread", Action.REFUSE, sentence % told)


def new_commenter(submission: Submission) -> Reason | None:
    """The first comments of an account wait: most accounts made to harm speak once."""
    wanted = settings.COMMENT_FIRST_HELD
    if not wanted or submission.author.is_staff:
        return None
    shown = Comment.objects.filter(author=submission.author, status=Comment.Status.APPROVED).order_by()
    if len(shown.values_list("pk")[:wanted]) == wanted:
        return None
    sentence = ngettext(
        "A moderator reads the first comment of every new account.",
        "A moderator reads the first %(count)s comments of every new account.",
        wanted,
    )
    return Reason("new commenter", Action.HOLD, sentence % {"count": wanted})


def recent_rejections(submission: Submission) -> Reason | None:
    """Who was turned down several times of late is read first. What one deleted oneself does not count."""
    since = timezone.now() - timedelta(days=settings.COMMENT_REJECTIONS_DAYS)
    author, wanted = submission.author, settings.COMMENT_REJECTIONS_HELD
    if not wanted:
        return None
    turned_down = Comment.objects.filter(author=author, created_at__gte=since, status__in=GONE)
    turned_down = turned_down.exclude(removed_by=author).order_by()
    if len(turned_down.values_list("pk")[:wanted]) < wanted:
        return None
    sentence = _("Several of your comments of the last %(days)s days were not published, so this one is read first.")
    return Reason("recent rejections", Action.HOLD, sentence % {"days": settings.COMMENT_REJECTIONS_DAYS})


def flood(submission: Submission) -> Reason | None:
    """Nobody posts faster than a person writes. Changing a comment doesn't count; the newsroom answers unhindered."""
    if submission.editing or submission.author.is_staff:
        return None
    if not ratelimit.exceeded(f"comment:{submission.author.pk}", settings.COMMENT_RATE):
        return None
    minutes = max(1, round(ratelimit.parse(settings.COMMENT_RATE)[1] / 60))
    sentence = ngettext(
        "You are posting very fast. Your text is kept here: wait up to %(minutes)s minute, then post it.",
        "You are posting very fast. Your text is kept here: wait up to %(minutes)s minutes, then post it.",
        minutes,
    )
    return Reason("flood", Action.REFUSE, sentence % {"minutes": minutes})
