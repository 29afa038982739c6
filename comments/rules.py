"""How conversations begin and when they close: what the section says, unless the story says otherwise."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from articles.models import Article
from comments.models import Conversation, SectionRule
from newsroom import pagecache

TAG = "conversation-rules"


def of_section(category_id: int) -> SectionRule:
    """A section without a rule leaves its conversations open, for ever."""
    return _of_all().get(category_id) or SectionRule(category_id=category_id)


@dataclass(frozen=True)
class Terms:
    """What is so under one story: the state, after how many days it closes by itself, and when (0, None: never)."""

    state: str
    days: int
    closes_at: datetime | None

    @property
    def is_over(self) -> bool:
        return self.closes_at is not None and self.closes_at <= timezone.now()


def terms_of(article: Article, conversation: Conversation | None) -> Terms:
    """`conversation` is the story's, None while nobody has said anything."""
    rule = of_section(article.category_id)
    own = conversation.close_after_days if conversation else None
    days = rule.close_after_days if own is None else own
    closes_at = article.published_at + timedelta(days=days) if article.published_at and days else None
    return Terms(conversation.state if conversation else rule.state, days, closes_at)


def _of_all() -> dict[int, SectionRule]:
    return pagecache.remember(
        "rules of sections",
        lambda: {rule.category_id: rule for rule in SectionRule.objects.all()},
        tags=lambda made: [TAG],
    )
