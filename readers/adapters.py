"""Where sign-in (django-allauth) asks the site: what a pen-name may be, what a mail says, how secrets are kept."""

import base64
import hashlib

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from readers import leaving, pen_names

NEXT, BEGUN = "sign_in_next", "sign_up_begun"  # in the session


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("The e-mail address or the password is not right."),
        "enter_current_password": _("This is not your present password."),
        "incorrect_code": _("This is not the code. Look again, or ask for a new one."),
        "incorrect_password": _("This is not your password."),
        "too_many_login_attempts": _(
            "Too many tries. Wait five minutes, or come in another way: a mailed code or a passkey still works."
        ),
        "username_taken": _("Somebody already writes under this name. Choose another."),
        "rate_limited": _("That was too often. Wait a little, then try again."),
    }

    def clean_username(self, username: str, shallow: bool = False) -> str:
        name = pen_names.normalise(username)
        pen_names.validate(name)
        pen_names.refuse_reserved(name)
        namesakes = get_user_model().objects.filter(pen_name_key=pen_names.key(name))
        if not shallow and namesakes.exclude(pk__in=self._begun()).exists():
            raise self.validation_error("username_taken")
        return name

    def save_user(self, request: HttpRequest, user, form, commit: bool = True):
        """Who mistyped the address begins again, and the account that was begun in vain frees its pen-name."""
        self._begun().delete()
        user = super().save_user(request, user, form, commit)
        request.session[BEGUN] = user.pk
        return user

    def _begun(self) -> QuerySet:
        accounts = get_user_model().objects.filter(pk=self.request.session.get(BEGUN), last_login=None)
        return accounts.exclude(emailaddress__verified=True)

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """Adds the publication's name. Whoever is sent a code is also on the way to somewhere, so that is kept."""
        self._keep_next(self.request)
        home = self.request.build_absolute_uri("/")
        super().send_mail(template_prefix, email, {"site_name": settings.SITE_NAME, "site_address": home, **context})

    def pre_login(self, request: HttpRequest, user, **kwargs):
        if leaving.erase_if_due(user):
            request.session.flush()
            messages.info(request, leaving.GONE)
            return redirect("front")
        self._keep_next(request)
        return super().pre_login(request, user, **kwargs)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Without a `next` of its own the last step leads where the first one was to lead.

        allauth forgets it when a second factor follows a reset, and when three wrong codes end an attempt.
        """
        return request.session.pop(NEXT, "") or super().get_login_redirect_url(request)

    get_signup_redirect_url = get_login_redirect_url

    def get_email_verification_redirect_url(self, email_address) -> str:
        return reverse("account") if self.request.user.is_authenticated else reverse(settings.LOGIN_URL)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account")

    def _keep_next(self, request: HttpRequest) -> None:
        address = get_next_redirect_url(request)  # None unless it is one of our own
        if address and not request.user.is_authenticated:
            request.session[NEXT] = address


class MFAAdapter(DefaultMFAAdapter):
    """Two-factor secrets are encrypted in the database; the newest key writes, every key reads."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This is not the code. Look again: the app shows a new one every half minute."),
    }

    def get_totp_issuer(self) -> str:
        return settings.SITE_NAME

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return super().get_public_key_credential_rp_entity() | {"name": settings.SITE_NAME}

    def encrypt(self, text: str) -> str:
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _fernet().decrypt(encrypted_text.encode()).decode()


def _fernet() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.MFA_ENCRYPTION_KEYS or [_key_of_this_machine()]])


def _key_of_this_machine() -> str:
    digest = hashlib.sha256(b"two-factor secrets" + settings.SECRET_KEY.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode()
