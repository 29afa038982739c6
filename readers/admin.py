"""Accounts in the desk. Superusers manage them and their roles; nobody sees or sets another's password."""

from allauth.account.models import EmailAddress
from django.contrib import admin
from django.db.models import QuerySet
from django.forms import CheckboxSelectMultiple, ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from articles.desk import GrowingList
from newsroom.pagination import by_id
from readers.models import User


@admin.register(User)
class AccountAdmin(GrowingList):
    key = by_id()  # in the order of joining
    list_display = ["username", "email", "roles", "is_active", "last_login", "date_joined"]
    list_filter = ["groups", "is_staff", "is_active", "is_superuser"]
    search_fields = ["username", "email"]
    ordering = ["-id"]
    readonly_fields = ["last_login", "date_joined"]
    fieldsets = [
        (None, {"fields": ["username", "email", "is_active"]}),
        (
            _("At the desk"),
            {
                "fields": ["is_staff", "groups", "is_superuser"],
                "description": _("A role counts once the person may enter the desk (staff status)."),
            },
        ),
        (_("Dates"), {"fields": ["last_login", "date_joined"]}),
    ]

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name == "groups":
            kwargs |= {"widget": CheckboxSelectMultiple, "help_text": "", "label": _("Roles")}
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description=_("Roles"))
    def roles(self, user: User) -> str:
        names = [_("Superuser")] if user.is_superuser else []
        return ", ".join(map(str, [*names, *user.groups.all()])) or "–"

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm, change: bool) -> None:
        """A new account has no password: its owner logs in by a mailed code and sets one. A new address is proved
        the same way, at the next log-in."""
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        if "email" in form.changed_data:
            EmailAddress.objects.filter(user=obj).delete()
            EmailAddress.objects.create(user=obj, email=obj.email.lower(), primary=True, verified=False)

    def has_view_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return request.user.is_active and request.user.is_superuser

    has_change_permission = has_view_permission

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False  # an account is closed by taking "active" away; what it wrote stays

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)
