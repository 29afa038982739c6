"""Older and newer pages by key."""

from datetime import UTC, datetime, timedelta

import pytest

from articles.models import Article, Topic
from newsroom.pagination import NoSuchPage, by_id, by_name, paginate
from tests import factories

pytestmark = pytest.mark.django_db
MOMENT = datetime(2019, 12, 7, 12, tzinfo=UTC)


@pytest.fixture
def seven():
    """Seven stories, three of them of the same second, newest last."""
    times = [MOMENT + timedelta(hours=hours) for hours in (0, 1, 2, 2, 2, 3, 4)]
    return [factories.make_article(f"Story {number}", at=at) for number, at in enumerate(times)]


def page(token="", size=3):
    return paginate(Article.objects.all(), token, size=size)


def test_older_pages_hold_every_row_once_newest_first(seven):
    first, second = page(), page(page().older)
    third = page(second.older)
    assert [*first, *second, *third] == seven[::-1]
    assert (first.is_first, first.newer, third.older) == (True, "", "")


def test_newer_leads_back_the_way_one_came(seven):
    second = page(page().older)
    third = page(second.older)
    assert page(third.newer).rows == second.rows
    back = page(second.newer)
    assert back.rows == page().rows
    assert back.newer == ""


def test_a_story_published_meanwhile_moves_no_page(seven):
    token = page().older
    before = page(token).rows
    factories.make_article("Just in", at=MOMENT + timedelta(hours=9))
    assert page(token).rows == before


def test_a_page_is_one_query_and_counts_nothing(seven, django_assert_num_queries):
    token = page().older
    with django_assert_num_queries(1) as queries:
        page(token)
    sql = queries[0]["sql"].upper()
    assert "COUNT(" not in sql
    assert "OFFSET" not in sql


def test_an_empty_list_is_one_empty_page(db):
    assert (len(page()), page().older, page().newer) == (0, "", "")


@pytest.mark.parametrize(
    "token", ["2", "before-1", "before-x-1", "after-1-1' OR 1=1", "before-999999999999999999-1", "é"]
)
def test_a_token_nobody_gave_out_is_no_page(token, db):
    with pytest.raises(NoSuchPage):
        page(token)


def names_page(token="", size=2):
    return paginate(Topic.objects.all(), token, size=size, key=by_name())


@pytest.fixture
def names(db):
    """Five topics in their order, with what a token has to carry: spaces, other scripts, an apostrophe."""
    return [factories.make_topic(name) for name in ("Ada's boats", "Boats", "Café life", "Ọyọ́", "音楽")]


def test_names_go_from_a_to_z_and_every_one_stands_once(names):
    first, second = names_page(), names_page(names_page().older)
    third = names_page(second.older)
    assert sorted([*first, *second, *third], key=names.index) == names
    assert (first.is_first, first.newer, third.older) == (True, "", "")
    assert names_page(third.newer).rows == second.rows
    assert names_page(second.newer).rows == first.rows


def test_a_name_added_meanwhile_moves_no_page(names):
    token = names_page().older
    before = names_page(token).rows
    factories.make_topic("Aardvarks")
    assert names_page(token).rows == before


@pytest.mark.parametrize("token", ["after-_w-1", "after-AGE-1", "after-A-1", "after-" + "A" * 701 + "-1"])
def test_a_name_nobody_gave_out_is_no_page(token, db):
    with pytest.raises(NoSuchPage):
        names_page(token)


def test_rows_without_a_time_go_by_their_id(names):
    first = paginate(Topic.objects.all(), "", size=3, key=by_id())
    second = paginate(Topic.objects.all(), first.older, size=3, key=by_id())
    assert [*first, *second] == names[::-1]
    with pytest.raises(NoSuchPage):
        paginate(Topic.objects.all(), "before--1-1", size=3, key=by_id())
