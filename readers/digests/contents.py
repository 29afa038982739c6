"""Which stories a digest holds, each with the reason why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from articles.models import Article, Tagging
from articles.querysets import ArticleQuerySet
from readers.digests.times import SPANS
from readers.models import Digest, Read


@dataclass(frozen=True)
class Reason:
    sentence: str


@dataclass(frozen=True)
class Chosen:
    article: Article
    reason: Reason


def stories_for(digest: Digest, now: datetime) -> Sequence[Chosen]:
    """At most DIGEST_STORIES that the reader has not read, best first, of what they chose; with nothing chosen, of
    all there is."""
    unread = within(digest, now).exclude(Exists(Read.objects.filter(reader=digest.reader_id, article=OuterRef("pk"))))
    found = unread.select_related("category").defer("body", "body_html").order_by("-is_pick", "-published_at", "-id")
    return [Chosen(story, _reason(story)) for story in found[: settings.DIGEST_STORIES]]


def within(digest: Digest, now: datetime) -> ArticleQuerySet:
    """Stories published since the last digest, in the sections and topics chosen."""
    stories = Article.objects.published(now).filter(published_at__gt=since(digest, now))
    sections, topics = list(digest.sections.all()), list(digest.topics.all())
    if not sections and not topics:
        return stories
    tagged = Tagging.objects.filter(article=OuterRef("pk"), topic__in=topics)
    return stories.filter(Q(category__in=sections) | Exists(tagged))


def since(digest: Digest, now: datetime) -> datetime:
    """The last digest, also one of which nobody knows whether it arrived, so that no story comes twice. Before the
    first one, and after a long silence, the span of one or two."""
    span = SPANS[Digest.Rhythm(digest.rhythm)]
    last = max((moment for moment in (digest.sent_at, digest.sending_since) if moment), default=now - span)
    return max(last, now - 2 * span)


def _reason(story: Article) -> Reason:
    return Reason(_("Editors’ pick") if story.is_pick else _("New in %(section)s") % {"section": story.category.name})
