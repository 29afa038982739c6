"""The pages of one's notices, and those that the links of a mail lead to."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comments import reacting
from comments.models import Mute, Notice, NoticeChoice, ThreadMute
from comments.notices import bell, links, reading
from comments.notices.told import for_telling, in_reach, told
from comments.standing import Refused
from newsroom.pagination import NoSuchPage, by_time, paginate

if TYPE_CHECKING:
    from readers.models import User

    class SignedIn(HttpRequest):
        user: User


NEWEST = by_time("at")
MOST_MUTED = 100  # shown of one's muted threads, and of people


@require_safe
@never_cache
@login_required
def notices(request: "SignedIn") -> HttpResponse:
    rows = for_telling(Notice.objects.filter(recipient=request.user.pk))
    try:
        page = paginate(rows, request.GET.get("page", ""), size=settings.NOTICES_PER_PAGE, key=NEWEST)
    except NoSuchPage as error:
        raise Http404 from error
    context = {"page": page, "told": told(page), "unread": bell.unread_of(request.user.pk)}
    return render(request, "comments/notices/notices.html", context)


@require_safe
@never_cache
@login_required
def notice(request: "SignedIn", pk: int) -> HttpResponse:
    """Marks it read and leads to what it tells of."""
    found = get_object_or_404(for_telling(Notice.objects.filter(recipient=request.user.pk)), pk=pk)
    if request.method == "GET":
        reading.read(found)
    return redirect(told([found])[0].target)


@require_POST
@never_cache
@login_required
def read_all(request: "SignedIn") -> HttpResponse:
    reading.read_all(request.user)
    return redirect("notices:list")


@require_POST
@never_cache
@login_required
def mute_thread(request: "SignedIn", pk: int) -> HttpResponse:
    """The thread that this notice tells of."""
    found = get_object_or_404(Notice, pk=pk, recipient=request.user.pk)
    if found.comment is None:
        raise Http404
    reading.mute_thread(request.user, found.comment.thread_root)
    reading.read(found)
    messages.success(request, _("You will hear no more of that thread. “Mail and mutes” takes it back."))
    return redirect("notices:list")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def choices(request: "SignedIn") -> HttpResponse:
    """When mail comes, and whom and what one has muted."""
    error = ""
    if request.method == "POST":
        try:
            reading.choose(request.user, request.POST.get("when", ""))
        except Refused as refused:
            error = str(refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("notices:choices")
    return render(request, "comments/notices/choices.html", _chosen(request, error), status=422 if error else 200)


@require_POST
@never_cache
@login_required
def unmute_thread(request: "SignedIn", root: int) -> HttpResponse:
    reading.unmute_thread(request.user, root)
    messages.success(request, _("You will hear of that thread again."))
    return redirect("notices:choices")


@require_POST
@never_cache
@login_required
def unmute_person(request: "SignedIn", pk: int) -> HttpResponse:
    muted = Mute.objects.filter(by=request.user.pk, person=pk).select_related("person").first()
    if muted:
        reacting.unmute(muted.person, by=request.user)
        messages.success(request, _("You will read %(name)s again.") % {"name": muted.person.get_username()})
    return redirect("notices:choices")


@csrf_exempt  # mail programs send it by themselves (RFC 8058); the signature says who
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def stop_mail(request: HttpRequest, token: str) -> HttpResponse:
    """Asks, and on POST ends all mail of notices. A link that is looked at by a mail scanner does nothing."""
    person = links.person_of(token)
    if person and request.method == "POST":
        reading.choose(person, NoticeChoice.When.NEVER)
    return _by_mail(request, "stop", is_known=person is not None)


@csrf_exempt  # as above
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def mute_by_mail(request: HttpRequest, token: str) -> HttpResponse:
    found = links.person_and_root_of(token)
    if found and request.method == "POST":
        reading.mute_thread(*found)
    return _by_mail(request, "mute", is_known=found is not None)


def _by_mail(request: HttpRequest, what: str, *, is_known: bool) -> HttpResponse:
    context = {"what": what, "is_known": is_known, "is_done": is_known and request.method == "POST"}
    return render(request, "comments/notices/by_mail.html", context, status=200 if is_known else 404)


def _chosen(request: "SignedIn", error: str) -> dict[str, Any]:
    person = request.user
    people = Mute.objects.filter(by=person.pk).select_related("person")
    return {
        "error": error,
        "choice": reading.choice_of(person),
        "whens": NoticeChoice.When.choices,
        "threads": _muted_threads(person),
        "people": people.order_by("-at")[:MOST_MUTED],
    }


def _muted_threads(person: "User") -> list[dict[str, Any]]:
    """What began each; without its story where that is gone from readers' sight."""
    muted = ThreadMute.objects.filter(person=person).select_related("root__article", "root__author")
    rows = list(muted.defer("root__article__body", "root__article__body_html").order_by("-at")[:MOST_MUTED])
    reach = in_reach(row.root_id for row in rows)
    return [{"root": row.root, "is_in_reach": row.root_id in reach} for row in rows]
