"""manage.py export_comments FILE: the conversation as lines of JSON."""

from collections.abc import Iterable
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from comments import exporting
from comments.importing.stories import by_address


class Command(BaseCommand):
    help = (
        "Writes all comments, or those of one story, as JSON, one a line: text, name, time, status, likes, and what "
        "each answers. import_comments reads it back to the same. It holds what readers no longer see (rejected and "
        "removed texts), so the file is the owner's alone to read; no mail addresses are in it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="where to; - writes to the standard output")
        parser.add_argument("--story", help="the address of the one story to export")

    def handle(self, *, file: str, story: str | None, **options) -> None:
        article = by_address([story]) if story else None
        if story and article is None:
            raise CommandError(f"There is no story at {story}.")
        lines: Iterable[str] = exporting.lines(article)
        if file == "-":
            for line in lines:
                self.stdout.write(line)
            return
        quiet = not options["verbosity"]
        total = 0 if quiet else exporting.total(article)
        written = _write(Path(file), tqdm(lines, total=total, desc="Comments", unit="comment", disable=quiet))
        if not quiet:
            self.stdout.write(f"Comments written: {written:,}")


def _write(path: Path, lines: Iterable[str]) -> int:
    """Puts the lines into a file that takes its name once it is whole, and returns how many."""
    unfinished = path.with_name(f"{path.name}.unfinished")
    count = 0
    try:
        unfinished.touch(mode=0o600)
        with unfinished.open("w", encoding="utf-8") as file:
            for line in lines:
                file.write(f"{line}\n")
                count += 1
        unfinished.replace(path)
    except OSError as error:
        raise CommandError(f"Can't write {path}: {error.strerror}.") from error
    finally:
        unfinished.unlink(missing_ok=True)
    return count
