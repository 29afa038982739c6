"""How comments are read. A comment is only ever in reach where its story is."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from articles.models import Article

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractUser, AnonymousUser


class CommentQuerySet(models.QuerySet):
    def in_reach(self) -> Self:
        """Under stories that readers may see, where the conversation is not off.

        Every address of a comment begins here.
        """
        return self.filter(article__in=Article.objects.published()).exclude(article__conversation__state="off")

    def seen_by(self, user: "AbstractUser | AnonymousUser") -> Self:
        """What stands on the page for this reader: approved comments, tombstones that hold a thread together, and
        the reader's own that wait."""
        shown = Q(status=self.model.Status.APPROVED) | Q(reply_count__gt=0)
        if user.is_authenticated:
            shown |= Q(status=self.model.Status.PENDING, author=user)
        return self.filter(shown)

    def pending(self) -> Self:
        return self.filter(status=self.model.Status.PENDING)

    def threads(self) -> Self:
        """The comments that began a thread."""
        return self.filter(parent=None)

    def with_names(self) -> Self:
        return self.select_related("author")
