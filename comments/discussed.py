"""Which stories are talked about most."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from articles.models import Article
from comments.models import Conversation

LOOKED_AT = 1000  # the newest stories of these days; a paper that publishes more in them leaves out the oldest


def most_discussed(count: int) -> list[Article]:
    """Published stories of the last MOST_DISCUSSED_DAYS that have most comments which readers can see. Two queries."""
    since = timezone.now() - timedelta(days=settings.MOST_DISCUSSED_DAYS)
    newest = Article.objects.published().filter(published_at__gt=since).newest()
    talked = newest.exclude(conversation__state=Conversation.State.OFF).filter(conversation__comment_count__gt=0)
    counts = list(talked.values_list("conversation__comment_count", "pk")[:LOOKED_AT])
    most = sorted(counts, key=lambda pair: -pair[0])[:count]
    return Article.objects.for_headlines().published_in_order([pk for _many, pk in most])
