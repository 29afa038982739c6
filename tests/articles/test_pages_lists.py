"""The front page, the sections and the other lists of stories, as a reader meets them."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from tests import factories

LAGOS = ZoneInfo("Africa/Lagos")
SECTIONS = ["News", "Entertainment", "Relationship", "Lifestyle", "Sport", "Technology"]

pytestmark = pytest.mark.django_db


def read(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def headlines(html: str) -> list[str]:
    return re.findall(r'class="card__headline"><a [^>]*>([^<]+)</a>', html)


def hours_ago(hours: float):
    return timezone.now() - timedelta(hours=hours)


def test_the_bar_names_the_sections_in_the_papers_order_and_marks_the_present_one(client):
    nav = re.search(r'<nav class="nav".*?</nav>', read(client, "/sport/"), re.DOTALL)[0]
    assert re.findall(r">([^<>\n]+)</a>", nav) == ["For You", *SECTIONS]
    assert re.findall(r'aria-current="page">([^<]+)<', nav) == ["Sport"]


def test_a_storys_page_marks_the_section_it_stands_in(client):
    story = factories.make_article(in_section="sport")
    assert 'href="/sport/" aria-current="true"' in read(client, story.get_absolute_url())


def test_a_signed_out_reader_gets_a_way_back_from_the_log_in_and_no_cookie(client):
    response = client.get("/search/", {"q": "two words"})
    assert 'href="/accounts/login/?next=%2Fsearch%2F%3Fq%3Dtwo%2Bwords"' in response.content.decode()
    assert not response.cookies
    assert "csrfmiddlewaretoken" not in response.content.decode()


def test_a_signed_in_reader_sees_their_pen_name_and_logs_out_by_a_form_that_comes_back(signed_in, reader):
    client = signed_in(reader)
    html = read(client, "/sport/")
    assert "<bdi>reader</bdi>" in html
    assert "/admin/" not in html
    form = re.search(r'<form class="bar__out" method="post" action="([^"]+)">.*?</form>', html, re.DOTALL)
    assert 'name="next" value="/sport/"' in form[0]
    response = client.post(form[1], {"next": "/sport/"})
    assert response["Location"] == "/sport/"
    assert "Log in" in read(client, "/sport/")


def test_the_newsroom_finds_the_desk_in_the_bar(signed_in, editor):
    assert 'href="/admin/"' in read(signed_in(editor), "/")


def test_the_newest_pick_leads_the_front_page_and_no_story_stands_twice(client):
    for number in range(8):
        for section in ("news", "sport"):
            factories.make_article(f"{section} {number}", in_section=section, at=hours_ago(number + 1))
    for number in range(3):
        factories.make_article(f"pick {number}", in_section="sport", at=hours_ago(number + 5), is_pick=True)
    shown = headlines(read(client, "/"))
    assert shown[:3] == ["pick 0", "pick 1", "pick 2"]
    assert shown[3:] == [f"news {n}" for n in range(5)] + [f"sport {n}" for n in range(5)]


def test_the_newest_story_leads_where_no_pick_is_fresh(client):
    factories.make_article("An old pick", at=hours_ago(24 * 9), is_pick=True)
    factories.make_article("Today's news", at=hours_ago(1))
    assert headlines(read(client, "/")) == ["Today&#x27;s news", "An old pick"]


def test_a_section_without_more_stories_leaves_no_gap_on_the_front_page(client):
    factories.make_article("The lead", in_section="sport", at=hours_ago(1))
    factories.make_article("The other", in_section="news", at=hours_ago(2))
    html = read(client, "/")
    assert re.findall(r'<section class="block" data-section="(\w+)"', html) == ["news"]
    assert headlines(html) == ["The lead", "The other"]


def test_a_paper_without_a_story_says_so_on_every_list(client):
    assert "The first story is being written." in read(client, "/")
    assert "There are no stories here yet." in read(client, "/sport/")
    assert "No story has a topic yet." in read(client, "/topics/")
    assert "Nothing has been published yet." in read(client, "/archive/")


def test_older_stories_are_a_page_away_and_newer_ones_a_page_back(client, settings):
    settings.STORIES_PER_PAGE = 2
    for number in range(5):
        factories.make_article(f"story {number}", in_section="sport", at=hours_ago(number + 1))
    first = read(client, "/sport/")
    assert headlines(first) == ["story 0", "story 1"]
    assert "Newer stories" not in first
    second = read(client, "/sport/" + re.search(r'rel="next" href="([^"]+)"', first)[1])
    assert headlines(second) == ["story 2", "story 3"]
    assert re.search(r'<link rel="canonical" href="http://testserver/sport/\?page=before-', second)
    third = read(client, "/sport/" + re.search(r'rel="next" href="([^"]+)"', second)[1])
    assert headlines(third) == ["story 4"]
    assert "Older stories" not in third
    back = read(client, "/sport/" + re.search(r'rel="prev" href="([^"]+)"', second)[1])
    assert headlines(back) == ["story 0", "story 1"]


@pytest.mark.parametrize(
    "address",
    ["/sport/?page=2", "/sport/?page=before-1-x", "/nowhere/", "/topics/nothing/", "/authors/nobody/", "/archive/2001/",
     "/archive/2001/13/", "/archive/2001/2/30/", "/archive/0/", "/archive/99999/1/1/"],
)  # fmt: skip
def test_a_page_that_never_was_is_a_404_in_the_sites_look(client, address):
    response = client.get(address)
    assert response.status_code == 404
    assert "There is no such page" in response.content.decode()
    assert 'action="/search/"' in response.content.decode()


def test_a_topic_and_an_author_gather_their_stories_from_all_sections(client):
    factories.make_article("By Ada on boats", authors=("Ada Obi", "Idris Kane"), topics=("Boats",), at=hours_ago(1))
    factories.make_article("By Idris on boats", in_section="sport", authors=("Idris Kane",), topics=("Boats",))
    factories.make_article("By Ada on bread", authors=("Ada Obi",), topics=("Bread",), at=hours_ago(2))
    assert set(headlines(read(client, "/topics/boats/"))) == {"By Ada on boats", "By Idris on boats"}
    assert headlines(read(client, "/authors/ada-obi/")) == ["By Ada on boats", "By Ada on bread"]


def test_the_archive_leads_from_years_to_days_as_the_newsrooms_clock_counts_them(client):
    late = datetime(2025, 12, 31, 23, 30, tzinfo=LAGOS)  # in UTC still the 31st at 22:30
    early = datetime(2026, 1, 1, 0, 30, tzinfo=LAGOS)  # in UTC the day before
    factories.make_article("The last of the year", at=late)
    factories.make_article("The first of the year", at=early)
    years = read(client, "/archive/")
    assert re.findall(r'class="tile" href="([^"]+)"', years) == ["/archive/2026/", "/archive/2025/"]
    assert re.findall(r'<a class="tile" href="([^"]+)"', read(client, "/archive/2025/")) == ["/archive/2025/12/"]
    month = read(client, "/archive/2026/1/")
    assert re.findall(r'href="(/archive/2026/1/\d+/)"', month) == ["/archive/2026/1/1/"]
    assert headlines(month) == ["The first of the year"]
    assert headlines(read(client, "/archive/2025/12/31/")) == ["The last of the year"]


def test_a_search_finds_stories_with_all_the_words_wherever_they_stand(client):
    factories.make_article("Bridge closed", body="A barge broke away.", at=hours_ago(1))
    factories.make_article("A new bridge", body="It is made of wood.", at=hours_ago(2))
    html = read(client, "/search/?q=barge+BRIDGE")
    assert headlines(html) == ["Bridge closed"]
    assert 'value="barge BRIDGE"' in html
    assert '<meta name="robots" content="noindex">' in html
    assert headlines(read(client, "/search/?q=bridge")) == ["Bridge closed", "A new bridge"]


def test_a_search_keeps_its_words_from_page_to_page(client, settings):
    settings.STORIES_PER_PAGE = 1
    for number in range(2):
        factories.make_article(f"Bread & butter {number}", at=hours_ago(number + 1))
    first = read(client, "/search/?q=bread+%26")
    older = re.search(r'rel="next" href="([^"]+)"', first)[1].replace("&amp;", "&")
    assert headlines(read(client, "/search/" + older)) == ["Bread &amp; butter 1"]


def test_a_search_that_finds_nothing_says_what_to_try(client):
    html = read(client, "/search/?q=<script>")
    assert "No story has all the words of “&lt;script&gt;”." in html
    assert "Try fewer words" in html
    assert "Stories are found by" in read(client, "/search/?q=%20")


def test_a_search_is_cut_where_it_is_no_question_any_more(client, settings):
    factories.make_article("word")
    beyond = " ".join(["word"] * settings.SEARCH_MAX_WORDS + ["nowhere"])
    assert headlines(read(client, "/search/?q=" + beyond)) == ["word"]
    html = read(client, "/search/?q=" + "x" * 5000)
    assert f'value="{"x" * settings.SEARCH_MAX_CHARACTERS}"' in html


@pytest.mark.parametrize("words", ["\0", "%", "_", "'; drop table", "(((", "\u202e", "a" * 199])
def test_no_words_break_the_search(client, words):
    assert client.get("/search/", {"q": words}).status_code == 200
