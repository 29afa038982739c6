"""Pictures. Files are made once, at upload, by articles/copies.py, and named by their content."""

from typing import NamedTuple

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from articles.querysets import ImageQuerySet
from newsroom.markup import Picture


class Copy(NamedTuple):
    """One file of a picture, with its own size in pixels."""

    url: str
    width: int
    height: int


class Image(models.Model):
    """An uploaded picture, its words, and the widths it is kept in."""

    file = models.ImageField(_("file"), upload_to="images", max_length=200)
    digest = models.CharField(max_length=64, unique=True, editable=False)  # SHA-256 of the file as uploaded
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    widths = models.JSONField(default=list, editable=False)  # the WebP copies, narrowest first
    copies = models.JSONField(default=dict, editable=False)  # "plain" and "share": [name in the folder, width, height]
    alt = models.CharField(
        _("text alternative"),
        max_length=500,
        blank=True,
        help_text=_("What the picture shows, for someone who cannot see it."),
    )
    is_decorative = models.BooleanField(
        _("decorative"), default=False, help_text=_("It adds no information, so nothing is read out.")
    )
    caption = models.CharField(_("caption"), max_length=500, blank=True)
    credit = models.CharField(_("credit"), max_length=200, blank=True)
    focal_x = models.PositiveSmallIntegerField(
        _("focal point, across"), default=50, validators=[MaxValueValidator(100)], help_text=_("Percent from the left.")
    )
    focal_y = models.PositiveSmallIntegerField(
        _("focal point, down"), default=50, validators=[MaxValueValidator(100)], help_text=_("Percent from the top.")
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True)

    objects = ImageQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at", "-id"]
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        indexes = [models.Index(F("uploaded_at").desc(), F("id").desc(), name="image_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_decorative=True) | ~Q(alt=""),
                name="image_has_alt_or_is_decorative",
                violation_error_message=_("Describe the picture, or say that it is decorative."),
            ),
            models.CheckConstraint(condition=Q(focal_x__lte=100, focal_y__lte=100), name="image_focal_point_inside"),
        ]

    def __str__(self) -> str:
        return self.caption or self.alt or str(self.file)

    @property
    def url(self) -> str:
        return self.file.url

    @property
    def folder(self) -> str:
        """Where the file and its copies lie in the storage."""
        return str(self.file).rsplit("/", 1)[0]

    def url_at(self, width: int) -> str:
        """The address of the WebP copy of that width (one of `widths`)."""
        return self.file.storage.url(f"{self.folder}/{width}.webp")

    @property
    def plain(self) -> Copy:
        """The JPEG, or PNG with transparency, for browsers without WebP: 960 pixels wide at most."""
        return self._copy("plain")

    @property
    def share(self) -> Copy:
        """The crop around the focal point that other sites show: 1200 × 630, or as much of it as the picture has."""
        return self._copy("share")

    def _copy(self, kind: str) -> Copy:
        """The whole picture where that copy was never made, as of pictures taken in before there were any."""
        if kind not in self.copies:
            return Copy(self.url, self.width, self.height)
        name, width, height = self.copies[kind]
        return Copy(self.file.storage.url(f"{self.folder}/{name}"), width, height)

    @property
    def srcset(self) -> str:
        return ", ".join(f"{self.url_at(width)} {width}w" for width in self.widths)

    def as_picture(self) -> Picture:
        """This picture as the renderer prints it in a story's body."""
        return Picture(
            src=self.plain.url,
            width=self.width,
            height=self.height,
            srcset=self.srcset,
            alt=self.alt,
            caption=self.caption,
            credit=self.credit,
        )
