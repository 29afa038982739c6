"""A real browser before a running site. `page` comes twice: with scripts, and without."""

import os
import re

import pytest
from django.core import mail
from django.db import connection

from tests import browser as machine

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # the browser's driver runs a loop in the test's thread


@pytest.hookimpl(tryfirst=True)  # before the tests are ordered: those that empty the database must come last
def pytest_collection_modifyitems(items):
    for item in items:
        if "journeys" in str(item.path):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True, serialized_rollback=True))


@pytest.fixture(scope="session")
def browser(django_db_setup):
    path = machine.find()
    if path is None:
        if os.environ.get("REQUIRE_BROWSER"):
            pytest.fail("REQUIRE_BROWSER is set and there is no Chromium or Chrome on this machine")
        pytest.skip("no Chromium or Chrome on this machine")
    from playwright.sync_api import sync_playwright

    # While the driver's loop runs, this thread has other connection objects: they need the data to start from, too.
    start = connection._test_serialized_contents
    with sync_playwright() as playwright:
        connection._test_serialized_contents = start
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
        running = playwright.chromium.launch(executable_path=path, args=flags)
        yield running
        running.close()


@pytest.fixture(params=["with scripts", "without scripts"])
def scripts(request) -> bool:
    return request.param == "with scripts"


@pytest.fixture
def page(browser, live_server, scripts):
    """A page of a fresh visitor. The journey fails if the browser complained of anything on the way."""
    context = browser.new_context(base_url=live_server.url, java_script_enabled=scripts, locale="en-GB")
    context.set_default_timeout(15_000)
    page = context.new_page()
    complaints = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    yield page
    context.close()
    # A 403 or 410, say, that the journey itself asked for is reported by the browser, too, and is no fault.
    assert [words for words in complaints if not re.search(r"status of (403|404|409|410|422|429)", words)] == []


@pytest.fixture
def mailed_code():
    """`mailed_code()` is the sign-in code in the newest mail."""

    def newest() -> str:
        found = re.search(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b", mail.outbox[-1].body)
        assert found, mail.outbox[-1].body
        return found[0]

    return newest
