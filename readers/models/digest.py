"""The digest a reader asked for by mail."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Digest(models.Model):
    """A reader's mail of stories. Nothing is sent until the link of a first mail was opened (`confirmed_at`).

    Written by readers/digests/ alone: `choosing` what is asked, `outbox` the states of sending.
    """

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
    address = models.EmailField(blank=True)  # for which it was confirmed; another of the account's needs it anew
    due_at = models.DateTimeField(null=True)  # when the next one goes; empty until confirmed
    sending_since = models.DateTimeField(null=True)  # one is under way, or its sender died meanwhile
    sent_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("digest")
        verbose_name_plural = _("digests")
        indexes = [models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="digest_due")]

    def __str__(self) -> str:
        return f"the {self.rhythm} digest of {self.reader_id}"

    @property
    def goes_to(self) -> str:
        """Where it may be mailed: the account's verified address if it is the one confirmed, else "". Asks the
        database."""
        if not self.confirmed_at or not self.reader.is_active:
            return ""
        address = self.reader.verified_email
        return address if address.lower() == self.address.lower() else ""

    @property
    def topics_and_sections(self) -> list[str]:
        """The names of what was chosen."""
        return [*(section.name for section in self.sections.all()), *(topic.name for topic in self.topics.all())]
