"""The list of stories that a reader keeps for later."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from newsroom.pagination import NoSuchPage, by_time, paginate
from readers import buttons
from readers.models import SavedArticle
from readers.views.knowing import oneself


@require_safe
@never_cache
@login_required
def saved(request: HttpRequest) -> HttpResponse:
    """What is published no longer stays on the list, without its words, until its reader removes it."""
    own, token = SavedArticle.objects.of(oneself(request)), request.GET.get("page", "")
    try:
        page = paginate(own, token, size=settings.STORIES_PER_PAGE, key=by_time("saved_at"))
    except NoSuchPage as error:
        raise Http404 from error
    stories = [(row.article, buttons.save(row.article, True)) for row in page]
    return render(request, "readers/saved.html", {"page": page, "stories": stories, "next": request.get_full_path()})
