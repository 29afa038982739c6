"""The log of decisions: who decided what, about whom, when and why. It is only ever added to."""

from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.desk import member
from comments import deciding
from comments.admin.pages import beside, for_moderators, page, read
from comments.models import Decision
from comments.waiting import Past
from newsroom.pagination import by_time

if TYPE_CHECKING:
    from readers.models import User

ON_A_PAGE = 50


@for_moderators
@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """All decisions, the latest first; or those of one kind, or about one person."""
    action, person = request.GET.get("action", ""), request.GET.get("person", "")
    decisions, words, about_whom = _all(), "", None
    if action in Decision.Action.values:
        decisions, words = decisions.filter(action=action), f"action={action}&"
    elif person.isdecimal():
        about_whom = get_user_model().objects.filter(pk=person).first()
        decisions, words = decisions.filter(person=about_whom), f"person={person}&"
    found = read(request, decisions, size=ON_A_PAGE, key=by_time("at"))
    return page(
        request,
        "log",
        title=_("Log of decisions"),
        decisions=_with_undo(found.rows, member(request)),
        action=action,
        actions=Decision.Action.choices,
        about=about_whom,
        pages=beside(found, words),
    )


def about(person: "User", *, newest: int, by: "User") -> list[Past]:
    """The latest decisions about somebody, theirs and about what they said."""
    return _with_undo(list(_all().filter(person=person).order_by("-at", "-pk")[:newest]), by)


def _all() -> QuerySet[Decision]:
    found = Decision.objects.as_logged().select_related("comment__article", "person")
    return found.defer("comment__body_html", "comment__article__body", "comment__article__body_html")


def _with_undo(decisions: list[Any], by: "User") -> list[Past]:
    return [Past(one, not one.is_undone and deciding.may_undo(one, by)) for one in decisions]
