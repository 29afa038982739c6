"""What every test may ask for."""

import os
import shutil
from pathlib import Path

import pytest
from django.core.cache import cache

from newsroom import ratelimit
from readers import live
from tests import factories
from tests.processes import Site
from tests.smtp import MailServer

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("NEWSROOM_SHARED", ROOT.parent / "shared"))


@pytest.fixture(autouse=True)
def _begins_anew():
    """Rate limits and the stories held in memory of one test say nothing about the next."""
    cache.clear()
    ratelimit.here.clear()
    live.forget()


@pytest.fixture(autouse=True)
def _fresh_stories():
    """What the process knows of the live stories of one test says nothing about the next."""
    from readers import live

    live.forget()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real inputs. Where it is absent its tests are skipped; CI must not skip them."""
    if not (SHARED / "data").is_dir():
        if os.environ.get("CI"):
            pytest.fail(f"CI needs the real inputs, and {SHARED / 'data'} is not there")
        pytest.skip(f"no real inputs at {SHARED / 'data'}")
    return SHARED / "data"


@pytest.fixture
def writer(db):
    return factories.make_user("writer", role="Writer")


@pytest.fixture
def editor(db):
    return factories.make_user("editor", role="Editor")


@pytest.fixture
def moderator(db):
    return factories.make_user("moderator", role="Moderator")


@pytest.fixture
def reader(db):
    return factories.make_user("reader")


@pytest.fixture
def signed_in(client):
    """`signed_in(user)` is a client that is signed in as that user."""
    from django.test import Client

    def as_user(user):
        own = Client()
        own.force_login(user)
        return own

    return as_user


@pytest.fixture
def mail_server(settings):
    """Takes the mail of the test's own process as well as of its `site`."""
    with MailServer() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        yield server


@pytest.fixture(scope="session")
def empty_site(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("empty")
    Site(folder, port=0).manage("migrate", "-v0")
    return folder


@pytest.fixture
def site(tmp_path, empty_site, mail_server):
    """In a folder of the test's own, with processes that may be killed."""
    shutil.copytree(empty_site, tmp_path, dirs_exist_ok=True)
    return Site(tmp_path, mail_server.port)
