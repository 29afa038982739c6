"""A person's public page: closed until they open it, showing what they chose, and nothing that readers can't see."""

import pytest

from articles.models import Article
from comments import deciding, posting, reacting
from comments.models import Decision
from comments.profiles import showing
from comments.standing import Refused

pytestmark = pytest.mark.django_db


def page_of(person) -> str:
    return f"/readers/{person.pk}/"


@pytest.fixture
def shown(browser, ada, said):
    """`shown()` is what everybody reads on Ada's page, which is open and shows all."""
    showing.open_page(ada)
    showing.show_all(ada)
    return lambda: browser.read(page_of(ada))


def press(own, do: str):
    page = own.read("/my/page/")
    assert f'value="{do}"' in page
    return own.send("/my/page/", "/my/page/choose/", do=do)


def test_a_page_is_closed_until_its_owner_opens_it_and_shows_nothing_until_they_choose(browser, browser_of, ada, said):
    own = browser_of(ada)
    closed, nobody = browser.get(page_of(ada)), browser.get("/readers/999999/")
    assert (closed.status_code, nobody.status_code) == (404, 404)
    press(own, "open")
    page = browser.read(page_of(ada))
    assert "Ada Obi" in page and '<meta name="robots" content="noindex">' in page
    assert "The boats were late." not in page
    press(own, f"show {said.pk}")
    page = browser.read(page_of(ada))
    assert "The boats were late." in page and f'href="/comments/{said.pk}/"' in page and str(said.article) in page
    press(own, f"hide {said.pk}")
    assert "The boats were late." not in browser.read(page_of(ada))
    press(own, "close")
    assert browser.get(page_of(ada)).status_code == 404


def test_all_shown_is_all_to_come_too_but_what_is_hidden(browser, browser_of, story, ada, said):
    own = browser_of(ada)
    press(own, "open")
    press(own, "all")
    posting.post_comment(story, author=ada, text="And they were full.")
    press(own, f"hide {said.pk}")
    page = browser.read(page_of(ada))
    assert "And they were full." in page and "The boats were late." not in page
    press(own, "chosen")
    assert "And they were full." not in browser.read(page_of(ada))


def test_a_page_shows_only_what_everybody_can_read(shown, story, ada, said, moderator, bayo, settings):
    assert "The boats were late." in shown()
    settings.COMMENT_REPORTS_HIDE = 1
    reacting.report(said, by=bayo, reason="abuse")
    assert "The boats were late." not in shown()
    deciding.moderate(said, by=moderator, to="approved")
    assert "The boats were late." in shown()
    Article.objects.filter(pk=story.pk).update(status="draft")
    assert "The boats were late." not in shown()
    Article.objects.filter(pk=story.pk).update(status="published")
    deciding.moderate(said, by=moderator, to="removed", reason="No.")
    assert "The boats were late." not in shown()


def test_nobody_shows_anothers_comment_nor_chooses_for_them(browser, browser_of, ada, bayo, said):
    own = browser_of(bayo)
    assert "The boats were late." not in own.read("/my/page/")
    assert own.send("/my/page/", "/my/page/choose/", do=f"show {said.pk}").status_code == 404
    assert own.send("/my/page/", "/my/page/choose/", do="show ²").status_code == 302  # a digit, and no number
    with pytest.raises(Refused):
        showing.set_shown(said, by=bayo, is_shown=True)
    assert browser.get("/my/page/")["Location"].startswith("/accounts/login/")


def test_the_name_leads_to_an_open_page_wherever_its_owner_speaks(browser, story, ada, said, bayo):
    posting.post_comment(story, author=bayo, text="So they were.", parent=said)
    address = f'href="{page_of(ada)}"'
    assert address not in browser.read(story.get_absolute_url())
    showing.open_page(ada)
    page = browser.read(story.get_absolute_url())
    assert page.count(address) == 1 and f'href="{page_of(bayo)}"' not in page
    ada.is_active = False
    ada.save()
    assert address not in browser.read(story.get_absolute_url())
    assert browser.get(page_of(ada)).status_code == 404


@pytest.mark.parametrize("kind", ["page", "ban"])
def test_a_page_that_moderators_closed_opens_again_only_once_they_lift_it(browser, browser_of, ada, moderator, kind):
    showing.open_page(ada)
    imposed = deciding.sanction(ada, by=moderator, kind=kind, reason="It is an insult.")
    assert browser.get(page_of(ada)).status_code == 404
    assert Decision.objects.filter(person=ada, action=kind, by=moderator).exists()
    own = browser_of(ada)
    press(own, "open")
    assert "Your page stays closed: It is an insult." in own.read("/my/page/")
    assert browser.get(page_of(ada)).status_code == 404
    deciding.lift(imposed, by=moderator)
    press(own, "open")
    assert browser.get(page_of(ada)).status_code == 200


def test_without_a_page_one_still_speaks(story, ada, moderator):
    deciding.sanction(ada, by=moderator, kind="page", reason="It is an insult.")
    assert posting.post_comment(story, author=ada, text="I see.").is_approved


def test_a_page_goes_on_where_it_ends(shown, browser, story, ada, settings):
    settings.PROFILE_COMMENTS_PER_PAGE = 2
    settings.COMMENT_RATE = "99/1m"
    for number in range(3):
        posting.post_comment(story, author=ada, text=f"Word {number}")
    first = shown()
    assert "Word 2" in first and "Word 1" in first and "Word 0" not in first
    token = first.split("?page=")[1].split('"')[0]
    assert "The boats were late." in browser.read(f"{page_of(ada)}?page={token}")
    assert browser.get(f"{page_of(ada)}?page=nonsense").status_code == 404


@pytest.mark.parametrize("comments", [2, 20])
def test_a_page_asks_the_same_few_things_of_2_and_of_20_comments(
    client, story, ada, comments, settings, django_assert_max_num_queries
):
    settings.COMMENT_RATE = "99/1m"
    for number in range(comments):
        posting.post_comment(story, author=ada, text=f"Word {number}")
    showing.open_page(ada)
    showing.show_all(ada)
    with django_assert_max_num_queries(6):
        assert client.get(page_of(ada)).content.decode().count("remarks__one") == comments
