"""Loads the demonstration conversations of comments/demo. Running it again adds nothing.

Besides its words an entry may have `likes` (a number), `reported` (reasons), `picked` (true) or `waits` (true: it does
if the checks of this site hold it).
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.text import slugify
from tqdm import tqdm

from articles.models import Article
from comments import deciding, posting, reacting
from comments.models import Comment
from comments.moderation import Submission, Verdict, judge

if TYPE_CHECKING:
    from readers.models import User

FOLDER = Path(__file__).resolve().parents[2] / "demo"


class Command(BaseCommand):
    help = "Loads the demonstration conversations into the stories of the same slug, with the readers who speak there."

    def add_arguments(self, parser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=FOLDER, help="where the .yaml files are")

    def handle(self, *, folder: Path, **options) -> None:
        files = sorted(folder.glob("*.yaml"))
        if not files:
            raise CommandError(f"There is no .yaml file in {folder}.")
        self.added = 0
        self.people: dict[str, User] = {}
        without_story = []
        for file in tqdm(files, desc="Conversations", unit="story", disable=not options["verbosity"]):
            article = Article.objects.published().filter(slug=file.stem).first()
            if article is None:
                without_story.append(file.stem)
                continue
            self.load(article, yaml.safe_load(file.read_text(encoding="utf-8")) or [])
        if without_story:
            self.stderr.write(f"No published story has this slug, so its comments wait: {', '.join(without_story)}")
        told = len(files) - len(without_story)
        self.stdout.write(f"Comments added: {self.added}. Conversations: {told}. People: {len(self.people)}.")

    def load(self, article: Article, entries: list[dict[str, Any]]) -> None:
        # A conversation of two days under a story of two hours is told faster, so that no comment is of the future.
        latest = max(_all_minutes(entries), default=0)
        begun = article.published_at or timezone.now()
        age = (timezone.now() - begun) / timedelta(minutes=1)
        pace = min(1.0, 0.95 * age / latest) if latest else 1.0
        self.place(article, entries, parent=None, begun=begun, pace=pace)

    def place(
        self,
        article: Article,
        entries: list[dict[str, Any]],
        *,
        parent: Comment | None,
        begun: datetime,
        pace: float,
    ) -> None:
        for entry in sorted(entries, key=lambda entry: entry["minutes_after"]):
            at = begun + timedelta(minutes=entry["minutes_after"] * pace)
            comment = self.comment(article, entry, parent=parent, at=at)
            self.place(article, entry.get("replies") or [], parent=comment, begun=begun, pace=pace)

    def comment(self, article: Article, entry: dict[str, Any], *, parent: Comment | None, at: datetime) -> Comment:
        author = self.person(entry["by"])
        text = posting.tidy(entry["text"])
        there = Comment.objects.filter(article=article, author=author, parent=parent, created_at__lte=timezone.now())
        known = there.filter(body=text).first()  # whatever became of it: what was removed stays removed
        if known:
            return known
        self.added += 1
        verdict = judge(Submission(article, author, text, parent)) if entry.get("waits") else Verdict()
        said = posting.place_comment(article, author=author, text=text, parent=parent, verdict=verdict, at=at)
        self.react(said, entry)
        return said

    def react(self, comment: Comment, entry: dict[str, Any]) -> None:
        """What others do about it, everybody once."""
        others = [person for person in self.people.values() if person.pk != comment.author_id]
        for person in others[: entry.get("likes", 0)]:
            reacting.like(comment, by=person)
        for person, reason in zip(others, entry.get("reported", []), strict=False):
            reacting.report(comment, by=person, reason=reason)
        moderator = get_user_model().objects.filter(groups__name="Moderator").first()
        if entry.get("picked") and moderator:
            deciding.pick(comment, by=moderator)

    def person(self, name: str) -> "User":
        """The account of a pen-name; one made here has no password, so nobody can sign in with it."""
        if name not in self.people:
            accounts = get_user_model().objects
            self.people[name] = accounts.filter(username__iexact=name).first() or accounts.create_user(
                username=name, email=f"{slugify(name.replace('_', '-'))}@example.org"
            )
        return self.people[name]


def _all_minutes(entries: list[dict[str, Any]]) -> Iterator[float]:
    for entry in entries:
        yield entry["minutes_after"]
        yield from _all_minutes(entry.get("replies") or [])
