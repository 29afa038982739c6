"""What a page may ask of the database, whatever it lists. First the worst page: nothing is kept or remembered; then
what a signed-in reader's copy adds to what all readers share."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles import publishing
from articles.models import Image
from comments import posting
from readers import counting, live
from tests import factories

BUDGET = 8
ASKED_ONCE = 2  # for all pages, until they change: when the next story appears or leaves, and the rules of sections
SECTIONS = ["news", "sport", "technology"]

pytestmark = pytest.mark.django_db


@pytest.fixture(params=[5, 50])
def stories(request):
    """Stories with all a page may show of one: two authors, topics, a picture, picks among them."""
    found = []
    for number in range(request.param):
        image = Image.objects.create(
            file=f"images/{number}/original.jpg", digest=str(number), width=1600, height=900, widths=[320], alt="A boat"
        )
        story = factories.make_article(
            in_section=SECTIONS[number % len(SECTIONS)],
            authors=("Ada Obi", f"Author {number}"),
            topics=("Boats", f"Topic {number}"),
            at=timezone.now() - timedelta(hours=number),
            lead_image=image,
            is_pick=number % 2 == 0,
        )
        found.append(story)
    for story in found[::2]:
        counting.count(story.pk, "somebody")
    return found


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/for-you/",
        "/most-read/",
        "/news/",
        "/topics/boats/",
        "/authors/ada-obi/",
        "/topics/",
        "/authors/",
        "/archive/",
        "/search/?q=story",
    ],
)
def test_a_list_asks_the_same_few_things_of_5_and_of_50_stories(
    client, stories, address, django_assert_max_num_queries
):
    live.now_live()  # looked up once a minute for all pages together
    with django_assert_max_num_queries(BUDGET):
        assert client.get(address).status_code == 200


def test_a_day_of_the_archive_keeps_within_the_budget(client, stories, django_assert_max_num_queries):
    day = timezone.localtime(stories[0].published_at)
    for address in (f"/archive/{day:%Y}/", f"/archive/{day:%Y/%m}/", f"/archive/{day:%Y/%m/%d}/"):
        with django_assert_max_num_queries(BUDGET):
            assert client.get(address).status_code == 200


def test_a_corrected_story_with_a_conversation_keeps_within_the_budget(
    client, stories, editor, django_assert_max_num_queries
):
    story = stories[0]
    publishing.correct(story, by=editor, kind="correction", note="The boat was blue.")
    roots = [posting.post_comment(article=story, author=factories.make_user(), text=f"Word {n}") for n in range(3)]
    for number, root in enumerate(roots):
        posting.post_comment(article=story, author=editor, text=f"Answer {number}", parent=root)
    with django_assert_max_num_queries(BUDGET + ASKED_ONCE):
        page = client.get(story.get_absolute_url()).content.decode()
    assert "The boat was blue." in page
    assert "Answer 2" in page
