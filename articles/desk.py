"""The desk: the admin site an editor works in, and its first page."""

from typing import TYPE_CHECKING, cast

from django.contrib import admin
from django.db.models.base import ModelBase
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.models import Article

if TYPE_CHECKING:
    from readers.models import User

ROWS = 8  # of each list on the first page
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
            "recently_published": stories.published().newest()[:ROWS],
            "my_drafts": stories.drafts().belonging_to(member(request)).order_by("-modified_at", "-id")[:ROWS],
        }
