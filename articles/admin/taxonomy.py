"""Sections, topics and authors."""

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth import get_user_model
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.forms import MergeForm
from articles.models import Author, Category, Topic


@admin.register(Category)
class SectionAdmin(admin.ModelAdmin):
    list_display = ("name", "slug", "position", "description")
    prepopulated_fields = {"slug": ("name",)}

    def get_readonly_fields(self, request: HttpRequest, obj: Category | None = None) -> tuple[str, ...]:
        """The slug begins the address of every story of the section, so it is set once."""
        return ("slug",) if obj else ()

    def get_prepopulated_fields(self, request: HttpRequest, obj: Category | None = None) -> dict:
        return {} if obj else self.prepopulated_fields


class CountsStories(admin.ModelAdmin):
    """A list that says how many stories each row has."""

    ordering = ("name",)
    search_fields = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request)
        if request.resolver_match and (request.resolver_match.url_name or "").endswith(
            "_changelist"
        ):  # not while suggesting
            return rows.annotate(story_count=Count("articles", distinct=True))
        return rows

    @admin.display(description=gettext_lazy("stories"), ordering="story_count")
    def stories(self, row) -> int:
        return row.story_count


@admin.register(Topic)
class TopicAdmin(CountsStories):
    list_display = ("name", "slug", "stories", "description")
    actions = ("merge",)

    @admin.action(description=gettext_lazy("Merge into one…"), permissions=["change", "delete"])
    def merge(self, request: HttpRequest, topics: QuerySet) -> HttpResponse | None:
        """Asks which topic is kept; the stories of the others become its own, and the others go."""
        if topics.count() < 2:
            messages.error(request, _("Choose the topics to be merged: two or more."))
            return None
        form = MergeForm(request.POST if "into" in request.POST else None, topics=topics)
        if form.is_valid():
            kept = form.cleaned_data["into"]
            count = kept.absorb(topics.exclude(pk=kept.pk))
            messages.success(request, _("%(count)s merged into “%(kept)s”.") % {"count": count, "kept": kept})
            return None
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "title": _("Merge topics"),
            "topics": topics,
            "form": form,
            "checkbox": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/articles/topic/merge.html", context)


@admin.register(Author)
class AuthorAdmin(CountsStories):
    list_display = ("name", "role", "user", "stories")
    list_select_related = ("user",)

    def formfield_for_foreignkey(self, db_field, request: HttpRequest, **kwargs):
        """Accounts of the desk only: a reader is nobody's byline."""
        if db_field.name == "user":
            kwargs["queryset"] = get_user_model().objects.filter(is_staff=True).order_by("username")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
