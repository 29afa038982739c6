"""How often somebody may try to get in, and whose address counts."""

import pytest
import time_machine
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.urls import reverse

from newsroom.checks import rate_limits_hold
from tests import factories

pytestmark = pytest.mark.django_db
LOCKED = "Too many tries."
LOCMEM = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
DUMMY = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
TABLE = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache_of_this_test"}}


def guess(client, user, password="wrong", **extra):
    return client.post(reverse("account_login"), {"login": user.email, "password": password}, **extra)


def test_five_wrong_passwords_lock_the_password_for_five_minutes(client, ada):
    with time_machine.travel("2019-12-07 12:00:00Z", tick=False) as clock:
        for _ in range(5):
            assert LOCKED not in guess(client, ada).content.decode()
        locked = guess(client, ada, factories.PASSWORD)
        assert LOCKED in locked.content.decode()
        assert "Mail me a code to log in" in locked.content.decode()
        clock.shift(301)
        assert guess(client, ada, factories.PASSWORD).status_code == 302


def test_whoever_is_locked_still_gets_in_by_code(client, ada, press, mailed_code):
    for _ in range(6):
        guess(client, ada, REMOTE_ADDR="203.0.113.9")
    assert LOCKED in guess(client, ada, factories.PASSWORD).content.decode()
    confirms = press(client, client.get(reverse("account_request_login_code")), email=ada.email)
    press(client, confirms, code=mailed_code())
    assert client.session["_auth_user_id"] == str(ada.pk)


def test_the_limit_counts_in_the_database_where_every_process_sees_it(client, ada, settings):
    settings.CACHES = TABLE
    call_command("createcachetable")
    for _ in range(5):
        guess(client, ada)
    assert LOCKED in guess(client, ada).content.decode()


def test_a_limit_by_address_answers_429_in_the_sites_look(client, ada, settings):
    settings.ACCOUNT_RATE_LIMITS = {"signup": "2/m/ip"}
    answers = [client.post(reverse("account_signup"), {}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert b'id="main"' in answers[-1].content


@pytest.mark.parametrize(("proxies", "last"), [(0, 429), (1, 200)])
def test_a_forged_address_only_counts_behind_a_proxy(client, settings, proxies, last):
    """Without a proxy the header is the visitor's own invention; behind one it is the only way to tell them apart."""
    settings.ACCOUNT_RATE_LIMITS = {"signup": "2/m/ip"}
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    answers = [
        client.post(reverse("account_signup"), {}, headers={"x-forwarded-for": f"203.0.113.{number}"})
        for number in range(3)
    ]
    assert answers[-1].status_code == last


def test_behind_a_proxy_the_address_it_adds_counts_and_not_what_the_visitor_put_before(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"signup": "2/m/ip"}
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    answers = [
        client.post(reverse("account_signup"), {}, headers={"x-forwarded-for": f"198.51.100.{number}, 203.0.113.7"})
        for number in range(3)
    ]
    assert answers[-1].status_code == 429


def test_more_proxies_than_there_are_is_an_error_and_no_open_door(client, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
    with pytest.raises(ImproperlyConfigured):
        client.post(reverse("account_signup"), {}, headers={"x-forwarded-for": "203.0.113.7"})


@pytest.mark.parametrize(
    ("caches", "debug", "warns"),
    [(DUMMY, True, True), (LOCMEM, False, True), (LOCMEM, True, False), (TABLE, False, False)],
)
def test_the_deploy_check_warns_of_a_cache_in_which_limits_do_not_hold(settings, caches, debug, warns):
    settings.CACHES, settings.DEBUG = caches, debug
    assert [warning.id for warning in rate_limits_hold(None)] == (["newsroom.W001"] if warns else [])
