"""Lists of what is most read change within five minutes, on pages that are kept meanwhile."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from readers import counting
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
FIVE_MINUTES = timedelta(minutes=5)


def first(client, page: str) -> str:
    """The story at the head of the page's first list in order."""
    html = client.get(page, headers={"host": "testserver"}).content.decode()
    return re.search(r'class="ranked">.*?card__headline"><a [^>]*>([^<]+)</a>', html, re.DOTALL)[1]


@pytest.mark.parametrize("page", ["/most-read/", "/for-you/"])
def test_what_is_read_most_now_leads_the_list_within_five_minutes(client, settings, tmp_path, page):
    settings.PAGE_CACHE_DIR = str(tmp_path)
    with time_machine.travel("2027-03-04 12:01:00Z", tick=False) as clock:
        old, new = factories.make_article("The old one"), factories.make_article("The new one")
        at = timezone.now().timestamp()
        counting.count(old.pk, "a", at=at)
        clock.shift(FIVE_MINUTES)
        assert first(client, page) == "The old one"
        for visitor in "abc":
            counting.count(new.pk, visitor, at=at)
        assert first(client, page) == "The old one"  # the page is kept
        clock.shift(FIVE_MINUTES)
        assert first(client, page) == "The new one"
