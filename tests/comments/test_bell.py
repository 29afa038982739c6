"""What the bell costs, and that it is never behind. Outside a test's transaction, where parts of pages are kept."""

import re

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from comments import deciding, posting
from comments.models import Notice
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def ada(db):
    return factories.make_user("Ada Obi")


@pytest.fixture
def said(db, ada):
    return posting.post_comment(factories.make_article(), author=ada, text="The boats were late.")


def bell(client, address: str = "/") -> tuple[str, int]:
    """What it says, and how many queries of notices the page asked."""
    with CaptureQueriesContext(connection) as queries:
        page = client.get(address).content.decode()
    said = re.search(r'class="bell.*?visually-hidden">([^<]*)<', page, re.DOTALL)
    return said[1], sum('FROM "comments_notice"' in query["sql"] for query in queries)


def test_the_bell_asks_once_and_rings_at_each_notice(said, ada, signed_in):
    own = signed_in(ada)
    assert bell(own) == ("Notices", 1)
    assert bell(own) == ("Notices", 0)
    posting.post_comment(said.article, author=factories.make_user(), text="Not all.", parent=said)
    assert bell(own) == ("1 notice", 1)
    assert bell(own, said.article.get_absolute_url()) == ("1 notice", 0)


def test_the_bell_falls_silent_when_notices_are_read(said, ada, signed_in):
    own = signed_in(ada)
    for number in range(3):
        posting.post_comment(said.article, author=factories.make_user(), text=f"Answer {number}", parent=said)
    assert bell(own)[0] == "3 notices"
    own.get(f"/comments/notices/{Notice.objects.first().pk}/")
    assert bell(own)[0] == "2 notices"
    own.post("/comments/notices/read/")
    assert bell(own)[0] == "Notices"


def test_a_decision_that_is_undone_takes_its_notice_from_the_bell(said, ada, moderator, signed_in):
    own = signed_in(ada)
    deciding.moderate(said, by=moderator, to="removed", reason="By mistake.")
    assert bell(own)[0] == "1 notice"
    deciding.undo(said.decisions.get().batch, by=moderator)
    assert bell(own)[0] == "Notices"


def test_what_is_not_kept_does_not_ring(said, ada, signed_in):
    own = signed_in(ada)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        posting.post_comment(said.article, author=factories.make_user(), text="Not all.", parent=said)
        raise ZeroDivisionError
    assert bell(own)[0] == "Notices"


def test_nobodys_bell_is_somebody_elses(said, ada, signed_in):
    own, other = signed_in(ada), signed_in(factories.make_user())
    posting.post_comment(said.article, author=factories.make_user(), text="Not all.", parent=said)
    assert bell(own)[0] == "1 notice"
    assert bell(other)[0] == "Notices"
    assert bell(own)[0] == "1 notice"
