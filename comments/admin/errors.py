"""Errors in stories that readers point out, for editors: each is corrected in the open, or is none."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from articles.desk import member
from comments import deciding
from comments.admin.pages import beside, for_editors, page, read, tell_done
from comments.deciding.press import press_of_editor
from comments.models import Report
from comments.standing import Refused
from newsroom.pagination import by_time

ON_A_PAGE = 25


@for_editors
@require_safe
def errors(request: HttpRequest) -> HttpResponse:
    """Those that nobody has answered, the latest first."""
    return _listed(request)


@for_editors
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Corrects the story with the note, or says that there is no error."""
    report = get_object_or_404(Report.objects.select_related("comment__article"), pk=pk, reason=Report.Reason.ERROR)
    press, note = press_of_editor(member(request)), request.POST.get("note", "")
    try:
        if request.POST.get("answer") == "correct":
            deciding.correct_story(report, by=press.by, note=note, press=press)
            messages.success(request, _("The correction stands on the story, and who reported the error is told."))
        else:
            deciding.dismiss_error(report, by=press.by, reason=note, press=press)
            tell_done(request, _("No error."), press)
    except Refused as refused:
        messages.warning(request, str(refused))
    except ValidationError as error:
        return _listed(request, wrong=pk, note=note, why=" ".join(error.messages), status=422)
    return redirect("moderating:errors")


def _listed(request: HttpRequest, *, status: int = 200, **typed: Any) -> HttpResponse:
    """`typed` is a note that could not be taken: what is `wrong` with which report's, and `why`."""
    found = read(request, Report.objects.open_errors(), size=ON_A_PAGE, key=by_time("at"))
    context = {"reports": found.rows, "pages": beside(found), "typed": typed}
    return page(request, "errors", title=_("Errors in stories"), status=status, **context)
