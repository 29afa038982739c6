"""What belongs to no app: words every page needs, health, robots, manifest, uploaded files, the pages for errors."""

import mimetypes

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.db import connection
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

YEAR = 365 * 24 * 3600
PAPER = "#fdfcf9"  # as --paper in static/css/site.css
WORDS = ("text", "headline", "summary", "body", "word", "told", "reason")  # fields that people write in


def site(request: HttpRequest) -> dict[str, str]:
    """Context processor: the publication's name. Asks nothing of the database."""
    return {"site_name": settings.SITE_NAME, "site_description": settings.SITE_DESCRIPTION}


@require_safe
@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """200 while the database answers; for load balancers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    closed = [reverse("account_login").removesuffix("login/"), reverse("admin:index"), reverse("search")]
    closed += [reverse("beacon", args=[0]).removesuffix("0.gif"), reverse("account")]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """By it a browser offers to install the site like an app."""
    icons = [
        {"src": static("img/icon-192.png"), "sizes": "192x192", "type": "image/png"},
        {"src": static("img/icon-512.png"), "sizes": "512x512", "type": "image/png"},
        {"src": static("img/icon-maskable-512.png"), "sizes": "512x512", "type": "image/png", "purpose": "maskable"},
    ]
    told = {
        "id": "/",
        "name": settings.SITE_NAME,
        "short_name": settings.SITE_NAME,
        "description": settings.SITE_DESCRIPTION,
        "lang": settings.LANGUAGE_CODE,
        "start_url": reverse("front"),
        "scope": reverse("front"),
        "display": "minimal-ui",  # news is read with a way back, and links lead elsewhere
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": icons,
    }
    headers = {"Cache-Control": "public, max-age=3600"}
    return JsonResponse(told, content_type="application/manifest+json", headers=headers)


@require_safe
def media(request: HttpRequest, name: str) -> FileResponse:
    """An uploaded file. Names are made from contents, so a copy may be kept for ever; nothing in it may run."""
    try:
        file = default_storage.open(name)
    except (OSError, ValueError, SuspiciousFileOperation) as error:  # no such file, or no name a file can have
        raise Http404 from error
    response = FileResponse(file, content_type=mimetypes.guess_type(name)[0] or "application/octet-stream")
    response["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token is too old: what was typed is shown, so that it can be copied or sent again."""
    typed = {name: value for name in WORDS if (value := request.POST.get(name, "")).strip()}
    return render(request, "403_csrf.html", {"typed": typed}, status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """500 without database, session or context processors: whatever broke may have broken them."""
    return render(None, "500.html", site(request), status=500)
