"""What a signed-in reader's copy costs beside what all readers share: who they are, and what they said here."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import publishing
from comments import posting, reacting, threads
from comments.models import Comment
from readers import counting, leaning, reading
from tests import factories

BUDGET = 8
SESSION_PERSON_AND_WHAT_THEY_SAID_READ_AND_SAVED = 4
OWN_FRONT_PAGE = 10

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def story():
    story = factories.make_article(authors=("Ada Obi", "Chike Eze"), topics=("Boats",))
    root = posting.post_comment(story, author=factories.make_user(), text="I saw it.")
    posting.post_comment(story, author=factories.make_user(), text="So did I.", parent=root)
    return story


def queries_of(client, path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path, headers={"host": "testserver"}).status_code == 200
    return len(queries)


def test_a_signed_in_readers_story_asks_for_little_more_than_who_they_are(client, story):
    client.force_login(factories.make_user())
    queries_of(client, story.get_absolute_url())  # the common part is made for the first of all readers
    assert queries_of(client, story.get_absolute_url()) == SESSION_PERSON_AND_WHAT_THEY_SAID_READ_AND_SAVED


def test_what_is_new_since_an_earlier_version_is_worked_out_once_for_all_who_read_it(client, story):
    readers = [factories.make_user(), factories.make_user()]
    for reader in readers:
        reading.record(story.pk, reader=reader, version=story.version)
    story.body += "\n\nMore came in."
    publishing.save(story, by=None)
    client.force_login(readers[0])
    queries_of(client, story.get_absolute_url())
    client.force_login(readers[1])
    queries_of(client, "/")  # their bell is looked at
    assert queries_of(client, story.get_absolute_url()) == SESSION_PERSON_AND_WHAT_THEY_SAID_READ_AND_SAVED
    assert b"data-new" in client.get(story.get_absolute_url()).content


def test_who_spoke_in_a_conversation_sees_it_within_the_budget(client, story):
    reader = factories.make_user()
    posting.post_comment(story, author=reader, text="And I.")
    client.force_login(reader)
    queries_of(client, story.get_absolute_url())
    assert queries_of(client, story.get_absolute_url()) <= BUDGET


@pytest.mark.parametrize(
    ("path", "queries"),
    [("/", 2), ("/archive/", 2), ("/news/", 3), ("/topics/boats/", 3), ("/authors/ada-obi/", 3)],
)
def test_a_signed_in_readers_lists_are_everybodys(client, story, path, queries):
    """The session and the person; and whether they follow what the page is about."""
    client.force_login(factories.make_user())
    queries_of(client, path)
    assert queries_of(client, path) == queries


@pytest.mark.parametrize("stories", [8, 40])
def test_ones_own_front_page_asks_for_little_however_much_is_known_of_its_reader(client, stories):
    reader = factories.make_user()
    for number in range(stories):
        story = factories.make_article(
            topics=(f"Topic {number}",), authors=(f"Author {number}", "Ada Obi"), is_pick=number % 3 == 0
        )
        for visitor in range(number % 4):
            counting.count(story.pk, f"{visitor}")
        if number % 4 == 0:
            leaning.follow(story.topics.get(), reader=reader)
            reading.record(story.pk, reader=reader)
        if number % 7 == 0:
            leaning.less_like(story, reader=reader)
    client.force_login(reader)
    queries_of(client, "/for-you/")
    assert queries_of(client, "/for-you/") <= OWN_FRONT_PAGE


def test_every_page_of_a_conversation_is_a_readers_own_within_the_budget(client, story, settings):
    settings.COMMENT_RATE = "100/1m"
    reader, other = factories.make_user(), factories.make_user()
    root = Comment.objects.get(parent=None)
    deepest = root
    for number in range(6):
        deepest = posting.post_comment(story, author=other, text=f"Answer {number}", parent=deepest)
    reacting.like(root, by=reader)
    reacting.mute(other, by=reader)
    client.force_login(reader)
    talk = f"/comments/on/{story.pk}/"
    pages = [f"{talk}?sort={sort}" for sort in threads.SORTS]
    pages += [f"{talk}after/0/", f"/comments/thread/{root.pk}/", f"/comments/thread/{deepest.pk}/"]
    for page in [*pages, story.get_absolute_url()]:
        queries_of(client, page)
        assert queries_of(client, page) <= BUDGET, page
