"""Under what and by whom: sections, topics and authors."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.querysets import AuthorQuerySet, TopicQuerySet

# First words of the site's own addresses: a section of that name would hide them.
RESERVED_SLUGS = frozenset(
    """accounts admin api archive authors beacon comments corrections feeds following for-you health manifest media
    most-read my notices offline opml readers robots saved search sitemap static topics""".split()  # noqa: SIM905
)


def validate_section_slug(slug: str) -> None:
    if slug in RESERVED_SLUGS:
        raise ValidationError(
            _("“%(slug)s” is one of the site's own addresses; choose another."), params={"slug": slug}
        )


class Category(models.Model):
    """A section of the paper. Its slug begins every address of its stories, so it is set once."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    slug = models.SlugField(_("slug"), max_length=60, unique=True, validators=[validate_section_slug])
    description = models.CharField(_("description"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(_("position in the nav"), default=100)

    class Meta:
        ordering = ["position", "name"]
        verbose_name = _("section")
        verbose_name_plural = _("sections")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("category", args=[self.slug])


class Topic(models.Model):
    """What a story is about, across sections."""

    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(_("slug"), max_length=80, unique=True, allow_unicode=True)
    description = models.CharField(_("description"), max_length=200, blank=True)

    objects = TopicQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        constraints = [
            models.UniqueConstraint(
                Lower("name"), name="topic_name_once", violation_error_message=_("There is a topic of this name.")
            )
        ]
        indexes = [models.Index(fields=["name", "id"], name="topic_a_to_z")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("topic", args=[self.slug])

    @transaction.atomic
    def absorb(self, others: "models.QuerySet[Topic]") -> int:
        """The stories of the other topics become this one's, and the others go. Returns how many went."""
        going = list(others)
        taggings = self.taggings.model.objects
        stories = taggings.filter(topic__in=going).values_list("article", "listed_at").distinct()
        taggings.bulk_create(
            [taggings.model(topic=self, article_id=story, listed_at=listed_at) for story, listed_at in stories],
            ignore_conflicts=True,  # a story that has this topic already
            batch_size=1000,
        )
        for topic in going:
            topic.delete()
        return len(going)


class Author(models.Model):
    """A name in a byline. May belong to an account of the desk, and then its stories are that account's own."""

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("slug"), max_length=120, unique=True, allow_unicode=True)
    role = models.CharField(_("role"), max_length=120, blank=True, help_text=_("As in “Sport writer”."))
    bio = models.TextField(_("about"), max_length=1000, blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="author",
        verbose_name=_("account"),
    )

    objects = AuthorQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        indexes = [models.Index(fields=["name", "id"], name="author_a_to_z")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("author", args=[self.slug])
