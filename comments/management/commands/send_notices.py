"""manage.py send_notices: mails what people are to be told."""

import logging
import os
import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import close_old_connections, connection

from comments.notices import mailing
from newsroom.management import outcomes

log = logging.getLogger(__name__)
QUIET = ("later", "unsure")  # stand as they were from round to round


class Command(BaseCommand):
    help = (
        "Mails the notices that are due, one mail for each person. Several may run at once, and any may be killed: "
        "nothing is mailed twice. A mail that was under way when its sender died is counted as unsure and not sent "
        "again. Ends with an error when a mail could not be handed over."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would be mailed, mail nothing")
        parser.add_argument("--watch", type=int, metavar="SECONDS", help="go on, looking again after so many seconds")
        parser.add_argument("--beside", type=int, metavar="PROCESS", help="stop once this process, the parent, ends")

    def handle(self, *, dry_run: bool, watch: int | None, beside: int | None, **options: Any) -> None:
        self.stop, self.beside = threading.Event(), beside
        if watch is None:
            done = mailing.send_due(dry_run=dry_run)
            self._report(done, dry_run=dry_run)
            if done.troubles:
                raise CommandError(f"{len(done.troubles)} troubles; see above.")
            return
        if watch < 1:
            raise CommandError("--watch takes a number of seconds, 1 or more.")
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: self.stop.set())  # the mail under way is finished
        while not self._should_stop():
            self._round(dry_run)
            self._wait(watch)

    def _round(self, dry_run: bool) -> None:
        close_old_connections()
        try:
            done = mailing.send_due(should_stop=self._should_stop, dry_run=dry_run)
        except Exception:  # the database is away: it may be back for the next round
            log.exception("Notices could not be mailed; trying again")
            connection.close()
            return
        if done.troubles or any(count for outcome, count in done.counts.items() if outcome not in QUIET):
            self._report(done, dry_run=dry_run)

    def _wait(self, seconds: int) -> None:
        for _second in range(seconds):
            if self._should_stop() or self.stop.wait(1):
                return

    def _should_stop(self) -> bool:
        return self.stop.is_set() or (self.beside is not None and os.getppid() != self.beside)

    def _report(self, done: mailing.Round, *, dry_run: bool) -> None:
        for words in done.troubles:
            self.stderr.write(words)
        outcomes.tell(self.stdout, {name: done.counts[name] for name in mailing.OUTCOMES}, dry_run=dry_run)
        if done.counts["unsure"]:
            self.stdout.write("Unsure: their sender died while they were under way. They are not sent again.")
        self.stdout.flush()
