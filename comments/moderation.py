"""What happens to a text before it is shown: CHECKS, read from top to bottom, is the whole policy.

A check is a small function that looks at a submission and returns nothing, or a Reason with what it found and the
sentence its author is told. A refusing reason ends the reading: nothing is stored and the text goes back into the box.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.models import Article
from comments.models import Comment
from newsroom import ratelimit

if TYPE_CHECKING:
    from readers.models import User

LONG_ENOUGH_TO_BE_A_REPEAT = 40  # "Well said" under ten stories is a habit; forty characters are a copy


class Action(StrEnum):
    HOLD = "hold"  # kept for a moderator, seen by its author alone
    REFUSE = "refuse"  # not kept at all


@dataclass(frozen=True)
class Reason:
    rule: str
    action: Action
    sentence: str
    matched: tuple[str, ...] = ()


@dataclass(frozen=True)
class Submission:
    """A text on its way in. `editing` is the comment it would replace."""

    article: Article
    author: "User"
    text: str
    parent: Comment | None = None
    editing: Comment | None = None


@dataclass(frozen=True)
class Verdict:
    """Every reason that was found; none means approved."""

    reasons: tuple[Reason, ...] = ()

    @property
    def refusal(self) -> str:
        """The sentence of the reason that refuses, or ""."""
        return next((reason.sentence for reason in self.reasons if reason.action == Action.REFUSE), "")

    @property
    def status(self) -> str:
        return Comment.Status.PENDING if self.reasons else Comment.Status.APPROVED

    def as_json(self) -> list[dict]:
        return [asdict(reason) for reason in self.reasons]


def judge(submission: Submission) -> Verdict:
    reasons = []
    for check in CHECKS:
        reason = check(submission)
        if reason:
            reasons.append(reason)
            if reason.action == Action.REFUSE:
                break
    return Verdict(tuple(reasons))


def length(submission: Submission) -> Reason | None:
    """There is something to read, and not a book of it."""
    size, limit = len(submission.text), settings.COMMENT_MAX_CHARACTERS
    if size == 0:
        return Reason("length", Action.REFUSE, _("Write something before you post."))
    if size > limit:
        sentence = _("That is %(size)s characters; a comment can have %(limit)s. Shorten it and post again.")
        return Reason("length", Action.REFUSE, sentence % {"size": size, "limit": limit})
    return None


def repeat(submission: Submission) -> Reason | None:
    """The same long text by the same person in another place waits for a moderator."""
    if len(submission.text) < LONG_ENOUGH_TO_BE_A_REPEAT:
        return None
    earlier = Comment.objects.filter(
        author=submission.author,
        created_at__gte=timezone.now() - timedelta(hours=settings.COMMENT_REPEAT_HOURS),
        body=submission.text,
    )
    if submission.editing:
        earlier = earlier.exclude(pk=submission.editing.pk)
    copy = earlier.order_by("-created_at").values_list("pk", flat=True).first()
    if copy is None:
        return None
    sentence = _("You posted the same words elsewhere a short while ago, so a moderator reads this one first.")
    return Reason("repeat", Action.HOLD, sentence, (str(copy),))


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


CHECKS: list[Callable[[Submission], Reason | None]] = [length, repeat, flood]
