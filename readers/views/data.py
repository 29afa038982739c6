"""My data: all of it as a file, and the deletion of the account."""

from typing import TYPE_CHECKING

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from newsroom import ratelimit
from readers import archive, leaving, proving

if TYPE_CHECKING:
    from readers.models import User

    class SignedIn(HttpRequest):
        user: User


CHOICES = ("stay", "go")  # what becomes of one's comments


@require_safe
@never_cache
@login_required
def my_data(request: HttpRequest) -> HttpResponse:
    return render(request, "readers/my_data.html")


@require_POST
@never_cache
@login_required
def my_archive(request: "SignedIn") -> HttpResponseBase:
    if ratelimit.exceeded(f"archive:{request.user.pk}", settings.ACCOUNT_ARCHIVE_RATE):
        return render(request, "429.html", status=429)
    name = f"my-data-{timezone.localdate():%Y-%m-%d}"
    if request.POST.get("format") == "csv":
        return FileResponse(archive.as_csv(request.user), as_attachment=True, filename=f"{name}.zip")
    attachment = {"Content-Disposition": f'attachment; filename="{name}.json"'}
    return StreamingHttpResponse(archive.as_json(request.user), content_type="application/json", headers=attachment)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def delete_account(request: "SignedIn") -> HttpResponse:
    """Asks what becomes of the comments, then once more who it is, then notes that the account is to go."""
    if request.method != "POST":
        return _ask(request)
    chosen = request.POST.get("comments", "")
    if chosen not in CHOICES:
        return _ask(request, _("Choose what becomes of your comments."), status=422)
    try:
        leaving.refuse_the_last(request.user)
        if proving.has_other_means(request.user):
            return _proved(request, chosen)
        proving.send_code(request.user, request.session, purpose=chosen)
    except (leaving.Refused, proving.Refused) as refused:
        return _ask(request, str(refused), chosen, status=422)
    return redirect("delete_account_code")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def delete_account_code(request: "SignedIn") -> HttpResponse:
    """For who has neither password nor passkey."""
    if not proving.is_awaited(request.session):
        return redirect("delete_account")
    error = ""
    if request.method == "POST":
        try:
            return _leave(request, proving.purpose_of(request.POST.get("code", ""), request.session))
        except (leaving.Refused, proving.Refused) as refused:
            error = str(refused)
        if not proving.is_awaited(request.session):
            messages.error(request, error)
            return redirect("delete_account")
    return render(request, "readers/delete_account_code.html", {"error": error}, status=422 if error else 200)


@require_POST
@never_cache
@login_required
def keep_account(request: "SignedIn") -> HttpResponse:
    if leaving.take_back(request.user):
        messages.success(request, _("Your account stays. Nothing was deleted."))
    return redirect("account")


@reauthentication_required
def _proved(request: "SignedIn", chosen: str) -> HttpResponse:
    return _leave(request, chosen)


def _leave(request: "SignedIn", chosen: str) -> HttpResponse:
    leaving.ask_to_leave(request.user, keeps_comments=chosen == "stay", session=request.session)
    return redirect("account")


def _ask(request: HttpRequest, error: str = "", chosen: str = "stay", status: int = 200) -> HttpResponse:
    context = {"error": error, "chosen": chosen, "hours": settings.ACCOUNT_LEAVING_HOURS}
    return render(request, "readers/delete_account.html", context, status=status)
