"""Whoever comes after the time at which their account was to be deleted finds it deleted."""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from readers import leaving


class LeavingMiddleware:
    """The session says when, so the database is asked only once that time has come."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and self._is_due(request):
            self._erase(request)
        return self.get_response(request)

    def _is_due(self, request: HttpRequest) -> bool:
        due = request.session.get(leaving.DUE)
        return due is not None and due <= time.time()

    def _erase(self, request: HttpRequest) -> None:
        if not request.user.is_authenticated or leaving.erase_if_due(request.user):
            logout(request)
            messages.info(request, leaving.GONE)
        else:
            request.session.pop(leaving.DUE)  # it was taken back
