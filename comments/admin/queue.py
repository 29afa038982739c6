"""The queue: what waits, decided one by one; and the one button that takes it back."""

import uuid

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from articles.desk import member
from comments import deciding, waiting
from comments.admin.pages import beside, for_moderators, page, tell_done, way_back
from comments.deciding import Press
from comments.models import Comment, Decision
from comments.standing import Refused
from newsroom.pagination import NoSuchPage


@for_moderators
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """All that waits, or a part of it."""
    part = waiting.PART.get(request.GET.get("part", ""))
    try:
        found = waiting.page_of_queue(part, request.GET.get("page", ""), by=member(request))
    except NoSuchPage as error:
        raise Http404 from error
    words = f"part={part.name}&" if part else ""
    items = found.page
    if not items.rows and not items.is_first:  # the last of its page was decided
        return redirect(f"{request.path}?part={part.name}" if part else request.path)
    return page(
        request,
        "queue",
        title=_("Queue"),
        items=items,
        part=part,
        parts=[(one, _capped(found.counts[one.name])) for one in waiting.PARTS],
        pages=beside(items, words),
    )


@for_moderators
@require_safe
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """One comment, whatever its state."""
    found = waiting.with_record(waiting.told_with_story(Comment.objects.filter(pk=pk)))
    items = waiting.laid_out(found, by=member(request))
    if not items:
        raise Http404
    return page(request, "comment", title=_("A comment"), items=items)


@for_moderators
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Decides as the pressed button says, and goes on to the next."""
    found = get_object_or_404(Comment.objects.select_related("article"), pk=pk)
    press = deciding.press_of(member(request))
    decision = DECISIONS.get(request.POST.get("to", ""))
    if decision is None:
        raise Http404
    try:
        with transaction.atomic():
            told = decision(found, press, request.POST.get("reason", ""), request.POST.get("seen", ""))
    except Refused as refused:
        messages.warning(request, str(refused))
        return way_back(request, f"item-{pk}")
    tell_done(request, told, press)
    following = request.POST.get("following", "")
    return way_back(request, f"item-{following}" if following.isdecimal() else "")


@for_moderators
@require_POST
def undo(request: HttpRequest, batch: uuid.UUID) -> HttpResponse:
    first = Decision.objects.filter(batch=batch, comment__isnull=False).order_by("pk").first()
    try:
        undone = deciding.undo(batch, by=member(request))
    except Refused as refused:
        messages.warning(request, str(refused))
    else:
        sentence = ngettext("Undone.", "Undone: %(count)s decisions.", undone)
        messages.success(request, sentence % {"count": undone})
    return way_back(request, f"item-{first.comment_id}" if first else "")


def _to(status: str):
    def decided(found: Comment, press: Press, reason: str, seen: str) -> str:
        deciding.moderate(found, by=press.by, to=status, reason=reason, press=press, seen=seen)
        return {"approved": _("Approved."), "rejected": _("Rejected."), "removed": _("Removed.")}[status]

    return decided


def _pick(found: Comment, press: Press, reason: str, seen: str) -> str:
    deciding.moderate(found, by=press.by, to=Comment.Status.APPROVED, reason=reason, press=press, seen=seen)
    deciding.pick(found, by=press.by, press=press)
    return _("Published and picked.")


def _unpick(found: Comment, press: Press, reason: str, seen: str) -> str:
    deciding.pick(found, by=press.by, is_picked=False, press=press)
    return _("No longer picked.")


DECISIONS = {status: _to(status) for status in ("approved", "rejected", "removed")} | {
    "picked": _pick,
    "unpicked": _unpick,
}


def _capped(count: int) -> str:
    return f"{waiting.MOST_COUNTED}+" if count > waiting.MOST_COUNTED else str(count)
