"""The beacon at the end of a story: an empty picture, asked for by whoever reads that far."""

import logging

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from articles.models import Article
from readers import counting, reading, visits

log = logging.getLogger(__name__)
EMPTY = bytes.fromhex("47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002024401003b")


@require_safe
def beacon(request: HttpRequest, article: int) -> HttpResponse:
    """The same picture for everybody, whether the read was counted or not, and even where it can't be."""
    try:
        if visits.is_counted(request):
            _note(request, article)
    except Exception:
        log.exception("A read of story %s was not counted", article)
    return HttpResponse(EMPTY, content_type="image/gif", headers={"Cache-Control": "no-store"})


def _note(request: HttpRequest, article: int) -> None:
    version = Article.objects.published().filter(pk=article).order_by().values_list("version", flat=True).first()
    if version is None:
        return
    counting.count(article, visits.visitor_of(request))
    if request.user.is_authenticated:
        reading.record(article, reader=request.user, version=version)
