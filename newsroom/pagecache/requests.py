"""What a request asks for, as far as the cache must know it: for whom, which page, in which encoding."""

import functools
from collections.abc import Mapping, MutableMapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.conf import settings

from newsroom.pagecache.release import release

LONGEST_QUERY = 500
KEY = "newsroom.page_key"


def may_be_shared(environ: Mapping[str, Any]) -> bool:
    """Whether any other reader would be shown the same: read only, and no cookie that says who is asking."""
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
        return False
    cookies = environ.get("HTTP_COOKIE")
    own = (settings.SESSION_COOKIE_NAME, *settings.PAGE_CACHE_COOKIES)
    return not cookies or not any(f"{name}=" in cookies for name in own)


def key_of(environ: MutableMapping[str, Any]) -> str:
    """The name of the page: release, scheme, host, path, and those query names that change what is shown; "" where
    the request is too odd for a page to be kept under it."""
    key = environ.get(KEY)
    if key is None:  # noted at the first look: Django writes the path anew, decoded
        key = environ[KEY] = _key_of(environ)
    return key


def _key_of(environ: Mapping[str, Any]) -> str:
    host, query = environ.get("HTTP_HOST"), environ.get("QUERY_STRING")
    if not host or (query and len(query) > LONGEST_QUERY):
        return ""
    known = known_query(query) if query else ""
    return f"{release()} {scheme_of(environ)}://{host}{environ['PATH_INFO']} {known}"


def known_query(query: str) -> str:
    """The query without the names that no page reads (utm_source and the like)."""
    return urlencode([(name, value) for name, value in parse_qsl(query) if name in settings.PAGE_CACHE_QUERY])


def scheme_of(environ: Mapping[str, Any]) -> str:
    if settings.SECURE_PROXY_SSL_HEADER:
        name, secure = settings.SECURE_PROXY_SSL_HEADER
        if environ.get(name) == secure:
            return "https"
    return environ["wsgi.url_scheme"]


@functools.lru_cache(maxsize=512)
def encoding_for(accepted: str) -> str:
    """The best of "br", "gzip" and "" that an Accept-Encoding header takes."""
    taken = set()
    for entry in accepted.lower().split(","):
        coding, _semicolon, weight = entry.partition(";")
        if weight.strip().removeprefix("q=").strip("0.") or not weight:
            taken.add(coding.strip())
    return "br" if "br" in taken else "gzip" if taken & {"gzip", "*"} else ""
