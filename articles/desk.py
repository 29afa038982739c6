"""The desk: the admin site an editor works in."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _


class Desk(admin.AdminSite):
    site_title = _("Desk")
    site_header = _("Desk")
    index_title = _("Today")
