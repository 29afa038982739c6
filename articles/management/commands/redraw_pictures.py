"""manage.py redraw_pictures: the copies that older pictures lack."""

from django.core.management.base import BaseCommand, CommandParser
from tqdm import tqdm

from articles import copies
from articles.models import Image
from newsroom import pagecache
from newsroom.management import outcomes


class Command(BaseCommand):
    help = (
        "Draws the copies that pictures taken in by an older version lack, of the originals in store: widths, the one "
        "for browsers without WebP, the crop for sharing. It may be stopped and run again at any moment; a picture "
        "that has everything costs nothing. Then run render_stories, so that stories show the new copies."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, draw nothing")

    def handle(self, *, dry_run: bool, verbosity: int, **options) -> None:
        keys = list(Image.objects.order_by("pk").values_list("pk", flat=True))
        counts = dict.fromkeys(("drawn", "complete", "failed"), 0)
        for key in tqdm(keys, desc="Pictures", unit="picture", disable=verbosity == 0, mininterval=1):
            if image := Image.objects.filter(pk=key).first():  # else deleted since the run began
                counts[self._outcome(image, dry_run)] += 1
        if counts["drawn"] and not dry_run:
            pagecache.purge(pagecache.SITE)
        if verbosity:
            outcomes.tell(self.stdout, counts, dry_run=dry_run)

    def _outcome(self, image: Image, dry_run: bool) -> str:
        if dry_run:
            return "complete" if copies.is_complete(image) else "drawn"
        try:
            return "drawn" if copies.redraw(image) else "complete"
        except OSError as error:
            self.stderr.write(f"№ {image.pk} ({image.file.name}): {error}")
            return "failed"
