"""For You: signed out the same for everybody, signed in a page of one's own that says why."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import Category, Topic
from readers import counting, leaning, reading
from readers.models import LessLike
from tests import factories

PAGE = "/for-you/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def own(signed_in, reader):
    return signed_in(reader)


def hours_ago(hours: float):
    return timezone.now() - timedelta(hours=hours)


def html_of(client, page: str = PAGE) -> str:
    answer = client.get(page)
    assert answer.status_code == 200
    return answer.content.decode()


def headlines(html: str) -> list[str]:
    return re.findall(r'class="card__headline"><a [^>]*>([^<]+)</a>', html)


def reasons(html: str) -> dict[str, str]:
    """By headline, the sentence that says why it is there."""
    parts = re.split(r'id="place-\d+"', html.partition('<div class="feed">')[2])[1:]
    return {headlines(part)[0]: re.search(r'why__words">([^<]+)<', part)[1] for part in parts}


def read_by(story, times: int) -> None:
    for number in range(times):
        counting.count(story.pk, f"visitor {number}")


def test_signed_out_it_is_picks_then_what_is_most_read_then_the_latest_and_an_invitation(client):
    factories.make_article("A pick", at=hours_ago(5), is_pick=True)
    factories.make_article("The latest", at=hours_ago(1))
    read_by(factories.make_article("Read by two", at=hours_ago(3)), 2)
    read_by(factories.make_article("Read by five", at=hours_ago(4)), 5)
    answer = client.get(PAGE)
    html = answer.content.decode()
    assert headlines(html)[:3] == ["A pick", "Read by five", "Read by two"]
    assert headlines(html)[3:] == ["The latest", "Read by two", "Read by five"]
    assert 'href="/accounts/login/?next=%2Fmy%2Ffollows%2F"' in html
    assert "Make this page your own" in html
    assert not answer.cookies
    assert "csrfmiddlewaretoken" not in html


def test_signed_out_the_latest_goes_on_for_pages(client, settings):
    settings.STORIES_PER_PAGE = 2
    for number in range(4):
        factories.make_article(f"story {number}", at=hours_ago(number + 1))
    second = html_of(client, PAGE + re.search(r'rel="next" href="([^"]+)"', html_of(client))[1])
    assert headlines(second) == ["story 2", "story 3"]
    assert "Make this page your own" not in second
    assert client.get(f"{PAGE}?page=nonsense").status_code == 404


def test_every_story_says_why_it_is_there(own, reader):
    ours = factories.make_article("On the pitch", in_section="sport")
    factories.make_article("A pick", in_section="technology", is_pick=True, authors=("Chike Eze",))
    leaning.follow(ours.category, reader=reader)
    told = reasons(html_of(own))
    assert told["On the pitch"] == "Because you follow Sport"
    assert told["A pick"] == "Editors’ pick"
    assert set(told) == {"On the pitch", "A pick"}


def test_the_page_is_its_readers_alone_and_kept_nowhere(own, signed_in, client, reader):
    story = factories.make_article("On the pitch", in_section="sport")
    leaning.follow(story.category, reader=reader)
    answer = own.get(PAGE)
    assert "no-store" in answer["Cache-Control"]
    assert "Because you follow Sport" in answer.content.decode()
    assert "Because you follow Sport" not in html_of(signed_in(factories.make_user()))
    assert "Because you follow Sport" not in html_of(client)


def test_a_new_reader_has_a_page_and_a_feed_of_their_own_after_three_ticks(own, reader):
    for name, section in (("Boats", "news"), ("Birds", "lifestyle"), ("Tennis", "sport")):
        factories.make_article(f"About {name}", in_section=section, topics=(name,), at=hours_ago(9))
    factories.make_article("Something else", in_section="technology", at=hours_ago(1), authors=("Chike Eze",))
    html = html_of(own)
    assert "Tick three or more" in html
    assert set(reasons(html)) == {"About Boats", "About Birds", "About Tennis", "Something else"}
    ticks = dict(re.findall(r'name="on" value="(\w\d+)"> <span>([^<]+)<', html))
    assert {"Boats", "Birds", "Tennis", "Sport", "News"} <= set(ticks.values())
    chosen = [value for value, name in ticks.items() if name in {"Boats", "Birds", "Tennis"}]
    answer = own.post("/my/follows/choose/", {"on": chosen}, follow=True)
    html = answer.content.decode()
    assert "This is your page now." in html
    assert "Tick three or more" not in html
    told = reasons(html)
    assert list(told)[-1] == "Something else"
    assert told["About Boats"] == "Because you follow Boats"


def test_less_like_this_is_one_press_that_returns_to_its_place_and_can_be_taken_back(own, reader):
    for number in range(6):
        factories.make_article(f"Sport {number}", in_section="sport", at=hours_ago(number + 1))
    dull = factories.make_article("A dull one", in_section="lifestyle", topics=("Dust",), authors=("Chike Eze",))
    leaning.follow(Category.objects.get(slug="lifestyle"), reader=reader)
    before = html_of(own)
    assert list(reasons(before))[0] == "A dull one"
    button = re.search(rf'formaction="([^"]+)" name="do" value="less s{dull.pk}"', before)
    answer = own.post(button[1], {"do": f"less s{dull.pk}", "next": PAGE}, follow=True)
    assert answer.redirect_chain == [("/for-you/#place-1", 302)]
    html = answer.content.decode()
    assert "A dull one" not in reasons(html)
    place = html.partition('id="place-1"')[2].partition('id="place-2"')[0]
    assert "You will see less like “A dull one”." in place
    undo = re.search(r'formaction="([^"]+)" name="do" value="(more s\d+)">Undo', place)
    own.post(undo[1], {"do": undo[2], "next": PAGE})
    assert not LessLike.objects.exists()
    assert list(reasons(html_of(own)))[0] == "A dull one"


def test_each_story_can_be_followed_or_muted_from_its_menu(own, reader):
    factories.make_article("By Ada", in_section="sport", authors=("Ada Obi",))
    menu = html_of(own).partition('class="why__buttons"')[2].partition("</details>")[0]
    assert re.findall(r">([^<>\n]+)</button>", menu) == [
        "Less like this", "Follow Sport", "Mute Sport", "Follow Ada Obi", "Mute Ada Obi"
    ]  # fmt: skip


def test_what_is_muted_comes_last(own, reader):
    factories.make_article("Newest, of the muted", in_section="technology", topics=("Phones",), at=hours_ago(1))
    factories.make_article("Older", in_section="sport", at=hours_ago(3), authors=("Chike Eze",))
    leaning.mute(Topic.objects.get(name="Phones"), reader=reader)
    assert list(reasons(html_of(own)))[0] == "Older"


def test_what_was_read_sinks(own, reader):
    known = factories.make_article("Read already", in_section="sport", at=hours_ago(1))
    factories.make_article("Not read yet", in_section="sport", at=hours_ago(2))
    leaning.follow(known.category, reader=reader)
    reading.record(known.pk, reader=reader)
    assert list(reasons(html_of(own))) == ["Not read yet", "Read already"]


def test_a_signal_that_is_removed_changes_the_page_at_the_next_load(own, reader):
    story = factories.make_article("On the pitch", in_section="sport")
    leaning.follow(story.category, reader=reader)
    assert "Because you follow Sport" in html_of(own)
    own.post("/my/follows/lean/", {"do": f"let-be c{story.category_id}", "next": "/my/what-we-know/"})
    assert "Because you follow Sport" not in html_of(own)


def test_with_the_switch_off_it_is_picks_and_what_is_most_read_and_says_so(own, reader):
    factories.make_article("On the pitch", in_section="sport")
    factories.make_article("A pick", is_pick=True, at=hours_ago(40))
    read_by(factories.make_article("Read by many", at=hours_ago(30)), 3)
    leaning.follow(Category.objects.get(slug="sport"), reader=reader)
    own.post("/my/what-we-know/switch/", {"on": "no", "next": PAGE})
    html = html_of(own)
    assert "Nothing is chosen for you" in html
    assert "Because you follow" not in html
    assert "Less like this" not in html
    told = reasons(html)
    assert told["A pick"] == "Editors’ pick"
    assert told["Read by many"] == "Most read today"
    assert set(told) == {"On the pitch", "A pick", "Read by many"}
    own.post("/my/what-we-know/switch/", {"on": "yes", "next": PAGE})
    assert "Because you follow Sport" in html_of(own)


def test_the_page_says_in_words_how_it_is_put_in_order(own):
    factories.make_article()
    assert "How your page is put in order" in html_of(own)


def test_a_paper_without_a_story_says_so(client, own):
    for who in (client, own):
        assert "There are no stories here yet." in html_of(who)


def test_a_paper_that_has_published_nothing_for_long_still_shows_what_it_has(own, reader):
    factories.make_article("From long ago", at=hours_ago(24 * 400))
    assert reasons(html_of(own)) == {"From long ago": "New"}
    leaning.personalise(False, reader=reader)
    assert reasons(html_of(own)) == {"From long ago": "New"}
