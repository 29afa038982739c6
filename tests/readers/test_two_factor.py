"""Two-factor secrets and passkeys."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from cryptography.fernet import Fernet, InvalidToken
from django.urls import reverse

from readers.adapters import MFAAdapter
from tests import factories

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXP"


def log_in(client, user):
    return client.post(reverse("account_login"), {"login": user.email, "password": factories.PASSWORD})


def test_secrets_are_not_readable_in_the_database(ada):
    TOTP.activate(ada, SECRET)
    RecoveryCodes.activate(ada)
    for row in Authenticator.objects.all():
        assert SECRET not in str(row.data)
        kept = row.data.get("secret") or row.data["seed"]
        assert kept.startswith("gAAAA")
    assert MFAAdapter().decrypt(Authenticator.objects.get(type="totp").data["secret"]) == SECRET


def test_a_new_key_writes_and_the_old_one_still_reads(settings):
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.MFA_ENCRYPTION_KEYS = [old]
    kept = MFAAdapter().encrypt(SECRET)
    settings.MFA_ENCRYPTION_KEYS = [new, old]
    assert MFAAdapter().decrypt(kept) == SECRET
    renewed = MFAAdapter().encrypt(SECRET)
    settings.MFA_ENCRYPTION_KEYS = [new]
    assert MFAAdapter().decrypt(renewed) == SECRET
    with pytest.raises(InvalidToken):
        MFAAdapter().decrypt(kept)


def test_the_app_is_set_up_and_asked_for_from_then_on(client, ada, press):
    log_in(client, ada)
    asks = client.get(reverse("mfa_activate_totp"), follow=True)
    assert asks.resolver_match.view_name == "account_reauthenticate"
    page = press(client, asks, password=factories.PASSWORD)
    code = format_hotp_value(hotp_value(page.context["form"].secret, next(yield_hotp_counters_from_time())))
    codes = press(client, page, code=code)
    assert codes.resolver_match.view_name == "mfa_view_recovery_codes"
    assert len(codes.context["unused_codes"]) == 10
    client.post(reverse("account_logout"))
    log_in(client, ada)
    assert "_auth_user_id" not in client.session
    assert press(client, client.get(reverse("mfa_authenticate")), code="000000").context["form"].errors


def test_a_recovery_code_lets_in_once(client, ada, press):
    TOTP.activate(ada, SECRET)
    code = RecoveryCodes.activate(ada).get_unused_codes()[0]
    for left, enters in ((9, True), (9, False)):
        log_in(client, ada)
        press(client, client.get(reverse("mfa_authenticate")), code=code)
        client.post(reverse("mfa_trust"), {"action": "skip"})
        assert ("_auth_user_id" in client.session) is enters
        assert len(Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()) == left
        client.post(reverse("account_logout"))


def test_passkeys_are_made_for_the_host_of_the_page(client, ada, press):
    log_in(client, ada)
    asks = client.get(reverse("mfa_add_webauthn"), follow=True)
    page = press(client, asks, password=factories.PASSWORD)
    assert page.context["js_data"]["creation_options"]["publicKey"]["rp"] == {"id": "testserver", "name": "Newsroom"}
