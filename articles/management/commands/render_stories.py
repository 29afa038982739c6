"""manage.py render_stories: the HTML of every story's body, as the renderer makes it today."""

from collections.abc import Iterator

from django.core.management.base import BaseCommand, CommandParser
from tqdm import tqdm

from articles import publishing
from articles.models import Article
from newsroom.management import outcomes
from newsroom.markup import Refused

BATCH = 100


class Command(BaseCommand):
    help = (
        "Renders the bodies of all stories anew and stores those whose HTML differs; run it when the renderer or the "
        "copies of pictures have changed. It may be stopped and run again at any moment. A body that the renderer "
        "now refuses keeps the HTML it has and is named."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, store nothing")

    def handle(self, *, dry_run: bool, verbosity: int, **options) -> None:
        counts = dict.fromkeys(("rendered", "unchanged", "failed"), 0)
        total = Article.objects.count()
        for article in tqdm(
            self._stories(), total=total, desc="Stories", unit="story", disable=verbosity == 0, mininterval=1
        ):
            counts[self._outcome(article, dry_run)] += 1
        if verbosity:
            outcomes.tell(self.stdout, counts, dry_run=dry_run)

    def _stories(self) -> Iterator[Article]:
        """Every story by its key, a batch at a time: no cursor stays open while others write."""
        bodies = Article.objects.only("body", "body_html", "word_count", "version", "category").order_by("pk")
        last = 0
        while batch := list(bodies.filter(pk__gt=last)[:BATCH]):
            yield from batch
            last = batch[-1].pk

    def _outcome(self, article: Article, dry_run: bool) -> str:
        try:
            return "rendered" if publishing.render_again(article, dry_run=dry_run) else "unchanged"
        except Refused as refused:
            self.stderr.write(f"№ {article.pk}: {refused}")
            return "failed"
