"""The place a reader got to in a story, told by static/js/place.js."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from articles.models import Article
from newsroom import markup, ratelimit
from readers import reading


@require_POST
@never_cache
def place(request: HttpRequest) -> HttpResponse:
    """Keeps it, of a story and a paragraph that are there, for who lets their history be kept. Nobody sees the answer:
    204, or 403 signed out, 404 for what is not there, 429 for what comes too often."""
    if not request.user.is_authenticated:
        return HttpResponse(status=403)
    if ratelimit.exceeded_here(f"place {request.user.pk}", settings.PLACE_RATE):
        return HttpResponse(status=429)
    asked, got_to = request.POST.get("article", ""), request.POST.get("place", "")
    pk = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else 0
    found = Article.objects.published().filter(pk=pk).order_by().values_list("version", "body_html").first()
    if found is None or got_to not in markup.paragraph_ids(found[1]):
        return HttpResponse(status=404)
    reading.keep_place(pk, reader=request.user, place=got_to, version=found[0])
    return HttpResponse(status=204)
