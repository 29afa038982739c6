"""How comments are read. A comment is only ever in reach where its story is."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from articles.models import Article

if TYPE_CHECKING:
    from comments.gate import Person


class CommentQuerySet(models.QuerySet):
    def in_reach(self) -> Self:
        """Under stories that readers may see, where the conversation is not off.

        Every address of a comment begins here.
        """
        # EXISTS, since for IN SQLite first lists all that is published.
        seen = Article.objects.published().filter(pk=OuterRef("article"))
        return self.filter(Exists(seen)).exclude(article__conversation__state="off")

    def seen_by(self, user: "Person") -> Self:
        """What stands on the page for this reader: approved comments, tombstones that hold a thread together, and
        the reader's own that wait."""
        shown = Q(status="approved") | Q(reply_count__gt=0)
        if user.is_authenticated:
            shown |= Q(status="pending", author=user)
        return self.filter(shown)

    def public_by(self, person: Any) -> Self:
        """What somebody said that everybody can read now, with the story of each."""
        public = self.in_reach().filter(author=person.pk, status="approved", hidden_at=None)
        return public.select_related("article").defer("article__body", "article__body_html")

    def shown_by_author(self, shows_all: bool) -> Self:
        """What their public page shows: all but some, or some alone."""
        return self.filter(shown_otherwise__isnull=shows_all)

    def waiting(self) -> Self:
        """What a moderator has to decide."""
        return self.filter(priority__isnull=False)

    def threads(self) -> Self:
        """The comments that began a thread."""
        return self.filter(parent=None)

    def with_names(self) -> Self:
        return self.select_related("author")


class ReportQuerySet(models.QuerySet):
    def undecided(self) -> Self:
        """What speaks against a comment until a moderator decides; errors in stories do not."""
        return self.filter(outcome="").exclude(reason="error")

    def decided(self) -> Self:
        """The latest first."""
        return self.exclude(outcome="").order_by("-at")

    def open_errors(self) -> Self:
        """Errors in stories that nobody has answered, with what an editor reads beside each."""
        found = self.filter(reason="error", outcome="").select_related("by", "comment__author", "comment__article")
        return found.defer("comment__article__body", "comment__article__body_html")
