"""What the tests of stories and of the desk may ask for."""

import io

import pytest
from PIL import Image as Pillow

from tests import factories
from tests.forms import filled


@pytest.fixture
def desk(signed_in):
    """`desk(editor)` is that person at the desk."""
    return lambda user: Desk(signed_in(user))


@pytest.fixture
def by_the_writer(writer):
    """`by_the_writer(state)` makes a story under the writer's own byline."""
    author = factories.make_author("Ada Obi")
    author.user = writer
    author.save()
    return lambda state="draft", **fields: factories.make_article(state=state, **fields)


@pytest.fixture
def picture_file():
    """A small picture as a browser sends it."""
    return make_picture_file()


def make_picture_file(name: str = "lagoon.png", colour: str = "teal", size: tuple[int, int] = (400, 300)) -> io.BytesIO:
    file = io.BytesIO()
    Pillow.new("RGB", size, colour).save(file, "PNG")
    file.seek(0)
    file.name = name
    return file


class Desk:
    """A person's browser on the pages of the desk."""

    def __init__(self, client):
        self.client = client
        self.get, self.post = client.get, client.post

    def address(self, story=None, page: str = "change") -> str:
        return f"/admin/articles/article/{story.pk}/{page}/" if story else "/admin/articles/article/add/"

    def open(self, story=None):
        return self.client.get(self.address(story))

    def save(self, story=None, *, then: str = "", opened=None, **typed):
        """Opens the page of the story (or takes the page `opened` before), types, and presses a button."""
        values = filled(opened or self.open(story), "story", **typed) | {"then": then}
        return self.client.post(self.address(story), values)
