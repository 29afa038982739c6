"""manage.py load_demo_accounts: one account for each role, to try the site with."""

from argparse import ArgumentParser

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from readers.models import User

PASSWORD = "newsroom-demo"  # noqa: S105  known to everybody, which is why production refuses this command
ROLES = {"reader": "", "writer": "Writer", "editor": "Editor", "moderator": "Moderator", "admin": ""}


class Command(BaseCommand):
    help = "Makes the demonstration accounts reader, writer, editor, moderator and admin. Existing ones are kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--password", default=PASSWORD, help=f"of the accounts made now (default: {PASSWORD})")
        parser.add_argument("--list", action="store_true", help="only list those that are there")

    def handle(self, *, password: str, list: bool, **options) -> None:
        if not list:
            self._make(password)
        self._print(password)

    @transaction.atomic
    def _make(self, password: str) -> None:
        if not settings.DEMO_ACCOUNTS_ALLOWED:
            raise CommandError("Demonstration accounts have a password that everybody knows: not in production.")
        hashed = make_password(password)  # once for all, since hashing is slow on purpose
        for name, role in ROLES.items():
            address = f"{name}@example.org"
            fields = {"username": name.title(), "password": hashed, "is_superuser": name == "admin"}
            user, _ = User.objects.get_or_create(email=address, defaults=fields | {"is_staff": name != "reader"})
            EmailAddress.objects.get_or_create(user=user, email=address, defaults={"verified": True, "primary": True})
            if role:
                user.groups.add(Group.objects.get_or_create(name=role)[0])

    def _print(self, password: str) -> None:
        accounts = User.objects.filter(email__in=[f"{name}@example.org" for name in ROLES]).order_by("pk")
        if not accounts:
            return
        known = accounts[0].check_password(password)
        self.stdout.write("  Log in as  " + (f"(password {password})" if known else "(password as it was set)"))
        for user in accounts:
            self.stdout.write(f"    {user.email:<24} {user.username}")
