from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReadersConfig(AppConfig):
    name = "readers"
    verbose_name = _("People")

    def ready(self) -> None:
        from allauth.account.decorators import secure_admin_login
        from django.contrib import admin

        from readers import signals  # noqa: F401

        # The desk's own log-in page would know neither rate limits nor second factors.
        admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
