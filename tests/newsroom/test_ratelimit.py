"""How often somebody may do something."""

import pytest
import time_machine

from newsroom import ratelimit
from newsroom.models import RateCount

pytestmark = pytest.mark.django_db


def test_a_rate_is_times_in_a_window():
    assert ratelimit.parse("5/10m") == (5, 600)
    assert ratelimit.parse("1/s") == (1, 1)
    with pytest.raises((ValueError, KeyError)):
        ratelimit.parse("often")


def test_as_many_as_the_rate_says_and_no_more_in_one_window():
    with time_machine.travel("2019-12-07 12:00:00Z", tick=False) as clock:
        assert [ratelimit.exceeded("post:1", "3/m") for _ in range(5)] == [False, False, False, True, True]
        assert not ratelimit.exceeded("post:2", "3/m")
        clock.shift(60)
        assert not ratelimit.exceeded("post:1", "3/m")


def test_windows_that_are_over_leave_no_rows():
    with time_machine.travel("2019-12-07 12:00:00Z", tick=False) as clock:
        ratelimit.exceeded("post:1", "3/m")
        clock.shift(60)
        ratelimit.exceeded("post:1", "3/m")
    assert RateCount.objects.filter(key="post:1").count() == 1
