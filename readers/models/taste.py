"""What For You goes by: what a reader said, and what follows from what they read."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from readers.querysets import StanceQuerySet


class Stance(models.Model):
    """A section, topic or author that a reader follows or mutes. Written by readers/leaning.py alone."""

    class Kind(models.TextChoices):
        FOLLOW = "follow", _("Follow")
        MUTE = "mute", _("Mute")

    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="stances")
    kind = models.CharField(max_length=6, choices=Kind)
    category = models.ForeignKey("articles.Category", on_delete=models.CASCADE, null=True, related_name="+")
    topic = models.ForeignKey("articles.Topic", on_delete=models.CASCADE, null=True, related_name="+")
    author = models.ForeignKey("articles.Author", on_delete=models.CASCADE, null=True, related_name="+")
    since = models.DateTimeField(default=timezone.now)

    objects = StanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("follow or mute")
        verbose_name_plural = _("follows and mutes")
        constraints = [
            models.CheckConstraint(
                condition=Q(category__isnull=False, topic__isnull=True, author__isnull=True)
                | Q(category__isnull=True, topic__isnull=False, author__isnull=True)
                | Q(category__isnull=True, topic__isnull=True, author__isnull=False),
                name="stance_on_one_thing",
            ),
            *(
                models.UniqueConstraint(
                    fields=["reader", thing], condition=Q(**{f"{thing}__isnull": False}), name=f"stance_once_a_{thing}"
                )
                for thing in ("category", "topic", "author")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reader_id} {self.kind}s {self.on}"

    @property
    def on(self) -> models.Model | None:
        return self.category or self.topic or self.author


class LessLike(models.Model):
    """A story of which a reader wants less. Written by readers/leaning.py alone."""

    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="less_like", db_index=False
    )
    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("less like this")
        verbose_name_plural = _("less like these")
        constraints = [models.UniqueConstraint(fields=["reader", "article"], name="less_like_once_a_reader")]

    def __str__(self) -> str:
        return f"{self.reader_id} wants less like {self.article_id}"


class Taste(models.Model):
    """What a reader's reads add up to, one row a reader. Written by readers/reading.py alone, which can make it anew
    of their reads at any time.

    `weights` holds, by key ("c2" a section, "t7" a topic, "a4" an author), [value, seconds since 1970 of its last
    change]: a value halves in TASTE_HALF_LIFE_DAYS. `recent` holds the latest stories read, [id, seconds], oldest
    first. `forgotten` holds, by key, the seconds until which nothing counts: the reader took that weight out.
    """

    reader = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="taste"
    )
    weights = models.JSONField(default=dict)
    recent = models.JSONField(default=list)
    forgotten = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("taste")
        verbose_name_plural = _("tastes")

    def __str__(self) -> str:
        return f"the taste of {self.reader_id}"
