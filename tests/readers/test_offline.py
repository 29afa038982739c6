"""What the worker that keeps saved stories is told, and the manifest by which the site is installed."""

import pytest
from django.contrib.staticfiles import finders

from readers.models import SavedArticle
from tests import factories

pytestmark = pytest.mark.django_db


def test_the_worker_is_a_script_of_the_whole_site_that_is_looked_for_anew_and_gives_no_cookie(client):
    answer = client.get("/sw.js")
    assert answer["Content-Type"].startswith("text/javascript") and "no-cache" in answer["Cache-Control"]
    assert answer.content.startswith(b'const told = {"version": "') and not answer.cookies
    assert client.get("/offline/").status_code == 200


def test_it_is_told_the_latest_published_stories_of_its_reader_alone(client, signed_in, reader, settings):
    assert client.get("/my/saved/kept/").status_code == 403
    stories = [factories.make_article() for _number in range(3)] + [factories.make_article(state="withdrawn")]
    for story in stories:
        SavedArticle.objects.create(reader=reader, article=story)
    settings.OFFLINE_STORIES = 3
    told = signed_in(reader).get("/my/saved/kept/").json()
    assert told["stories"] == {story.get_absolute_url(): story.version for story in (stories[2], stories[1])}
    other = signed_in(factories.make_user()).get("/my/saved/kept/").json()
    assert other["stories"] == {} and other["reader"] != told["reader"]


def test_the_site_can_be_installed(client, settings):
    told = client.get("/manifest.webmanifest").json()
    assert told["name"] == settings.SITE_NAME and told["start_url"] == "/"
    assert all(finders.find(icon["src"].removeprefix("/static/")) for icon in told["icons"])
    assert '<link rel="manifest" href="/manifest.webmanifest">' in client.get("/").content.decode()
