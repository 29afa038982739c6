"""What happens to a text before it is shown: CHECKS, read from top to bottom, is the whole policy.

A check is a small function that looks at a submission and returns nothing, or a Reason with what it found and the
sentence its author is told. A refusing reason ends the reading: nothing is stored and the text goes back into the box.
"""

from collections.abc import Callable

from comments.moderation.learning import like_what_was_refused
from comments.moderation.person import (
    flood,
    heated_thread,
    held_conversation,
    new_commenter,
    recent_rejections,
    sanction,
)
from comments.moderation.text import length, links, repeat
from comments.moderation.verdict import Action, Reason, Submission, Verdict
from comments.moderation.words import watched_words

__all__ = ["CHECKS", "Action", "Reason", "Submission", "Verdict", "judge"]

CHECKS: list[Callable[[Submission], Reason | None]] = [
    length,
    sanction,
    heated_thread,
    watched_words,
    repeat,
    held_conversation,
    links,
    new_commenter,
    recent_rejections,
    like_what_was_refused,
    flood,  # last, so that a text that is refused anyway does not count
]


def judge(submission: Submission) -> Verdict:
    reasons = []
    for check in CHECKS:
        reason = check(submission)
        if reason:
            reasons.append(reason)
            if reason.action == Action.REFUSE:
                break
    return Verdict(tuple(reasons))
