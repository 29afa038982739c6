"""manage.py send_notices: mails what people are to be told."""

from collections.abc import Callable

from comments.notices import mailing
from newsroom.management.rounds import RoundCommand
from newsroom.rounds import Round


class Command(RoundCommand):
    help = (
        "Mails the notices that are due, one mail for each person. Several may run at once, and any may be killed: "
        "nothing is mailed twice. A mail that was under way when its sender died is counted as unsure and not sent "
        "again. Ends with an error when a mail could not be handed over."
    )
    outcomes = mailing.OUTCOMES
    quiet = ("later", "unsure")

    def go_round(self, *, should_stop: Callable[[], bool], dry_run: bool) -> Round:
        return mailing.send_due(should_stop=should_stop, dry_run=dry_run)
