"""Settings for single requests: the site's own, with a header on each answer that says what it asked the database.

An answer without the header never reached Django.
"""

from collections.abc import Callable
from typing import Any

from newsroom.settings.base import *  # noqa: F403
from newsroom.settings.base import MIDDLEWARE as OWN
from tests.benches.pages import QUERIES

MIDDLEWARE = ["tests.benches.counting.CountQueries", *OWN]


class CountQueries:
    def __init__(self, get_response: Callable[[Any], Any]):
        self.get_response = get_response

    def __call__(self, request: Any) -> Any:
        from django.db import connection

        asked = 0

        def count(execute: Callable[..., Any], *arguments: Any) -> Any:
            nonlocal asked
            asked += 1
            return execute(*arguments)

        with connection.execute_wrapper(count):
            response = self.get_response(request)
        response[QUERIES] = str(asked)
        return response
