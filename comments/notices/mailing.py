"""A round of the postman with all notices that are due."""

from collections.abc import Callable

from django.utils import timezone

from comments.notices import outbox
from comments.notices.letters import letter
from newsroom.mail import deliver
from newsroom.rounds import Round

# Mails; the notices in them; those that wait, are not mailed, could not be mailed, are given up, of which nobody knows
OUTCOMES = ("mails", "notices", "later", "let go", "failed", "given up", "unsure")


def send_due(*, should_stop: Callable[[], bool] = lambda: False, dry_run: bool = False) -> Round:
    """Promises what `deliver` does."""
    now = timezone.now()
    done = deliver(outbox, letter, should_stop=should_stop, dry_run=dry_run)
    done.counts["later"], done.counts["unsure"] = outbox.later(now), outbox.unsure(now)
    return done
