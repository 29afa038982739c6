"""What moderators decided, the words they watch for, and what has been learned from their decisions."""

from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.models.comment import Comment


class Decision(models.Model):
    """What a moderator decided about a comment, and why. Rows are only ever added."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="decisions")
    status = models.CharField(max_length=8, choices=Comment.Status)
    reason = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(max_length=150)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "id"]
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")

    def __str__(self) -> str:
        words = f"{self.get_status_display()}, {self.by_name}, {timezone.localtime(self.at):%Y-%m-%d %H:%M}"
        return f"{words}: {self.reason}" if self.reason else words


class WordRule(models.Model):
    """A word or phrase that moderators watch for. Found as whole words, whatever their case or accents; with a star at
    its end, at the beginning of a word."""

    class Action(models.TextChoices):
        HOLD = "hold", _("Suspect: the comment waits for a moderator")
        REFUSE = "refuse", _("Banned: the comment is not taken, and its author is told the word")

    words = models.CharField(_("word or phrase"), max_length=100)
    key = models.CharField(max_length=400, unique=True, editable=False)  # as it is compared; letters may unfold
    action = models.CharField(_("what happens"), max_length=6, choices=Action, default=Action.HOLD)
    note = models.CharField(_("why"), max_length=200, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    added_at = models.DateTimeField(_("added"), default=timezone.now, editable=False)

    class Meta:
        ordering = ["words"]
        verbose_name = _("watched word")
        verbose_name_plural = _("watched words")
        indexes = [models.Index(F("added_at").desc(), F("id").desc(), name="word_rule_newest")]

    def __str__(self) -> str:
        return self.words


class Learned(models.Model):
    """In how many comments that moderators kept, and in how many that they did not, a word was found."""

    word = models.CharField(max_length=40, unique=True)
    kept = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("learned word")
        verbose_name_plural = _("learned words")

    def __str__(self) -> str:
        return f"{self.word}: {self.kept} / {self.refused}"
