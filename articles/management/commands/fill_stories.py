"""manage.py fill_stories N: the part of `fill` that adds stories."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from articles import filling
from articles.models import Article, Author, Byline, Tagging, Topic
from newsroom import bulk


class Command(BaseCommand):
    help = "Adds invented stories until there are so many in all. `manage.py fill` calls this."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("count", type=int, help="stories there are to be in all")
        parser.add_argument("--dry-run", action="store_true", help="say how many would be added, store nothing")

    def handle(self, *, count: int, dry_run: bool, **options) -> None:
        bulk.require_trial_site()
        missing = max(0, count - Article.objects.count())
        if dry_run:
            self.stdout.write(f"Stories that would be added: {missing:,}.")
            return
        steps = filling.fill(up_to=count)
        seconds = bulk.run(steps, total=missing, name="Stories", unit="story", quiet=not options["verbosity"])
        if missing:
            self.stdout.write("Counting what the indexes hold; for a million stories that is a minute")
            bulk.analyse(Article, Byline, Tagging, Author, Topic)
        speed = f" in {seconds:,.1f} s, {missing / seconds:,.0f} a second" if missing else ""
        self.stdout.write(f"Stories added: {missing:,}{speed}. In all: {Article.objects.count():,}.")
