"""manage.py fill: stories and comments in any number, to try the site at the size it may grow to."""

from argparse import ArgumentParser

from django.core.management import call_command
from django.core.management.base import BaseCommand

from newsroom import bulk, pagecache


class Command(BaseCommand):
    help = (
        "Fills a trial site with invented stories, and one story with comments. It counts what is there and adds what "
        "is missing, so it can be stopped and run again."
    )
    requires_migrations_checks = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--stories", type=int, default=0, metavar="N", help="stories there are to be in all")
        parser.add_argument("--comments", type=int, default=0, metavar="M", help="comments there are to be under one")
        parser.add_argument("--dry-run", action="store_true", help="say what would be added, store nothing")

    def handle(self, *, stories: int, comments: int, dry_run: bool, **options) -> None:
        bulk.require_trial_site()
        shared = {"stdout": self.stdout, "stderr": self.stderr, "dry_run": dry_run, "verbosity": options["verbosity"]}
        # By name, since each app brings its own part and this package knows none of them.
        call_command("fill_stories", stories, **shared)
        call_command("fill_comments", comments, **shared)
        if not dry_run:
            pagecache.purge(pagecache.SITE)
            self.stdout.write(f"The database is {bulk.size() / 1_000_000:,.1f} MB.")
