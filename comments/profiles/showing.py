"""What people do with their public page: open and close it, choose what it shows."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from articles import tags
from comments import sanctions
from comments.models import Comment, ShownOtherwise, ShowsAll
from comments.standing import Refused
from newsroom import pagecache, ratelimit

if TYPE_CHECKING:
    from readers.models import User


def open_page(person: "User") -> None:
    """Raises Refused while moderators keep it closed."""
    _within_rate(person)
    refusal = sanctions.refusal_of_page(person)
    if refusal:
        raise Refused(refusal)
    _set_open(person, True)


def close_page(person: "User") -> None:
    _set_open(person, False)


def show_all(person: "User") -> None:
    """Whatever they say, from now on too, until they hide some of it."""
    _within_rate(person)
    with transaction.atomic():
        ShowsAll.objects.get_or_create(person=person)
        forget_choices(person)
        _changed(person)


def show_chosen(person: "User") -> None:
    """Nothing, until they choose some of it."""
    _within_rate(person)
    with transaction.atomic():
        ShowsAll.objects.filter(person=person).delete()
        forget_choices(person)
        _changed(person)


def set_shown(comment: Comment, *, by: "User", is_shown: bool) -> None:
    """Raises Refused for another's comment."""
    if not comment.is_by(by):
        raise Refused(_("That is not a comment of yours."))
    _within_rate(by)
    with transaction.atomic():
        if is_shown == shows_all(by):
            ShownOtherwise.objects.filter(comment=comment).delete()
        else:
            ShownOtherwise.objects.get_or_create(comment=comment)
        _changed(by)


def shows_all(person: "User") -> bool:
    return ShowsAll.objects.filter(person=person).exists()


def forget_choices(person: "User") -> None:
    ShownOtherwise.objects.filter(comment__author=person).delete()


def _set_open(person: "User", is_open: bool) -> None:
    """The name links to it wherever they spoke, which saving the account makes anew."""
    if person.has_profile != is_open:
        person.has_profile = is_open
        person.save(update_fields=["has_profile"])


def _changed(person: "User") -> None:
    pagecache.purge(tags.of(person), gone=True)


def _within_rate(person: "User") -> None:
    if ratelimit.exceeded(f"page:{person.pk}", settings.PROFILE_RATE):
        raise Refused(_("That was often. Wait a minute, then go on."))
