"""Decides what is kept, and writes the headers that tell browsers and CDNs the same."""

import gzip
import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass

import brotli
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from newsroom.pagecache.cache import Cache, current
from newsroom.pagecache.pages import FOREVER, VARY, Page, cache_control
from newsroom.pagecache.requests import encoding_for, key_of, may_be_shared, scheme_of
from newsroom.pagecache.stamps import SITE

WRITTEN_HERE = {"cache-control", "content-length", "content-encoding", "etag", "last-modified", "vary"}
OFFER = "page_offer"  # the response's attribute
BROTLI_QUALITY = 5  # as small as it gets within a millisecond; above 9 a page takes ten


@dataclass(frozen=True)
class Offer:
    """What a page is made of, and when the clock alone changes it (seconds since 1970)."""

    tags: tuple[str, ...]
    changes_at: float


def tag(response: HttpResponse, *tags: str, changes_at: float = FOREVER) -> HttpResponse:
    """Offers a page to the cache: it is made of what the tags name, and the clock alone changes it at `changes_at`
    (seconds since 1970). Returns the response. Whether it is kept is for the middleware to say."""
    setattr(response, OFFER, Offer((SITE, *tags), changes_at))
    return response


class PageCacheMiddleware:
    """Stands outside sessions, so that it sees the cookies a response sets, and outside all that writes headers.

    A page is public if it is tagged, answers 200 to a request that may be shared, and sets no cookie; then it is kept.
    Any other copy of a tagged page is private, and so is whatever says nothing of itself.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        cache = current()
        began = cache.clock() if cache else 0
        response = self.get_response(request)
        offer: Offer | None = getattr(response, OFFER, None)
        if not offer or response.status_code != 200 or response.cookies or not may_be_shared(request.META):
            if offer or "Cache-Control" not in response:
                response["Cache-Control"] = "private, no-cache"
            return response
        for name, between in settings.CDN_TAG_HEADERS.items():
            response[name] = between.join(offer.tags)
        if cache and began and _may_keep(request):
            page = _page(cache, request, response, offer, began)
            cache.keep(page)
            _become(response, page, request)
        else:
            response["Cache-Control"] = cache_control(offer.changes_at - time.time())
            patch_vary_headers(response, VARY.split(", "))
        return response


def _may_keep(request: HttpRequest) -> bool:
    if settings.PAGE_CACHE != "on" or request.method != "GET" or not key_of(request.META):
        return False
    # Inside a transaction (tests, mostly) a page may be made of rows that are never committed. And what Django takes
    # the scheme to be is printed in the page's addresses.
    return not connection.in_atomic_block and request.scheme == scheme_of(request.META)


def _page(cache: Cache, request: HttpRequest, response: HttpResponse, offer: Offer, began: int) -> Page:
    key, content, now = key_of(request.META), response.content, time.time()
    etag = f'"{hashlib.sha256(content).hexdigest()[:20]}"'
    before = cache.last(key)
    return Page(
        began=began,
        until=min(now + settings.PAGE_CACHE_SECONDS, offer.changes_at),
        tags=list(offer.tags),
        key=key,
        changes_at=offer.changes_at,
        etag=etag,
        modified_at=before.modified_at if before and before.etag == etag else int(now),
        headers=[(name, value) for name, value in response.items() if name.lower() not in WRITTEN_HERE],
        bodies={
            "br": brotli.compress(content, quality=BROTLI_QUALITY),
            "gzip": gzip.compress(content, compresslevel=6, mtime=0),
        },
    )


def _become(response: HttpResponse, page: Page, request: HttpRequest) -> None:
    """The response is sent as every later copy will be."""
    headers, body = page.answer(encoding_for(request.headers.get("Accept-Encoding", "")), time.time())
    response.content = body
    for name, value in headers:
        response[name] = value
