"""Who may post now under a story, and the sentence shown to who may not. How often is for moderation to say."""

from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from articles.models import Article
from comments.models import Conversation

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from readers.models import User

    Person = User | AnonymousUser


class Gate(TextChoices):
    """Open, or why not; the label is the sentence."""

    OPEN = "open", ""
    SIGN_IN = "sign_in", _("Sign in to post a message")
    CLOSED = "closed", _("The conversation under this story is closed. You can still read it.")
    NO_STORY = "no_story", _("This story is not open to readers, so nothing can be posted under it.")


def gate_of(article: Article, user: "Person", conversation: Conversation | None) -> Gate:
    """`conversation` is the story's, None while nobody has said anything."""
    if not article.is_published():
        return Gate.NO_STORY
    if conversation and conversation.state != Conversation.State.OPEN:
        return Gate.CLOSED
    return Gate.OPEN if user.is_authenticated else Gate.SIGN_IN
