"""People who have an account."""

from collections.abc import Iterable
from typing import Self

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from readers import pen_names


class User(AbstractUser):
    """A person with an account. `username` is the public pen-name; nobody is asked for a real one."""

    username = models.CharField(
        _("pen-name"),
        max_length=pen_names.LONGEST,
        unique=True,
        help_text=pen_names.HELP,
        validators=[pen_names.validate],
        error_messages={"unique": _("Somebody already writes under this name. Choose another.")},
    )
    # A column of its own, since SQLite's LOWER knows no letters beyond A to Z.
    pen_name_key = models.CharField(max_length=4 * pen_names.LONGEST, unique=True, editable=False)
    email = models.EmailField(_("e-mail address"))
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]

    # What the reader lets the site know; readers/reading.py asks `lets_reading_be_kept` before it writes anything.
    personalises = models.BooleanField(_("stories chosen for me"), default=True)
    keeps_history = models.BooleanField(_("reading history"), default=True)  # False while it is paused
    has_profile = models.BooleanField(_("public page"), default=False)

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="account_email_once",
                violation_error_message=_("An account with this e-mail address exists."),
            )
        ]

    def save(self, *args, update_fields=None, **kwargs) -> None:
        self.pen_name_key = pen_names.key(self.username)
        if update_fields is not None and "username" in update_fields:
            update_fields = {*update_fields, "pen_name_key"}
        super().save(*args, update_fields=update_fields, **kwargs)

    def get_full_name(self) -> str:
        return self.username

    def get_short_name(self) -> str:
        return self.username

    @property
    def lets_reading_be_kept(self) -> bool:
        """The one consent: whether anything may be recorded of what this person reads."""
        return self.personalises and self.keeps_history

    @property
    def verified_email(self) -> str:
        """Where mail may go: the account's address once a code sent there came back, else "". Asks the database."""
        verified = self.emailaddress_set.filter(verified=True)  # type: ignore[attr-defined]  # allauth's
        return self.email if verified.filter(email__iexact=self.email).exists() else ""

    def addresses(self) -> set[str]:
        """Every mail address the account has, proved or not. Asks the database."""
        return {self.email, *self.emailaddress_set.values_list("email", flat=True)}  # type: ignore[attr-defined]

    @classmethod
    def named(cls, names: Iterable[str]) -> "QuerySet[Self]":
        """Who writes under these pen-names, whatever their case."""
        return cls.objects.filter(pen_name_key__in={pen_names.key(name) for name in names})

    @staticmethod
    def key_of(name: str) -> str:
        """The `pen_name_key` of whoever writes under that name."""
        return pen_names.key(name)
