"""What readers' pages are made of, in the words of the page cache, and when the clock alone changes them."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse

from articles.models import Article
from newsroom import pagecache

STORIES = "stories"  # borne by pages that list stories of every kind


def of(row: Any) -> str:
    """The tag of a story, section, topic or author: "article-7", "category-2"."""
    return f"{row._meta.model_name}-{row.pk}"


def of_page(article: Article) -> list[str]:
    """What a story's page is made of: the story, and its section and topics, whose newest stand beside it."""
    return [of(article), of(article.category), *map(of, article.topics.all())]


def around(article: Article) -> set[str]:
    """Every page on which the story stands, or stood until now: its own, its section's, its topics', its authors'."""
    return {STORIES, *of_page(article), *(of(byline.author) for byline in article.bylines.select_related("author"))}


def page(
    request: HttpRequest,
    template: str,
    make: Callable[[], Mapping[str, Any]],
    tags: Callable[[Mapping[str, Any]], Iterable[str]] = lambda context: [STORIES],
) -> HttpResponse:
    """A readers' page of what `make` gives, kept until one of its tags is purged or the clock changes a list."""
    return pagecache.page(request, template, make, tags=tags, changes_at=next_change)


def next_change() -> float:
    """When the clock alone next changes what readers may see: seconds since 1970."""
    return pagecache.remember("next change", _next_change, tags=lambda moment: [STORIES], until=lambda moment: moment)


def _next_change() -> float:
    moment = Article.objects.next_change()
    return moment.timestamp() if moment else pagecache.FOREVER
