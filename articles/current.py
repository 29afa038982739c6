"""What is written about these days."""

from collections import Counter

from articles.models import Article, Tagging, Topic
from articles.tags import STORIES
from newsroom import pagecache

NEWEST = 150  # stories whose topics are looked at


def topics(count: int) -> list[Topic]:
    """The topics of the newest stories, those of most of them first."""
    return pagecache.remember(f"topics of now {count}", lambda: _topics(count), tags=lambda found: [STORIES])


def _topics(count: int) -> list[Topic]:
    newest = list(Article.objects.published().newest().values_list("pk", flat=True)[:NEWEST])
    of_each = Tagging.objects.filter(article__in=newest).order_by("pk").values_list("topic", flat=True)
    most = [pk for pk, _times in Counter(of_each).most_common(count)]
    found = Topic.objects.in_bulk(most)
    return [found[pk] for pk in most if pk in found]
