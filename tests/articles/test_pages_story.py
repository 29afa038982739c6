"""A story's own page, and the pages for what is not there."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from articles import publishing
from articles.models import Article, Image
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def picture():
    return Image.objects.create(
        file="images/ab/original.jpg",
        digest="ab",
        width=1600,
        height=900,
        widths=[320, 640, 960, 1280, 1600],
        alt="A red boat",
        caption="The boat at noon.",
        credit="Photograph by Ada",
        focal_x=31,
        focal_y=74,
    )


def page_of(client, story) -> str:
    response = client.get(story.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


def test_a_story_shows_all_that_a_reader_should_know_of_it(client, picture):
    story = factories.make_article(
        "Boat found",
        in_section="sport",
        authors=("Idris Kane", "Ada Obi", "Kofi Arden"),
        topics=("Boats",),
        at=datetime(2019, 12, 7, 9, 30, tzinfo=UTC),
        summary="It had been looked for since spring.",
        body="word " * 700,
        lead_image=picture,
    )
    html = page_of(client, story)
    assert '<p class="kicker"><a href="/sport/">Sport</a></p>' in html
    assert re.findall(r"<h1[^>]*>([^<]+)</h1>", html) == ["Boat found"]
    assert "It had been looked for since spring.</p>" in html
    assert re.findall(r'href="/authors/([\w-]+)/" rel="author"', html) == ["idris-kane", "ada-obi", "kofi-arden"]
    byline = re.sub(r"<[^>]+>", "", re.search(r'<p class="byline">.*?</p>', html)[0])
    assert byline.split() == "By Idris Kane , Ada Obi and Kofi Arden".replace(" ,", ",").split()
    assert '<time datetime="2019-12-07T10:30:00+01:00">Dec. 07, 2019</time>' in html
    assert "4 minutes to read" in html
    assert 'href="/topics/boats/"' in html
    assert "Updated" not in html


def test_the_lead_picture_comes_first_in_the_width_the_screen_needs_and_keeps_its_place(client, picture):
    figure = re.search(r'<figure class="story__lead">.*?</figure>', page_of(client, factories.make_article(
        lead_image=picture)), re.DOTALL)[0]  # fmt: skip
    assert 'width="1600" height="900" alt="A red boat" fetchpriority="high"' in figure
    assert "320.webp 320w" in figure
    assert "1600.webp 1600w" in figure
    assert 'sizes="' in figure
    assert 'loading="lazy"' not in figure
    assert 'class="fx-30 fy-75"' in figure
    assert "The boat at noon." in figure
    assert '<small class="credit">Photograph by Ada</small>' in figure


def test_the_page_tells_other_sites_what_it_is(client, picture):
    story = factories.make_article('A "quoted" <headline>', summary="In short & plain.", lead_image=picture)
    html = page_of(client, story)
    address = f"http://testserver{story.get_absolute_url()}"
    assert "<title>A &quot;quoted&quot; &lt;headline&gt; · Newsroom</title>" in html
    for words in (
        f'<link rel="canonical" href="{address}">',
        '<meta name="description" content="In short &amp; plain.">',
        '<meta name="robots" content="max-image-preview:large">',
        '<meta property="og:type" content="article">',
        '<meta property="og:title" content="A &quot;quoted&quot; &lt;headline&gt;">',
        f'<meta property="og:url" content="{address}">',
        '<meta property="og:image" content="http://testserver/media/images/ab/original.jpg">',
        '<meta property="og:site_name" content="Newsroom">',
    ):
        assert words in html


@pytest.mark.parametrize(("days", "words"), [(29, None), (32, "1 month"), (100, "3 months"), (800, "2 years")])
def test_a_story_older_than_a_month_says_how_old_it_is(client, days, words):
    html = page_of(client, factories.make_article(at=timezone.now() - timedelta(days=days))).replace("\xa0", " ")
    assert (f"This story is {words} old." in html) if words else ("This story is" not in html)


def test_a_correction_is_told_with_its_time_and_the_story_says_updated(client, editor):
    story = factories.make_article()
    publishing.correct(story, by=editor, kind="correction", note="The boat is red & not blue.")
    html = page_of(client, story)
    assert not re.search(r'datetime="[^"]*\.\d', html)  # HTML takes no microseconds
    assert "The boat is red &amp; not blue." in html
    assert re.search(r"Corrected <time datetime=\"[^\"]+\">", html)
    assert re.search(r"Updated <time datetime=\"[^\"]+[+]01:00\">", html)


def test_an_imported_story_names_its_source_and_licence(client):
    story = factories.make_article(source_name="The Wire", source_url="https://example.org/a?b=1&c", licence="CC BY")
    html = page_of(client, story)
    assert '<a href="https://example.org/a?b=1&amp;c" rel="noopener">The Wire</a>' in html
    assert "Licence: CC BY." in html


def test_a_story_in_another_language_says_so_to_browsers_and_screen_readers(client):
    story = factories.make_article("خبر", language="ar")
    html = page_of(client, story)
    assert '<h1 class="story__headline" lang="ar" dir="rtl">خبر</h1>' in html
    assert '<div class="prose" lang="ar" dir="rtl">' in html  # and not what the site itself says around them
    assert 'lang="ar" dir="rtl">خبر</a>' in client.get("/").content.decode()


def test_what_stands_beside_a_story_shares_its_topics_first_then_its_section(client):
    story = factories.make_article("The story", topics=("Boats",))
    for number in range(4):
        factories.make_article(f"Same section {number}", at=timezone.now() - timedelta(hours=number + 2))
    factories.make_article("Same topic", in_section="sport", topics=("Boats",), at=timezone.now() - timedelta(days=9))
    beside = re.search(r'<aside class="story__more".*?</aside>', page_of(client, story), re.DOTALL)[0]
    assert re.findall(r'card__headline"><a [^>]*>([^<]+)<', beside) == [
        "Same topic", "Same section 0", "Same section 1", "Same section 2",
    ]  # fmt: skip


def test_a_signed_out_readers_copy_sets_no_cookie_and_carries_no_token(client):
    response = client.get(factories.make_article().get_absolute_url())
    assert not response.cookies
    assert "csrfmiddlewaretoken" not in response.content.decode()


@pytest.mark.parametrize("change", [("news", "sport"), ("/2", "/1"), ("the-boat", "a-boat")])
def test_a_story_is_at_its_own_address_alone(client, change):
    address = factories.make_article("The boat").get_absolute_url()
    assert client.get(address).status_code == 200
    assert client.get(address.replace(*change, 1)).status_code == 404


def test_a_withdrawn_story_answers_410_with_the_reason(client):
    story = factories.make_article("The boat", state="withdrawn")
    response = client.get(story.get_absolute_url())
    assert response.status_code == 410
    html = response.content.decode()
    assert "This story was withdrawn" in html
    assert "We could not stand it up." in html
    assert "The boat" not in html
    assert '<meta name="robots" content="noindex">' in html


def test_a_page_that_breaks_says_so_without_the_database(client, settings):
    client.raise_request_exception = False
    settings.ROOT_URLCONF = "tests.articles.broken_urls"
    response = client.get("/broken/")
    assert response.status_code == 500
    html = response.content.decode()
    assert "The fault is ours" in html
    assert "Newsroom" in html


def test_a_form_that_grew_too_old_gives_back_what_was_typed(reader):
    from django.test import Client

    story = factories.make_article()
    client = Client(enforce_csrf_checks=True)
    client.force_login(reader)
    response = client.post(f"/comments/on/{story.pk}/post/", {"text": "Long thought & <b>typed</b>"})
    assert response.status_code == 403
    assert "Long thought &amp; &lt;b&gt;typed&lt;/b&gt;" in response.content.decode()


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_reading_pages_are_only_read(client, method):
    assert getattr(client, method)(factories.make_article().get_absolute_url()).status_code == 405
    assert Article.objects.count() == 1
