"""A person's public page, and the page on which they choose what it shows."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from articles import tags
from comments.models import COUNTS, Comment, ShownOtherwise, tag_of
from comments.profiles import showing
from comments.standing import Refused
from newsroom.pagination import NoSuchPage, Page, by_time, paginate

if TYPE_CHECKING:
    from readers.models import User

    class SignedIn(HttpRequest):
        user: User


NEWEST = by_time("created_at")


@require_safe
def profile(request: HttpRequest, pk: int) -> HttpResponse:
    """A closed page and a person who does not exist have one answer."""

    def make() -> dict[str, Any]:
        person = get_object_or_404(get_user_model(), pk=pk, has_profile=True, is_active=True)
        shown = Comment.objects.public_by(person).shown_by_author(showing.shows_all(person))
        return {"person": person, "page": _page_of(shown, request)}

    return tags.page(request, "comments/profiles/profile.html", make, _made_of)


@require_safe
@never_cache
@login_required
def own_page(request: "SignedIn") -> HttpResponse:
    """All one said that others can read, each to show or to hide."""
    shows_all = showing.shows_all(request.user)
    otherwise = Exists(ShownOtherwise.objects.filter(comment=OuterRef("pk")))
    page = _page_of(Comment.objects.public_by(request.user).annotate(is_otherwise=otherwise), request)
    for comment in page:
        comment.is_shown = comment.is_otherwise != shows_all
    told = {"page": page, "shows_all": shows_all, "token": request.GET.get("page", "")}
    return render(request, "comments/profiles/own.html", told)


@require_POST
@never_cache
@login_required
def choose(request: "SignedIn") -> HttpResponse:
    """One press of a button of `own_page`, and back to where it stood."""
    verb, _space, number = request.POST.get("do", "").partition(" ")
    anchor = ""
    try:
        if verb in WHOLE:
            act, said = WHOLE[verb]
            act(request.user)
            messages.success(request, said())
        elif verb in {"show", "hide"} and number.isascii() and number.isdigit() and len(number) < 19:
            found = get_object_or_404(Comment.objects.filter(author=request.user), pk=int(number))
            showing.set_shown(found, by=request.user, is_shown=verb == "show")
            anchor = f"#{found.anchor}"
    except Refused as refused:
        messages.error(request, str(refused))
    token = request.POST.get("place", "")
    query = f"?{urlencode({'page': token})}" if token else ""
    return redirect(f"{reverse('own_page')}{query}{anchor}")


# What is pressed for the page as a whole, and what is said of it.
WHOLE: dict[str, tuple[Callable[["User"], None], Callable[[], str]]] = {
    "open": (showing.open_page, lambda: _("Your page is open.")),
    "close": (showing.close_page, lambda: _("Your page is closed. Nobody can read it.")),
    "all": (showing.show_all, lambda: _("All your comments are shown, and what you say from now on.")),
    "chosen": (showing.show_chosen, lambda: _("None of your comments is shown until you choose it.")),
}


def _page_of(comments: Any, request: HttpRequest) -> Page:
    try:
        size = settings.PROFILE_COMMENTS_PER_PAGE
        return paginate(comments, request.GET.get("page", ""), size=size, key=NEWEST)
    except NoSuchPage as error:
        raise Http404 from error


def _made_of(context: Any) -> set[str]:
    """Their name and their choices; the conversations these comments stand in, and the states of all; stories, whose
    headlines stand there and which may go."""
    talks = {tag_of(comment.article_id) for comment in context["page"]}
    return {tags.of(context["person"]), tags.STORIES, COUNTS, *talks}
