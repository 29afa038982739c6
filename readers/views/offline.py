"""Saved stories without a connection: the worker that keeps them in the reader's browser, and what it asks for."""

import hashlib
import json
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from readers.models import SavedArticle, User

SOURCE = Path(settings.ROOT) / "static/js/worker.js"


@require_safe
@never_cache
def worker(request: HttpRequest) -> HttpResponse:
    """The worker's script. It is another one, and keeps its stories anew, when a style sheet or script is."""
    source = SOURCE.read_text()
    look = [static(f"css/{name}.css") for name in ("site", "my")] + [static("js/site.js"), source]
    note = _("No connection: this is the copy kept on this device.")
    told = {
        "version": hashlib.sha256("\n".join(look).encode()).hexdigest()[:12],
        "list": reverse("kept"),
        "saved": reverse("saved"),
        "offline": reverse("offline"),
        "media": settings.MEDIA_URL,
        "note": format_html('<ul class="messages"><li class="alert">{}</li></ul>', note),
    }
    return HttpResponse(f"const told = {json.dumps(told)};\n{source}", content_type="text/javascript; charset=utf-8")


@require_safe
@never_cache
def kept(request: HttpRequest) -> HttpResponse:
    """The stories to be kept, by address with their versions, the latest saved of those that are published; and a name
    for their reader that says nothing of who it is. 403 for a signed-out reader."""
    if not isinstance(request.user, User):
        return JsonResponse({}, status=403)
    rows = SavedArticle.objects.of_addresses(request.user).order_by("-saved_at", "-pk")[: settings.OFFLINE_STORIES]
    stories = {row.article.get_absolute_url(): row.article.version for row in rows if row.article.is_published()}
    name = salted_hmac("kept stories", str(request.user.pk)).hexdigest()[:16]
    return JsonResponse({"reader": name, "stories": stories})


@require_safe
@never_cache
def offline(request: HttpRequest) -> HttpResponse:
    """What is shown without a connection in place of all that is not kept."""
    return render(request, "readers/offline.html")
