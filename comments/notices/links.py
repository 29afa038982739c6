"""The links of a mail: absolute, and those that end mail or mute a thread signed, so that they work without signing in.

They work for as long as SECRET_KEY stays, since mail is kept for years, and can do no more than keep mail away.
"""

from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from comments.models import Comment
from newsroom.mail import absolute

if TYPE_CHECKING:
    from readers.models import User

STOP, MUTE = Signer(salt="notices: no more mail"), Signer(salt="notices: mute a thread")


def stop(person: int) -> str:
    """Ends all mail of notices to this person."""
    return absolute(reverse("notices:stop_mail", args=[STOP.sign(str(person))]))


def mute(person: int, root: int) -> str:
    return absolute(reverse("notices:mute_by_mail", args=[MUTE.sign(f"{person}-{root}")]))


def person_of(token: str) -> "User | None":
    """Whose mail a link ends; None if it is not whole, or the account is gone."""
    try:
        return get_user_model().objects.filter(pk=STOP.unsign(token)).first()
    except BadSignature:
        return None


def person_and_root_of(token: str) -> "tuple[User, Comment] | None":
    """Who mutes which thread; None as above."""
    try:
        person, root = MUTE.unsign(token).split("-")
    except BadSignature:
        return None
    found = get_user_model().objects.filter(pk=person).first()
    thread = Comment.objects.filter(pk=root).first()
    return (found, thread) if found and thread else None
