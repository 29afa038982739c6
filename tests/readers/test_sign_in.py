"""Logging in, signing up and resetting: each way leads back to the story one came from."""

import html
import re

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth import get_user_model
from django.core import mail
from django.urls import reverse

from tests import factories
from tests.readers.conftest import PLACE, came_to

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXP"
NEW_PASSWORD = "seven green lanterns"


def link(page, words: str) -> str:
    before = page.content.decode().partition(f">{words}</a>")[0]
    return html.unescape(before.rpartition('href="')[2].partition('"')[0])


def present_code() -> str:
    return format_hotp_value(hotp_value(SECRET, next(yield_hotp_counters_from_time())))


@pytest.fixture
def two_factor(ada):
    TOTP.activate(ada, SECRET)
    RecoveryCodes.activate(ada)
    return ada


def test_a_password_leads_back_to_the_box_under_the_story(client, ada, login_page, press):
    page = press(client, login_page, login=ada.email, password=factories.PASSWORD)
    assert came_to(page) == PLACE
    assert client.session["_auth_user_id"] == str(ada.pk)


def test_a_wrong_password_keeps_next_and_says_so_at_the_form(client, ada, login_page, press):
    refused = press(client, login_page, login=ada.email, password="wrong")
    assert "The e-mail address or the password is not right." in refused.content.decode()
    assert came_to(press(client, refused, login=ada.email, password=factories.PASSWORD)) == PLACE


def test_a_mailed_code_leads_back_to_the_story(client, ada, login_page, press, mailed_code):
    asks = client.get(link(login_page, "Mail me a code to log in"))
    confirms = press(client, asks, email=ada.email)
    assert came_to(press(client, confirms, code=mailed_code())) == PLACE
    assert client.session["_auth_user_id"] == str(ada.pk)


def test_signing_up_takes_two_pages_and_one_code(client, login_page, press, mailed_code):
    form = client.get(link(login_page, "Create an account"))
    confirms = press(client, form, email="Kemi@example.org", username="Kemi K", password1=NEW_PASSWORD)
    assert confirms.resolver_match.view_name == "account_email_verification_sent"
    assert "_auth_user_id" not in client.session
    assert came_to(press(client, confirms, code=mailed_code())) == PLACE
    kemi = get_user_model().objects.get(username="Kemi K")
    assert client.session["_auth_user_id"] == str(kemi.pk)
    assert kemi.email == "kemi@example.org"
    assert kemi.emailaddress_set.get().verified


def test_a_new_password_by_mailed_code_leads_back_to_the_story(client, ada, login_page, press, mailed_code):
    asks = client.get(link(login_page, "Forgot your password?"))
    confirms = press(client, asks, email=ada.email)
    chooses = press(client, confirms, code=mailed_code())
    assert came_to(press(client, chooses, password1=NEW_PASSWORD, password2=NEW_PASSWORD)) == PLACE
    ada.refresh_from_db()
    assert ada.check_password(NEW_PASSWORD)
    assert client.session["_auth_user_id"] == str(ada.pk)


def test_the_second_factor_stands_between_password_and_story(client, two_factor, login_page, press):
    asks = press(client, login_page, login=two_factor.email, password=factories.PASSWORD)
    assert asks.resolver_match.view_name == "mfa_authenticate"
    assert "_auth_user_id" not in client.session
    trusts = press(client, asks, code=present_code())
    assert came_to(client.post(reverse("mfa_trust"), {"action": "skip"}, follow=True)) == PLACE
    assert trusts.resolver_match.view_name == "mfa_trust"
    assert client.session["_auth_user_id"] == str(two_factor.pk)


def test_a_reset_does_not_get_round_the_second_factor_and_still_leads_back(
    client, two_factor, login_page, press, mailed_code
):
    confirms = press(client, client.get(link(login_page, "Forgot your password?")), email=two_factor.email)
    chooses = press(client, confirms, code=mailed_code())
    asks = press(client, chooses, password1=NEW_PASSWORD, password2=NEW_PASSWORD)
    assert asks.resolver_match.view_name == "mfa_authenticate"
    assert "_auth_user_id" not in client.session
    press(client, asks, code=present_code())
    assert came_to(client.post(reverse("mfa_trust"), {"action": "skip"}, follow=True)) == PLACE


def test_three_wrong_codes_end_the_attempt_but_not_the_way_back(client, ada, login_page, press, mailed_code):
    page = press(client, client.get(link(login_page, "Mail me a code to log in")), email=ada.email)
    right = mailed_code()
    for _ in range(2):
        page = press(client, page, code="BBBB-BBBB")
        assert "This is not the code." in page.content.decode()
    again = press(client, page, code="BBBB-BBBB")
    assert again.resolver_match.view_name == "account_request_login_code"
    confirms = press(client, again, email=ada.email)
    refused = press(client, confirms, code=right)
    assert "_auth_user_id" not in client.session
    assert came_to(press(client, refused, code=mailed_code())) == PLACE


@pytest.mark.parametrize(
    "evil",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "http:///evil.example"],
)
@pytest.mark.parametrize("way", ["password", "code"])
def test_another_host_is_never_where_one_is_led(client, ada, press, mailed_code, evil, way):
    if way == "password":
        page = client.get(reverse("account_login"), {"next": evil})
        page = press(client, page, login=ada.email, password=factories.PASSWORD)
    else:
        page = press(client, client.get(reverse("account_request_login_code"), {"next": evil}), email=ada.email)
        page = press(client, page, code=mailed_code())
    assert came_to(page) == "/"
    assert client.session["_auth_user_id"] == str(ada.pk)


def test_log_out_is_a_post_that_leads_back(ada, signed_in, press):
    client = signed_in(ada)
    page = client.get(reverse("account_logout"), {"next": PLACE})
    assert page.status_code == 200
    assert client.session["_auth_user_id"] == str(ada.pk)
    assert came_to(press(client, page)) == PLACE
    assert "_auth_user_id" not in client.session
    assert came_to(signed_in(ada).post(reverse("account_logout"), {"next": "//evil.example"}, follow=True)) == "/"


def test_the_code_is_the_first_thing_in_the_subject_and_alone_on_its_line(client, ada, press, mailed_code):
    press(client, client.get(reverse("account_request_login_code")), email=ada.email)
    assert mail.outbox[-1].subject == f"{mailed_code()} is your Newsroom code"
    assert mail.outbox[-1].to == [ada.email]


def test_a_code_is_taken_without_its_dash_and_in_small_letters(client, ada, press, mailed_code):
    confirms = press(client, client.get(reverse("account_request_login_code")), email=ada.email)
    press(client, confirms, code=mailed_code().replace("-", "").lower())
    assert client.session["_auth_user_id"] == str(ada.pk)


def test_no_form_tells_which_addresses_have_an_account(client, ada, press):
    """Pages for a known and an unknown address are the same but for the address; only the mails differ."""
    pages = {}
    for name in ("account_request_login_code", "account_reset_password"):
        for address in (ada.email, "nobody@example.org"):
            client.cookies.clear()
            page = press(client, client.get(reverse(name)), email=address)
            assert page.status_code == 200
            pages.setdefault(name, set()).add(without_token(page, address))
    client.cookies.clear()
    for number, address in enumerate((ada.email, "new@example.org")):
        client.cookies.clear()
        form = client.get(reverse("account_signup"))
        page = press(client, form, email=address, username=f"Newcomer {number}", password1=NEW_PASSWORD)
        pages.setdefault("account_signup", set()).add(without_token(page, address))
    assert {name: len(different) for name, different in pages.items()} == dict.fromkeys(pages, 1)
    assert get_user_model().objects.filter(email=ada.email).count() == 1
    assert [m.subject for m in mail.outbox if m.to == ["nobody@example.org"]] == [
        "No Newsroom account has this address"
    ] * 2
    assert mail.outbox[-2].subject == "You have a Newsroom account"


def without_token(page, address: str) -> str:
    return re.sub(r'value="\w{64}"', "", page.content.decode()).replace(address, "")


def test_a_robot_that_fills_the_trap_gets_no_account_and_no_mail(client, press):
    typed = {"email": "robot@example.org", "username": "Robot", "password1": NEW_PASSWORD}
    form = client.get(reverse("account_signup"))
    press(client, form, **typed, website="https://spam.example/")
    assert not get_user_model().objects.filter(email="robot@example.org").exists()
    assert mail.outbox == []
    press(client, form, **typed, website="")
    assert get_user_model().objects.filter(email="robot@example.org").exists()


def test_the_trap_is_labelled_and_hidden_without_an_inline_style(client):
    page = client.get(reverse("account_signup")).content.decode()
    trap = page.partition('<div class="trap" aria-hidden="true">')[2].partition("</div>")[0]
    assert "Leave this empty" in trap
    assert 'tabindex="-1"' in trap
    assert "style=" not in page


def test_who_mistyped_the_address_begins_again_under_the_same_name(client, press, mailed_code):
    typed = {"username": "Kemi K", "password1": NEW_PASSWORD}
    confirms = press(client, client.get(reverse("account_signup")), email="kmei@example.org", **typed)
    client.post(reverse("account_logout"), {"next": reverse("account_login")})  # Cancel
    again = press(client, client.get(reverse("account_signup")), email="kemi@example.org", **typed)
    press(client, again, code=mailed_code())
    assert confirms.resolver_match.view_name == again.resolver_match.view_name == "account_email_verification_sent"
    assert get_user_model().objects.get(username="Kemi K").email == "kemi@example.org"


def test_a_name_that_somebody_else_is_signing_up_with_is_taken(client, press):
    typed = {"username": "Kemi K", "password1": NEW_PASSWORD}
    press(client, client.get(reverse("account_signup")), email="kemi@example.org", **typed)
    client.cookies.clear()
    refused = press(
        client, client.get(reverse("account_signup")), email="other@example.org", **typed | {"username": "kEMI k"}
    )
    assert "Somebody already writes under this name." in refused.content.decode()
    assert get_user_model().objects.count() == 1


def test_an_inactive_account_is_told_so(client, ada, login_page, press):
    get_user_model().objects.filter(pk=ada.pk).update(is_active=False)
    page = press(client, login_page, login=ada.email, password=factories.PASSWORD)
    assert page.resolver_match.view_name == "account_inactive"
    assert "_auth_user_id" not in client.session
