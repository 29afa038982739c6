"""Deleting one's account: asked for, proved, waited for, taken back or done."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.core import mail
from django.test import Client
from django.urls import reverse

from readers.models import Leaving
from tests import factories
from tests.readers.conftest import came_to

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
DELETE, ACCOUNT = "/my/data/delete/", "/my/"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as moving:
        yield moving


def exists(person) -> bool:
    return get_user_model().objects.filter(pk=person.pk).exists()


@pytest.fixture
def at_home(ada):
    """Ada's browser, in which she logged in by her password some time ago."""
    browser = Client()
    browser.force_login(ada)
    return browser


@pytest.fixture
def leaving(ada, at_home, press):
    """Ada has asked to go, comments and all."""
    asked = press(at_home, at_home.get(DELETE), comments="go")
    press(at_home, asked, password=factories.PASSWORD)
    return Leaving.objects.get(reader=ada)


def test_the_password_is_asked_for_and_then_the_account_waits_a_day(ada, at_home, press):
    asked = press(at_home, at_home.get(DELETE), comments="stay")
    assert came_to(asked).startswith(reverse("account_reauthenticate"))
    assert not Leaving.objects.exists()
    wrong = press(at_home, asked, password="not the password")
    assert not Leaving.objects.exists()
    page = press(at_home, wrong, password=factories.PASSWORD)
    assert came_to(page) == ACCOUNT
    assert "Your account will be deleted on March 03, 2026, 13:00" in page.content.decode()
    found = Leaving.objects.get(reader=ada)
    assert (found.due_at, found.keeps_comments) == (NOW + timedelta(hours=24), True)


def test_a_mail_tells_that_it_was_asked_and_how_to_take_it_back(leaving, ada):
    assert mail.outbox[-1].to == [ada.email]
    assert "Keep my account" in mail.outbox[-1].body
    assert "http://127.0.0.1:8000/my/" in mail.outbox[-1].body


def test_until_then_a_press_keeps_the_account(leaving, at_home, press, ada, clock):
    page = at_home.post("/my/data/keep/", follow=True)
    assert "Your account stays" in page.content.decode()
    assert "will be deleted" not in page.content.decode()
    clock.shift(timedelta(hours=25))
    assert at_home.get(ACCOUNT).status_code == 200
    assert exists(ada)


def test_other_browsers_are_logged_out_at_once(ada, at_home, press):
    elsewhere = Client()
    press(elsewhere, elsewhere.get(reverse("account_login")), login=ada.email, password=factories.PASSWORD)
    assert elsewhere.get(ACCOUNT).status_code == 200
    press(at_home, press(at_home, at_home.get(DELETE), comments="go"), password=factories.PASSWORD)
    assert elsewhere.get(ACCOUNT).status_code == 302
    assert at_home.get(ACCOUNT).status_code == 200


def test_whoever_comes_after_the_time_finds_it_deleted_though_no_job_has_run(leaving, at_home, ada, clock):
    clock.shift(timedelta(hours=24, seconds=-1))
    assert at_home.get(ACCOUNT).status_code == 200
    clock.shift(timedelta(seconds=1))
    page = at_home.get("/", follow=True)
    assert "Your account has been deleted, as you asked." in page.content.decode()
    assert not exists(ada)
    assert at_home.get(ACCOUNT).status_code == 302


def test_whoever_logs_in_after_the_time_finds_it_deleted(leaving, ada, clock, press):
    clock.shift(timedelta(hours=24))
    elsewhere = Client()
    page = press(elsewhere, elsewhere.get(reverse("account_login")), login=ada.email, password=factories.PASSWORD)
    assert "Your account has been deleted, as you asked." in page.content.decode()
    assert not exists(ada)


def test_who_logs_in_while_it_waits_is_found_late_as_well(leaving, ada, clock, press):
    elsewhere = Client()
    press(elsewhere, elsewhere.get(reverse("account_login")), login=ada.email, password=factories.PASSWORD)
    assert "Keep my account" in elsewhere.get(ACCOUNT).content.decode()
    clock.shift(timedelta(hours=24))
    elsewhere.get("/")
    assert not exists(ada)


def test_the_name_and_the_address_are_free_again(leaving, ada, clock, at_home):
    clock.shift(timedelta(hours=24))
    at_home.get("/")
    assert factories.make_user(ada.username).email == ada.email


def test_who_has_neither_password_nor_passkey_is_mailed_a_code(ada, at_home, press, mailed_code):
    ada.set_unusable_password()
    ada.save()
    at_home.force_login(ada)
    page = press(at_home, at_home.get(DELETE), comments="go")
    assert came_to(page) == "/my/data/delete/code/"
    page = press(at_home, page, code="AAAA-AAAA")
    assert "This is not the code" in page.content.decode()
    assert not Leaving.objects.exists()
    page = press(at_home, page, code=mailed_code().lower())
    assert came_to(page) == ACCOUNT
    assert Leaving.objects.get(reader=ada).keeps_comments is False


def test_three_wrong_codes_or_a_late_one_end_the_attempt(ada, at_home, press, mailed_code, clock):
    ada.set_unusable_password()
    ada.save()
    at_home.force_login(ada)
    page = press(at_home, at_home.get(DELETE), comments="go")
    for _try in range(3):
        page = press(at_home, page, code="AAAA-AAAA")
    assert came_to(page) == DELETE
    at_home.post("/my/data/delete/code/", {"code": mailed_code()})
    assert not Leaving.objects.exists()
    page = press(at_home, at_home.get(DELETE), comments="go")
    clock.shift(timedelta(minutes=11))
    press(at_home, page, code=mailed_code())
    assert not Leaving.objects.exists()


def test_something_has_to_be_chosen_for_the_comments(at_home):
    page = at_home.post(DELETE, {"comments": ""})
    assert page.status_code == 422
    assert "Choose what becomes of your comments." in page.content.decode()


def test_the_last_who_can_manage_accounts_stays(at_home, ada, press):
    ada.is_superuser = True
    ada.save()
    page = press(at_home, at_home.get(DELETE), comments="go")
    assert "You are the last who can manage accounts here." in page.content.decode()
    factories.make_user("Root", is_superuser=True)
    assert came_to(press(at_home, at_home.get(DELETE), comments="go")).startswith(reverse("account_reauthenticate"))


def test_asking_for_ever_is_slowed_down(ada, at_home, settings, press):
    settings.ACCOUNT_LEAVING_RATE = "1/1d"
    press(at_home, press(at_home, at_home.get(DELETE), comments="go"), password=factories.PASSWORD)
    at_home.post("/my/data/keep/")
    page = at_home.post(DELETE, {"comments": "go"}, follow=True)
    assert "That was too often." in page.content.decode()
    assert not Leaving.objects.exists()
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("page", ["/my/data/", DELETE, "/my/data/delete/code/"])
def test_the_pages_are_ones_own_and_kept_by_no_cache(client, at_home, page):
    assert client.get(page).status_code == 302
    assert "no-store" in at_home.get(page).headers["Cache-Control"]
