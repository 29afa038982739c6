"""A reader's history: what they read, by day; to pause it, to take a story out, to erase it all."""

import itertools
import re

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from newsroom.pagination import NoSuchPage, by_time, paginate
from readers import leaning, reading
from readers.models import Read
from readers.views.knowing import oneself
from readers.views.leaning import back_to, within_rate

STORY = re.compile(r"\d{1,18}", re.ASCII)


@require_safe
@never_cache
@login_required
def history(request: HttpRequest) -> HttpResponse:
    own, token = Read.objects.of(oneself(request)), request.GET.get("page", "")
    try:
        page = paginate(own, token, size=settings.STORIES_PER_PAGE, key=by_time("read_at"))
    except NoSuchPage as error:
        raise Http404 from error
    by_day = itertools.groupby(page, key=lambda read: timezone.localdate(read.read_at))
    days = [(day, list(reads)) for day, reads in by_day]
    return render(request, "readers/history.html", {"page": page, "days": days, "next": request.get_full_path()})


@require_POST
@never_cache
@login_required
def remove(request: HttpRequest) -> HttpResponse:
    """Takes out one story, and what it told of the reader's taste."""
    story = request.POST.get("story", "")
    try:
        within_rate(request)
    except leaning.Refused as refused:
        messages.error(request, str(refused))
        return redirect(back_to(request))
    if STORY.fullmatch(story) and reading.forget([int(story)], reader=oneself(request)):
        messages.success(request, _("It is out of your history, and no longer counts for For You."))
    return redirect(back_to(request))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def erase(request: HttpRequest) -> HttpResponse:
    """Asks, then takes out all of it."""
    if request.method != "POST":
        return render(request, "readers/erase_history.html")
    reading.forget_everything(reader=oneself(request))
    messages.success(request, _("Your history is erased."))
    return redirect("history")


@require_POST
@never_cache
@login_required
def switch(request: HttpRequest) -> HttpResponse:
    """Pauses the history, or goes on with it: `on` is "yes" or "no"."""
    on = request.POST.get("on") == "yes"
    leaning.keep_history(on, reader=oneself(request))
    going, paused = _("Your history goes on."), _("Your history is paused: what you read now is not recorded.")
    messages.success(request, going if on else paused)
    return redirect("history")
