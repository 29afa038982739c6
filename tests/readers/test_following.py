"""Following and muting: on the pages of sections, topics and authors, and on the page of all one follows."""

import re

import pytest

from articles.models import Topic
from readers.models import Stance
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def story():
    return factories.make_article(in_section="sport", topics=("Boats",), authors=("Ada Obi",))


@pytest.fixture
def own(signed_in, reader):
    return signed_in(reader)


def stances(reader) -> dict[str, str]:
    return {str(stance.on): stance.kind for stance in Stance.objects.of(reader)}


def press(client, page: str, words: str):
    """Presses the button of these words on a page, as a browser without scripts does, and follows where it leads."""
    html = client.get(page).content.decode()
    tags = [tag for tag in re.findall(r"<button[^>]*>[^<]*", html) if words in tag]
    assert len(tags) == 1, (words, tags)
    told = dict(re.findall(r'([\w-]+)="([^"]*)"', tags[0]))
    form = re.search(rf'<form[^>]* id="{told["form"]}".*?</form>', html) if "form" in told else None
    form = form or re.search(r'<form class="follow".*?</form>', html, re.DOTALL)
    next_page = re.search(r'name="next" value="([^"]*)"', form[0])[1].replace("&amp;", "&")
    return client.post(
        told.get("formaction", "/my/follows/lean/"), {"do": told["value"], "next": next_page}, follow=True
    )


@pytest.mark.parametrize(
    ("page", "name"), [("/sport/", "Sport"), ("/topics/boats/", "Boats"), ("/authors/ada-obi/", "Ada Obi")]
)
def test_a_section_a_topic_and_an_author_are_followed_on_their_pages_and_no_longer(own, reader, story, page, name):
    answer = press(own, page, f"Follow {name}")
    assert answer.redirect_chain == [(page, 302)]
    assert f"You follow {name} now." in answer.content.decode()
    assert stances(reader) == {name: "follow"}
    press(own, page, f"Unfollow {name}")
    assert stances(reader) == {}


def test_what_is_muted_can_be_unmuted_on_its_page(own, reader, story):
    own.post("/my/follows/lean/", {"do": f"mute t{Topic.objects.get().pk}"})
    press(own, "/topics/boats/", "Unmute Boats")
    assert stances(reader) == {}


def test_a_signed_out_reader_is_led_to_log_in_and_back_and_gets_no_cookie(client, story):
    answer = client.get("/topics/boats/")
    assert '<a class="tag" href="/accounts/login/?next=%2Ftopics%2Fboats%2F" rel="nofollow">Follow Boats</a>' in (
        answer.content.decode()
    )
    assert not answer.cookies
    for path in ("/my/follows/lean/", "/my/follows/choose/"):
        answer = client.post(path, {"do": "follow c1", "on": "c1", "next": "/topics/boats/"})
        assert answer.status_code == 302 and answer["Location"].startswith("/accounts/login/?next=/")
    assert not Stance.objects.exists()


def test_one_readers_follows_are_not_seen_by_another(own, signed_in, story):
    press(own, "/sport/", "Follow Sport")
    assert "Unfollow Sport" in own.get("/sport/").content.decode()
    assert "Unfollow Sport" not in signed_in(factories.make_user()).get("/sport/").content.decode()


def test_the_page_of_what_one_follows_offers_every_section_and_the_topics_of_these_days(own, reader, story):
    html = own.get("/my/follows/").content.decode()
    for name in ("News", "Sport", "Technology", "Boats"):
        assert f'aria-label="Follow {name}"' in html
        assert f'aria-label="Mute {name}"' in html
    answer = press(own, "/my/follows/", "Mute Boats")
    assert answer.redirect_chain == [(f"/my/follows/#t{Topic.objects.get().pk}", 302)]
    assert "Your topics" in answer.content.decode()
    assert stances(reader) == {"Boats": "mute"}
    press(own, "/my/follows/", "Follow Boats")  # either one or the other
    assert stances(reader) == {"Boats": "follow"}


def test_a_topic_or_an_author_is_found_by_a_part_of_the_name(own, reader, story):
    factories.make_article(topics=("Lagoon bridge",), authors=("Chike Boatman",))
    html = own.get("/my/follows/", {"q": "boa"}).content.decode()
    assert re.findall(r'class="lean__name" href="/(?:topics|authors)/[^"]+">([^<]+)<', html) == [
        "Boats",
        "Chike Boatman",
    ]
    press(own, "/my/follows/?q=boa", "Follow Chike Boatman")
    assert stances(reader) == {"Chike Boatman": "follow"}
    assert "No topic and no author is named “zebra”" in own.get("/my/follows/?q=zebra").content.decode()
    assert "&lt;b&gt;" in own.get("/my/follows/", {"q": "<b>\0"}).content.decode()


def test_several_are_followed_at_once(own, reader, story):
    topic = Topic.objects.get()
    answer = own.post("/my/follows/choose/", {"on": [f"t{topic.pk}", "c1", "c1", "t999999", "x", "less s1"]})
    assert answer["Location"] == "/for-you/"
    assert len(stances(reader)) == 2


@pytest.mark.parametrize(
    "value", ["", "follow", "follow c999999", "follow x1", "less s999999", "more s1", "follow c1 c2"]
)
def test_a_button_that_never_was_changes_nothing_and_says_so(own, reader, story, value):
    answer = own.post("/my/follows/lean/", {"do": value, "next": "/my/follows/"}, follow=True)
    assert "That is not here any more." in answer.content.decode()
    answer = own.post("/my/follows/lean/", {"do": value}, headers={"accept": "application/json"})
    assert answer.status_code == 404
    assert not stances(reader)


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_a_button_leads_back_to_this_site_alone(own, story, address):
    answer = own.post("/my/follows/lean/?at=evil:x", {"do": "follow c1", "next": address})
    assert answer["Location"] == "/for-you/"


def test_a_script_is_told_what_is_so_and_the_way_back(own, reader, story):
    topic = Topic.objects.get()
    as_json = {"headers": {"accept": "application/json"}}
    told = own.post("/my/follows/lean/", {"do": f"mute t{topic.pk}"}, **as_json).json()
    assert told["said"] == "Boats is muted: its stories come last."
    assert [(button["words"], button["is_on"]) for button in told["buttons"]] == [
        ("Follow Boats", False), ("Unmute Boats", True)
    ]  # fmt: skip
    told = own.post("/my/follows/lean/", {"do": f"follow t{topic.pk}"}, **as_json).json()
    own.post("/my/follows/lean/", {"do": told["back"]["value"]}, **as_json)
    assert stances(reader) == {"Boats": "mute"}  # as it was before


def test_one_can_follow_only_so_much_and_so_often(own, reader, story, settings):
    settings.STANCES_MOST = 1
    own.post("/my/follows/lean/", {"do": "follow c1"})
    answer = own.post("/my/follows/lean/", {"do": "follow c2", "next": "/my/follows/"}, follow=True)
    assert "You follow and mute 1 already." in answer.content.decode()
    own.post("/my/follows/lean/", {"do": "mute c1"})  # what is there can be changed
    assert list(stances(reader).values()) == ["mute"]
    settings.LEANING_RATE = "1/1m"
    answer = own.post("/my/follows/lean/", {"do": "let-be c1"}, headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()["said"]) == (422, "That was often. Wait a minute, then go on.")
    assert list(stances(reader).values()) == ["mute"]


def test_follows_are_kept_by_no_cache_and_ask_strangers_to_log_in(client, own):
    assert client.get("/my/follows/")["Location"] == "/accounts/login/?next=/my/follows/"
    assert "no-store" in own.get("/my/follows/")["Cache-Control"]
