"""What people are told: under the bell, and by mail. The rows are the outbox."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.models.comment import Comment


class Notice(models.Model):
    """One thing somebody is told. Written by comments/notices.py alone, in the transaction of what it tells of."""

    class Kind(models.TextChoices):
        REPLY = "reply", _("A reply to your comment")
        MENTION = "mention", _("Somebody mentions you")
        PICK = "pick", _("The newsroom picked your comment")
        APPROVED = "approved", _("Your comment is published")
        REJECTED = "rejected", _("Your comment is not published")
        APPEAL = "appeal", _("Your appeal was decided")
        SANCTION = "sanction", _("A word from the moderators")
        CORRECTED = "correct", _("An error you reported is corrected")

    class Mail(models.TextChoices):
        NONE = "", _("No mail")
        DUE = "due", _("To be mailed")
        SENDING = "sending", _("Handed to the mail server")  # and, if it stays so, nobody knows whether it arrived
        SENT = "sent", _("Mailed")

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices", db_index=False
    )
    kind = models.CharField(max_length=8, choices=Kind)
    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, null=True, related_name="notices")
    reason = models.CharField(max_length=500, blank=True)  # a moderator's words
    at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)
    mail = models.CharField(max_length=7, choices=Mail, default=Mail.NONE, blank=True)
    mail_at = models.DateTimeField(null=True)  # when it falls due, or since when it is under way; None: all is done

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        indexes = [
            models.Index("recipient", F("at").desc(), F("id").desc(), name="notice_newest"),
            models.Index(fields=["recipient"], condition=Q(read_at=None), name="notice_unread"),
            # SQLite could not tell that an index of the two states serves: they come as parameters.
            models.Index(fields=["mail", "recipient"], condition=Q(mail_at__isnull=False), name="notice_to_mail"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.recipient}"


class NoticeChoice(models.Model):
    """When somebody wants mail. Who has not chosen gets it now."""

    class When(models.TextChoices):
        NOW = "now", _("At once")
        DAILY = "daily", _("Once a day")
        NEVER = "never", _("Never")

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="notice_choice"
    )
    when = models.CharField(_("mail"), max_length=5, choices=When, default=When.NOW)
    mailed_at = models.DateTimeField(null=True)  # the latest mail, which a daily one is counted from

    class Meta:
        verbose_name = _("choice of mail")
        verbose_name_plural = _("choices of mail")

    def __str__(self) -> str:
        return f"{self.person}: {self.get_when_display()}"


class ThreadMute(models.Model):
    """A thread somebody wants to hear no more of."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="muted_threads", db_index=False
    )
    root = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="muted_by")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("muted thread")
        verbose_name_plural = _("muted threads")
        constraints = [models.UniqueConstraint(fields=["person", "root"], name="thread_muted_once")]

    def __str__(self) -> str:
        return f"{self.person} – {self.root}"
