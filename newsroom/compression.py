"""Pages are sent compressed."""

import brotli
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers

from newsroom.pagecache.requests import encoding_for

QUICK = 1  # brotli's quality for a page that is sent once: a sixth of gzip's time, and little larger


class CompressionMiddleware(GZipMiddleware):
    """Compresses pages for browsers that take it, by brotli where they do.

    Files that are streamed are pictures, and what the page cache or the static files bring is compressed already.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if not isinstance(response, HttpResponse) or response.has_header("Content-Encoding"):
            return response
        patch_vary_headers(response, ["Accept-Encoding"])
        if encoding_for(request.headers.get("Accept-Encoding", "")) != "br" or len(response.content) < 200:
            return super().process_response(request, response)
        response.content = brotli.compress(response.content, quality=QUICK)
        response["Content-Length"] = str(len(response.content))
        response["Content-Encoding"] = "br"
        return response
