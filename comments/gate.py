"""Who may post now under a story, and the sentence shown to who may not. How often is for moderation to say."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.models import Article
from comments.models import Comment, Conversation
from comments.rules import Terms

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from readers.models import User

    Person = User | AnonymousUser

SHUT = (Conversation.State.CLOSED, Conversation.State.OFF)


@dataclass(frozen=True)
class Gate:
    """`sentence` says why somebody may not post; where it is open, what they should know before they write."""

    is_open: bool
    sentence: str = ""
    needs_sign_in: bool = False


def gate_of(article: Article, user: "Person", terms: Terms) -> Gate:
    if not article.is_published():
        return Gate(False, _("This story is not open to readers, so nothing can be posted under it."))
    if terms.state in SHUT:
        return Gate(False, _("The conversation under this story is closed. You can still read it."))
    if terms.is_over:
        return Gate(False, _closed_by_itself(terms))
    if not user.is_authenticated:
        return Gate(False, _("Sign in to post a message"), needs_sign_in=True)
    return Gate(True, _to_know(terms))


def may_answer(article: Article, user: "Person", terms: Terms, parent: Comment) -> bool:
    """Everybody, except where readers ask and the newsroom answers: who asked may add to their own question."""
    if terms.state != Conversation.State.QUESTIONS:
        return True
    began = parent.thread_root
    return user.is_staff or began.author_id == user.pk or article.bylines.filter(author__user=user.pk).exists()


def _closed_by_itself(terms: Terms) -> str:
    sentence = ngettext(
        "This conversation closed on %(day)s, %(days)s day after the story was published, as all do here. You can "
        "still read it.",
        "This conversation closed on %(day)s, %(days)s days after the story was published, as all do here. You can "
        "still read it.",
        terms.days,
    )
    return sentence % {"day": _day(terms), "days": terms.days}


def _to_know(terms: Terms) -> str:
    known = []
    if terms.state == Conversation.State.HELD:
        known.append(_("Here a moderator reads every comment before it is shown."))
    if terms.state == Conversation.State.QUESTIONS:
        known.append(_("Ask your question here: the newsroom answers."))
    if terms.closes_at:
        known.append(_("This conversation is open until %(day)s.") % {"day": _day(terms)})
    return " ".join(known)


def _day(terms: Terms) -> str:
    return date_format(timezone.localtime(terms.closes_at), "N d, Y")
