"""manage.py load_demo_accounts."""

from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.urls import reverse

pytestmark = pytest.mark.django_db
NAMES = ["Reader", "Writer", "Editor", "Moderator", "Admin"]


def load(*arguments) -> str:
    out = StringIO()
    call_command("load_demo_accounts", *arguments, stdout=out)
    return out.getvalue()


def test_each_role_has_an_account_that_logs_in(client):
    table = load()
    accounts = {user.username: user for user in get_user_model().objects.order_by("pk")}
    assert list(accounts) == NAMES
    assert {name: [group.name for group in user.groups.all()] for name, user in accounts.items()} == {
        "Reader": [], "Writer": ["Writer"], "Editor": ["Editor"], "Moderator": ["Moderator"], "Admin": [],
    }  # fmt: skip
    assert [name for name, user in accounts.items() if user.is_superuser] == ["Admin"]
    assert [name for name, user in accounts.items() if not user.is_staff] == ["Reader"]
    for name, user in accounts.items():
        assert f"{user.email:<24} {name}" in table
        client.post(reverse("account_login"), {"login": user.email, "password": "newsroom-demo"})
        assert client.session["_auth_user_id"] == str(user.pk)
        client.logout()


def test_a_second_time_changes_nothing_but_mends_roles():
    load()
    writer = get_user_model().objects.get(username="Writer")
    writer.set_password("my own words")
    writer.save()
    writer.groups.clear()
    load()
    writer.refresh_from_db()
    assert writer.check_password("my own words")
    assert writer.groups.get() == Group.objects.get(name="Writer")
    assert get_user_model().objects.count() == len(NAMES)


def test_another_password_may_be_given():
    assert "seven-green-lanterns" in load("--password", "seven-green-lanterns")
    assert get_user_model().objects.get(username="Admin").check_password("seven-green-lanterns")


def test_the_list_makes_nothing():
    assert load("--list") == ""
    assert not get_user_model().objects.exists()


def test_production_refuses(settings):
    settings.DEMO_ACCOUNTS_ALLOWED = False
    with pytest.raises(CommandError, match="not in production"):
        load()
    assert not get_user_model().objects.exists()
