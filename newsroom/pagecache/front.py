"""The WSGI entry: a page that is kept is sent from here, before Django runs; everything else is passed on."""

import time
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings

from newsroom.pagecache.cache import Cache, current
from newsroom.pagecache.pages import Page
from newsroom.pagecache.requests import encoding_for, key_of, may_be_shared

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Answer = Iterable[bytes]


class Front:
    """Stands before Django's application and is one itself."""

    def __init__(self, django: Callable[[Environ, StartResponse], Answer]):
        self.django = django

    def __call__(self, environ: Environ, start_response: StartResponse) -> Answer:
        cache = current() if settings.PAGE_CACHE == "on" and may_be_shared(environ) else None
        key = key_of(environ) if cache else ""
        if cache is None or not key:
            return self.django(environ, start_response)
        now = time.time()
        page, is_fresh = cache.find(key, now)
        if page is None:
            return self.django(environ, start_response)
        if is_fresh:
            return _send(page, environ, start_response, now)
        return self._renew(cache, page, environ, start_response)

    def _renew(self, cache: Cache, stale: Page, environ: Environ, start_response: StartResponse) -> Answer:
        """One request renders the page; the others are shown the copy of a moment ago, or wait where they may not."""
        flight = cache.flight(stale.key)
        if flight is None:
            return self.django(environ, start_response)
        with flight:
            if flight.is_mine():
                answer = self.django(environ, start_response)
                if cache.memory.get(stale.key) is stale:  # it came back as a page that is not kept, a 410 say
                    cache.forget(stale.key)
                return answer
            now = time.time()
            if cache.may_stand_in(stale, now):
                return _send(stale, environ, start_response, now)
            flight.wait()
        now = time.time()
        page, is_fresh = cache.find(stale.key, now)
        return _send(page, environ, start_response, now) if page and is_fresh else self.django(environ, start_response)


def _send(page: Page, environ: Environ, start_response: StartResponse, now: float) -> Answer:
    asked = environ.get("HTTP_IF_NONE_MATCH")
    same = page.etag in asked if asked else environ.get("HTTP_IF_MODIFIED_SINCE") == page.modified
    if same:
        start_response("304 Not Modified", page.unchanged(now))
        return []
    headers, body = page.answer(encoding_for(environ.get("HTTP_ACCEPT_ENCODING", "")), now)
    start_response("200 OK", headers)
    return body
