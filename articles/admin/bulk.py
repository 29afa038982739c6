"""What may be done to many stories at once: each goes through its own verb, and each refusal is told."""

from collections.abc import Callable

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles import publishing
from articles.desk import member
from articles.forms import WithdrawForm
from articles.models import Article

REASONS_TOLD = 10


def each(request: HttpRequest, stories: QuerySet, verb: Callable[[Article], object], done: str) -> None:
    """Calls the verb for every story; says how many it was done to (`done` is a word), and why not to the others."""
    count, refused = 0, []
    for pk in stories.values_list("pk", flat=True):
        article = Article.objects.select_related("category", "lead_image").get(pk=pk)
        try:
            verb(article)
            count += 1
        except PermissionDenied:
            refused.append(_("“%(story)s”: you may not do that to this story.") % {"story": article})
        except ValidationError as error:
            refused.append(f"“{article}”: {' '.join(error.messages)}")
    if count:
        told = ngettext("%(count)d story: %(done)s.", "%(count)d stories: %(done)s.", count)
        messages.success(request, told % {"count": count, "done": done})
    for reason in refused[:REASONS_TOLD]:
        messages.error(request, reason)
    if len(refused) > REASONS_TOLD:
        messages.error(request, _("And %(count)d others.") % {"count": len(refused) - REASONS_TOLD})


class BulkActions(admin.ModelAdmin):
    """The actions of the list of stories."""

    actions = ("send_for_review", "publish_now", "withdraw_with_reason", "pick", "unpick")

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return publishing.may_publish(member(request))

    @admin.action(description=gettext_lazy("Send for review"), permissions=["change"])
    def send_for_review(self, request: HttpRequest, stories: QuerySet) -> None:
        each(request, stories, lambda story: publishing.submit(story, by=member(request)), _("sent for review"))

    @admin.action(description=gettext_lazy("Publish now"), permissions=["publish"])
    def publish_now(self, request: HttpRequest, stories: QuerySet) -> None:
        each(request, stories, lambda story: publishing.publish(story, by=member(request)), _("published"))

    @admin.action(description=gettext_lazy("Withdraw…"), permissions=["publish"])
    def withdraw_with_reason(self, request: HttpRequest, stories: QuerySet) -> HttpResponse | None:
        """Asks for the reason on a page of its own, which posts the same action with it."""
        form = WithdrawForm(request.POST if "reason" in request.POST else None)
        if form.is_valid():
            reason = form.cleaned_data["reason"]
            each(
                request,
                stories,
                lambda story: publishing.withdraw(story, by=member(request), reason=reason),
                _("withdrawn"),
            )
            return None
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "title": _("Withdraw stories"),
            "stories": stories,
            "form": form,
            "action": "withdraw_with_reason",
        }
        return TemplateResponse(request, "admin/articles/article/withdraw.html", context)

    @admin.action(description=gettext_lazy("Mark as editors' pick"), permissions=["publish"])
    def pick(self, request: HttpRequest, stories: QuerySet) -> None:
        self._set_pick(request, stories, is_pick=True)

    @admin.action(description=gettext_lazy("No longer an editors' pick"), permissions=["publish"])
    def unpick(self, request: HttpRequest, stories: QuerySet) -> None:
        self._set_pick(request, stories, is_pick=False)

    def _set_pick(self, request: HttpRequest, stories: QuerySet, *, is_pick: bool) -> None:
        note = _("Marked as editors' pick") if is_pick else _("No longer an editors' pick")

        def mark(story: Article) -> None:
            story.is_pick = is_pick
            publishing.save(story, by=member(request), quietly=True, note=note)

        each(request, stories.exclude(is_pick=is_pick), mark, note)
