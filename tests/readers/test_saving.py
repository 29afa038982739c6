"""Stories kept for later: the button on a story, and the list of them."""

import pytest

from articles import publishing
from articles.models import Article
from readers.models import SavedArticle
from tests import factories
from tests.readers.test_following import press

pytestmark = pytest.mark.django_db
BUDGET = 8  # the session, the reader, their bell, sections, their rows, stories, bylines, authors


@pytest.fixture
def story():
    return factories.make_article("A bridge is mended")


@pytest.fixture
def own(signed_in, reader):
    return signed_in(reader)


def is_saved(story, reader) -> bool:
    return SavedArticle.objects.filter(article=story, reader=reader).exists()


def test_a_story_is_saved_on_its_page_and_no_longer_by_one_press_each(own, signed_in, reader, story):
    answer = own.post("/my/follows/lean/", {"do": f"save s{story.pk}", "next": story.get_absolute_url()}, follow=True)
    assert answer.redirect_chain == [(story.get_absolute_url(), 302)]
    html = answer.content.decode()
    assert "Saved: “A bridge is mended”." in html and 'aria-pressed="true"' in html
    assert 'aria-pressed="false"' in signed_in(factories.make_user()).get(story.get_absolute_url()).content.decode()
    press(own, "/my/saved/", "Remove")
    assert not is_saved(story, reader)
    assert 'aria-pressed="false"' in own.get(story.get_absolute_url()).content.decode()


def test_a_script_is_told_how_the_button_stands_now(own, story):
    answer = own.post("/my/follows/lean/", {"do": f"save s{story.pk}"}, headers={"accept": "application/json"}).json()
    assert answer["buttons"][0]["value"] == answer["back"]["value"] == f"unsave s{story.pk}"
    assert answer["buttons"][0]["of"] == f"save s{story.pk}" and answer["buttons"][0]["is_on"]


def test_a_signed_out_reader_is_led_to_log_in_and_back(client, story):
    html = client.get(story.get_absolute_url()).content.decode()
    assert f'href="/accounts/login/?next={story.get_absolute_url().replace("/", "%2F")}" rel="nofollow"><svg' in html
    answer = client.post("/my/follows/lean/", {"do": f"save s{story.pk}", "next": story.get_absolute_url()})
    assert answer["Location"].startswith("/accounts/login/") and not SavedArticle.objects.exists()


@pytest.mark.parametrize("state", ["draft", "scheduled", "expired", "withdrawn"])
def test_what_readers_may_not_see_can_not_be_saved(own, state):
    hidden = factories.make_article("A secret", state=state)
    answer = own.post("/my/follows/lean/", {"do": f"save s{hidden.pk}"}, headers={"accept": "application/json"})
    assert answer.status_code == 404 and "secret" not in answer.content.decode()
    assert not SavedArticle.objects.exists()


def test_there_is_an_end_to_what_is_saved_and_it_is_told(own, reader, story, settings):
    settings.SAVED_STORIES = 1
    own.post("/my/follows/lean/", {"do": f"save s{story.pk}"})
    other = factories.make_article()
    answer = own.post("/my/follows/lean/", {"do": f"save s{other.pk}"}, follow=True)
    assert "You have saved 1 stories, which is as many as we keep." in answer.content.decode()
    own.post("/my/follows/lean/", {"do": f"save s{story.pk}"})  # once more does no harm
    assert SavedArticle.objects.get().article == story


def test_the_list_has_the_latest_first_in_pages_within_the_budget_and_is_ones_own(
    own, signed_in, reader, settings, django_assert_max_num_queries
):
    settings.STORIES_PER_PAGE = 3
    for number in range(4):
        SavedArticle.objects.create(reader=reader, article=factories.make_article(f"Number {number}"))
    with django_assert_max_num_queries(BUDGET):
        answer = own.get("/my/saved/")
    html = answer.content.decode()
    assert html.index("Number 3") < html.index("Number 2") < html.index("Number 1") and "Number 0" not in html
    assert "Number 0" in own.get(f"/my/saved/?page={answer.context['page'].older}").content.decode()
    assert own.get("/my/saved/?page=odd").status_code == 404
    assert "Number" not in signed_in(factories.make_user()).get("/my/saved/").content.decode()


def test_a_withdrawn_story_is_listed_without_its_words_and_can_be_removed(own, editor, reader, story):
    SavedArticle.objects.create(reader=reader, article=story)
    publishing.withdraw(Article.objects.get(), by=editor, reason="It is wrong.")
    html = own.get("/my/saved/").content.decode()
    assert "A story that is no longer published" in html and "bridge" not in html
    press(own, "/my/saved/", "Remove")
    assert not is_saved(story, reader)
