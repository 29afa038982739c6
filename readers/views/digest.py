"""The page of one's digest by mail, and those that the links of its mails lead to."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from readers.digests import Refused, choosing, links, mailing
from readers.digests.forms import DigestForm
from readers.models import Digest

if TYPE_CHECKING:
    from readers.models import User

    class SignedIn(HttpRequest):
        user: User


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def digest(request: "SignedIn") -> HttpResponse:
    found = Digest.objects.filter(reader=request.user.pk).first()
    form = DigestForm(request.POST if request.method == "POST" else None, reader=request.user, digest=found)
    if form.is_valid():
        chosen = {name: form.cleaned_data[name] for name in ("rhythm", "sections", "topics")}
        return _told(request, lambda: choosing.ask(reader=request.user, **chosen), _("Saved."))
    address = request.user.verified_email
    context = {"form": form, "digest": found, "address": address, "days": settings.DIGEST_CONFIRM_DAYS}
    return render(request, "readers/digest.html", context, status=422 if form.is_bound else 200)


@require_POST
@never_cache
@login_required
def digest_link(request: "SignedIn") -> HttpResponse:
    """Mails the link that begins the digest once more."""
    found = get_object_or_404(Digest, reader=request.user.pk)
    return _told(request, lambda: mailing.mail_link(found), _("We have mailed you the link again."))


@require_POST
@never_cache
@login_required
def digest_stop(request: "SignedIn") -> HttpResponse:
    return _told(request, lambda: choosing.stop(reader=request.user), _("No more digests come."))


@csrf_exempt  # the signature says who, and a signed-out reader gets no cookie
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def digest_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Asks, and on POST begins the digest: mail scanners, which follow links, begin none."""
    found = links.digest_of(token)
    if found and request.method == "POST":
        choosing.confirm(found)
    return render(request, "readers/digest_confirm.html", {"digest": found}, status=200 if found else 404)


@csrf_exempt  # mail programs send it by themselves (RFC 8058); the signature says who
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def digest_end(request: HttpRequest, token: str) -> HttpResponse:
    """Asks, and on POST ends the digest."""
    reader = links.reader_of(token)
    if reader and request.method == "POST":
        choosing.stop(reader=reader)
    context = {"is_known": reader is not None, "is_done": reader and not Digest.objects.filter(reader=reader).exists()}
    return render(request, "readers/digest_end.html", context, status=200 if reader else 404)


def _told(request: HttpRequest, act: Callable[[], object], words: str) -> HttpResponse:
    """Acts, and says on the page of the digest that it is done, or why not."""
    try:
        act()
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, words)
    return redirect("digest")
