"""One limit of what the site can reach: Django at its barest, a view that returns bytes it has at hand."""

import json
import os
from pathlib import Path

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

FOLDER = Path(os.environ["BENCH_PAGES"])
HEADERS = json.loads((FOLDER / "headers.json").read_text())
BODIES = {name: (FOLDER / name).read_bytes() for name in HEADERS}

settings.configure(SECRET_KEY="of no use", ALLOWED_HOSTS=["127.0.0.1"], ROOT_URLCONF=__name__, MIDDLEWARE=[])


def constant(request: HttpRequest, name: str) -> HttpResponse:
    return HttpResponse(BODIES[name], headers=HEADERS[name])


urlpatterns = [path("<str:name>", constant)]
application = get_wsgi_application()
