"""A person as moderators see them: all they said, what was decided about them, and what may be imposed."""

from datetime import datetime, time, timedelta

from django import forms
from django.contrib.auth import get_user_model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from articles.desk import member
from comments import deciding, waiting
from comments.admin.log import about
from comments.admin.pages import beside, for_moderators, page, read, tell_done, way_back
from comments.models import Comment, Sanction
from comments.standing import Refused
from newsroom.pagination import by_time

SPANS = {
    "hour": (gettext_lazy("of the last hour"), timedelta(hours=1)),
    "day": (gettext_lazy("of the last day"), timedelta(days=1)),
    "week": (gettext_lazy("of the last week"), timedelta(weeks=1)),
    "all": (gettext_lazy("of all time"), None),
}
DECISIONS_SHOWN = 10


class SanctionForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("What happens"), choices=Sanction.Kind, widget=forms.RadioSelect)
    until = forms.DateField(
        label=gettext_lazy("Until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("A suspension needs a day on which it ends; a slow pace or a hold may have one."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The person is told in these words."),
    )

    def clean_until(self) -> datetime | None:
        day = self.cleaned_data["until"]
        return timezone.make_aware(datetime.combine(day, time.min)) if day else None


@for_moderators
@require_safe
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """All somebody said, the newest first."""
    found = get_object_or_404(get_user_model(), pk=pk)
    said = Comment.objects.filter(author=found)
    newest = waiting.with_record(said).order_by("-created_at").first()
    comments = read(request, waiting.told_with_story(said), size=waiting.ON_A_PAGE, key=by_time("created_at"))
    return page(
        request,
        "person",
        title=found.get_username(),
        person=found,
        record=waiting.Record.of(newest) if newest else None,
        items=waiting.laid_out(comments.rows, by=member(request)),
        pages=beside(comments),
        sanctions=Sanction.objects.filter(person=found).order_by("-at", "-pk")[:DECISIONS_SHOWN],
        decisions=about(found, newest=DECISIONS_SHOWN, by=member(request)),
        spans=[(name, words) for name, (words, _span) in SPANS.items()],
        now=timezone.now(),
    )


@for_moderators
@require_POST
def remove_all(request: HttpRequest, pk: int) -> HttpResponse:
    """Removes what somebody said within a span, as much as one press may, and says how much is left."""
    found = get_object_or_404(get_user_model(), pk=pk)
    _words, span = SPANS.get(request.POST.get("span", ""), (None, None))
    if _words is None:
        raise Http404
    press = deciding.press_of(member(request))
    since = press.at - span if span else None
    removed = deciding.remove_all_of(
        found, by=press.by, since=since, reason=request.POST.get("reason", ""), press=press
    )
    sentence = ngettext("%(count)s comment removed.", "%(count)s comments removed.", removed) % {"count": removed}
    left = deciding.live_of(found, since).order_by()[: waiting.MOST_COUNTED + 1].count()
    tell_done(request, f"{sentence} {_left(left)}" if left else sentence, press)
    return way_back(request)


@for_moderators
@require_http_methods(["GET", "HEAD", "POST"])
def sanction(request: HttpRequest, pk: int) -> HttpResponse:
    """Imposes a sanction."""
    found = get_object_or_404(get_user_model(), pk=pk)
    form = SanctionForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and not found.is_staff:
        press = deciding.press_of(member(request))
        try:
            made = deciding.sanction(found, by=press.by, press=press, **form.cleaned_data)
        except Refused as refused:
            form.add_error("until" if form.cleaned_data["kind"] == Sanction.Kind.SUSPEND else None, str(refused))
        else:
            told = _("%(name)s: %(sanction)s. The person is told why.")
            tell_done(request, told % {"name": found.get_username(), "sanction": made.get_kind_display()}, press)
            return redirect("moderating:person", pk)
    return page(
        request,
        "sanction",
        title=_("Sanction %(name)s") % {"name": found.get_username()},
        person=found,
        form=form,
        status=422 if form.errors else 200,
    )


@for_moderators
@require_POST
def lift(request: HttpRequest, pk: int) -> HttpResponse:
    """Ends a sanction before its time."""
    made = get_object_or_404(Sanction.objects.select_related("person"), pk=pk)
    press = deciding.press_of(member(request))
    deciding.lift(made, by=press.by, reason=request.POST.get("reason", ""), press=press)
    tell_done(request, _("Lifted."), press)
    return redirect("moderating:person", made.person_id)


def _left(count: int) -> str:
    if count > waiting.MOST_COUNTED:
        return _("More than %(count)s are left: press again.") % {"count": waiting.MOST_COUNTED}
    return ngettext("%(count)s is left: press again.", "%(count)s are left: press again.", count) % {"count": count}
