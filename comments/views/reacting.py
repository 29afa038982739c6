"""The buttons beside a comment: like, report, mute, delete. Each is a form that works without scripts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from comments import posting, reacting
from comments.models import Comment, Report
from comments.origin import is_from_here, token_is_stale
from comments.standing import Refused
from comments.views.reach import LOST_SIGHT, comment_of, from_elsewhere, own_comment, stand_of

if TYPE_CHECKING:
    from readers.models import User


@dataclass(frozen=True)
class Act:
    """A page that asks before it does: its question, what will happen, and the button's words."""

    heading: str
    explanation: str
    button: str
    is_grave: bool = False


@csrf_exempt  # the token is judged here, so that a stale one is answered with a button that works
@require_POST
@never_cache
def like(request: HttpRequest, pk: int) -> HttpResponse:
    """Likes a comment, or takes the like back: the button says which. A script gets the figures."""
    comment = comment_of(request, pk)
    if not request.user.is_authenticated:
        return redirect_to_login(comment.get_absolute_url())
    if token_is_stale(request):
        act = Act(_("Like this comment?"), _("This page was open so long that we lost sight of you."), _("Like"))
        return _ask(request, comment, act, status=403) if is_from_here(request) else from_elsewhere(request)
    wants = request.POST.get("to") != "unlike"
    verb = reacting.like if wants else reacting.unlike
    try:
        verb(comment, by=request.user)
    except Refused as refused:
        if _is_script(request):
            return JsonResponse({"error": str(refused)}, status=422)
        messages.error(request, str(refused))
    if _is_script(request):
        comment.refresh_from_db(fields=["like_count"])
        return JsonResponse({"likes": comment.like_count, "is_liked": wants})
    return redirect(stand_of(comment, request))


@csrf_exempt  # as above
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def report(request: HttpRequest, pk: int) -> HttpResponse:
    comment = comment_of(request, pk)
    if not comment.is_approved:
        raise Http404
    if not request.user.is_authenticated:
        return redirect_to_login(request.path)
    typed = {"reason": request.POST.get("reason", ""), "note": request.POST.get("note", "")}
    if request.method != "POST":
        return _ask_why(request, comment, typed)
    if token_is_stale(request):
        if not is_from_here(request):
            return from_elsewhere(request)
        return _ask_why(request, comment, typed, str(LOST_SIGHT), status=403)
    try:
        said = reacting.report(comment, by=request.user, **typed)
    except Refused as refused:
        return _ask_why(request, comment, typed, str(refused), status=422)
    to_editors = said.reason == Report.Reason.ERROR
    thanks = _("Thank you. The editors look at it.") if to_editors else _("Thank you. A moderator looks at it.")
    messages.success(request, thanks)
    return redirect(stand_of(comment, request))


@csrf_exempt  # as above
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def mute(request: HttpRequest, pk: int) -> HttpResponse:
    """Folds away, for this reader, all that a comment's author says; or unfolds it."""
    comment = comment_of(request, pk)
    if comment.author is None:
        raise Http404
    muted = comment.author
    name = comment.author_name
    if request.user.is_authenticated and request.user.muted.filter(person=muted).exists():
        act = Act(_("Hear %(name)s again?") % {"name": name}, _("You see what they say again."), _("Unmute"))
        return _act(request, comment, act, lambda by: reacting.unmute(muted, by=by))
    act = Act(
        _("Mute %(name)s?") % {"name": name},
        _("What they say is folded away wherever you read. Nobody else notices, and you can undo it."),
        _("Mute"),
    )
    return _act(request, comment, act, lambda by: reacting.mute(muted, by=by))


@csrf_exempt  # as above
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    own = own_comment(request, pk)
    if own.is_gone:
        raise Http404
    stays = _("It was answered, so a line saying that you deleted it stays in its place.")
    leaves = _("It leaves the page at once, and nobody can bring it back.")
    act = Act(_("Delete your comment?"), stays if own.reply_count else leaves, _("Delete"), is_grave=True)

    def take_back(by: "User") -> None:
        posting.delete_comment(own, by=by)
        messages.success(request, _("Your comment is deleted."))

    anchor = own.anchor if own.reply_count else "conversation"
    return _act(request, own, act, take_back, f"{own.article.get_absolute_url()}#{anchor}")


def _act(
    request: HttpRequest, comment: Comment, act: Act, verb: Callable[["User"], None], onward: str = ""
) -> HttpResponse:
    """Asks, then does it and leads on, by default to the comment."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.path)
    if request.method != "POST":
        return _ask(request, comment, act)
    if token_is_stale(request):
        return _ask(request, comment, act, status=403) if is_from_here(request) else from_elsewhere(request)
    try:
        verb(request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(onward or stand_of(comment, request))


def _ask(request: HttpRequest, comment: Comment, act: Act, status: int = 200) -> HttpResponse:
    context = {"article": comment.article, "comment": comment, "act": act}
    return render(request, "comments/act.html", context, status=status)


def _ask_why(
    request: HttpRequest, comment: Comment, typed: dict[str, str], error: str = "", status: int = 200
) -> HttpResponse:
    context = {"article": comment.article, "comment": comment, "reasons": Report.Reason, "error": error, **typed}
    return render(request, "comments/report.html", context, status=status)


def _is_script(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"
