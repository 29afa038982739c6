"""Sections, topics and authors."""

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth import get_user_model
from django.db.models import IntegerField, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.desk import GrowingList
from articles.forms import MergeForm
from articles.models import Author, Category, Topic
from newsroom.pagination import by_name

MOST_COUNTED = 99  # stories of a topic or an author; of more it is said that there are more


@admin.register(Category)
class SectionAdmin(admin.ModelAdmin):
    list_display = ("name", "slug", "position", "description")
    prepopulated_fields = {"slug": ("name",)}

    def get_readonly_fields(self, request: HttpRequest, obj: Category | None = None) -> tuple[str, ...]:
        """The slug begins the address of every story of the section, so it is set once."""
        return ("slug",) if obj else ()

    def get_prepopulated_fields(self, request: HttpRequest, obj: Category | None = None) -> dict:
        return {} if obj else self.prepopulated_fields


class CountOfAFew(Subquery):
    """How many rows a query of limited length gives."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


class CountsStories(GrowingList):
    """A list that says how many stories each row has, as far as anybody would count."""

    key = by_name()
    ordering = ("name",)
    search_fields = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request)
        if request.resolver_match and (request.resolver_match.url_name or "").endswith(
            "_changelist"
        ):  # not while suggesting
            listing = self.model.articles.through.objects.filter(**{f"{self.opts.model_name}": OuterRef("pk")})
            # In the order of the index, or PostgreSQL gathers all of them before it stops.
            few = listing.order_by("-listed_at", "-article_id").values("article")[: MOST_COUNTED + 1]
            return rows.annotate(story_count=CountOfAFew(few))
        return rows

    @admin.display(description=gettext_lazy("stories"))
    def stories(self, row) -> str:
        return str(row.story_count) if row.story_count <= MOST_COUNTED else f"{MOST_COUNTED}+"


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
