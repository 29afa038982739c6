"""What is read most, and what is read more and more: lists that every reader shares."""

import time
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from articles import tags
from articles.models import Article
from newsroom import pagecache
from readers import live

DAY, WEEK = 24, 7 * 24  # hours


@require_safe
def most_read(request: HttpRequest) -> HttpResponse:
    return page_of_now(request, "readers/most_read.html", lists)


def lists() -> dict[str, Any]:
    """By name the stories of each list, in two queries."""
    many = settings.MOST_READ_STORIES
    ids = {"today": live.most_read(DAY, many), "week": live.most_read(WEEK, many), "trending": live.trending(many)}
    stories = Article.objects.for_headlines().published_in_order([pk for pks in ids.values() for pk in pks])
    found = {story.pk: story for story in stories}
    listed = {name: [found[pk] for pk in pks if pk in found] for name, pks in ids.items()}
    return listed | {
        "many": many,
        "days_counted": settings.READS_COUNTED_DAYS,
        "days_discussed": settings.MOST_DISCUSSED_DAYS,
    }


def page_of_now(request: HttpRequest, template: str, make: Callable[[], Mapping[str, Any]]) -> HttpResponse:
    """A page that readers share, made anew every FOR_YOU_SHARED_SECONDS: nothing purges it when a story is read."""

    def changes_at() -> float:
        return min(tags.next_change(), time.time() + settings.FOR_YOU_SHARED_SECONDS)

    return pagecache.page(request, template, make, tags=lambda context: [tags.STORIES], changes_at=changes_at)
