"""Commands that do what is due: once (from cron), or again and again (--watch)."""

import logging
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import close_old_connections, connection

from newsroom.management import outcomes
from newsroom.rounds import Round, Watch

log = logging.getLogger(__name__)


def never() -> bool:
    return False


class RoundCommand(BaseCommand):
    """A round of it may run beside others of itself, and be killed at any moment."""

    outcomes: tuple[str, ...] = ()  # what is counted, in the order of the summary
    quiet: tuple[str, ...] = ()  # those that stand as they were from round to round
    heading = ""  # above the summary, where several commands share one output

    def go_round(self, *, should_stop: Callable[[], bool], dry_run: bool) -> Round:
        """Does what is due now; asks `should_stop` between two things."""
        raise NotImplementedError

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, change nothing")
        parser.add_argument("--watch", type=int, metavar="SECONDS", help="go on, looking again after so many seconds")
        parser.add_argument("--beside", type=int, metavar="PROCESS", help="stop once this process, the parent, ends")

    def handle(self, *, dry_run: bool, watch: int | None, beside: int | None, **options: Any) -> None:
        if watch is None:
            troubles = self.go_and_tell(dry_run=dry_run)
            if troubles:
                raise CommandError(f"{troubles} troubles; see above.")
            return
        if watch < 1:
            raise CommandError("--watch takes a number of seconds, 1 or more.")
        going = Watch(beside)
        going.go_on(lambda: self.try_to_go(going.should_stop, dry_run=dry_run), every=watch)

    def try_to_go(self, should_stop: Callable[[], bool], *, dry_run: bool) -> None:
        """A round of a watch, which goes on whatever happens, and tells only what is news."""
        close_old_connections()
        try:
            self.go_and_tell(should_stop, dry_run=dry_run, only_news=True)
        except Exception:  # the database is away: it may be back for the next round
            log.exception("%s failed; it is tried again", self.__class__.__module__.rpartition(".")[2])
            connection.close()

    def go_and_tell(
        self, should_stop: Callable[[], bool] = never, *, dry_run: bool = False, only_news: bool = False
    ) -> int:
        """Returns how many troubles there were."""
        done = self.go_round(should_stop=should_stop, dry_run=dry_run)
        news = any(count for outcome, count in done.counts.items() if outcome not in self.quiet)
        if done.troubles or news or not only_news:
            self.tell(done, dry_run=dry_run)
        return len(done.troubles)

    def tell(self, done: Round, *, dry_run: bool) -> None:
        for words in done.troubles:
            self.stderr.write(words)
        if self.heading:
            self.stdout.write(self.heading)
        outcomes.tell(self.stdout, {name: done.counts[name] for name in self.outcomes}, dry_run=dry_run)
        if done.counts["unsure"]:
            self.stdout.write("Unsure: their sender died while they were under way. They are not sent again.")
        self.stdout.flush()
