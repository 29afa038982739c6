"""manage.py send_digests: mails the digests whose time has come."""

from collections.abc import Callable

from newsroom.management.rounds import RoundCommand
from newsroom.rounds import Round
from readers.digests import mailing


class Command(RoundCommand):
    help = (
        "Mails each reader the digest they asked for, once its time has come and if it has a story. Several may run "
        "at once, and any may be killed: nobody gets a digest twice. A mail that was under way when its sender died is "
        "counted as unsure and not sent again. Ends with an error when a mail could not be handed over."
    )
    outcomes = mailing.OUTCOMES
    quiet = ("unsure",)

    def go_round(self, *, should_stop: Callable[[], bool], dry_run: bool) -> Round:
        return mailing.send_due(should_stop=should_stop, dry_run=dry_run)
