"""manage.py purge_pages: every kept page is stale at once."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from newsroom.pagecache.cache import purge_now
from newsroom.pagecache.stamps import SITE


class Command(BaseCommand):
    help = (
        "Makes every page that is kept stale, in all running processes: after a restored backup, or whatever else "
        "changed the database behind the site's back. With tags, only the pages that bear one of them."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("tags", nargs="*", default=[SITE], help="as in the header Surrogate-Key; default: site")

    def handle(self, *, tags: list[str], **options) -> None:
        try:
            purge_now(tags)
        except Exception as failure:
            raise CommandError(
                f"The page cache can't be written: {failure!r}. Run this as the site's own user."
            ) from failure
        self.stdout.write(f"Purged: {', '.join(tags)}. Each page is made anew when it is next asked for.")
