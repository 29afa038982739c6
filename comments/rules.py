"""How conversations begin and when they close: what the section says, unless the story says otherwise."""

from datetime import datetime

from articles.models import Article
from comments.models import Conversation, SectionRule, closing_time
from newsroom import pagecache

TAG = "conversation-rules"


def of_section(category_id: int) -> SectionRule:
    """A section without a rule leaves its conversations open, for ever."""
    return _of_all().get(category_id) or SectionRule(category_id=category_id)


def state_of(article: Article, conversation: Conversation | None) -> str:
    """`conversation` is the story's, None while nobody has said anything."""
    return conversation.state if conversation else of_section(article.category_id).state


def days_of(article: Article, conversation: Conversation | None) -> int:
    own = conversation.close_after_days if conversation else None
    return of_section(article.category_id).close_after_days if own is None else own


def closes_at(article: Article, conversation: Conversation | None) -> datetime | None:
    """When the conversation closes, or closed, by itself; None: never."""
    return closing_time(article.published_at, days_of(article, conversation))


def _of_all() -> dict[int, SectionRule]:
    return pagecache.remember(
        "rules of sections",
        lambda: {rule.category_id: rule for rule in SectionRule.objects.all()},
        tags=lambda made: [TAG],
    )
