"""An account that its owner asked to delete."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Leaving(models.Model):
    """That an account is to be deleted. Its owner may take it back until `due_at`."""

    reader = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="leaving"
    )
    asked_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(db_index=True)
    keeps_comments = models.BooleanField()  # they stay as a deleted reader's; else they go as well

    class Meta:
        verbose_name = _("account to be deleted")
        verbose_name_plural = _("accounts to be deleted")

    def __str__(self) -> str:
        return f"{self.reader_id} leaves at {self.due_at}"
