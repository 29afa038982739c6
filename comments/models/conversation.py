"""All that is said under one story, and how conversations in a section begin."""

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _


def tag_of(article_id: int) -> str:
    """What the pages that show a story's conversation bear in the page cache."""
    return f"talk-{article_id}"


COUNTS = "comment-counts"  # borne by pages that say how many comments stories have


class State(models.TextChoices):
    OPEN = "open", _("Open")
    HELD = "held", _("Held: every comment waits for a moderator")
    QUESTIONS = "asked", _("Questions and answers: readers ask, the newsroom answers")
    CLOSED = "closed", _("Closed: can be read, takes no more")
    OFF = "off", _("Off: not shown")


class Conversation(models.Model):
    """All that is said under one story. Made with the first comment, or by an editor who sets its state before; its row
    is the lock every writer takes."""

    State = State

    article = models.OneToOneField(
        "articles.Article",
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="conversation",
        verbose_name=_("story"),
    )
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)
    close_after_days = models.PositiveSmallIntegerField(
        _("closes after days"),
        null=True,
        blank=True,
        help_text=_("Counted from the story's publication; 0: never. Empty: as its section says."),
    )
    comment_count = models.PositiveIntegerField(_("comments"), default=0, editable=False)  # approved ones alone
    pick_count = models.PositiveIntegerField(default=0, editable=False)  # spares most pages the search for picks
    newest_id = models.BigIntegerField(default=0, editable=False)  # of the comment that was published last
    last_number = models.PositiveIntegerField(default=0, editable=False)  # numbers are never given twice

    class Meta:
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
        indexes = [models.Index("state", F("article").desc(), name="conversation_in_state")]

    def __str__(self) -> str:
        return str(self.article)


class SectionRule(models.Model):
    """How the conversations of a section begin, and after how many days they close."""

    category = models.OneToOneField(
        "articles.Category",
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="conversation_rule",
        verbose_name=_("section"),
    )
    state = models.CharField(_("begins"), max_length=8, choices=State, default=State.OPEN)
    close_after_days = models.PositiveSmallIntegerField(
        _("closes after days"), default=0, help_text=_("Counted from a story's publication; 0: never.")
    )

    class Meta:
        verbose_name = _("rule of a section")
        verbose_name_plural = _("rules of sections")

    def __str__(self) -> str:
        return str(self.category)
