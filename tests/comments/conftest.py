"""What the tests of the conversation share."""

import re

import pytest
from django.test import Client

from comments import posting
from comments.models import Comment
from tests import factories

FROM_HERE = {"HTTP_SEC_FETCH_SITE": "same-origin"}  # what a browser adds to a form sent from a page of the site


class Browser(Client):
    """A client that checks tokens, says where its forms come from, and presses a page's buttons."""

    def __init__(self, **defaults):
        super().__init__(enforce_csrf_checks=True, **(FROM_HERE | defaults))

    def read(self, address: str) -> str:
        response = self.get(address, follow=True)
        assert response.status_code == 200
        return response.content.decode()

    def send(self, page: str, action: str, **fields):
        """Opens a page and sends its form of that address, token included."""
        html = self.read(page)
        form = re.search(rf'<form[^>]*action="{re.escape(action)}".*?</form>', html, re.DOTALL)
        assert form, f"{page} has no form to {action}"
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form[0])
        return self.post(action, fields | ({"csrfmiddlewaretoken": token[1]} if token else {}))

    def say(self, story, text: str):
        return self.send(story.get_absolute_url(), f"/comments/on/{story.pk}/post/", text=text)

    def reply(self, comment, text: str):
        return self.send(f"/comments/{comment.pk}/reply/", f"/comments/{comment.pk}/reply/", text=text)


@pytest.fixture
def story(db):
    return factories.make_article()


@pytest.fixture
def browser():
    """A signed-out reader's."""
    return Browser()


@pytest.fixture
def browser_of():
    """`browser_of(user)` is a browser in which that user has signed in."""

    def signed_in(user):
        own = Browser()
        own.force_login(user)
        return own

    return signed_in


@pytest.fixture
def newest():
    """The comment written last."""
    return lambda: Comment.objects.latest("pk")


@pytest.fixture
def ada(db):
    return factories.make_user("Ada Obi")


@pytest.fixture
def bayo(db):
    return factories.make_user("Bayo")


@pytest.fixture
def said(story, ada):
    """What Ada has said."""
    return posting.post_comment(story, author=ada, text="The boats were late.")
