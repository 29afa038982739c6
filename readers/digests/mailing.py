"""What goes by mail: all digests that are due, and the link that begins one."""

from collections.abc import Callable

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from newsroom import ratelimit
from newsroom.mail import NoServer, NotTaken, Postman, Unsure, deliver
from newsroom.rounds import Round
from readers.digests import Refused, outbox
from readers.digests.letters import asking, letter
from readers.models import Digest

# Mails; the stories in them; digests without a story, without an address that was confirmed; mails that could not go,
# for which the next digest's time has come, of which nobody knows
OUTCOMES = ("mails", "stories", "empty", "let go", "failed", "given up", "unsure")


def send_due(*, should_stop: Callable[[], bool] = lambda: False, dry_run: bool = False) -> Round:
    """Promises what `deliver` does."""
    now = timezone.now()
    done = deliver(outbox, letter, should_stop=should_stop, dry_run=dry_run)
    done.counts["unsure"] = outbox.unsure(now)
    return done


def mail_link(digest: Digest) -> None:
    """To the account's address, which has been verified. Raises Refused: confirmed already, too often, no mail."""
    address = digest.reader.verified_email
    if digest.confirmed_at or not address:
        raise Refused(_("There is nothing to confirm."))
    if ratelimit.exceeded(f"digest-link-{digest.reader_id}", settings.DIGEST_CONFIRM_RATE):
        raise Refused(_("We have mailed you that link several times today. Look for it, or ask again tomorrow."))
    postman = Postman()
    try:
        postman.hand_over(asking(digest, address))
    except (NoServer, NotTaken, Unsure) as trouble:
        raise Refused(_("The mail could not be sent. Ask for it again in a little while.")) from trouble
    finally:
        postman.leave()
