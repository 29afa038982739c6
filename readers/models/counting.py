"""How often stories are read, by whoever it may be: numbers, and nothing that leads back to a person.

One reader counts once a story a day. That they did is remembered as a digest with a salt that is thrown away with its
day, after which nobody can tell whose it was.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReadCount(models.Model):
    """How often a story was read in one hour. Written by readers/counting.py alone."""

    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="+")
    hour = models.PositiveIntegerField()  # since 1970
    reads = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("reads of a story")
        verbose_name_plural = _("reads of stories")
        constraints = [models.UniqueConstraint(fields=["hour", "article"], name="read_count_once_an_hour")]

    def __str__(self) -> str:
        return f"{self.article_id}: {self.reads}"


class DailySalt(models.Model):
    """What a day's digests are made with. Gone when the day is over."""

    day = models.DateField(unique=True)
    salt = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return str(self.day)


class ReadToday(models.Model):
    """That somebody's read of a story has been counted today. Gone when the day is over."""

    day = models.DateField()
    digest = models.BinaryField(max_length=16)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "digest"], name="read_counted_once_a_day")]

    def __str__(self) -> str:
        return str(self.day)
