"""What of their comments somebody shows on their public page."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from comments.models.comment import Comment


class ShowsAll(models.Model):
    """That somebody shows whatever they say, what they will say included. Without it only what they choose is shown.

    Written by comments/profiles/showing.py alone, as is what follows.
    """

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="shows_all"
    )

    class Meta:
        verbose_name = _("page that shows all comments")
        verbose_name_plural = _("pages that show all comments")

    def __str__(self) -> str:
        return str(self.person_id)


class ShownOtherwise(models.Model):
    """A comment that its author shows though not all are shown, or hides though they are."""

    comment = models.OneToOneField(Comment, on_delete=models.CASCADE, primary_key=True, related_name="shown_otherwise")

    class Meta:
        verbose_name = _("comment shown otherwise")
        verbose_name_plural = _("comments shown otherwise")

    def __str__(self) -> str:
        return str(self.comment_id)
