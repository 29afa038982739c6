"""What a reader read and what they keep for later."""

from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from readers.querysets import ReadQuerySet, SavedQuerySet


class Read(models.Model):
    """That a reader read a story: a line of their history. Written by readers/reading.py alone."""

    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reads", db_index=False)
    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="+")
    first_read_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=0)  # the story's, as it was read last
    place = models.CharField(max_length=40, blank=True)  # the id of the paragraph they got to

    objects = ReadQuerySet.as_manager()

    class Meta:
        verbose_name = _("story read")
        verbose_name_plural = _("stories read")
        constraints = [models.UniqueConstraint(fields=["reader", "article"], name="read_once_a_reader")]
        indexes = [models.Index("reader", F("read_at").desc(), F("id").desc(), name="read_newest_of_reader")]

    def __str__(self) -> str:
        return f"{self.reader_id} read {self.article_id}"


class SavedArticle(models.Model):
    """A story kept for later. Written by readers/saving.py alone."""

    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved", db_index=False)
    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="+")
    saved_at = models.DateTimeField(default=timezone.now)

    objects = SavedQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved story")
        verbose_name_plural = _("saved stories")
        constraints = [models.UniqueConstraint(fields=["reader", "article"], name="saved_once_a_reader")]
        indexes = [models.Index("reader", F("saved_at").desc(), F("id").desc(), name="saved_newest_of_reader")]

    def __str__(self) -> str:
        return f"{self.reader_id} saved {self.article_id}"
