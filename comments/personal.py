"""What makes a conversation look otherwise to one reader than to all: what they said, liked and muted there."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists

from articles.models import Article
from comments import sanctions
from comments.models import LIVE, Comment, Like, Mute

if TYPE_CHECKING:
    from comments.gate import Person


@dataclass
class Own:
    """A reader, and which of these they have here. What they have is asked for once, and only if there is any."""

    person: "Person"
    spoke: bool = False
    likes: bool = False
    mutes: bool = False
    is_sanctioned: bool = False

    @property
    def is_anything(self) -> bool:
        """Whether the conversation looks otherwise to them than to all."""
        return self.spoke or self.likes or self.mutes

    @cached_property
    def muted(self) -> set[int]:
        """The people whose comments are folded away."""
        return set(Mute.objects.filter(by=self.person.pk).values_list("person", flat=True)) if self.mutes else set()

    def liked_among(self, comments: list[Comment]) -> set[int]:
        if not self.likes:
            return set()
        given = Like.objects.filter(by=self.person.pk, comment__in=[comment.pk for comment in comments])
        return set(given.values_list("comment", flat=True))


NOBODY = Own(AnonymousUser())


def own_of(person: "Person") -> Own:
    """For a page that is laid out for its reader in any case."""
    return Own(person, spoke=True, likes=True, mutes=True) if person.is_authenticated else NOBODY


def own_in(article: Article, person: "Person", shown: Sequence[int]) -> Own:
    """What they have here; of likes, those of the comments that are shown. One query, none for who is signed out."""
    if not person.is_authenticated:
        return NOBODY
    has = (
        Comment.objects.filter(author=person, article=article, status__in=LIVE),
        Like.objects.filter(by=person, comment__in=shown),
        Mute.objects.filter(by=person),
        sanctions.now_in_force().filter(person=person),
    )
    found = get_user_model().objects.filter(pk=person.pk).values_list(*(Exists(rows.order_by()) for rows in has))
    return Own(person, *found.get())
