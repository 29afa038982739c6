from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.utils.translation import gettext_lazy as _


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = _("Stories")
    default = True

    def ready(self) -> None:
        from articles import signals  # noqa: F401


class DeskConfig(admin_apps.AdminConfig):
    """Django's admin, opened with the newsroom's own first page."""

    default = False
    default_site = "articles.desk.Desk"
