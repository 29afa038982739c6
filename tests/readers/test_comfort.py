"""How a reader likes to read: open to everybody, kept by their browser alone, on every page."""

import re

import pytest

from tests import factories

pytestmark = pytest.mark.django_db


def html_tag(response) -> str:
    return re.search(r"<html[^>]*>", response.content.decode())[0]


def test_what_is_chosen_without_scripts_stands_on_every_page_from_then_on(client):
    story = factories.make_article()
    assert "data-" not in html_tag(client.get("/"))
    answer = client.post(
        "/my/comfort/",
        {"theme": "s", "text": "5", "spacing": "3", "width": "1", "next": story.get_absolute_url()},
        headers={"sec-fetch-site": "same-origin"},
    )
    assert answer["Location"] == story.get_absolute_url()
    cookie = answer.cookies["comfort"]
    assert (cookie.value, cookie["samesite"], cookie["httponly"]) == ("s531", "Lax", "")
    for address in ("/", story.get_absolute_url(), "/my/comfort/", "/search/", "/nothing-here/"):
        page = client.get(address)
        for word in ('theme="sepia"', 'text="5"', 'spacing="wide"', 'width="narrow"'):
            assert f" data-{word}" in html_tag(page), address
        assert page["Cache-Control"].startswith("private") or "no-cache" in page["Cache-Control"], address
    checked = re.findall(r'name="(\w+)" value="(\w)" checked', client.get("/my/comfort/").content.decode())
    assert checked == [("theme", "s"), ("text", "5"), ("spacing", "3"), ("width", "1")]


def test_the_reset_button_leaves_nothing_behind(client):
    client.cookies["comfort"] = "d422"
    answer = client.post("/my/comfort/", {"theme": "d", "text": "4", "reset": ""})
    assert (answer["Location"], answer.cookies["comfort"]["max-age"]) == ("/my/comfort/", 0)


@pytest.mark.parametrize("sent", ["", "s", "x322", "s922", "s3222", 's32"', "<b>x", "a322"])
def test_a_cookie_that_is_not_ours_changes_nothing(client, sent):
    client.cookies["comfort"] = sent
    assert "data-" not in html_tag(client.get("/my/comfort/"))


def test_another_site_can_neither_choose_nor_lead_away(client):
    told = {"theme": "d", "next": "https://evil.example/"}
    answer = client.post("/my/comfort/", told, headers={"sec-fetch-site": "cross-site"})
    assert (answer["Location"], answer.cookies) == ("/my/comfort/", {})
    assert client.post("/my/comfort/", told)["Location"] == "/my/comfort/"
    assert 'name="next"' not in client.get("/my/comfort/?next=//evil.example/").content.decode()


def test_who_chooses_nothing_of_a_setting_keeps_it(client):
    client.cookies["comfort"] = "s513"
    assert client.post("/my/comfort/", {"theme": "l", "text": "9"}).cookies["comfort"].value == "l513"


def test_nobody_is_given_a_cookie_for_looking(client):
    assert client.get("/my/comfort/?next=/").cookies == {}
    assert client.get(factories.make_article().get_absolute_url()).cookies == {}


def test_the_shared_copy_is_nobodys_taste(client, signed_in, reader):
    story = factories.make_article()
    own = signed_in(reader)
    own.cookies["comfort"] = "d422"
    for _ in range(2):  # first made for somebody with a taste of their own
        assert ' data-theme="dark" data-text="4"' in html_tag(own.get(story.get_absolute_url()))
        plain = client.get(story.get_absolute_url())
        assert "data-" not in html_tag(plain)
        assert "public" in plain["Cache-Control"]
