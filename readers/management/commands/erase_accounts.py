"""manage.py erase_accounts: deletes the accounts whose owners asked for it and whose time has come."""

from collections.abc import Callable

from newsroom.management.rounds import RoundCommand
from newsroom.rounds import Round
from readers import leaving


class Command(RoundCommand):
    help = (
        "Erases the accounts whose owners asked for it, once ACCOUNT_LEAVING_HOURS are over. Several may run at once, "
        "and any may be killed: what is half done is finished by the next. Kept: the last who can manage accounts."
    )
    outcomes = ("erased", "kept", "failed")
    quiet = ("kept",)

    def go_round(self, *, should_stop: Callable[[], bool], dry_run: bool) -> Round:
        return leaving.erase_due(should_stop=should_stop, dry_run=dry_run)
