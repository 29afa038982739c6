"""The way into the desk, and accounts in it."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.urls import reverse

from tests import factories
from tests.readers.conftest import came_to

pytestmark = pytest.mark.django_db
ACCOUNTS = reverse("admin:readers_user_changelist")


@pytest.fixture
def boss(signed_in):
    return signed_in(factories.make_user("Boss", role="Editor", is_superuser=True))


def test_the_desk_sends_strangers_to_the_one_log_in_page_and_back(client, editor, press):
    page = client.get("/admin/articles/article/", follow=True)
    assert page.resolver_match.view_name == "account_login"
    page = press(client, page, login=editor.email, password=factories.PASSWORD)
    assert came_to(page) == "/admin/articles/article/"
    assert page.status_code == 200


def test_the_desk_has_no_log_in_form_of_its_own(client, editor):
    answer = client.post("/admin/login/", {"username": editor.username, "password": factories.PASSWORD})
    assert answer.headers["Location"].startswith(reverse("account_login"))
    assert "_auth_user_id" not in client.session


def test_a_reader_is_turned_away_from_the_desk(reader, signed_in):
    assert signed_in(reader).get("/admin/", follow=True).status_code == 403


@pytest.mark.parametrize("role", ["Writer", "Editor"])
def test_only_superusers_see_accounts(signed_in, role):
    staff = signed_in(factories.make_user(role=role))
    assert staff.get(ACCOUNTS).status_code == 403
    assert staff.get(reverse("admin:readers_user_add")).status_code == 403
    assert ACCOUNTS not in staff.get("/admin/").content.decode()


@pytest.mark.parametrize("words", ["Kemi K", "kemi@example.org"])
def test_an_account_is_found_by_pen_name_or_address(boss, words):
    get_user_model().objects.create_user("Kemi K", "kemi@example.org")
    page = boss.get(ACCOUNTS, {"q": words})
    assert [user.username for user in page.context["cl"].result_list] == ["Kemi K"]


def test_a_role_is_given_in_the_desk(boss):
    kemi = factories.make_user("Kemi K")
    role = Group.objects.get(name="Writer")
    fields = {"username": "Kemi K", "email": kemi.email, "is_active": "on", "is_staff": "on", "groups": role.pk}
    assert boss.post(reverse("admin:readers_user_change", args=[kemi.pk]), fields).status_code == 302
    assert get_user_model().objects.get(pk=kemi.pk).has_perm("articles.add_article")
    assert kemi.emailaddress_set.get().verified


def test_an_account_made_in_the_desk_is_entered_by_mailed_code(boss, client, press, mailed_code):
    fields = {"username": "Kemi K", "email": "Kemi@example.org", "is_active": "on"}
    assert boss.post(reverse("admin:readers_user_add"), fields).status_code == 302
    kemi = get_user_model().objects.get(username="Kemi K")
    assert not kemi.has_usable_password()
    confirms = press(client, client.get(reverse("account_request_login_code")), email="kemi@example.org")
    press(client, confirms, code=mailed_code())
    assert client.session["_auth_user_id"] == str(kemi.pk)


def test_an_address_changed_in_the_desk_has_to_be_proved(boss):
    kemi = factories.make_user("Kemi K")
    fields = {"username": "Kemi K", "email": "new@example.org", "is_active": "on"}
    boss.post(reverse("admin:readers_user_change", args=[kemi.pk]), fields)
    address = kemi.emailaddress_set.get()
    assert (address.email, address.verified, address.primary) == ("new@example.org", False, True)


def test_an_account_that_is_closed_in_the_desk_is_logged_out_at_once(boss, signed_in):
    kemi = factories.make_user("Kemi K")
    client = signed_in(kemi)
    boss.post(reverse("admin:readers_user_change", args=[kemi.pk]), {"username": "Kemi K", "email": kemi.email})
    assert client.get(reverse("account")).status_code == 302


def test_the_tables_behind_sign_in_are_not_edited_by_hand(boss):
    page = boss.get("/admin/")
    for name in ("account_emailaddress", "mfa_authenticator", "usersessions_usersession", "auth_group"):
        assert reverse("admin:index") + name.replace("_", "/", 1) not in page.content.decode()
