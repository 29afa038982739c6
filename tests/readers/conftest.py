"""What sign-in tests share."""

import html
import re

import pytest
from django.core import mail
from django.urls import reverse

from tests import factories

PLACE = "/search/?q=lagoon+bridge&sort=new#results"  # a query and a fragment, both of which have to survive


@pytest.fixture
def mailed_code():
    """`mailed_code()` is the code of the last mail, found as a person finds it: alone on a line."""

    def code() -> str:
        return re.search(r"^[A-Z]{4}-[A-Z]{4}$", mail.outbox[-1].body, re.MULTILINE)[0]

    return code


@pytest.fixture
def press():
    """`press(client, page, **typed)` fills in the form of a page that was answered and sends it, hidden fields and
    all, so that whatever the page forgets is lost here as well. Returns the page it leads to."""

    def send(client, page, **typed):
        form = form_of(page, typed)
        return client.post(form["action"] or page.request["PATH_INFO"], form["fields"] | typed, follow=True)

    return send


def came_to(page) -> str:
    """Where the redirects led, fragment included."""
    return page.redirect_chain[-1][0]


def form_of(page, typed) -> dict:
    """The first form of the page, its bar apart, that has the typed fields."""
    main = page.content.decode().partition("<main")[2].partition("</main>")[0]
    for attributes, inside in re.findall(r"<form([^>]*)>(.*?)</form>", main, re.DOTALL):
        inputs = [
            dict(re.findall(r'([\w-]+)="([^"]*)"', html.unescape(tag)))
            for tag in re.findall(r"<(?:input|button)([^>]*)>", inside)
        ]
        if set(typed) <= {field.get("name") for field in inputs}:
            action = re.search(r'action="([^"]*)"', attributes)
            hidden = {field["name"]: field.get("value", "") for field in inputs if field.get("type") == "hidden"}
            return {"action": action and action[1], "fields": hidden}
    raise AssertionError(f"no form with {set(typed)} on {page.request['PATH_INFO']}")


@pytest.fixture
def login_page(client):
    """The log-in page as reached from a place on the site."""
    return client.get(reverse("account_login"), {"next": PLACE})


@pytest.fixture
def ada(db):
    return factories.make_user("Ada O.")
