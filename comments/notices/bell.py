"""How many notices somebody has not read: the number at every page's bell. It costs no query until it changes."""

from comments.models import Notice
from newsroom import pagecache

MOST = 99  # counted; who has more is shown 99+


def unread_of(person: int) -> int:
    """At most MOST + 1."""
    unread = Notice.objects.filter(recipient=person, read_at=None)
    return pagecache.remember(_tag(person), lambda: unread[: MOST + 1].count(), tags=lambda count: [_tag(person)])


def ring(person: int) -> None:
    """Once the present transaction is committed, this person's notices are counted anew."""
    pagecache.purge(_tag(person))


def _tag(person: int) -> str:
    return f"bell-{person}"
