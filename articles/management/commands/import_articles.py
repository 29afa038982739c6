"""manage.py import_articles PATH: stories from a folder of Markdown files."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from articles.importing import markdown_folder
from articles.importing.item import Unreadable
from articles.importing.taking import Taker
from articles.models import Category
from newsroom.management import outcomes

OUTCOMES = ("created", "updated", "unchanged", "left alone", "failed", "pictures")


class Command(BaseCommand):
    help = (
        "Imports a folder of Markdown files with YAML front matter (as Jekyll and Hugo keep them), pictures included. "
        "Running it again changes only stories whose file changed and which nobody edited here. A file that can't be "
        "taken is reported by name and stops nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help="the folder that holds the files and their pictures, or one file")
        parser.add_argument("--section", default="news", help="where stories go that name no section (default: news)")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, store nothing")

    def handle(self, *, path: Path, section: str, dry_run: bool, **options) -> None:
        if not path.exists():
            raise CommandError(f"There is nothing at {path}. Name a folder of Markdown files.")
        files = markdown_folder.files(path)
        if not files:
            raise CommandError(f"{path} holds no .md file. Name the folder that holds the stories.")
        category = Category.objects.filter(slug=section.lower()).first()
        if category is None:
            known = ", ".join(Category.objects.values_list("slug", flat=True))
            raise CommandError(f"There is no section “{section}”. Choose one of: {known}.")
        taker = Taker(section=category, people=markdown_folder.authors(path), dry_run=dry_run)
        shown = options["verbosity"] > 0
        for file in tqdm(files, desc="Stories", unit="story", disable=not shown, mininterval=1):
            self._take(taker, file, path)
        if shown:
            self._report(taker, dry_run)

    def _take(self, taker: Taker, file: Path, root: Path) -> None:
        name = str(file.relative_to(root)) if root.is_dir() else file.name
        try:
            item = markdown_folder.read(file, root)
        except Unreadable as error:
            taker.tally.counts["failed"] += 1
            taker.tally.note(name, str(error))
        else:
            taker.take(item, name)

    def _report(self, taker: Taker, dry_run: bool) -> None:
        for name, words in taker.tally.notes:
            self.stdout.write(f"{name}: {words}")
        self.stdout.write("")
        outcomes.tell(self.stdout, {name: taker.tally.counts[name] for name in OUTCOMES}, dry_run=dry_run)
