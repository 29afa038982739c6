"""Proving once more who one is, where the account has neither password nor passkey: by a mailed code."""

import time

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from newsroom import ratelimit
from newsroom.mail import letter
from readers.models import User

CODE = "proof"  # in the session: what the code is for, its digest, when it was sent, and the tries that are left
TRIES = 3


class Refused(ValueError):
    """The message is a sentence for who tried."""


def has_other_means(person: User) -> bool:
    """A password, a passkey or an app: then sign-in itself asks for one of these."""
    return bool(get_adapter().get_reauthentication_methods(person))


def send_code(person: User, session: SessionBase, *, purpose: str) -> None:
    """Mails a code; `purpose` comes back once it is right. Raises Refused after too many."""
    if ratelimit.exceeded(f"proof:{person.pk}", settings.ACCOUNT_LEAVING_RATE):
        raise Refused(_("That was too often. Wait a little, then try again."))
    code = get_adapter().generate_login_code()
    session[CODE] = {"for": purpose, "digest": _digest(code), "at": time.time(), "tries": TRIES}
    subject = _("%(code)s is your code") % {"code": code}
    letter("readers/mail/code", {"code": code}, to=person.email, subject=subject).send()


def is_awaited(session: SessionBase) -> bool:
    return CODE in session


def purpose_of(code: str, session: SessionBase) -> str:
    """What the code was sent for. Raises Refused for another, or a late one; after TRIES a new one is needed."""
    asked = session.get(CODE)
    if not asked or time.time() - asked["at"] > settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT:
        session.pop(CODE, None)
        raise Refused(_("The code is too old. Begin again, and we send another."))
    if constant_time_compare(asked["digest"], _digest(code)):
        session.pop(CODE)
        return asked["for"]
    left = asked["tries"] - 1
    if left:
        session[CODE] = {**asked, "tries": left}
        raise Refused(_("This is not the code. Look again, or begin anew."))
    session.pop(CODE)
    raise Refused(_("That was not the code either. Begin again, and we send another."))


def _digest(code: str) -> str:
    return salted_hmac("readers.proving", "".join(filter(str.isalnum, code)).upper()).hexdigest()
