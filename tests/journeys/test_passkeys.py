"""Passkeys in a real browser, with a key that the browser plays itself, under the site's own policy."""

import pytest

from tests import factories


@pytest.fixture
def scripts() -> bool:
    return True


@pytest.fixture
def key(page):
    """A device that makes passkeys and whose owner always agrees."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    return session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def log_in(page, user) -> None:
    page.goto("/accounts/login/?next=/my/")
    page.get_by_label("Email").fill(user.email)
    page.get_by_label("Password").fill(factories.PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Log in", exact=True).click()
    page.wait_for_url("**/my/")


def test_a_passkey_is_added_and_from_then_on_logs_in_alone(page, key):
    ada = factories.make_user("Ada O.")
    log_in(page, ada)
    page.goto("/accounts/2fa/webauthn/add/")
    page.get_by_label("Password").fill(factories.PASSWORD)
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Name").fill("My phone")
    page.get_by_label("Passwordless").check()
    page.get_by_role("button", name="Add it").click()
    page.wait_for_url("**/recovery-codes/**")
    page.goto("/accounts/2fa/webauthn/")
    assert page.get_by_role("heading", name="My phone").is_visible()
    page.goto("/my/")
    page.get_by_role("main").get_by_role("button", name="Log Out").click()
    page.goto("/accounts/login/?next=/search/%3Fq=lagoon%23results")
    page.get_by_role("button", name="Log in with a passkey").click()
    page.wait_for_url("**/search/?q=lagoon#results")
    page.goto("/my/")
    assert page.get_by_role("main").get_by_text("Ada O.").is_visible()


def test_an_account_is_made_with_a_passkey_and_no_password(page, key, mailed_code):
    page.goto("/accounts/signup/?next=/my/")
    page.get_by_role("link", name="Use a passkey instead").click()
    page.get_by_label("Email").fill("kemi@example.org")
    page.get_by_label("Pen-name").fill("Kemi K")
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Code").fill(mailed_code())
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Make the passkey").click()
    page.wait_for_url("**/my/")
    assert page.get_by_role("main").get_by_text("Kemi K").is_visible()


def test_a_device_without_a_passkey_for_this_site_is_told_that_none_was_used(page, key):
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Log in with a passkey").click()
    page.get_by_text("The passkey was not used.").wait_for()
