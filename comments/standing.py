"""How a comment stands: its status, the counters that depend on it, and its place in the moderators' queue.

What the verbs of `posting`, `reacting` and `deciding` do to rows they share. Each takes the lock of the story's
conversation first, so that numbers and counters are exact however many write.
"""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import F, Value
from django.db.models.functions import Greatest
from django.utils import timezone

from articles.models import Article
from comments import rules
from comments.models import COUNTS, LIVE, Comment, Conversation, tag_of
from newsroom import pagecache

if TYPE_CHECKING:
    from readers.models import User

HELD, SUSPECT, REPORTED, APPEALED, HIDDEN = 100, 150, 200, 300, 400  # what waits, the most urgent highest
TELLING = {"words", "like what was refused"}  # rules whose finding makes a held comment suspect


class Refused(ValueError):
    """Nothing was stored; the message is a sentence for who tried."""


def locked(article: Article) -> Conversation:
    """The story's conversation under its lock, made if there is none. To be called in a transaction."""
    begins = {"state": rules.of_section(article.category_id).state}
    Conversation.objects.get_or_create(article=article, defaults=begins)
    return Conversation.objects.select_for_update().get(article=article)


def reread(comment: Comment) -> Comment:
    """The comment as it stands, under its conversation's lock."""
    locked(comment.article)
    found = Comment.objects.select_related("article__conversation", "parent", "author")
    return found.defer("article__body", "article__body_html").get(pk=comment.pk)


def twin(article: Article, submission: str, other_than: Comment | None = None) -> Comment | None:
    """The comment that stands there with the same words by the same author."""
    twins = Comment.objects.filter(article=article, submission=submission, status__in=LIVE)
    return (twins.exclude(pk=other_than.pk) if other_than else twins).first()


def move(comment: Comment, status: str, by: "User | None" = None) -> None:
    """Changes the status, and with it the counters and the place in the queue."""
    before, comment.status = comment.is_approved, status
    is_removed = status == Comment.Status.REMOVED
    comment.removed_at = timezone.now() if is_removed else None
    comment.removed_by = by if is_removed else None
    comment.priority = priority_of(comment)
    comment.save(update_fields=["status", "removed_at", "removed_by", "priority"])
    pagecache.purge(tag_of(comment.article_id), gone=before)
    if comment.is_approved != before:
        count(comment, 1 if comment.is_approved else -1)
    if comment.picked_at and not comment.is_approved:
        set_picked(comment, False)


def set_picked(comment: Comment, is_picked: bool) -> None:
    comment.picked_at = timezone.now() if is_picked else None
    comment.save(update_fields=["picked_at"])
    change = 1 if is_picked else -1
    Conversation.objects.filter(article_id=comment.article_id).update(pick_count=F("pick_count") + change)
    pagecache.purge(tag_of(comment.article_id))


def count(comment: Comment, change: int) -> None:
    """Tells the story and every comment above this one that one more, or one less, may be read."""
    above = Comment.objects.filter(article_id=comment.article_id, path__in=comment.paths_above)
    above.update(reply_count=F("reply_count") + change)
    newest = {"newest_id": Greatest("newest_id", Value(comment.pk))} if change > 0 else {}
    talk = Conversation.objects.filter(article_id=comment.article_id)
    talk.update(comment_count=F("comment_count") + change, **newest)
    pagecache.purge(COUNTS)


def is_too_heavy(comment: Comment) -> bool:
    """Its reports weigh so much that it is folded away until a moderator decides."""
    return 0 < settings.COMMENT_REPORTS_HIDE <= comment.reported_weight


def priority_of(comment: Comment) -> int | None:
    """Where it waits in the queue; None where there is nothing to decide. Heavier reports come before lighter ones."""
    if comment.was_withdrawn:
        return None
    weight = min(99, round(10 * comment.reported_weight))
    if comment.is_hidden:
        return HIDDEN + weight
    if comment.has_open_appeal:
        return APPEALED
    if comment.reported_weight and not comment.is_gone:
        return REPORTED + weight
    if comment.is_pending:
        return SUSPECT if TELLING & {reason["rule"] for reason in comment.verdict} else HELD
    return None
