"""Counters behind the rate limits: the one table of the project package."""

from django.db import models


class RateCount(models.Model):
    """How often `key` happened in the window that began at `window` (seconds since 1970)."""

    key = models.CharField(max_length=200)
    window = models.BigIntegerField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "window"], name="rate_count_once")]

    def __str__(self) -> str:
        return f"{self.key} @ {self.window}: {self.count}"
