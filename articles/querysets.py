"""How stories are read. `published` is the one rule of what a reader may see."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Prefetch, Q, Subquery
from django.utils import timezone

from newsroom.pagination import by_time

if TYPE_CHECKING:
    from collections.abc import Sequence

    from articles.models import Article, Author, Category, Image, Topic  # noqa: F401  the bases below name two of them
    from newsroom.markup import Picture
    from readers.models import User

LISTED = by_time("listed_at", pk="listed_id")  # the key of stories by a topic or an author


class ArticleQuerySet(models.QuerySet["Article"]):
    def published(self, now: datetime | None = None) -> Self:
        """What a reader may see: published, its time come, not expired, not withdrawn.

        Every page, list, search, feed and endpoint goes through here; `Article.is_published` says the same of a row.
        """
        now = now or timezone.now()
        return self.filter(
            Q(expires_at__isnull=True) | Q(expires_at__gt=now),
            # Not "at or before now": SQLite begins at one such bound alone, and a page of a list brings a nearer one.
            ~Q(published_at__gt=now),
            status=self.model.Status.PUBLISHED,
        )

    def next_change(self) -> datetime | None:
        """When `published` next gives something else though nobody does anything: a story's time comes, or its end."""
        now, live = timezone.now(), self.filter(status=self.model.Status.PUBLISHED)
        parts = []  # the first of each kind, by its index; MIN would read all that is to come
        for time in ("published_at", "expires_at"):
            first = live.filter(**{f"{time}__gt": now}).order_by(time, "id").values("pk")[:1]
            parts.append(self.model.objects.filter(pk__in=first).order_by().values_list(time))
        return min((moment for (moment,) in parts[0].union(parts[1])), default=None)

    def open_to(self, user: "User") -> Self:
        """What a member of the desk may see: editors every story, a writer those begun by them or under their name."""
        return self if user.has_perm("articles.edit_others_article") else self.belonging_to(user)

    def belonging_to(self, user: "User") -> Self:
        """Stories begun by the person or under their name."""
        begun = self.model.objects.filter(created_by=user).order_by().values("pk")
        bylines = self.model.authors.through.objects.filter(author__user=user).order_by().values("article")
        # A union, since with OR a database reads every story there is to find a few.
        return self.filter(pk__in=begun.union(bylines))

    def drafts(self) -> Self:
        return self.filter(status=self.model.Status.DRAFT)

    def scheduled(self) -> Self:
        return self.filter(status=self.model.Status.PUBLISHED, published_at__gt=timezone.now())

    def expired(self) -> Self:
        return self.filter(status=self.model.Status.PUBLISHED, expires_at__lte=timezone.now())

    def in_review(self) -> Self:
        return self.filter(status=self.model.Status.IN_REVIEW)

    def in_category(self, category: "Category") -> Self:
        return self.filter(category=category)

    def about(self, topic: "Topic | OuterRef") -> Self:
        """Stories of the topic that are out by its own rows, to be read in the order of LISTED."""
        return self._listed_by("taggings", topic=topic)

    def by_author(self, author: "Author | OuterRef") -> Self:
        """Stories under the name that are out by its own rows, to be read in the order of LISTED."""
        return self._listed_by("bylines", author=author)

    def _listed_by(self, rows: str, **whose: models.Model | OuterRef) -> Self:
        asked = {"listed_at__isnull": False, **whose}
        return self.filter(**{f"{rows}__{name}": value for name, value in asked.items()}).annotate(
            listed_at=F(f"{rows}__listed_at"), listed_id=F(f"{rows}__article")
        )

    def showing(self, image: "Image") -> Self:
        """Stories whose body holds the picture."""
        return self.filter(body__contains=image.file.name)

    def newest(self) -> Self:
        return self.order_by("-published_at", "-id")

    def newest_listed(self) -> Self:
        """As `newest`, of stories by topic or author."""
        return self.order_by("-listed_at", "-listed_id")

    def matching(self, words: str) -> Self:
        """Stories that hold every word of the query in headline, standfirst or body."""
        found = self
        for word in words.split():
            found = found.filter(Q(headline__icontains=word) | Q(summary__icontains=word) | Q(body__icontains=word))
        return found

    def for_listing(self) -> Self:
        """What a card shows, in three queries however many there are; the body stays in the database."""
        rows = self._with_names().select_related(*settings.STORIES_LISTED_WITH)
        return rows.defer("body", "body_html", "origin_id", "origin_digest", "withdrawal_note")

    def for_headlines(self) -> Self:
        """What a small card or a line shows, in one query; no author is named on these."""
        rows = self.select_related("category", "lead_image", *settings.STORIES_LISTED_WITH)
        return rows.defer("body", "body_html", "origin_id", "origin_digest", "withdrawal_note")

    def published_in_order(self, pks: "Sequence[int]", now: datetime | None = None) -> "list[Article]":
        """Those of these stories that a reader may see, in that order."""
        # The rule is asked of each row: asked of the database with the ids, SQLite walks all that is published.
        rows = self.filter(pk__in=pks).order_by() if pks else []
        found = {story.pk: story for story in rows if story.is_published(now)}
        return [found[pk] for pk in pks if pk in found]

    def for_page(self) -> Self:
        """What a story's page shows, bodies included."""
        return self._with_names().prefetch_related("topics", "corrections")

    def _with_names(self) -> Self:
        from articles.models import Byline

        return self.select_related("category", "lead_image").prefetch_related(
            Prefetch("bylines", queryset=Byline.objects.select_related("author"))
        )


class TopicQuerySet(models.QuerySet["Topic"]):
    def with_stories(self) -> Self:
        """Those that a published story is about."""
        from articles.models import Article

        return _having(self, Article.objects.published().about(OuterRef("pk")))


class AuthorQuerySet(models.QuerySet["Author"]):
    def with_stories(self) -> Self:
        """Those who signed a published story."""
        from articles.models import Article

        return _having(self, Article.objects.published().by_author(OuterRef("pk")))


def _having(names: Any, stories: ArticleQuerySet) -> Any:
    # One story's id, not EXISTS: of that PostgreSQL makes a join with every story there is.
    return names.alias(story=Subquery(stories.order_by().values("pk")[:1])).filter(story__isnull=False)


class ImageQuerySet(models.QuerySet["Image"]):
    def shown_at(self, src: str) -> "Picture | None":
        """The stored picture that an address in a story's body means ("/media/images/…", "images/…"), or None."""
        name = src.removeprefix(settings.MEDIA_URL)
        image = self.filter(file=name).first() if name else None
        return image.as_picture() if image else None
