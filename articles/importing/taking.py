"""Takes items into the paper: one story a transaction, the same on every run, and a tally of what became of each."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from articles import images, publishing
from articles.importing.item import Item
from articles.importing.markdown_folder import IMG, PICTURE
from articles.models import Article, Author, Category, Image, PreviousAddress, Step, Topic
from newsroom import markup


@dataclass
class Tally:
    """What became of the items, and what is to be said of each by name."""

    counts: Counter = field(default_factory=Counter)
    notes: list[tuple[str, str]] = field(default_factory=list)

    def note(self, name: str, words: str) -> None:
        self.notes.append((name, words))


class Taker:
    """Takes items in. `section` serves those that name none; `people` is the site's own list of authors."""

    def __init__(self, *, section: Category, people: dict[str, dict[str, str]], dry_run: bool = False):
        self.section = section
        self.people = people
        self.dry_run = dry_run
        self.tally = Tally()
        self.sections = {name.lower(): row for row in Category.objects.all() for name in (row.name, row.slug)}
        self.pictures: set[Path] = set()  # taken in so far, each counted once

    def take(self, item: Item, name: str) -> None:
        """Creates or updates the item's story. What it can't take is counted and noted under `name`, and stops nothing.

        A story unchanged at its source is left alone, and so is one that somebody has edited here since.
        """
        stored = Article.objects.filter(origin_id=item.origin_id).first()
        if stored and stored.origin_digest == item.digest:
            self.tally.counts["unchanged"] += 1
            return
        if stored and stored.revisions.filter(by__isnull=False).exists():
            self.tally.counts["left alone"] += 1
            self.tally.note(name, "changed at its source, but edited here since: left as it is here")
            return
        try:
            with transaction.atomic():
                self._write(item, stored or Article(origin_id=item.origin_id), name)
                transaction.set_rollback(self.dry_run)
        except (ValidationError, markup.Refused) as error:
            self.tally.counts["failed"] += 1
            self.tally.note(name, "; ".join(error.messages) if isinstance(error, ValidationError) else str(error))
        else:
            self.tally.counts["updated" if stored else "created"] += 1
        for problem in item.problems:
            self.tally.note(name, problem)

    def _write(self, item: Item, article: Article, name: str) -> None:
        category = self._category(item)
        for field_name in ("headline", "summary", "language", "source_name", "source_url", "licence", "is_pick"):
            setattr(article, field_name, getattr(item, field_name))
        article.slug = slugify(item.slug, allow_unicode=True)[:120] or publishing.free_slug(item.headline)
        article.category = category
        article.published_at = item.published_at or timezone.now()
        article.updated_at = item.updated_at
        article.origin_digest = item.digest
        article.body = self._with_stored_pictures(item)
        article.lead_image = self._lead_image(item)
        authors = [self._author(key) for key in item.authors]
        topics = [self._topic(topic) for topic in item.topics]
        article.full_clean(exclude=["path", "origin_id", "origin_digest"])
        publishing.save(article, by=None, authors=authors, topics=topics, step=Step.Kind.IMPORTED)
        if not item.is_draft and article.status == Article.Status.DRAFT:
            publishing.publish(article, by=None, at=article.published_at)
        self._remember_paths(item, article)

    def _category(self, item: Item) -> Category:
        if item.section and item.section.lower() not in self.sections:
            item.problems.append(f"no section “{item.section}” here; filed under {self.section}")
        return self.sections.get(item.section.lower(), self.section)

    def _author(self, key: str) -> Author:
        known = self.people.get(key, {})
        name = str(known.get("name") or key)[:120]
        author = Author.objects.filter(name=name).first()
        if author:
            return author
        return Author.objects.create(
            name=name,
            slug=publishing.free(Author, slugify(key, allow_unicode=True)[:110] or "author"),
            role=str(known.get("role", ""))[:120],
            bio=str(known.get("bio", ""))[:1000],
        )

    def _topic(self, name: str) -> Topic:
        name = name[:80]
        topic = Topic.objects.filter(name__iexact=name).first()
        return topic or Topic.objects.create(
            name=name, slug=publishing.free(Topic, slugify(name, allow_unicode=True)[:70] or "topic")
        )

    def _lead_image(self, item: Item) -> Image | None:
        return self._image(item, item.lead_picture, item.lead_words) if item.lead_picture else None

    def _with_stored_pictures(self, item: Item) -> str:
        """The body with each picture's address replaced by the stored one; a picture that is not there goes."""

        def markdown(match) -> str:
            if match["src"].startswith(("http:", "https:")):
                return match[0]
            image = self._image(item, match["src"], {"alt": match["alt"]})
            return f"![{match['alt']}]({image.url}{match['title'] or ''})" if image else ""

        def html(match) -> str:
            image = self._image(item, match["src"], {})
            return match[0].replace(match["src"], image.url) if image else ""

        return IMG.sub(html, PICTURE.sub(markdown, item.body))

    def _image(self, item: Item, reference: str, words: dict[str, str]) -> Image | None:
        """The stored picture of a reference, taken in now if need be; None with a problem noted if it can't be."""
        path = item.pictures.get(reference)
        if path is None:
            return None
        try:
            with path.open("rb") as file:
                if self.dry_run:
                    images.check(file)
                image = None if self.dry_run else self._ingest(file, **words)
        except ValidationError as error:
            item.problems.append(f"picture not taken: {reference}: {'; '.join(error.messages)}")
            return None
        self.tally.counts["pictures"] += path not in self.pictures
        self.pictures.add(path)
        return image

    def _ingest(self, file: BinaryIO, alt: str = "", caption: str = "", credit: str = "") -> Image:
        return images.ingest(file, alt=alt, is_decorative=not alt, caption=caption, credit=credit)

    def _remember_paths(self, item: Item, article: Article) -> None:
        for old in item.previous_paths:
            path = old.strip().split("://")[-1].lstrip("/").split("?")[0].split("#")[0]
            if path and len(path) <= 300 and path != article.path:
                PreviousAddress.objects.get_or_create(path=path, defaults={"article": article})
