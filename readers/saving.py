"""Stories kept for later: the one writer of what readers save."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from articles.models import Article
from readers.leaning import Refused
from readers.models import SavedArticle

if TYPE_CHECKING:
    from readers.models import User


def save(article: Article, *, reader: "User") -> None:
    """Keeps the story at the top of the list; one that is kept already stays where it is. Raises Refused once there
    are SAVED_STORIES of them."""
    own = SavedArticle.objects.filter(reader=reader)
    if own.filter(article=article).exists():
        return
    if own[: settings.SAVED_STORIES].count() == settings.SAVED_STORIES:
        words = _("You have saved %(many)s stories, which is as many as we keep. Remove one first.")
        raise Refused(words % {"many": settings.SAVED_STORIES})
    own.get_or_create(reader=reader, article=article)  # two presses at once are one


def unsave(article: Article, *, reader: "User") -> None:
    SavedArticle.objects.filter(reader=reader, article=article).delete()
