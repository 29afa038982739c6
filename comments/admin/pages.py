"""What the moderators' pages share: who may open them, how they are made, and the way back after a press."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from articles import publishing
from articles.desk import member
from comments.deciding import Press
from comments.models import Decision
from newsroom.pagination import Key, NoSuchPage, Page, paginate

View = Callable[..., HttpResponse]

COMMON_REASONS = (
    _("It attacks a person instead of what they say."),
    _("It is hateful towards a group of people."),
    _("It has nothing to do with the story."),
    _("It is advertising."),
    _("It tells something private of somebody."),
    _("It claims something harmful without any source."),
)


def for_moderators(view: View) -> View:
    """A page of the desk for who may moderate; others are sent to sign in, or get a 403."""

    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not member(request).has_perm("comments.moderate_comment"):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return admin.site.admin_view(opened)


def for_editors(view: View) -> View:
    """As above, for who answers for stories."""

    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not publishing.may_publish(member(request)):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return admin.site.admin_view(opened)


def page(request: HttpRequest, template: str, *, title: str, status: int = 200, **context: Any):
    """A page in the desk's frame."""
    frame = admin.site.each_context(request) | {"common_reasons": COMMON_REASONS, "title": title}
    return TemplateResponse(request, f"admin/comments/{template}.html", frame | context, status=status)


def read(request: HttpRequest, rows: QuerySet, *, size: int, key: Key) -> Page:
    """The page of a list that is asked for. Raises Http404 for one that is none."""
    try:
        return paginate(rows, request.GET.get("page", ""), size=size, key=key)
    except NoSuchPage as error:
        raise Http404 from error


def beside(found: Page, words: str = "") -> dict[str, str]:
    """The addresses of the pages beside this one; `words` are what else its query says."""
    return {side: f"?{words}page={getattr(found, side)}" for side in ("newer", "older") if getattr(found, side)}


def way_back(request: HttpRequest, place: str = "") -> HttpResponse:
    """To the page a button was on, at its `place`."""
    back = request.POST.get("back", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = reverse("moderating:queue")
    return redirect(f"{back}#{place}" if place else back)


def tell_done(request: HttpRequest, sentence: str, press: Press) -> None:
    """Says what was done, beside a button that undoes it; or that there was nothing left to do."""
    if Decision.objects.filter(batch=press.batch).exists():
        messages.success(request, sentence, extra_tags=f"undo-{press.batch}")
    else:
        messages.info(request, _("There was nothing left to decide."))
