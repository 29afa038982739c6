"""Whether a form was sent from a page of ours: by what the browser says of it, and by its token."""

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware


def is_from_here(request: HttpRequest) -> bool:
    """Browsers add these headers themselves and no page can forge them; one that sends none of them is not believed."""
    relation = request.headers.get("Sec-Fetch-Site")
    if relation:
        return relation == "same-origin"
    source = request.headers.get("Origin") or request.headers.get("Referer", "")
    return urlsplit(source).netloc == request.get_host()


def token_is_stale(request: HttpRequest) -> bool:
    """Django's own judgement of the token, left to a view that wants to answer a refusal itself."""
    check = _TokenCheck(lambda request: HttpResponse())
    check.process_request(request)
    return check.process_view(request, _any_view, (), {}) is not None


def _any_view(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


class _TokenCheck(CsrfViewMiddleware):
    def _reject(self, request: HttpRequest, reason: str) -> str:
        return reason
