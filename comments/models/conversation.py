"""All that is said under one story."""

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _


def tag_of(article_id: int) -> str:
    """What the pages that show a story's conversation bear in the page cache."""
    return f"talk-{article_id}"


class Conversation(models.Model):
    """All that is said under one story. Made with the first comment; its row is the lock every writer takes."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed: can be read, takes no more")
        OFF = "off", _("Off: not shown")

    article = models.OneToOneField(
        "articles.Article", on_delete=models.CASCADE, primary_key=True, related_name="conversation"
    )
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)
    comment_count = models.PositiveIntegerField(_("comments"), default=0, editable=False)  # approved ones alone
    last_number = models.PositiveIntegerField(default=0, editable=False)  # numbers are never given twice

    class Meta:
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
        indexes = [models.Index("state", F("article").desc(), name="conversation_in_state")]

    def __str__(self) -> str:
        return str(self.article)
