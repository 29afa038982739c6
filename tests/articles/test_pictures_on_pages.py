"""How pictures stand on the readers' pages: sized, in copies of our own, the first at once and the others in time."""

import io
import re
from pathlib import Path
from urllib.parse import unquote

import html5lib
import pytest
from django.contrib.staticfiles import finders
from django.core.files.storage import default_storage
from django.template import Context, Template
from django.utils import timezone
from PIL import Image as Pillow

from articles import images
from articles.models import Image
from comments import posting
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper(editor):
    """Six stories with lead pictures, one with pictures in its body too, and a conversation. Gives that one."""
    for number in range(6):
        factories.make_article(topics=("Boats",), lead_image=taken_in(number), is_pick=number < 2)
    inside = f"Before.\n\n![]({taken_in(7).url})\n\nA ![small one]({taken_in(8).url}) within.\n\nAfter."
    story = factories.make_article("Boats", topics=("Boats",), lead_image=taken_in(9), body=inside)
    posting.post_comment(article=story, author=editor, text="A word.")
    return story


def taken_in(number: int):
    file = io.BytesIO()
    Pillow.new("RGB", (700, 400), (number * 20, 90, 90)).save(file, "PNG")
    file.seek(0)
    file.name = "a.png"
    return images.ingest(file, alt=f"Picture {number}")


def pages(story) -> dict[str, bool]:
    """Every page that readers have of this paper, and whether a picture is the first thing seen on it."""
    day = timezone.localtime(story.published_at)
    return {
        "/": True,
        "/news/": True,
        story.get_absolute_url(): True,
        "/topics/": False,
        "/topics/boats/": False,
        "/authors/": False,
        "/authors/ada-obi/": False,
        "/search/?q=boats": False,
        f"/archive/{day:%Y/%m}/": False,
        f"/archive/{day:%Y/%m/%d}/": False,
        f"/comments/on/{story.pk}/": False,
        "/for-you/": False,
        "/most-read/": False,
        "/accounts/login/": False,
        "/my/": False,
        "/nothing-here/": False,
    }


def pictures_on(client, address: str) -> list:
    """The page's <img> elements, each with the <source> elements beside it; a story's beacon shows nothing."""
    html = client.get(address, follow=True).content.decode()
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    beside = {picture.find("img"): picture.findall("source") for picture in tree.iter("picture")}
    return [(img, beside.get(img, [])) for img in tree.iter("img") if img.get("class") != "beacon"]


def test_every_picture_of_every_page_keeps_its_place_and_names_only_files_that_are_there(
    paper, client, signed_in, reader
):
    seen = 0
    for who in (client, signed_in(reader)):
        for address in pages(paper):
            for img, sources in pictures_on(who, address):
                seen += 1
                assert int(img.get("width")) > 0 and int(img.get("height")) > 0, address
                assert img.get("alt") is not None, address
                assert not img.get("style"), address
                offered = [img.get("src"), *(part.split()[0] for source in sources for part in candidates(source))]
                assert len(offered) > 2, address
                for name in offered:
                    assert name.startswith("/media/images/"), (address, name)
                    assert default_storage.exists(unquote(name.removeprefix("/media/"))), (address, name)
    assert seen > 40


def candidates(source) -> list[str]:
    assert source.get("type") == "image/webp" and source.get("sizes")
    return source.get("srcset").split(", ")


def test_the_picture_seen_first_comes_at_once_and_every_other_one_when_it_is_needed(paper, client, signed_in, reader):
    for who in (client, signed_in(reader)):
        for address, has_first in pages(paper).items():
            shown = [img for img, _ in pictures_on(who, address)]
            eager = [img for img in shown if img.get("loading") != "lazy"]
            if has_first:
                assert eager == shown[:1], address
            assert len(eager) <= 1, address
            assert all(img.get("fetchpriority") == "high" and img.get("loading") is None for img in eager), address
            assert all(img.get("fetchpriority") is None for img in shown if img not in eager), address


def test_a_crop_of_a_card_never_loses_the_focal_point():
    """With object-position p %, a window that shows the part b of a side shows it from p(1 - b) to p(1 - b) + b."""
    style = Path(finders.find("css/site.css")).read_text()
    for focus in range(101):
        shown = Template("{% load articles %}{% picture image %}").render(
            Context({"image": Image(file="a.jpg", width=2, height=1, focal_x=focus)})
        )
        step = int(re.search(r'class="fx-(\d+) fy-50"', shown)[1])
        for axis in "xy":
            assert step == 50 or f".f{axis}-{step} {{ --f{axis}: {step}%; }}" in style, step
        for part in (0.1, 0.25, 0.5, 0.8, 1):
            start = step * (1 - part)
            assert start <= focus + 1e-9 and focus <= start + 100 * part + 1e-9, (focus, part)
