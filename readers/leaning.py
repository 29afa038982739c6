"""What a reader says of what they want to read: the one writer of follows, mutes, "less like this", the switches."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from articles.models import Article, Author, Category, Topic
from readers import reading
from readers.models import LessLike, Stance

if TYPE_CHECKING:
    from readers.models import User

Thing = Category | Topic | Author


class Refused(ValueError):
    """With the sentence that the reader is told."""


def follow(thing: Thing, *, reader: "User") -> Stance:
    """Follows a section, topic or author; it is muted no more."""
    return _take(thing, reader, Stance.Kind.FOLLOW)


def mute(thing: Thing, *, reader: "User") -> Stance:
    """Mutes a section, topic or author: its stories come last. It is followed no more."""
    return _take(thing, reader, Stance.Kind.MUTE)


def let_be(thing: Thing, *, reader: "User") -> None:
    """Neither follows nor mutes it."""
    Stance.objects.filter(reader=reader, **{_field(thing): thing}).delete()


@transaction.atomic
def less_like(article: Article, *, reader: "User") -> None:
    """Less of what this story is: it comes last, and its section, topics and authors weigh less."""
    LessLike.objects.get_or_create(reader=reader, article=article)
    reading.rebuild(reader)


@transaction.atomic
def take_back_less_like(article: Article, *, reader: "User") -> None:
    LessLike.objects.filter(reader=reader, article=article).delete()
    reading.rebuild(reader)


def personalise(value: bool, *, reader: "User") -> None:
    """Whether stories are chosen for this reader. While they are not, nothing is recorded of what they read."""
    reader.personalises = value
    reader.save(update_fields=["personalises"])


def keep_history(value: bool, *, reader: "User") -> None:
    """Pauses the reading history, or goes on with it. While it is paused nothing is recorded of what they read."""
    reader.keeps_history = value
    reader.save(update_fields=["keeps_history"])


@transaction.atomic
def forget_me(*, reader: "User") -> None:
    """Takes out every signal there is: reads, follows, mutes, "less like this". What is saved stays."""
    Stance.objects.filter(reader=reader).delete()
    LessLike.objects.filter(reader=reader).delete()
    reading.forget_everything(reader=reader)


def _take(thing: Thing, reader: "User", kind: str) -> Stance:
    """Raises Refused once there are STANCES_MOST of them."""
    on: dict[str, Any] = {_field(thing): thing}
    own = Stance.objects.filter(reader=reader)
    if own[: settings.STANCES_MOST].count() == settings.STANCES_MOST and not own.filter(**on).exists():
        raise Refused(_("You follow and mute %(many)s already. Let one be first.") % {"many": settings.STANCES_MOST})
    return Stance.objects.update_or_create(reader=reader, **on, defaults={"kind": kind})[0]


def _field(thing: Thing) -> str:
    return str(thing._meta.model_name)
