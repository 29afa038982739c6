"""One thing said."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.querysets import CommentQuerySet

if TYPE_CHECKING:
    from comments.gate import Person

STEP = 4  # base-36 digits of a number in a path: 1,679,616 comments under one story
LIVE = ("pending", "approved")  # the statuses in which a text still stands, seen by all or by its author


class Comment(models.Model):
    """One thing said. Written by comments/posting.py alone.

    `path` is the way from the thread's root, a number of STEP digits for each comment on it, so that sorting by it
    reads a thread in its order at any depth, and a prefix of it names an ancestor.
    """

    class Status(models.TextChoices):
        PENDING = "pending", _("Pending")
        APPROVED = "approved", _("Approved")
        REJECTED = "rejected", _("Rejected")
        REMOVED = "removed", _("Removed")

    article = models.ForeignKey(
        "articles.Article",
        on_delete=models.CASCADE,
        related_name="comments",
        db_index=False,
        verbose_name=_("story"),
    )
    author = models.ForeignKey(  # an account that is deleted leaves what it said, without its name
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="comments",
        db_index=False,
        verbose_name=_("by"),
    )
    parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="children", db_index=False)
    root = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="replies", db_index=False)
    path = models.CharField(max_length=1000)
    depth = models.PositiveSmallIntegerField(default=0)

    body = models.TextField(_("text"))
    body_html = models.TextField()
    status = models.CharField(_("status"), max_length=8, choices=Status)
    verdict = models.JSONField(_("why"), default=list)  # the rules that fired: rule, action, sentence, matched
    submission = models.CharField(max_length=64)  # who, where and what: the same one twice is one comment
    signed_as = models.CharField(max_length=150, blank=True)  # the name of who said it elsewhere, without an account
    source = models.CharField(max_length=200, blank=True)  # where it was imported from: read again, it is not added

    reply_count = models.PositiveIntegerField(default=0)  # approved comments below this one, at any depth
    like_count = models.PositiveIntegerField(default=0)  # likes here, and those it brought along
    imported_likes = models.PositiveIntegerField(default=0)
    slowed_until = models.DateTimeField(null=True)  # of a thread's root: so long its people speak one at a time

    created_at = models.DateTimeField(_("written"), default=timezone.now)
    edited_at = models.DateTimeField(_("edited"), null=True)
    removed_at = models.DateTimeField(_("removed"), null=True)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    picked_at = models.DateTimeField(_("picked"), null=True)

    priority = models.PositiveSmallIntegerField(null=True)  # in the moderators' queue; None: nothing to decide
    reported_weight = models.FloatField(default=0)  # of its reports that nobody has decided
    hidden_at = models.DateTimeField(null=True)  # by reports, folded away until somebody decides
    appeal = models.CharField(max_length=1000, blank=True)
    appealed_at = models.DateTimeField(null=True)  # once, whatever comes of it
    appeal_decided_at = models.DateTimeField(null=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        permissions = [("moderate_comment", _("Can approve, reject and remove comments"))]
        indexes = [
            models.Index(
                "article",
                F("created_at").desc(),
                F("id").desc(),
                condition=Q(parent=None),
                name="comment_threads_newest",
            ),
            # Without the comments that answer none, which SQLite would look up by it, all of them.
            models.Index(fields=["parent"], condition=Q(parent__isnull=False), name="comment_answers"),
            models.Index(fields=["root", "path"], name="comment_thread_in_order"),
            # SQLite does not see that the constraint's partial index would do for finding the same submission again.
            models.Index(fields=["article", "submission"], name="comment_submission"),
            models.Index("author", F("created_at").desc(), name="comment_newest_by_author"),
            models.Index(fields=["author", "article"], name="comment_by_author_under_story"),
            models.Index(F("created_at").desc(), F("id").desc(), name="comment_newest"),
            models.Index("status", F("created_at").desc(), F("id").desc(), name="comment_newest_in_state"),
            # What is asked for in another order does not name the likes, so that it can't be led along this one.
            models.Index(
                "article",
                F("like_count").desc(),
                F("id").desc(),
                condition=Q(parent=None, like_count__gte=0),
                name="comment_threads_most_liked",
            ),
            models.Index("article", F("id").desc(), condition=Q(status="approved"), name="comment_newest_under_story"),
            models.Index(
                "article", F("picked_at").desc(), condition=Q(picked_at__isnull=False), name="comment_picked_latest"
            ),
            models.Index(
                "root", F("created_at").desc(), condition=Q(root__isnull=False), name="comment_newest_in_thread"
            ),
            models.Index(
                F("priority").desc(), "created_at", "id", condition=Q(priority__isnull=False), name="comment_queue"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["article", "path"], name="comment_path_once"),
            models.UniqueConstraint(
                fields=["article", "submission"], condition=Q(status__in=LIVE), name="comment_submission_once"
            ),
            models.CheckConstraint(
                condition=Q(parent=None, root=None, depth=0) | Q(parent__isnull=False, root__isnull=False, depth__gt=0),
                name="comment_has_root_if_parent",
            ),
            models.CheckConstraint(
                condition=~Q(status="removed") | Q(removed_at__isnull=False), name="comment_removed_has_time"
            ),
            models.CheckConstraint(
                condition=~Q(status="pending") | Q(priority__isnull=False), name="comment_held_is_queued"
            ),
            models.UniqueConstraint(
                fields=["article", "source"], condition=~Q(source=""), name="comment_imported_once"
            ),
        ]

    def __str__(self) -> str:
        return self.body if len(self.body) <= 80 else f"{self.body[:79]}…"

    def get_absolute_url(self) -> str:
        """The permanent address; it leads to wherever the comment stands."""
        return reverse("comments:comment", args=[self.pk])

    @property
    def anchor(self) -> str:
        return f"comment-{self.pk}"

    @property
    def author_name(self) -> str:
        return self.author.get_username() if self.author else self.signed_as or str(_("Deleted reader"))

    @property
    def has_page_beside(self) -> bool:
        """Whether its author has a public page, for the name to lead to."""
        return bool(self.author and self.author.has_profile and self.author.is_active)

    def is_by(self, person: "Person") -> bool:
        """What an account that was deleted said is nobody's."""
        return self.author_id is not None and self.author_id == person.pk

    @property
    def thread_root(self) -> "Comment":
        """The comment that began its thread: itself, where it answers none."""
        return self.root or self

    @property
    def thread_id(self) -> int:
        return self.root_id or self.pk

    @property
    def paths_above(self) -> list[str]:
        """The paths of the comments it answers, the thread's root first."""
        return [self.path[:end] for end in range(STEP, len(self.path), STEP)]

    @property
    def is_approved(self) -> bool:
        return self.status == self.Status.APPROVED

    @property
    def is_pending(self) -> bool:
        return self.status == self.Status.PENDING

    @property
    def is_hidden(self) -> bool:
        """Folded away by reports until a moderator has decided."""
        return self.hidden_at is not None

    @property
    def has_open_appeal(self) -> bool:
        return self.appealed_at is not None and self.appeal_decided_at is None

    @property
    def is_gone(self) -> bool:
        """Its text may be read by nobody; where it was answered, a tombstone stands in its place."""
        return self.status not in LIVE

    @property
    def was_withdrawn(self) -> bool:
        """Deleted by who wrote it, not removed by a moderator."""
        return self.author_id is not None and self.removed_by_id == self.author_id

    @property
    def was_taken_back(self) -> bool:
        """Gone for good: withdrawn, or emptied when its author's account was deleted, after which it bears no name."""
        is_nobodys = self.author_id is None and self.removed_by_id is None
        return self.was_withdrawn or (self.status == self.Status.REMOVED and is_nobodys)

    @property
    def editable_until(self) -> datetime:
        return self.created_at + timedelta(minutes=settings.COMMENT_EDIT_MINUTES)

    @property
    def why_held(self) -> list[str]:
        """What its author is told of why it waits."""
        return [reason["sentence"] for reason in self.verdict if reason["action"] == "hold"]


class Wording(models.Model):
    """What a comment said before it was edited. Moderators alone read it."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="wordings")
    body = models.TextField(_("text"))
    until = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["until", "id"]
        verbose_name = _("earlier wording")
        verbose_name_plural = _("earlier wordings")

    def __str__(self) -> str:
        return self.body
