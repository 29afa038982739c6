"""What moderators decided, the words they watch for, and what has been learned from their decisions."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.models.comment import Comment


class DecisionQuerySet(models.QuerySet):
    """The log is only ever added to."""

    def standing(self) -> Self:
        """Those that were not undone."""
        return self.exclude(_undoing())

    def as_logged(self) -> Self:
        """With each whether it was undone, and whether others were decided at the same press."""
        others = Decision.objects.filter(batch=OuterRef("batch")).exclude(pk=OuterRef("pk"))
        return self.annotate(is_undone=_undoing(), has_others=Exists(others))

    def update(self, **_values: object) -> int:
        raise TypeError("Decisions are never changed; another one is added.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("Decisions are never deleted.")


def _undoing() -> Exists:
    # Its action is named so that no database thinks it best to look at all decisions while none was ever undone.
    return Exists(Decision.objects.filter(undoes=OuterRef("pk"), action=Decision.Action.UNDO))


class Decision(models.Model):
    """What a moderator decided about a comment or a person, and why. Rows are only ever added, by comments/deciding.py.

    What was decided at one press bears one `batch`, and is undone at one.
    """

    class Action(models.TextChoices):
        APPROVE = "approve", _("Approved")
        REJECT = "reject", _("Rejected")
        REMOVE = "remove", _("Removed")
        PICK = "pick", _("Picked")
        UNPICK = "unpick", _("No longer picked")
        CORRECT = "correct", _("Error in the story corrected")
        NO_ERROR = "no-error", _("No error in the story")
        WARN = "warn", _("Warned")
        PAGE = "page", _("Public page closed")
        SLOW = "slow", _("Slowed")
        HOLD = "hold", _("Held from now on")
        SUSPEND = "suspend", _("Suspended")
        BAN = "ban", _("Banned")
        LIFT = "lift", _("Sanction lifted")
        UNDO = "undo", _("Undone")

    comment = models.ForeignKey(Comment, on_delete=models.SET_NULL, null=True, related_name="decisions")
    person = models.ForeignKey(  # whose comment it was, or who was sanctioned
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="decided_about", db_index=False
    )
    action = models.CharField(_("decision"), max_length=8, choices=Action)
    before = models.CharField(max_length=8, choices=Comment.Status, blank=True)
    status = models.CharField(max_length=8, choices=Comment.Status, blank=True)  # what it became
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(_("by"), max_length=150)
    at = models.DateTimeField(_("when"), default=timezone.now)
    batch = models.UUIDField(null=True, db_index=True)
    undoes = models.OneToOneField("self", on_delete=models.SET_NULL, null=True, related_name="undone_by")

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["at", "id"]
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        indexes = [
            models.Index(F("at").desc(), F("id").desc(), name="decision_newest"),
            models.Index("action", F("at").desc(), F("id").desc(), name="decision_newest_of_kind"),
            models.Index("person", F("at").desc(), F("id").desc(), name="decision_about_person"),
        ]

    def __str__(self) -> str:
        words = f"{self.get_action_display()}, {self.by_name}, {timezone.localtime(self.at):%Y-%m-%d %H:%M}"
        return f"{words}: {self.reason}" if self.reason else words


class Sanction(models.Model):
    """What a person may not do for now, and why. Written by comments/deciding.py alone."""

    class Kind(models.TextChoices):
        WARN = "warn", _("Warning")
        PAGE = "page", _("No public page")
        SLOW = "slow", _("Slowed: one comment in a while")
        HOLD = "hold", _("Held: every comment waits")
        SUSPEND = "suspend", _("Suspended until a day")
        BAN = "ban", _("Banned")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="sanctions", verbose_name=_("person")
    )
    kind = models.CharField(_("sanction"), max_length=7, choices=Kind)
    reason = models.CharField(_("reason"), max_length=500)
    at = models.DateTimeField(_("since"), default=timezone.now)
    until = models.DateTimeField(_("until"), null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    batch = models.UUIDField()  # of the decisions made with it
    lifted_at = models.DateTimeField(_("lifted"), null=True, editable=False)

    class Meta:
        verbose_name = _("sanction")
        verbose_name_plural = _("sanctions")
        indexes = [models.Index(F("at").desc(), F("id").desc(), name="sanction_newest")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="suspend") | Q(until__isnull=False), name="sanction_suspension_ends"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.person}"


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
