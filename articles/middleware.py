"""Old addresses lead to the story's present one."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect

from articles.models import Article


class PreviousAddressMiddleware:
    """Turns a 404 into one 301 where the path once led to a story that may be seen or was withdrawn."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info:  # PostgreSQL takes no such text, so no row can have the address
            raise Http404
        response = self.get_response(request)
        if response.status_code != 404 or request.method not in {"GET", "HEAD"}:
            return response
        path = request.path_info.lstrip("/")
        moved = Article.objects.filter(previous_addresses__path__in={path, path.rstrip("/") + "/"})
        article = moved.published().first() or moved.filter(status=Article.Status.WITHDRAWN).first()
        return HttpResponsePermanentRedirect(article.get_absolute_url()) if article else response
