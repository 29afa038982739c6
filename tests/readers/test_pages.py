"""Every page of sign-in and of one's own account."""

import re
from urllib.parse import unquote

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from django.urls import reverse

from tests import factories

pytestmark = pytest.mark.django_db
SIGNED_OUT = [
    "account_login", "account_signup", "account_signup_by_passkey", "account_request_login_code",
    "account_reset_password", "account_password_reset_completed", "account_inactive", "socialaccount_login_cancelled",
    "socialaccount_login_error",
]  # fmt: skip
SIGNED_IN = [
    "account", "pen_name", "account_email", "account_change_password", "account_logout", "account_reauthenticate",
    "mfa_index", "mfa_activate_totp", "mfa_list_webauthn", "mfa_add_webauthn", "usersessions_list",
    "socialaccount_connections", "digest",
]  # fmt: skip
TWO_FACTOR = [
    "mfa_index", "mfa_deactivate_totp", "mfa_reauthenticate", "mfa_generate_recovery_codes", "mfa_view_recovery_codes",
]  # fmt: skip


def good(page) -> str:
    """Holds what every account page promises; returns its HTML."""
    html = page.content.decode()
    assert page.status_code in (200, 401)  # a provider that refused
    assert page.headers["Content-Security-Policy"].startswith("default-src 'self';")
    assert 'id="main"' in html  # the site's own frame
    assert '<meta name="robots" content="noindex">' in html
    assert len(re.findall("<h1", html)) == 1
    assert re.search(r"<title>\s*\S.* · Newsroom</title>", html)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", html)
    for attributes, inside in re.findall(r"<script([^>]*)>(.*?)</script>", html, re.DOTALL):
        assert "src=" in attributes or 'type="application/json"' in attributes, inside
    main = html.partition("<main")[2].partition("</main>")[0]
    for tag in re.findall(r"<(?:input|textarea)[^>]*>", main):
        field = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if field.get("type") not in ("hidden", "radio", "checkbox"):
            assert f'<label for="{field["id"]}"' in main, tag
    for tag in re.findall(r"<img[^>]*>", html):
        assert " width=" in tag and " height=" in tag, tag
    ids = re.findall(r'\sid="([^"]*)"', html)
    assert len(ids) == len(set(ids))
    return html


@pytest.fixture
def sure(client, ada):
    """A client whose owner has just shown to be it, so that every page opens."""
    client.post(reverse("account_login"), {"login": ada.email, "password": factories.PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": factories.PASSWORD})
    return client


@pytest.mark.parametrize("name", SIGNED_OUT)
def test_a_page_for_those_who_are_signed_out(client, name):
    good(client.get(reverse(name)))


@pytest.mark.parametrize("name", SIGNED_IN)
def test_a_page_for_those_who_are_signed_in(sure, name):
    good(sure.get(reverse(name)))


@pytest.mark.parametrize("name", TWO_FACTOR)
def test_a_page_for_those_with_a_second_factor(sure, ada, name):
    TOTP.activate(ada, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(ada)
    good(sure.get(reverse(name)))


@pytest.mark.parametrize("name", [name for name in SIGNED_IN if name != "account_logout"])
def test_one_s_own_pages_send_strangers_to_log_in_and_back(client, name):
    answer = client.get(reverse(name))
    assert answer.status_code == 302
    assert unquote(answer.headers["Location"]) == f"{reverse('account_login')}?next={reverse(name)}"


def test_pages_in_the_middle_of_signing_in(client, ada, press, mailed_code):
    good(press(client, client.get(reverse("account_request_login_code")), email=ada.email))
    client.cookies.clear()
    confirms = press(client, client.get(reverse("account_reset_password")), email=ada.email)
    good(confirms)
    good(press(client, confirms, code=mailed_code()))
    client.cookies.clear()
    typed = {"email": "new@example.org", "username": "Newcomer"}
    password = {"password1": "seven green lanterns"}
    good(press(client, client.get(reverse("account_signup")), **typed, **password))
    client.cookies.clear()
    typed = {"email": "other@example.org", "username": "Other one"}
    confirms = press(client, client.get(reverse("account_signup_by_passkey")), **typed)
    makes = press(client, confirms, code=mailed_code())
    assert makes.resolver_match.view_name == "mfa_signup_webauthn"
    good(makes)


def test_pages_of_the_second_step(client, ada):
    TOTP.activate(ada, "JBSWY3DPEHPK3PXP")
    code = RecoveryCodes.activate(ada).get_unused_codes()[0]
    client.post(reverse("account_login"), {"login": ada.email, "password": factories.PASSWORD})
    html = good(client.get(reverse("mfa_authenticate")))
    assert "passkey" not in html  # ada has none
    good(client.post(reverse("mfa_authenticate"), {"code": code}, follow=True))


def test_pages_of_a_passkey(sure, ada):
    key = Authenticator.objects.create(user=ada, type="webauthn", data={"name": "My phone", "credential": {}})
    assert "My phone" in good(sure.get(reverse("mfa_list_webauthn")))
    good(sure.get(reverse("mfa_edit_webauthn", args=[key.pk])))
    assert "Remove My phone?" in good(sure.get(reverse("mfa_remove_webauthn", args=[key.pk])))


def test_recovery_codes_are_shown_this_once(sure, ada, press):
    TOTP.activate(ada, "JBSWY3DPEHPK3PXP")
    page = sure.post(reverse("mfa_generate_recovery_codes"), follow=True)
    codes = page.context["unused_codes"]
    assert all(f"<code>{code}</code>" in good(page) for code in codes)
    assert codes[0] not in good(sure.get(reverse("mfa_view_recovery_codes")))


def test_who_has_no_password_sets_one(sure, ada):
    ada.set_unusable_password()
    ada.save()
    sure.force_login(ada)
    assert "Set a password" in good(sure.get(reverse("account")))
    good(sure.get(reverse("account_set_password")))


def test_the_account_page_names_its_owner_and_leads_everywhere(sure, ada):
    html = good(sure.get(reverse("account")))
    assert ada.username in html
    assert ada.email in html
    for name in ("pen_name", "account_email", "account_change_password", "mfa_index", "usersessions_list"):
        assert f'href="{reverse(name)}"' in html
    assert "socialaccount" not in html  # no provider has keys here


def test_other_sessions_are_seen_and_ended(sure, ada):
    elsewhere = Client(headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"})
    elsewhere.post(reverse("account_login"), {"login": ada.email, "password": factories.PASSWORD})
    html = good(sure.get(reverse("usersessions_list")))
    assert "Firefox, Windows" in html
    good(sure.post(reverse("usersessions_list"), follow=True))
    assert elsewhere.get(reverse("account")).status_code == 302
    assert sure.get(reverse("account")).status_code == 200


def test_the_address_is_changed_by_a_code_to_the_new_one(sure, ada, press, mailed_code):
    confirms = press(sure, sure.get(reverse("account_email")), email="new@example.org", action_add="1")
    good(confirms)
    ada.refresh_from_db()
    assert ada.email != "new@example.org"
    good(press(sure, confirms, code=mailed_code()))
    ada.refresh_from_db()
    assert ada.email == "new@example.org"
    assert [(a.email, a.verified) for a in ada.emailaddress_set.all()] == [("new@example.org", True)]


def test_without_scripts_no_passkey_button_is_offered(client):
    """The scripts take `hidden` away; without them the button would do nothing."""
    for name in ("account_login", "account_signup"):
        html = client.get(reverse(name)).content.decode()
        assert '<div class="needs-script" hidden>' in html
        assert "<noscript>" not in html


@pytest.mark.parametrize("name", ["account", "pen_name"])
def test_one_s_own_pages_are_kept_by_no_cache(sure, name):
    assert "no-store" in sure.get(reverse(name)).headers["Cache-Control"]
