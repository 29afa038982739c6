"""manage.py fill_comments M: the part of `fill` that adds comments, all under one story."""

from argparse import ArgumentParser

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from comments import filling
from comments.models import Comment, Conversation
from newsroom import bulk


class Command(BaseCommand):
    help = "Adds comments until one story, the newest, has so many. `manage.py fill` calls this."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("count", type=int, help="comments there are to be under the story")
        parser.add_argument("--dry-run", action="store_true", help="say how many would be added, store nothing")

    def handle(self, *, count: int, dry_run: bool, **options) -> None:
        bulk.require_trial_site()
        if not count:
            return
        article = filling.story_to_fill()
        if article is None:
            raise CommandError("There is no published story to put comments under. Add stories first.")
        missing = max(0, count - Comment.objects.filter(article=article).count())
        address = article.get_absolute_url()
        if dry_run:
            self.stdout.write(f"Comments that would be added: {missing:,}, under {address}")
            return
        steps = filling.fill(article, up_to=count)
        seconds = bulk.run(steps, total=missing, name="Comments", unit="comment", quiet=not options["verbosity"])
        if missing:
            bulk.analyse(Comment, Conversation, get_user_model())
        self.stdout.write(f"Comments added: {missing:,} in {seconds:,.1f} s, under {address}")
