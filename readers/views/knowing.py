"""What we know: every signal held of a reader, each with a button that takes it out, and one that takes out all."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from readers import knowing, leaning
from readers.models import User
from readers.views.leaning import back_to


@require_safe
@never_cache
@login_required
def what_we_know(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "readers/what_we_know.html",
        {"known": knowing.known_of(oneself(request)), "half_life": settings.TASTE_HALF_LIFE_DAYS},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def forget(request: HttpRequest) -> HttpResponse:
    """Asks, then takes out everything that For You goes by."""
    if request.method != "POST":
        return render(request, "readers/forget.html")
    leaning.forget_me(reader=oneself(request))
    messages.success(request, _("All of it is gone. For You begins anew."))
    return redirect("what_we_know")


@require_POST
@never_cache
@login_required
def personalise(request: HttpRequest) -> HttpResponse:
    """The switch: `on` is "yes" or "no"."""
    on = request.POST.get("on") == "yes"
    leaning.personalise(on, reader=oneself(request))
    chosen = _("Stories are chosen for you from now on.")
    same = _("Nothing is chosen for you any more, and nothing is recorded of what you read.")
    messages.success(request, chosen if on else same)
    return redirect(back_to(request))


def oneself(request: HttpRequest) -> User:
    """Who is signed in. For views that nobody else reaches."""
    assert isinstance(request.user, User)  # noqa: S101
    return request.user
