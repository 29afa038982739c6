"""What readers do about a comment besides answering it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.models.comment import Comment
from comments.querysets import ReportQuerySet


class Like(models.Model):
    """Somebody's approval of a comment, once."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="likes", db_index=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="comment_likes")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("like")
        verbose_name_plural = _("likes")
        constraints = [models.UniqueConstraint(fields=["comment", "by"], name="comment_liked_once")]

    def __str__(self) -> str:
        return f"{self.by} – {self.comment}"


class Report(models.Model):
    """What somebody says is wrong with a comment, or, by way of it, with the story."""

    class Reason(models.TextChoices):
        ABUSE = "abuse", _("It attacks or threatens somebody")
        HATE = "hate", _("It is hateful towards a group of people")
        PRIVATE = "private", _("It tells something private of somebody")
        FALSE = "false", _("It is false and may do harm")
        SPAM = "spam", _("It is advertising, or has nothing to do with the story")
        OTHER = "other", _("Something else")
        ERROR = "error", _("It points out an error in the story")

    class Outcome(models.TextChoices):
        RIGHT = "right", _("Right")
        WRONG = "wrong", _("Not borne out")

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="reports", db_index=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="comment_reports", db_index=False
    )
    reason = models.CharField(_("reason"), max_length=8, choices=Reason)
    note = models.CharField(_("in your words"), max_length=500, blank=True)
    weight = models.FloatField()  # how often its reporter was right before: comments/reacting.py
    at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=5, choices=Outcome, blank=True)
    decided_at = models.DateTimeField(null=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        indexes = [
            models.Index(fields=["by", "outcome"], name="report_by_outcome"),
            models.Index("by", F("at").desc(), condition=~Q(outcome=""), name="report_decided_newest_by"),
            models.Index(
                F("at").desc(),
                F("id").desc(),
                condition=Q(reason="error", outcome=""),
                name="report_of_errors_newest",
            ),
        ]
        constraints = [models.UniqueConstraint(fields=["comment", "by"], name="comment_reported_once")]

    def __str__(self) -> str:
        return f"{self.get_reason_display()}: {self.comment}"


class Mute(models.Model):
    """Whose comments a reader wants folded away. Nobody else sees it."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="muted", db_index=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("muted person")
        verbose_name_plural = _("muted people")
        constraints = [
            models.UniqueConstraint(fields=["by", "person"], name="person_muted_once"),
            models.CheckConstraint(condition=~Q(by=F("person")), name="nobody_mutes_oneself"),
        ]

    def __str__(self) -> str:
        return f"{self.by} – {self.person}"
