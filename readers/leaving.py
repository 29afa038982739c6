"""Deleting an account: asked for, taken back while there is time, done.

The one writer of `Leaving`. What is erased is said by the modules of settings.PERSONAL_DATA, each of which erases what
its app keeps; they may be killed and run again, and the account itself goes last, so that what is half done is found.
"""

import logging
from collections.abc import Callable, Iterator
from datetime import timedelta
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import tags
from newsroom import pagecache, ratelimit
from newsroom.mail import absolute, letter
from newsroom.rounds import Round
from readers.models import Leaving, User

if TYPE_CHECKING:
    from django.db.models import QuerySet

log = logging.getLogger(__name__)
DUE = "leaving_due"  # in a session: when its person's account is to be deleted, in seconds since 1970
GONE = gettext_lazy("Your account has been deleted, as you asked.")


class Refused(ValueError):
    """Nothing was done; the message is a sentence for who asked."""


def personal_data() -> Iterator[ModuleType]:
    """The modules that know what is personal, each with `export` and `erase`."""
    return map(import_module, settings.PERSONAL_DATA)


def ask_to_leave(person: User, *, keeps_comments: bool, session: SessionBase) -> Leaving:
    """The account is to be deleted in ACCOUNT_LEAVING_HOURS; its owner is mailed how to keep it. All sessions but this
    one end. Asked again, the first time stands. Raises Refused for the last who can manage accounts, and for who asks
    too often."""
    refuse_the_last(person)
    if ratelimit.exceeded(f"leaving:{person.pk}", settings.ACCOUNT_LEAVING_RATE):
        raise Refused(_("That was too often. Wait a little, then try again."))
    now = timezone.now()
    due = now + timedelta(hours=settings.ACCOUNT_LEAVING_HOURS)
    leaving, is_new = Leaving.objects.get_or_create(
        reader=person, defaults={"asked_at": now, "due_at": due, "keeps_comments": keeps_comments}
    )
    if not is_new:
        leaving.keeps_comments = keeps_comments
        leaving.save(update_fields=["keeps_comments"])
    remember(leaving, session)
    for other in UserSession.objects.filter(user=person).exclude(session_key=session.session_key):
        other.end()
    if is_new:
        _tell(leaving)
    return leaving


def take_back(person: User) -> bool:
    """Until the time has come. Tells whether there was anything to take back."""
    return bool(Leaving.objects.filter(reader=person, due_at__gt=timezone.now()).delete()[0])


def refuse_the_last(person: User) -> None:
    """Raises Refused where nobody could manage accounts any more."""
    others = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=person.pk)
    if person.is_superuser and not others.exclude(leaving__isnull=False).exists():
        raise Refused(
            _("You are the last who can manage accounts here. Make somebody else a superuser, then delete yours.")
        )


def remember(leaving: Leaving, session: SessionBase) -> None:
    """In the session, so that whoever comes after the time is found to be late without asking the database."""
    session[DUE] = leaving.due_at.timestamp()


def due() -> "QuerySet[Leaving]":
    return Leaving.objects.filter(due_at__lte=timezone.now()).select_related("reader").order_by("due_at")


def erase_if_due(person: User) -> bool:
    """Whoever comes back after the time finds their account deleted, whether or not the job has run."""
    leaving = due().filter(reader=person.pk).first()
    if leaving is None or _is_kept(leaving):
        return False
    _erase(leaving)
    return True


def erase_due(*, should_stop: Callable[[], bool] = lambda: False, dry_run: bool = False) -> Round:
    """Erases every account whose time has come. Counts "erased", "kept" (the last who can manage accounts) and
    "failed", which the next round tries again."""
    done = Round()
    for leaving in list(due()):
        if should_stop():
            break
        outcome = _outcome(leaving, dry_run)
        done.counts[outcome] += 1
        if outcome == "failed":
            done.troubles.append(
                f"Account {leaving.pk} could not be erased; the log says why. The next round tries again."
            )
    return done


def _outcome(leaving: Leaving, dry_run: bool) -> str:
    if _is_kept(leaving):
        return "kept"
    try:
        if not dry_run:
            _erase(leaving)
    except Exception:  # one account's trouble is not another's
        log.exception("Account %s could not be erased", leaving.pk)
        return "failed"
    return "erased"


def _is_kept(leaving: Leaving) -> bool:
    try:
        refuse_the_last(leaving.reader)
    except Refused:
        return True
    return False


def _erase(leaving: Leaving) -> None:
    person = leaving.reader
    person.is_active = False  # nobody comes in meanwhile
    person.save(update_fields=["is_active"])
    pagecache.purge(tags.of(person), gone=True)
    for module in personal_data():
        module.erase(person, keeps_comments=leaving.keeps_comments)


def _tell(leaving: Leaving) -> None:
    """A mail server that is away keeps nobody from leaving: the account's own page says the same."""
    address = leaving.reader.verified_email
    if not address:
        return
    context = {"leaving": leaving, "account": absolute(reverse("account")), "hours": settings.ACCOUNT_LEAVING_HOURS}
    subject = _("Your account will be deleted")
    try:
        letter("readers/mail/leaving", context, to=address, subject=subject).send()
    except OSError:  # smtplib's exceptions are of this kind, too
        log.exception("The mail about account %s could not be handed over", leaving.pk)
