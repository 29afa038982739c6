"""By what the list of stories can be narrowed."""

from django.contrib import admin
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Author, Topic

LONGEST_MENU = 200  # a longer one is no help; the search finds names too


class StateFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        status = Article.Status
        return [
            ("draft", status.DRAFT.label),
            ("in_review", status.IN_REVIEW.label),
            ("scheduled", _("Scheduled")),
            ("published", status.PUBLISHED.label),
            ("expired", _("Expired")),
            ("withdrawn", status.WITHDRAWN.label),
        ]

    def queryset(self, request, queryset):
        state = self.value()
        if state in {"scheduled", "published", "expired"}:  # these three the clock tells apart
            return getattr(queryset, state)()
        return queryset.filter(status=state) if state else queryset


class NameFilter(admin.SimpleListFilter):
    """A menu of names, by slug; left out when it would be too long to read."""

    rows: QuerySet
    lookup: str

    def lookups(self, request, model_admin):
        names = list(self.rows.order_by("name").values_list("slug", "name")[: LONGEST_MENU + 1])
        return names if len(names) <= LONGEST_MENU else []

    def queryset(self, request, queryset):
        return queryset.filter(**{self.lookup: self.value()}) if self.value() else queryset


class AuthorFilter(NameFilter):
    title = _("author")
    parameter_name = "author"
    rows = Author.objects.all()
    lookup = "authors__slug"


class TopicFilter(NameFilter):
    title = _("topic")
    parameter_name = "topic"
    rows = Topic.objects.all()
    lookup = "topics__slug"
