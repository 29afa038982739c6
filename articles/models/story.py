"""The story and its bylines."""

import math
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.media import Image
from articles.querysets import ArticleQuerySet
from newsroom import markup


class Article(models.Model):
    """A story. What readers may see of it is said in one place, `Article.objects.published()`.

    The status is what an editor decided; the clock decides the rest: a published story whose time has not come is
    scheduled, one whose end has passed is expired. So no job has to run at either second.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        IN_REVIEW = "in_review", _("In review")
        PUBLISHED = "published", _("Published")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    headline = models.CharField(_("headline"), max_length=200)
    slug = models.SlugField(_("slug"), max_length=120, allow_unicode=True)
    summary = models.CharField(
        _("standfirst"), max_length=600, blank=True, help_text=_("One sentence under the headline; shown in lists too.")
    )
    body = models.TextField(_("body"), blank=True, help_text=_("Markdown."))
    body_html = models.TextField(editable=False, default="")
    word_count = models.PositiveIntegerField(editable=False, default=0)
    language = models.CharField(
        _("language"), max_length=15, blank=True, help_text=_("Only if not the site's: a code such as es-PR.")
    )
    category = models.ForeignKey(
        "articles.Category", on_delete=models.PROTECT, related_name="articles", verbose_name=_("section")
    )
    topics = models.ManyToManyField(
        "articles.Topic", through="articles.Tagging", blank=True, related_name="articles", verbose_name=_("topics")
    )
    authors = models.ManyToManyField(
        "articles.Author", through="articles.Byline", related_name="articles", verbose_name=_("authors")
    )
    lead_image = models.ForeignKey(
        "articles.Image",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="led_articles",
        verbose_name=_("lead picture"),
    )
    is_pick = models.BooleanField(_("editors' pick"), default=False)

    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.DRAFT, editable=False)
    published_at = models.DateTimeField(_("publish at"), null=True, blank=True)
    expires_at = models.DateTimeField(_("expires at"), null=True, blank=True)
    updated_at = models.DateTimeField(null=True, blank=True, editable=False)  # what readers are told, not every save
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawal_note = models.CharField(max_length=500, blank=True, editable=False)  # shown on the 410 page

    path = models.CharField(max_length=250, unique=True, null=True, editable=False)  # noqa: DJ001  unique, so "none" can't be ""
    version = models.PositiveIntegerField(default=0, editable=False)  # counts saves; a save names the one it began from
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    modified_at = models.DateTimeField(auto_now=True)

    source_name = models.CharField(_("source"), max_length=200, blank=True)
    source_url = models.CharField(
        _("address of the source"), max_length=500, blank=True, validators=[URLValidator(["http", "https"])]
    )
    licence = models.CharField(_("licence"), max_length=200, blank=True)
    origin_id = models.CharField(max_length=300, unique=True, null=True, editable=False)  # noqa: DJ001  as above
    origin_digest = models.CharField(max_length=64, blank=True, editable=False)  # what it was made of at that time

    _rendered_body: str | None = None  # the text that body_html was made of

    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at", "-id"]
        verbose_name = _("story")
        verbose_name_plural = _("stories")
        permissions = [
            ("publish_article", _("Can publish, schedule, correct and withdraw stories")),
            ("edit_others_article", _("Can edit stories of others")),
        ]
        indexes = [
            models.Index("status", F("published_at").desc(), F("id").desc(), name="article_newest"),
            models.Index(
                "status",
                F("published_at").desc(),
                F("id").desc(),
                condition=Q(is_pick=True),
                name="article_newest_pick",
            ),
            models.Index(F("modified_at").desc(), F("id").desc(), name="article_last_saved"),  # the desk's list
            models.Index("status", F("modified_at").desc(), F("id").desc(), name="article_last_saved_in_state"),
            models.Index(
                "status",
                F("expires_at").desc(),
                F("id").desc(),
                condition=Q(expires_at__isnull=False),
                name="article_last_expired",
            ),
            models.Index("category", F("modified_at").desc(), F("id").desc(), name="article_last_saved_in_section"),
            models.Index(
                "category", "status", F("published_at").desc(), F("id").desc(), name="article_newest_in_section"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="published") | Q(published_at__isnull=False, path__isnull=False),
                name="article_published_has_time_and_path",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__isnull=True) | Q(expires_at__gt=F("published_at")),
                name="article_expires_after_published",
                violation_error_message=_("A story can only expire after it is published."),
            ),
        ]

    def __str__(self) -> str:
        return self.headline

    def save(self, *args, **kwargs) -> None:
        """Renders the body if it changed. Stories are written by articles/publishing.py, which calls this."""
        self.render()
        self.path = self.path_now()
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """The public address; of a story that has no time yet, where it would stand today."""
        return f"/{self.path or self._path_on(timezone.now())}"

    @classmethod
    def from_db(cls, *args, **kwargs) -> "Article":
        article = super().from_db(*args, **kwargs)
        article._rendered_body = article.__dict__.get("body")  # not there when deferred
        return article

    def clean(self) -> None:
        """Refuses a body that the renderer refuses, with its reason."""
        try:
            self.render()
        except markup.Refused as refused:
            raise ValidationError({"body": str(refused)}) from refused

    def render(self, *, again: bool = False) -> None:
        """Makes `body_html` and `word_count` of `body`, once a text unless told `again`. Raises markup.Refused."""
        if not again and self._rendered_body == self.body:
            return
        self.body_html = markup.story_html(self.body, find_picture=Image.objects.shown_at)
        self.word_count = markup.word_count(self.body_html)
        self._rendered_body = self.body

    def path_now(self) -> str | None:
        return self._path_on(self.published_at) if self.published_at else None

    def _path_on(self, moment: datetime) -> str:
        return f"{self.category.slug}/{timezone.localtime(moment):%Y/%m/%d}/{self.slug}/"

    def is_published(self, now: datetime | None = None) -> bool:
        """The rule of `ArticleQuerySet.published`, for a row already loaded."""
        now = now or timezone.now()
        return (
            self.status == self.Status.PUBLISHED
            and self.published_at is not None
            and self.published_at <= now
            and (self.expires_at is None or self.expires_at > now)
        )

    @property
    def is_scheduled(self) -> bool:
        is_published = self.status == self.Status.PUBLISHED
        return is_published and self.published_at is not None and self.published_at > timezone.now()

    @property
    def is_expired(self) -> bool:
        return (
            self.status == self.Status.PUBLISHED and self.expires_at is not None and self.expires_at <= timezone.now()
        )

    @property
    def state(self) -> str:
        """One word for the desk: a status, or scheduled or expired by the clock."""
        return "scheduled" if self.is_scheduled else "expired" if self.is_expired else self.status

    @property
    def state_label(self) -> str:
        labels = {"scheduled": _("Scheduled"), "expired": _("Expired")}
        return str(labels.get(self.state) or self.get_status_display())

    @property
    def reading_minutes(self) -> int:
        return max(1, math.ceil(self.word_count / settings.WORDS_PER_MINUTE))

    @property
    def ordered_authors(self) -> list:
        """Authors as the byline orders them; free when the listing prefetched `bylines__author`."""
        return [byline.author for byline in self.bylines.all()]


class Listed(models.Model):
    """A row by which others list a story. It holds the story's time, so that such a list walks one index.

    `listed_at` is `published_at` while the story is published, else None. articles/publishing.py keeps it so.
    """

    listed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        abstract = True


class Byline(Listed):
    """An author's place in a story's byline."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="bylines", db_index=False)
    author = models.ForeignKey("articles.Author", on_delete=models.PROTECT, related_name="bylines", db_index=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("byline")
        verbose_name_plural = _("bylines")
        indexes = [models.Index("author", F("listed_at").desc(), F("article").desc(), name="byline_newest")]
        constraints = [models.UniqueConstraint(fields=["article", "author"], name="byline_names_an_author_once")]

    def __str__(self) -> str:
        return str(self.author)


class Tagging(Listed):
    """A topic of a story."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="taggings", db_index=False)
    topic = models.ForeignKey("articles.Topic", on_delete=models.CASCADE, related_name="taggings", db_index=False)

    class Meta:
        db_table = "articles_article_topics"
        verbose_name = _("topic of a story")
        verbose_name_plural = _("topics of stories")
        indexes = [models.Index("topic", F("listed_at").desc(), F("article").desc(), name="tagging_newest")]
        unique_together = [("article", "topic")]

    def __str__(self) -> str:
        return str(self.topic)
