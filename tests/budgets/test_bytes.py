"""What a story weighs on the wire: its HTML, the style sheet and the scripts, compressed; pictures apart."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from comments import posting
from tests import factories

STORY_BUDGET = 50_000
STYLE_BUDGET = 12_000
FIRST_PAINT_BUDGET = 18_000


WAITED_FOR = r'<link rel="stylesheet" href="/static/([^"]+)"|<script src="/static/([^"]+)"></script>'


def weight(content: bytes) -> int:
    return len(gzip.compress(content, 6))


def stored(name: str) -> bytes:
    return Path(finders.find(name)).read_bytes()


@pytest.mark.django_db
def test_a_long_story_with_its_conversation_weighs_at_most_50_kb(client, editor):
    words = " ".join(f"word{number}" for number in range(3_000))  # no two alike: worse to compress than prose
    story = factories.make_article(body=words.replace("0 ", "0.\n\n"))
    for number in range(20):
        posting.post_comment(article=story, author=editor, text=f"Comment {number}: " + words[number * 100 :][:300])
    html = client.get(story.get_absolute_url()).content
    files = re.findall(r'(?:src|href)="/static/([^"]+\.(?:css|js))"', html.decode())
    assert "css/site.css" in files
    sizes = {name: weight(stored(name)) for name in set(files)}
    assert sizes["css/site.css"] <= STYLE_BUDGET
    assert weight(html) + sum(sizes.values()) <= STORY_BUDGET


@pytest.mark.django_db
def test_a_story_is_painted_after_one_style_sheet_and_one_small_script(client):
    story = factories.make_article(body=" ".join(f"word{number}" for number in range(600)))
    html = client.get(story.get_absolute_url()).content
    waited_for = ["".join(found) for found in re.findall(WAITED_FOR, html.decode())]
    assert waited_for == ["css/site.css", "js/site.js"]
    assert weight(stored("js/site.js")) <= 1_600
    assert weight(html) + sum(weight(stored(name)) for name in waited_for) <= FIRST_PAINT_BUDGET
