"""The moderators' queue costs the same whatever waits in it and whatever is known of it."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from comments import standing
from comments.models import Comment, Decision, Report, Wording
from tests import factories

BUDGET = 10
WAITING = 10_000
PRIORITIES = [standing.HELD] * 6 + [standing.SUSPECT, standing.REPORTED + 10, standing.APPEALED, standing.HIDDEN + 30]

pytestmark = pytest.mark.django_db


@pytest.fixture
def full(moderator):
    """Ten thousand that wait, each of them reported, edited and decided about before."""
    people = get_user_model().objects.bulk_create(
        get_user_model()(username=f"Name {n}", pen_name_key=f"name {n}", email=f"{n}@example.org") for n in range(200)
    )
    story, now = factories.make_article(), timezone.now()
    root = Comment.objects.create(
        article=story, author=people[0], body="x", body_html="x", path="0000", status="approved"
    )
    comments = Comment.objects.bulk_create(
        Comment(
            article=story, author=people[n % 200], parent=root, root=root, depth=1, path=f"0000{n:04}",
            body=f"Word {n}", body_html="x", submission=str(n), status="pending", priority=PRIORITIES[n % 10],
            created_at=now - timedelta(seconds=n), edited_at=now, appeal="Please" if n % 10 == 8 else "",
            verdict=[{"rule": "links", "action": "hold", "sentence": "It holds links.", "matched": ["a"]}],
        )
        for n in range(WAITING)
    )  # fmt: skip
    Report.objects.bulk_create(
        Report(comment=one, by=people[(n + 7) % 200], reason="abuse", weight=1) for n, one in enumerate(comments)
    )
    Wording.objects.bulk_create(Wording(comment=one, body="Before") for one in comments)
    Decision.objects.bulk_create(
        Decision(comment=one, action="approve", status="approved", by_name="m", at=now) for one in comments
    )


@pytest.mark.parametrize("query", ["", "?part=held", "?part=appealed"])
def test_a_page_of_the_queue_is_ten_queries_whatever_waits(
    signed_in, moderator, full, query, django_assert_max_num_queries
):
    desk, address = signed_in(moderator), "/admin/comments/queue/"
    following = query
    for _page in range(3):
        with django_assert_max_num_queries(BUDGET):
            html = desk.get(f"{address}{following}").content.decode()
        assert html.count('class="item-act"') == 25
        assert "999+" in html
        following = html.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")


def test_a_page_that_begins_in_one_part_and_ends_in_another_keeps_within_it_too(
    signed_in, moderator, full, django_assert_max_num_queries
):
    desk = signed_in(moderator)
    last = Comment.objects.filter(priority=standing.SUSPECT).order_by("-created_at", "-id")[3]
    moment = int(last.created_at.timestamp() * 1_000_000)
    with django_assert_max_num_queries(BUDGET):
        page = desk.get(f"/admin/comments/queue/?page=after-{standing.SUSPECT}-{moment}-{last.pk}")
    assert page.content.decode().count('class="item-act"') == 25


def test_the_page_of_somebody_who_said_much_keeps_within_the_budget(
    signed_in, moderator, full, django_assert_max_num_queries
):
    desk = signed_in(moderator)
    person = Comment.objects.filter(body="Word 9").get().author_id
    with django_assert_max_num_queries(BUDGET + 2):  # who it is, what was imposed
        page = desk.get(f"/admin/comments/people/{person}/")
    assert page.content.decode().count('class="item-act"') == 25
