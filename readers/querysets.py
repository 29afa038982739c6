"""How what readers own is read."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Prefetch

from articles.models import Article

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from readers.models import Read, SavedArticle, Stance, User  # noqa: F401  the base below name one of them


class StanceQuerySet(models.QuerySet["Stance"]):
    def of(self, reader: "User | AnonymousUser") -> Self:
        """The reader's own, with what each is about, the latest last."""
        # Not joined: with three joins that may be empty PostgreSQL walks all topics and authors in their order.
        return self.filter(reader=reader).prefetch_related("category", "topic", "author").order_by("since", "pk")

    def towards(self, thing: Any, reader: "User | AnonymousUser") -> str:
        """ "follow", "mute" or ""."""
        own = self.filter(reader=reader, **{thing._meta.model_name: thing})
        return own.values_list("kind", flat=True).first() or ""


class SavedQuerySet(models.QuerySet["SavedArticle"]):
    def of(self, reader: "User") -> Self:
        """The reader's own, each with its story as a card shows it, published or no longer."""
        return self.filter(reader=reader).prefetch_related(Prefetch("article", Article.objects.for_listing()))

    def of_addresses(self, reader: "User") -> Self:
        """The same, with no more than where the story is, in which version, and whether it may be seen."""
        rows = Article.objects.only("path", "version", "status", "published_at", "expires_at")
        return self.filter(reader=reader).prefetch_related(Prefetch("article", rows))


class ReadQuerySet(models.QuerySet["Read"]):
    def of(self, reader: "User") -> Self:
        """The reader's own, each with its story as a line shows it, published or no longer."""
        return self.filter(reader=reader).prefetch_related(Prefetch("article", Article.objects.for_headlines()))
