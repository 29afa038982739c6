"""All comments, to be searched; the conversations, and how those of a section begin."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy, ngettext

from articles.desk import GrowingList
from articles.models import Article
from comments import deciding, rules
from comments.models import Comment, Conversation, SectionRule
from comments.standing import Refused
from newsroom.pagination import by_id, by_time


class DecisionForm(ActionForm):
    reason = forms.CharField(label=gettext_lazy("Reason"), required=False, max_length=500)


@admin.register(Comment)
class CommentAdmin(GrowingList):
    """Every comment there is; what waits is in the queue. A comment's words are its author's: nothing here changes
    them."""

    key = by_time("created_at")
    ordering = ["-created_at", "-id"]
    action_form = DecisionForm
    actions = ["approve", "reject", "remove"]
    list_display = ["words", "status", "author", "created_at", "article"]
    list_filter = ["status", "created_at"]
    list_select_related = ["author", "article"]
    list_per_page = 50
    search_fields = ["body", "author__username", "article__headline"]
    fields = ("shown", "author", "article", "status", "why", "decisions_so_far", "created_at", "edited_at")
    readonly_fields = fields

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False  # the moderators' own bar leads here, and to the others below

    def has_view_permission(self, request: HttpRequest, obj: Comment | None = None) -> bool:
        return self.has_moderate_permission(request)

    def has_moderate_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("comments.moderate_comment")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Comment | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Comment | None = None) -> bool:
        return False

    def view_on_site(self, obj: Comment) -> str | None:
        return obj.get_absolute_url() if obj.article.is_published() else None

    @admin.display(description=gettext_lazy("comment"))
    def words(self, obj: Comment) -> str:
        return str(obj)

    @admin.display(description=gettext_lazy("text"))
    def shown(self, obj: Comment) -> SafeString:
        return mark_safe(obj.body_html)  # noqa: S308  made by newsroom.markup, as readers see it

    @admin.display(description=gettext_lazy("why it was held"))
    def why(self, obj: Comment) -> SafeString | str:
        reasons = ((reason["rule"], reason["sentence"], ", ".join(reason["matched"])) for reason in obj.verdict)
        return format_html_join(mark_safe("<br>"), "<b>{}</b>: {} ({})", reasons) or "–"

    @admin.display(description=gettext_lazy("decisions"))
    def decisions_so_far(self, obj: Comment) -> SafeString | str:
        return format_html_join(mark_safe("<br>"), "{}", ((decision,) for decision in obj.decisions.all())) or "–"

    @admin.action(description=gettext_lazy("Approve"), permissions=["moderate"])
    def approve(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._decide(request, queryset, Comment.Status.APPROVED)

    @admin.action(description=gettext_lazy("Reject"), permissions=["moderate"])
    def reject(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._decide(request, queryset, Comment.Status.REJECTED)

    @admin.action(description=gettext_lazy("Remove"), permissions=["moderate"])
    def remove(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._decide(request, queryset, Comment.Status.REMOVED)

    def _decide(self, request: HttpRequest, queryset: QuerySet, to: str) -> None:
        assert request.user.is_authenticated  # the desk lets nobody else in
        decided = 0
        for comment in queryset.select_related("article"):
            try:
                after = deciding.moderate(comment, by=request.user, to=to, reason=request.POST.get("reason", ""))
            except Refused as refused:
                self.message_user(request, format_html("“{}”: {}", comment, refused), messages.WARNING)
                continue
            decided += after.status == to
        sentence = ngettext("%(count)s comment: %(status)s.", "%(count)s comments: %(status)s.", decided)
        self.message_user(request, sentence % {"count": decided, "status": Comment.Status(to).label.lower()})


@admin.register(Conversation)
class ConversationAdmin(GrowingList):
    """Where a conversation is closed or turned off. It comes into being with its first comment, or before it by an
    editor, who comes here from the story's page."""

    key = by_id()
    list_display = ["article", "state", "comment_count"]
    list_filter = ["state"]
    list_select_related = ["article"]
    search_fields = ["article__headline"]
    autocomplete_fields = ["article"]

    def get_fields(self, request: HttpRequest, obj: Conversation | None = None):
        return ["article", "state", "close_after_days", *(["comment_count"] if obj else [])]

    def get_readonly_fields(self, request: HttpRequest, obj: Conversation | None = None) -> list[str]:
        return ["article", "comment_count"] if obj else []

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "article" and field:
            for may in ("add", "change", "delete", "view"):  # a story is not made or changed from here
                setattr(field.widget, f"can_{may}_related", False)
        return field

    def get_changeform_initial_data(self, request: HttpRequest) -> dict:
        """It begins as its section says."""
        given = super().get_changeform_initial_data(request)
        named = str(given.get("article", ""))
        article = Article.objects.filter(pk=named).first() if named.isdecimal() else None
        return {"state": rules.of_section(article.category_id).state, **given} if article else given

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Conversation | None = None) -> bool:
        return False


@admin.register(SectionRule)
class SectionRuleAdmin(admin.ModelAdmin):
    """How the conversations of a section begin, and when they close. A section without a rule leaves them open."""

    list_display = ["category", "state", "close_after_days"]
    list_select_related = ["category"]
    ordering = ["category__position"]

    def get_readonly_fields(self, request: HttpRequest, obj: SectionRule | None = None) -> list[str]:
        return ["category"] if obj else []

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False
