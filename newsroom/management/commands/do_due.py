"""manage.py do_due: everything that is due, in one process."""

import logging
from collections.abc import Callable
from functools import cached_property

from django.conf import settings
from django.core.management import get_commands, load_command_class
from django.db import DatabaseError

from newsroom.management.rounds import RoundCommand, never

log = logging.getLogger(__name__)


class Command(RoundCommand):
    help = (
        f"Does what is due, one after the other: {', '.join(settings.DUE)}. Each of these also runs alone, from cron, "
        "say. Several may run at once, and any may be killed at any moment."
    )

    @cached_property
    def parts(self) -> list[RoundCommand]:
        """By name, since this package knows none of the apps they live in."""
        return [self._load(name) for name in settings.DUE]

    def go_and_tell(
        self, should_stop: Callable[[], bool] = never, *, dry_run: bool = False, only_news: bool = False
    ) -> int:
        troubles = 0
        for name, part in zip(settings.DUE, self.parts, strict=True):
            if should_stop():
                break
            troubles += self._go(name, part, should_stop, dry_run=dry_run, only_news=only_news)
        return troubles

    def _go(self, name: str, part: RoundCommand, should_stop: Callable[[], bool], **how: bool) -> int:
        """What fails in one part keeps no other from its turn, unless it is the database, which all need."""
        try:
            return part.go_and_tell(should_stop, **how)
        except DatabaseError:
            raise
        except Exception as trouble:
            log.exception("%s failed; it is tried again", name)
            self.stderr.write(f"{name}: {trouble!r}")
            return 1

    def _load(self, name: str) -> RoundCommand:
        part = load_command_class(get_commands()[name], name)
        if not isinstance(part, RoundCommand):
            raise TypeError(f"{name} is in DUE and goes in no rounds")
        part.stdout, part.stderr, part.heading = self.stdout, self.stderr, name
        return part
