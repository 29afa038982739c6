"""manage.py import_comments FILE: conversations from Disqus, WordPress, lines of JSON, or another Newsroom."""

import itertools
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from articles.importing.item import Unreadable
from comments.importing import formats
from comments.importing.stories import Stories, read_map
from comments.importing.taking import BATCH, Taker
from newsroom.management import outcomes

OUTCOMES = ("imported", "already here", "no story", "refused", "left out", "no parent")
NAMED = 20  # of the comments that were refused, and of the stories that are not here


class Command(BaseCommand):
    help = (
        "Imports comments from an export of Disqus (XML) or WordPress (WXR), from JSON with one comment a line, or "
        "from export_comments. They go under the stories they stood under: import those first. Names are kept as "
        "names: nobody gets an account, and nobody is told. Running it again adds only what is not here yet, also "
        "after a run that was stopped. A comment that can't be taken in is named and stops nothing. One whose parent "
        "is not in the file, or was refused, begins a thread ('no parent')."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the export; its format is found by what is in it")
        parser.add_argument(
            "--story-map",
            type=Path,
            help="a CSV file of lines 'old address or id,address here', for stories that moved",
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, store nothing")

    def handle(self, *, file: Path, story_map: Path | None, dry_run: bool, **options) -> None:
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        try:
            stories = Stories(read_map(story_map) if story_map else {})
        except Unreadable as error:
            raise CommandError(f"{story_map}: {error}") from error
        taker = Taker(stories, dry_run=dry_run)
        try:
            self._take(taker, file, quiet=not options["verbosity"])
        except Unreadable as error:
            raise CommandError(f"{file}: {error}. Nothing was imported.") from error
        if options["verbosity"]:
            self._report(taker, dry_run)

    def _take(self, taker: Taker, file: Path, *, quiet: bool) -> None:
        read = formats.reader_of(file)
        total = sum(1 for _said in read(file))  # all of it, so that a broken file is found before anything is stored
        if not total:
            raise Unreadable("holds no comments")
        said = read(file)
        with tqdm(total=total, desc="Comments", unit="comment", disable=quiet, mininterval=1) as bar:
            while batch := list(itertools.islice(said, BATCH)):
                for count in taker.take(batch):
                    bar.update(count)
            taker.finish()

    def _report(self, taker: Taker, dry_run: bool) -> None:
        notes = taker.tally.notes
        for name, words in notes[:NAMED]:
            self.stdout.write(f"{name}: {words}")
        self._and_more(len(notes))
        if taker.homeless:
            self.stdout.write(
                "Comments of these stories wait, since the stories are not here. Import the stories, or say in a "
                "--story-map where they are, and run this again:"
            )
        for story, count in itertools.islice(taker.homeless.items(), NAMED):
            self.stdout.write(f"  {story[:200]}: {count}")
        self._and_more(len(taker.homeless))
        self.stdout.write("")
        outcomes.tell(self.stdout, {name: taker.tally.counts[name] for name in OUTCOMES}, dry_run=dry_run)

    def _and_more(self, count: int) -> None:
        if count > NAMED:
            self.stdout.write(f"  … and {count - NAMED:,} more")
