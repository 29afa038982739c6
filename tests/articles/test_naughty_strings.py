"""Strings that break other sites: none is a 5xx, and what is taken comes back as it was typed."""

import json
from html import escape
from urllib.parse import quote

import pytest

from articles import publishing
from articles.models import Article, Topic
from tests import factories

pytestmark = pytest.mark.django_db
ALSO = ["\0", "a\0b", "\ud7ff", "%00", "../../etc/passwd", "\u202eevil", "x" * 5000, "'", '"', "\\", "%", "_"]


@pytest.fixture(scope="module")
def strings(shared_data):
    return json.loads((shared_data / "naughty-strings/blns.json").read_text()) + ALSO


def test_no_string_in_an_address_or_a_search_breaks_a_page(client, strings):
    factories.make_article("A story to find")
    for string in strings:
        typed = quote(string)
        for address in (
            f"/search/?q={typed}",
            f"/news/?page={typed}",
            f"/topics/{typed}/",
            f"/authors/{typed}/",
            f"/{typed}/",
            f"/news/2019/12/07/{typed}/",
            f"/media/{typed}",
            f"/accounts/login/?next={typed}",
        ):
            assert client.get(address).status_code < 500, address


def test_a_string_in_a_search_box_comes_back_as_text(client, strings):
    for string in strings:
        words = string.replace("\0", "").strip()
        if 0 < len(words) < 200 and words.isprintable():
            html = client.get("/search/", {"q": string}).content.decode()
            assert escape(words) in html, string


def test_a_string_in_a_headline_a_standfirst_or_a_topic_comes_back_as_text(client, strings):
    story = factories.make_article("Before")
    topic = factories.make_topic("Topic")
    story.topics.add(topic)
    for string in strings:
        words = string.replace("\0", "").strip()
        if not 0 < len(words) <= 80:
            continue
        story = Article.objects.get(pk=story.pk)
        story.headline, story.summary = words, words
        publishing.save(story, by=None)
        Topic.objects.filter(pk=topic.pk).update(name=words)
        html = client.get(story.get_absolute_url()).content.decode()
        assert html.count(escape(words)) >= 3, string


def test_a_string_in_the_desks_form_is_taken_or_refused_in_words(signed_in, editor, strings):
    story = factories.make_article("Before", state="draft")
    desk = signed_in(editor)
    address = f"/admin/articles/article/{story.pk}/change/"
    for string in strings[::6]:
        data = {"headline": string, "summary": string, "body": string, "category": story.category_id, "slug": ""}
        data |= {"authors": "Ada Obi", "topics": "", "based_on": Article.objects.get(pk=story.pk).version}
        assert desk.post(address, data).status_code in {200, 302}, string
