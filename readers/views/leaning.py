"""What a reader follows, mutes and saves: the buttons for it wherever they stand, and the page of what they follow."""

import re
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from articles import current
from articles.models import Author, Category, Topic
from newsroom import ratelimit
from readers import buttons, leaning, tastes
from readers.models import Stance

FOUND = 20  # names shown of a search
OFFERED = 24  # topics of now
PLACE = re.compile(r"[a-z]{1,12}-?\d{1,18}", re.ASCII)  # an id on a page of ours


@require_POST
@never_cache
def lean(request: HttpRequest) -> HttpResponse:
    """Does what the pressed button says and leads back; a script is told in JSON."""
    if not request.user.is_authenticated:
        return redirect_to_login(back_to(request))
    try:
        within_rate(request)
        done = buttons.press(request.POST.get("do", ""), reader=request.user)
    except buttons.NoSuchButton:
        return _refused(request, _("That is not here any more."), 404)
    except leaning.Refused as refused:
        return _refused(request, str(refused), 422)
    if _is_script(request):
        return JsonResponse({"said": done.said, "back": _told(done.back), "buttons": list(map(_told, done.buttons))})
    undo = f" {done.back.value}" if done.back else ""
    messages.success(request, done.said, extra_tags=f"{request.GET.get('at', '')}{undo}")
    return redirect(back_to(request))


@require_safe
@never_cache
@login_required
def follows(request: HttpRequest) -> HttpResponse:
    """What the reader follows and mutes, and what else there is: sections, topics of now, and any name by a search."""
    asked = " ".join(request.GET.get("q", "").replace("\0", "")[:80].split())
    stances = {tastes.key(stance.on): stance for stance in Stance.objects.of(request.user)}
    kinds = {key: stance.kind for key, stance in stances.items()}

    def rows(things: Iterable[Any]) -> list[tuple[Any, tuple[buttons.Button, ...]]]:
        return [(thing, buttons.of(thing, kinds.get(tastes.key(thing), ""))) for thing in things]

    own = [stance.on for stance in stances.values()]
    told = {
        "asked": asked,
        "found": rows([*_named(Topic.objects.all(), asked), *_named(Author.objects.all(), asked)]) if asked else [],
        "in_sections": rows(list(Category.objects.all())),
        "topics": rows([thing for thing in own if isinstance(thing, Topic)]),
        "authors": rows([thing for thing in own if isinstance(thing, Author)]),
        "offered": rows([topic for topic in current.topics(OFFERED) if tastes.key(topic) not in kinds]),
        "next": request.get_full_path(),
    }
    return render(request, "readers/follows.html", told)


@require_POST
@never_cache
def choose(request: HttpRequest) -> HttpResponse:
    """Follows all that was ticked at once, and leads to For You."""
    if not request.user.is_authenticated:
        return redirect_to_login(reverse("for_you"))
    try:
        within_rate(request)
        chosen = buttons.follow_all(request.POST.getlist("on")[: settings.STANCES_MOST], reader=request.user)
    except leaning.Refused as refused:
        messages.error(request, str(refused))
        return redirect("for_you")
    if chosen:
        words = ngettext("You follow %(many)s more.", "You follow %(many)s more.", chosen) % {"many": chosen}
        messages.success(request, f"{words} {_('This is your page now.')}")
    else:
        messages.info(request, _("Tick what you want to read about, then press the button."))
    return redirect("for_you")


def back_to(request: HttpRequest) -> str:
    """Where the form stood, if that is an address of ours, else For You; with the place on it that the button named."""
    address = request.POST.get("next", "")
    is_own = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    place = request.GET.get("at", "")
    anchor = f"#{place}" if PLACE.fullmatch(place) else ""
    return f"{address if is_own else reverse('for_you')}{anchor}"


def within_rate(request: HttpRequest) -> None:
    """Raises leaning.Refused."""
    if ratelimit.exceeded(f"leaning:{request.user.pk}", settings.LEANING_RATE):
        raise leaning.Refused(_("That was often. Wait a minute, then go on."))


def _named(names: QuerySet, asked: str) -> list:
    return list(names.filter(name__icontains=asked).order_by("name")[:FOUND])


def _refused(request: HttpRequest, sentence: str, status: int) -> HttpResponse:
    if _is_script(request):
        return JsonResponse({"said": sentence}, status=status)
    messages.error(request, sentence)
    return redirect(back_to(request))


def _is_script(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"


def _told(button: buttons.Button | None) -> dict[str, str] | None:
    return asdict(button) if button else None
