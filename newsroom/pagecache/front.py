"""The WSGI entry: a page that is kept is sent from here, before Django runs; everything else is passed on."""

import time
from collections.abc import Callable, Iterable
from operator import itemgetter
from typing import Any

from django.conf import settings

from newsroom.pagecache.cache import Cache, current
from newsroom.pagecache.pages import Page, Ready
from newsroom.pagecache.requests import encoding_for, key_of, may_be_shared

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Answer = Iterable[bytes]

# What an answer depends on, for a request without a cookie. Most servers and proxies send all of these.
ASKED = ["REQUEST_METHOD", "wsgi.url_scheme", "HTTP_HOST", "PATH_INFO", "QUERY_STRING", "HTTP_ACCEPT_ENCODING"]
# Not If-Modified-Since: in one second two processes may make two different copies.
CONDITION = "HTTP_IF_NONE_MATCH"


class Front:
    """Stands before Django's application and is one itself."""

    def __init__(self, django: Callable[[Environ, StartResponse], Answer]):
        self.django = django
        header = settings.SECURE_PROXY_SSL_HEADER
        self._asked = itemgetter(*ASKED, *(header[:1] if header else ()))

    def __call__(self, environ: Environ, start_response: StartResponse) -> Answer:
        cache = current()
        if cache is None or settings.PAGE_CACHE != "on":
            return self.django(environ, start_response)
        # The same words mean the same page in the same encoding: a flood is answered from here.
        asked = self._words(environ)
        ready = cache.ready.get(asked)
        if ready and ready.page.checked == cache.clock() and (now := time.time()) < ready.page.plain_until:
            ready.page.seen_fresh = now
            if CONDITION in environ:
                return _send(ready.page, environ, start_response, now)
            start_response("200 OK", ready.headers)
            return ready.body
        return self._find(cache, asked, environ, start_response)

    def _words(self, environ: Environ) -> tuple:
        """All that the answer depends on; empty where a cookie may decide it, too, or one of the words is missing."""
        try:
            return () if "HTTP_COOKIE" in environ else self._asked(environ)
        except KeyError:
            return ()

    def _find(self, cache: Cache, asked: tuple, environ: Environ, start_response: StartResponse) -> Answer:
        key = key_of(environ) if may_be_shared(environ) else ""
        if not key:
            return self.django(environ, start_response)
        now = time.time()
        page, is_fresh = cache.find(key, now)
        if page is None:
            return self.django(environ, start_response)
        if not is_fresh:
            return self._renew(cache, page, environ, start_response)
        if asked:
            cache.note(asked, Ready(page, *page.answer(encoding_for(environ["HTTP_ACCEPT_ENCODING"]), now)))
        return _send(page, environ, start_response, now)

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
    if page.etag in environ.get(CONDITION, ""):
        start_response("304 Not Modified", page.unchanged(now))
        return []
    headers, body = page.answer(encoding_for(environ.get("HTTP_ACCEPT_ENCODING", "")), now)
    start_response("200 OK", headers)
    return body
