"""The desk: the admin site an editor works in, its first page, and how its long lists are read."""

from typing import TYPE_CHECKING, cast

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import PAGE_VAR, ChangeList
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.db.models.base import ModelBase
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Author
from newsroom.pagination import NEWEST, Key, NoSuchPage, Page, paginate

if TYPE_CHECKING:
    from readers.models import User

ROWS = 8  # of each list on the first page
MOST_SUGGESTED = 100  # names offered for what was typed, twenty at a time
ROOMS = ("Article", "Image", "Topic", "Author", "Category")  # the nav begins with these


def member(request: HttpRequest) -> "User":
    """Who works at the desk; it lets nobody else in."""
    return cast("User", request.user)


class Desk(admin.AdminSite):
    site_title = _("Desk")
    site_header = _("Desk")
    index_title = _("Today")
    enable_nav_sidebar = False

    def register(self, model_or_iterable, admin_class=None, **options) -> None:
        """Tables behind accounts and sign-in are not edited by hand: what Django and allauth register is passed by."""
        models = [model_or_iterable] if isinstance(model_or_iterable, ModelBase) else model_or_iterable
        own = [model for model in models if not model.__module__.startswith(("django.", "allauth."))]
        super().register(own, admin_class, **options)

    def each_context(self, request: HttpRequest) -> dict:
        return super().each_context(request) | {"index_path": reverse("admin:index")}

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict]:
        """Stories and what they are made of come first, whatever other apps bring."""
        apps = super().get_app_list(request, app_label)
        for app in apps:
            if app["app_label"] == Article._meta.app_label:
                app["models"].sort(key=lambda model: ROOMS.index(model["object_name"]))
        return sorted(apps, key=lambda app: app["app_label"] != Article._meta.app_label)

    def index(self, request: HttpRequest, extra_context: dict | None = None) -> TemplateResponse:
        """What waits for somebody: each list appears to those who may act on it."""
        context = self._lists(request) if request.user.has_perm("articles.view_article") else {}
        return super().index(request, context | (extra_context or {}))

    def _lists(self, request: HttpRequest) -> dict:
        stories = Article.objects.open_to(member(request)).for_listing()
        return {
            "may_write": request.user.has_perm("articles.add_article"),
            "in_review": stories.in_review().order_by("modified_at", "id")[:ROWS],
            "scheduled": stories.scheduled().order_by("published_at", "id")[:ROWS],
            "recently_published": self._published(member(request))[:ROWS],
            "my_drafts": stories.drafts().belonging_to(member(request)).order_by("-modified_at", "-id")[:ROWS],
        }

    def _published(self, user: "User") -> QuerySet:
        """Of all for an editor; for a writer those under their name, which an index knows."""
        published = Article.objects.published().for_listing()
        if user.has_perm("articles.edit_others_article"):
            return published.newest()
        author = Author.objects.filter(user=user).first()
        return published.by_author(author).newest_listed() if author else published.none()


class ListByKey(ChangeList):
    """A list of the desk read as readers' lists are, by key: nothing is counted, nothing is passed over to be skipped.

    Its order is its key's alone, since any other would sort the whole table.
    """

    page: Page

    def get_results(self, request: HttpRequest) -> None:
        place, key = request.GET.get(PAGE_VAR, ""), cast("GrowingList", self.model_admin).key_of(request)
        try:
            self.page = paginate(self.queryset, place, size=self.list_per_page, key=key)
        except NoSuchPage as error:
            raise IncorrectLookupParameters from error
        self.show(self.page.rows)

    def show(self, rows: list) -> None:
        self.result_list = rows
        self.result_count = self.full_result_count = len(rows)
        self.show_admin_actions = True
        self.show_full_result_count = self.can_show_all = self.multi_page = False

    @property
    def newer(self) -> str:
        return self.get_query_string({PAGE_VAR: self.page.newer}) if self.page.newer else ""

    @property
    def older(self) -> str:
        return self.get_query_string({PAGE_VAR: self.page.older}) if self.page.older else ""


class Suggestions(Paginator):
    """The names offered while somebody types: so many and no more, so that nothing has to be counted to the end."""

    @cached_property
    def count(self) -> int:
        return cast("QuerySet", self.object_list).order_by()[:MOST_SUGGESTED].count()


class GrowingList(admin.ModelAdmin):
    """Over a table that grows with the years. `key` needs an index, and so does each narrower list."""

    key: Key = NEWEST
    sortable_by = ()
    show_full_result_count = False
    paginator = Suggestions

    def get_changelist(self, request: HttpRequest, **kwargs) -> type[ChangeList]:
        return ListByKey

    def key_of(self, request: HttpRequest) -> Key:
        """The order of the list that is asked for."""
        return self.key
