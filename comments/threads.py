"""A conversation laid out for reading: some threads with their first replies, or one thread from a place on.

Whatever the number of comments, a page of threads costs two queries: the comments that begin them, each with the place
where its replies are cut, and those replies in the order of their paths.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles.models import Article
from comments import heat
from comments.models import Comment, Conversation
from comments.personal import Own
from comments.posting import may_delete, may_edit
from newsroom import avatars
from newsroom.pagination import NoSuchPage, Page, by_count, by_time, paginate

if TYPE_CHECKING:
    from comments.gate import Person

LEVELS = 4  # as deep as the page indents; what is deeper says what it answers
SORTS = {  # as the address names them; a page without one is the newest
    "newest": by_time("created_at"),
    "oldest": by_time("created_at", falls=False),
    "liked": by_count("like_count"),
}


@dataclass
class Shown:
    """A comment as the page prints it: where it stands, whose it is, what this reader may do with it.

    Lists nest: after it `opens` says that its answers begin, `closes` how many lists of answers end.
    """

    comment: Comment
    level: int
    answers: "Shown | None"
    badge: str
    is_readable: bool
    can_edit: bool
    can_delete: bool
    is_liked: bool = False  # by this reader
    is_muted: bool = False
    is_slow: bool = False  # its thread moves so fast that people speak in it one at a time
    opens: bool = False
    closes: range = range(0)
    more: int = 0  # answers of its thread that stand on the thread's own page

    @property
    def folded(self) -> str:
        """Why its words show on a press only; "" where they stand open."""
        if self.comment.is_hidden:
            return _("Hidden: readers reported this comment, and a moderator will decide. Show it")
        if self.is_muted:
            return _("You muted %(name)s. Show what they say") % {"name": self.comment.author_name}
        return ""

    @property
    def is_flattened(self) -> bool:
        return self.comment.depth >= LEVELS

    @property
    def is_ones_own(self) -> bool:
        """Shown to this reader otherwise than to all."""
        waits = self.comment.is_pending or (self.answers is not None and self.answers.comment.is_pending)
        return self.can_edit or self.can_delete or waits

    @property
    def colour(self) -> int:
        return avatars.colour(self.comment.author_id)

    @property
    def written(self) -> str:
        return date_format(timezone.localtime(self.comment.created_at), "N d, Y, H:i")

    @property
    def moment(self) -> str:
        """As a machine reads it."""
        return f"{timezone.localtime(self.comment.created_at):%Y-%m-%d %H:%M:%S%z}"

    @property
    def initials(self) -> str:
        return avatars.initials(self.comment.author_name)


@dataclass
class Talk:
    """A page of a story's conversation. Its rows are all its comments in reading order, ready for the template."""

    page: Page
    conversation: Conversation | None  # None while nobody has said anything
    picks: list[Shown]

    @property
    def cools_at(self) -> datetime | None:
        """When the first of its heated threads cools down."""
        return min((row.comment.slowed_until for row in self.page if row.is_slow), default=None)


def page_of_threads(article: Article, own: Own, token: str = "", sort: str = "newest") -> Talk:
    """A page of a story's threads; the first bears the newsroom's picks. Raises NoSuchPage, for an unknown sort too."""
    if sort not in SORTS:
        raise NoSuchPage(sort)
    shown = Comment.objects.filter(article=article).seen_by(own.person).with_names()
    replies = Comment.objects.filter(root=OuterRef("pk")).seen_by(own.person).order_by("path")
    limit = settings.COMMENT_REPLIES_SHOWN
    threads = shown.threads().annotate(cut=Subquery(replies.values("path")[limit : limit + 1]))
    # The conversation comes along with what is said in it; its story is at hand.
    threads = threads.select_related("article__conversation").defer("article__body", "article__body_html")
    if sort == "liked":
        threads = threads.filter(like_count__gte=0)  # as its index says
    page = paginate(threads, token, size=settings.COMMENT_THREADS_PER_PAGE, key=SORTS[sort])
    if not page.rows:
        return Talk(page, Conversation.objects.filter(article=article).first(), [])
    conversation = page.rows[0].article.conversation
    conversation.article = article
    has_picks = page.is_first and conversation.pick_count > 0
    found = list(_first_replies(page.rows, own, of_picks=article if has_picks else None))
    liked = own.liked_among([*page.rows, *found])
    by_root: dict[int | None, list[Comment]] = {root.pk: [] for root in page.rows}
    cuts = {root.pk: root.cut or "~" for root in page.rows}  # a path holds digits and small letters, all before "~"
    for reply in found:
        if reply.path < cuts.get(reply.root_id, ""):
            by_root[reply.root_id].append(reply)

    def laid_out(comments: list[Comment]) -> list[Shown]:
        return _laid_out(comments, conversation, own, liked)

    rows: list[Shown] = []
    for root in page.rows:
        thread = laid_out([root, *by_root[root.pk]])
        if root.cut is not None:
            thread[-1].more = root.reply_count - sum(row.comment.is_approved for row in thread[1:])
        rows += thread
    picked = [comment for comment in [*page.rows, *found] if comment.picked_at] if has_picks else []
    picked.sort(key=lambda comment: comment.picked_at, reverse=True)
    picks = [row for comment in picked for row in laid_out([comment])]
    return Talk(replace(page, rows=rows), conversation, picks)


def _first_replies(roots: list[Any], own: Own, of_picks: Article | None) -> QuerySet[Comment]:
    """The replies that stand below these, and with them, since that spares a query, a story's picks."""
    # Asked by root alone: naming the story as well, SQLite walks all the story's comments by their paths.
    kept = Q(root__in=[root.pk for root in roots if root.cut is None])
    kept = reduce(or_, (Q(root=root.pk, path__lt=root.cut) for root in roots if root.cut), kept)
    if of_picks:
        others = Q(article=of_picks, picked_at__isnull=False) & ~Q(pk__in=[root.pk for root in roots])
        kept |= others
    return Comment.objects.filter(kept).seen_by(own.person).with_names().order_by("path")


def published_after(article: Article, comment: int, own: Own) -> list[Shown]:
    """What was said under a story since the comment of that id, in the order it was said."""
    said = Comment.objects.filter(article=article, status="approved", pk__gt=comment).order_by("pk")
    said = said.select_related("author", "parent__author", "article__conversation")
    found = list(said.defer("article__body", "article__body_html")[: settings.COMMENT_THREAD_PAGE])
    if not found:
        return []
    conversation = found[0].article.conversation
    conversation.article = article
    rows = [row for comment in found for row in _laid_out([comment], conversation, own, set())]
    for row in rows:
        if row.comment.parent:
            [row.answers] = _laid_out([row.comment.parent], conversation, own, set())
    return rows


def thread_from(comment: Comment, own: Own) -> tuple[list[Shown], Comment | None]:
    """The thread from a comment on, below those it answers; and the comment the next page begins with, or None."""
    shown = Comment.objects.seen_by(own.person).with_names().order_by("path")
    above = shown.filter(article=comment.article_id, path__in=comment.paths_above)
    size = settings.COMMENT_THREAD_PAGE
    onward = list(shown.filter(root=comment.thread_id, path__gt=comment.path)[:size])
    following = onward.pop() if len(onward) == size else None
    found = [*above, comment, *onward]
    return _laid_out(found, comment.article.conversation, own, own.liked_among(found)), following


def stands_on_story(comment: Comment, user: "Person") -> bool:
    """Whether the story's own page shows this comment, as `page_of_threads` would lay it out."""
    shown = Comment.objects.filter(article=comment.article_id).seen_by(user)
    root = comment.thread_root
    newer = shown.threads().filter(Q(created_at__gt=root.created_at) | Q(created_at=root.created_at, pk__gt=root.pk))
    if newer.order_by()[: settings.COMMENT_THREADS_PER_PAGE].count() == settings.COMMENT_THREADS_PER_PAGE:
        return False
    before = shown.filter(root=root.pk, path__lt=comment.path).order_by()[: settings.COMMENT_REPLIES_SHOWN]
    return comment.root_id is None or before.count() < settings.COMMENT_REPLIES_SHOWN


def _laid_out(comments: list[Comment], conversation: Conversation, own: Own, liked: set[int]) -> list[Shown]:
    article, user = conversation.article, own.person
    authors = {byline.author.user_id for byline in article.bylines.all()} - {None}
    shown: dict[int, Shown] = {}
    level = -1
    for comment in comments:
        comment.article = article  # the story at hand: nothing below may fetch it once more for every comment
        level = min(comment.depth, LEVELS - 1, level + 1)
        shown[comment.pk] = Shown(
            comment=comment,
            level=level,
            answers=shown.get(comment.parent_id) if comment.parent_id else None,
            badge=_badge(comment, authors),
            is_readable=comment.is_approved or (comment.is_pending and comment.author_id == user.pk),
            can_edit=may_edit(comment, user),
            can_delete=may_delete(comment, user),
            is_liked=comment.pk in liked,
            is_muted=comment.author_id in own.muted,
            is_slow=comment.parent_id is None and heat.is_slow(comment),
        )
    rows = list(shown.values())
    for row, following in zip(rows, [*rows[1:], None], strict=True):
        beneath = following.level if following else 0
        row.opens, row.closes = beneath > row.level, range(max(0, row.level - beneath))
    return rows


def _badge(comment: Comment, authors: set[int | None]) -> str:
    """By role and byline, never by name."""
    if comment.author is None:
        return ""
    return "author" if comment.author_id in authors else "newsroom" if comment.author.is_staff else ""
