"""The digest a reader asked for by mail."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Digest(models.Model):
    """A reader's mail of stories. Nothing is sent until the link of a first mail was opened (`confirmed_at`)."""

    class Rhythm(models.TextChoices):
        DAILY = "daily", _("Every day")
        WEEKLY = "weekly", _("Every week")

    reader = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="digest"
    )
    rhythm = models.CharField(_("how often"), max_length=6, choices=Rhythm, default=Rhythm.DAILY)
    sections = models.ManyToManyField("articles.Category", blank=True, related_name="+", verbose_name=_("sections"))
    topics = models.ManyToManyField("articles.Topic", blank=True, related_name="+", verbose_name=_("topics"))
    asked_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)  # when the next one goes; empty until confirmed
    sending_since = models.DateTimeField(null=True)  # one is under way, or its sender died meanwhile
    sent_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("digest")
        verbose_name_plural = _("digests")
        indexes = [models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="digest_due")]

    def __str__(self) -> str:
        return f"the {self.rhythm} digest of {self.reader_id}"
