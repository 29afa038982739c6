"""The list of stories, who may see and change which, and the way to each story's pages."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import path
from django.utils.decorators import method_decorator
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from articles import publishing
from articles.admin import history, pictures, preview, writing
from articles.admin.bulk import BulkActions
from articles.admin.filters import AuthorFilter, StateFilter, TopicFilter
from articles.desk import GrowingList, member
from articles.models import Article, Step
from newsroom.pagination import NEWEST, Key, by_time

EVER_PUBLIC = (Step.Kind.PUBLISHED, Step.Kind.SCHEDULED, Step.Kind.WITHDRAWN)


@admin.register(Article)
class StoryAdmin(BulkActions, GrowingList):
    list_display = ("headline_and_names", "state", "when", "words", "look")
    list_display_links = None  # the first column holds its own link
    list_filter = (StateFilter, "category", AuthorFilter, TopicFilter, "is_pick")
    list_per_page = 50
    search_fields = ("headline", "summary", "slug", "authors__name")
    key = by_time("modified_at")
    key_in_state = {"scheduled": NEWEST, "published": NEWEST, "expired": by_time("expires_at")}  # as the clock has it

    # Who may do what

    def has_view_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        allowed = super().has_view_permission(request)
        return allowed and (obj is None or Article.objects.open_to(member(request)).filter(pk=obj.pk).exists())

    def has_change_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        return super().has_change_permission(request) if obj is None else publishing.may_edit(obj, member(request))

    def has_delete_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """What readers could ever see is withdrawn, not deleted; and only a superuser throws a draft away."""
        if obj is None or not request.user.is_superuser:
            return False
        return obj.path is None and not obj.steps.filter(kind__in=EVER_PUBLIC).exists()

    def key_of(self, request: HttpRequest) -> Key:
        return self.key_in_state.get(request.GET.get(StateFilter.parameter_name, ""), self.key)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return Article.objects.open_to(member(request)).for_listing()

    def story(self, request: HttpRequest, pk) -> Article:
        """The story with all its text. Raises Http404, and PermissionDenied where the person may not see it."""
        article = get_object_or_404(Article.objects.for_page(), pk=pk if str(pk).isdecimal() else 0)
        if not self.has_view_permission(request, article):
            raise PermissionDenied
        return article

    # The pages

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("add/preview/", view(self.preview), name="articles_article_preview_new"),
            path("pictures/", view(self.picture), name="articles_article_picture"),
            path("<int:pk>/preview/", view(self.preview), name="articles_article_preview"),
            path("<int:pk>/restore/<int:number>/", view(self.restore), name="articles_article_restore"),
            *super().get_urls(),
        ]

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None) -> HttpResponse:
        return writing.write(self, request, object_id)

    def history_view(self, request, object_id, extra_context=None) -> HttpResponse:
        return history.show(self, request, object_id)

    def preview(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        return preview.preview(self, request, pk)

    @method_decorator(require_POST)
    def restore(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        return history.restore(self, request, pk, number)

    def picture(self, request: HttpRequest) -> HttpResponse:
        return pictures.endpoint(request)

    # The columns

    @admin.display(description=_("story"))
    def headline_and_names(self, article: Article) -> SafeString:
        return self._cell("headline", article)

    @admin.display(description=_("state"))
    def state(self, article: Article) -> SafeString:
        return self._cell("state", article)

    @admin.display(description=_("time"))
    def when(self, article: Article) -> SafeString:
        return self._cell("when", article)

    @admin.display(description=_("words"))
    def words(self, article: Article) -> int:
        return article.word_count

    @admin.display(description=_("page"))
    def look(self, article: Article) -> SafeString:
        return self._cell("look", article)

    def _cell(self, name: str, article: Article) -> SafeString:
        return render_to_string(f"admin/articles/article/_{name}.html", {"article": article})
