"""A story as readers would see it, published or not, saved or not; for the desk alone."""

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from articles import publishing, related
from articles.desk import member
from articles.forms import StoryForm
from articles.models import Article, Byline, Category

if TYPE_CHECKING:
    from articles.admin.stories import StoryAdmin


def preview(desk: "StoryAdmin", request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """GET shows what is saved; POST shows the text of the form, saving nothing. `?frame` leaves the site's bars out."""
    article = desk.story(request, pk) if pk else Article()
    if not pk and not desk.has_add_permission(request):
        raise PermissionDenied
    context = {"article": article, "is_preview": True, "in_frame": "frame" in request.GET}
    if request.method == "POST":
        form = StoryForm(request.POST, instance=article, may_publish=publishing.may_publish(member(request)))
        form.is_valid()
        context["refusals"] = form.errors.get("body", [])
        _with_names(article, form.cleaned_data.get("authors", []), form.cleaned_data.get("topics", []))
    if article.published_at is None:
        article.published_at = timezone.now()
    context["related"] = related.stories_beside(article) if article.category_id else []
    response = TemplateResponse(request, "admin/articles/article/preview.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


def _with_names(article: Article, authors: list, topics: list) -> None:
    """Sets what a page reads through relations, as if it had been prefetched, without a row being written."""
    bylines = [Byline(article=article, author=author, position=place) for place, author in enumerate(authors)]
    article.pk = article.pk or 0
    corrections = list(article.corrections.all())
    article.__dict__["_prefetched_objects_cache"] = {
        "bylines": _fetched(Byline.objects.none(), bylines),
        "topics": _fetched(article.topics.none(), topics),
        "corrections": _fetched(article.corrections.none(), corrections),
    }
    if article.category_id is None:
        article.category = Category.objects.first()


def _fetched(rows, found: list):
    rows._result_cache = found
    rows._prefetch_done = True
    return rows
