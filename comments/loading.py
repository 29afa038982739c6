"""Many comments at once under one story: rows, paths and counters as the verbs would have left them, one by one.

The one writer of comments beside `posting`, which takes a transaction for each.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator

from django.db.models import F

from comments import posting
from comments.models import COUNTS, Comment, Conversation, tag_of
from newsroom import bulk, pagecache

AT_ONCE = 5_000  # paths in a query


def places(conversation: Conversation, count: int) -> Iterator[tuple[int, int]]:
    """So many ids, each with the number of the comment that takes it. The conversation is locked."""
    first = conversation.last_number + 1
    conversation.last_number += count
    return zip(bulk.new_ids(Comment, count), range(first, first + count), strict=True)


def place(comment: Comment, pk: int, number: int) -> None:
    """Puts it below the comment it answers, which has its place already."""
    comment.pk = pk
    if comment.parent:
        comment.root_id = comment.parent.thread_id
    posting.put_below(comment, number)


def store(conversation: Conversation, said: list[Comment]) -> None:
    """Stores comments that were placed, and tells the conversation and all comments above them. Nobody is told, nothing
    is learned, no thread heats up."""
    approved = [comment for comment in said if comment.is_approved]
    _count_above(conversation, said, approved)
    Comment.objects.bulk_create(said)
    conversation.comment_count += len(approved)
    conversation.pick_count += sum(comment.picked_at is not None for comment in approved)
    conversation.newest_id = max([conversation.newest_id, *(comment.pk for comment in approved)])
    conversation.save(update_fields=["last_number", "comment_count", "pick_count", "newest_id"])
    pagecache.purge(tag_of(conversation.pk), COUNTS)


def _count_above(conversation: Conversation, said: list[Comment], approved: list[Comment]) -> None:
    below = Counter(path for comment in approved for path in comment.paths_above)
    for comment in said:
        comment.reply_count = below.pop(comment.path, 0)
    stored_before = defaultdict(list)
    for path, count in below.items():
        stored_before[count].append(path)
    for count, paths in stored_before.items():
        for start in range(0, len(paths), AT_ONCE):
            above = Comment.objects.filter(article=conversation.pk, path__in=paths[start : start + AT_ONCE])
            above.update(reply_count=F("reply_count") + count)
