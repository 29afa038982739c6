"""What happened to a story: every saved text, every editorial step, every correction, every address it had."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Made(models.Model):
    """Who did it and when. The name stays when the account goes."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(max_length=150, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True


class Revision(Made):
    """A text as somebody saved it, kept for ever. `details` holds section, topics, authors and picture by name."""

    class Kind(models.TextChoices):
        SAVED = "saved", _("Saved")
        REFUSED = "refused", _("Kept aside: someone had saved before")
        RESTORED = "restored", _("Restored")

    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.SAVED)
    was_public = models.BooleanField(default=False)  # readers could see this text
    headline = models.CharField(max_length=200)
    slug = models.CharField(max_length=120)
    summary = models.CharField(max_length=600, blank=True)
    body = models.TextField(blank=True)
    details = models.JSONField(default=dict)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-number"]
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        constraints = [models.UniqueConstraint(fields=["article", "number"], name="revision_numbered_once")]

    def __str__(self) -> str:
        return f"{self.headline} ({self.number})"


class Step(Made):
    """A line of a story's log. Append-only."""

    class Kind(models.TextChoices):
        CREATED = "created", _("Created")
        SUBMITTED = "submitted", _("Sent for review")
        RETURNED = "returned", _("Returned to the writer")
        SCHEDULED = "scheduled", _("Scheduled")
        PUBLISHED = "published", _("Published")
        CORRECTED = "corrected", _("Corrected")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        RESTORED = "restored", _("Earlier text restored")
        IMPORTED = "imported", _("Imported")

    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=12, choices=Kind)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        indexes = [models.Index("kind", models.F("at").desc(), name="step_newest_of_kind")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.article_id}"


class Correction(Made):
    """What readers are told about a change to a published story."""

    class Kind(models.TextChoices):
        UPDATE = "update", _("Updated")
        CLARIFICATION = "clarification", _("Clarified")
        CORRECTION = "correction", _("Corrected")

    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="corrections")
    kind = models.CharField(_("kind"), max_length=15, choices=Kind, default=Kind.CORRECTION)
    note = models.CharField(_("note to readers"), max_length=500)

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")

    def __str__(self) -> str:
        return self.note


class PreviousAddress(models.Model):
    """A path that once led to a story, and does for ever: "sport/2019/12/07/old-words/", without the first slash."""

    path = models.CharField(max_length=300, unique=True)
    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="previous_addresses")
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("previous address")
        verbose_name_plural = _("previous addresses")

    def __str__(self) -> str:
        return f"/{self.path}"
