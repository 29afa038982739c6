"""Which stories a digest holds, each with the reason why."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q

from articles.models import Article, Tagging
from articles.querysets import ArticleQuerySet
from readers import recommendations
from readers.digests.times import SPANS
from readers.models import Digest
from readers.recommendations import Recommended

MOST = 1000  # stories that are weighed, the newest


def stories_for(digest: Digest, now: datetime) -> list[Recommended]:
    """At most DIGEST_STORIES, as For You chooses them of what the reader asked for; with nothing asked for, of all
    there is. Nothing that they have read or muted."""
    among = within(digest, now).newest().values_list("pk", flat=True)[:MOST]
    count, moment = settings.DIGEST_STORIES, now.timestamp()
    return recommendations.for_reader(digest.reader, count=count, now=moment, among=among)


def within(digest: Digest, now: datetime) -> ArticleQuerySet:
    """Stories published since the last digest, in the sections and topics chosen. The newest are left to the next
    one, since For You learns of a story within LIVE_SECONDS."""
    learnt = timedelta(seconds=settings.LIVE_SECONDS)
    first, last = since(digest, now) - learnt, now - learnt
    stories = Article.objects.published(now).filter(published_at__gt=first).exclude(published_at__gt=last)
    sections, topics = list(digest.sections.all()), list(digest.topics.all())
    if not sections and not topics:
        return stories
    tagged = Tagging.objects.filter(article=OuterRef("pk"), topic__in=topics)
    return stories.filter(Q(category__in=sections) | Exists(tagged))


def since(digest: Digest, now: datetime) -> datetime:
    """The last digest, also one of which nobody knows whether it arrived, so that no story comes twice. Before the
    first one a day or a week ago, and never longer than two."""
    span = SPANS[Digest.Rhythm(digest.rhythm)]
    last = max((moment for moment in (digest.sent_at, digest.sending_since) if moment), default=now - span)
    return max(last, now - 2 * span)
