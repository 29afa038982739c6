"""A conversation laid out for reading: some threads with their first replies, or one thread from a place on.

Whatever the number of comments, a page of threads costs two queries: the comments that begin them, each with the place
where its replies are cut, and those replies in the order of their paths.
"""

import re
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import OuterRef, Q, QuerySet, Subquery

from articles.models import Article
from comments.models import Comment, Conversation
from comments.posting import may_delete, may_edit
from newsroom.pagination import Page, by_time, paginate

if TYPE_CHECKING:
    from comments.gate import Person

LEVELS = 4  # as deep as the page indents; what is deeper says what it answers
AVATAR_COLOURS = 8
NEWEST = by_time("created_at")


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
    opens: bool = False
    closes: range = range(0)
    continues: bool = False  # its thread has more answers than these

    @property
    def is_flattened(self) -> bool:
        return self.comment.depth >= LEVELS

    @property
    def is_ones_own(self) -> bool:
        """Shown to this reader otherwise than to all."""
        waits = self.comment.is_pending or (self.answers is not None and self.answers.comment.is_pending)
        return self.can_edit or self.can_delete or waits

    @property
    def as_printed(self) -> tuple:
        """All that its HTML is made of, for a reader whose own it is not."""
        comment, answers = self.comment, self.answers
        said = (comment.pk, comment.status, comment.edited_at, comment.was_withdrawn)
        by = (comment.author_id, comment.author_name, self.badge)
        return *said, *by, self.is_flattened, answers and (answers.is_readable, answers.comment.author_name)

    @property
    def colour(self) -> int:
        return (self.comment.author_id or 0) % AVATAR_COLOURS

    @property
    def initials(self) -> str:
        words = re.findall(r"\w+", self.comment.author_name.replace("_", " ")) or ["?"]
        return "".join(word[0] for word in [words[0], *words[1:][-1:]]).upper()


def page_of_threads(article: Article, user: "Person", token: str = "") -> tuple[Page, Conversation | None]:
    """A page of a story's threads, newest first, and its conversation, None while nobody has said anything.

    The page's rows are all its comments in reading order, ready for the template. Raises NoSuchPage.
    """
    shown = Comment.objects.filter(article=article).seen_by(user).with_names()
    replies = Comment.objects.filter(root=OuterRef("pk")).seen_by(user).order_by("path")
    limit = settings.COMMENT_REPLIES_SHOWN
    threads = shown.threads().annotate(cut=Subquery(replies.values("path")[limit : limit + 1]))
    # The conversation comes along with what is said in it; its story is at hand.
    threads = threads.select_related("article__conversation").defer("article__body", "article__body_html")
    page = paginate(threads, token, size=settings.COMMENT_THREADS_PER_PAGE, key=NEWEST)
    if not page.rows:
        return page, Conversation.objects.filter(article=article).first()
    conversation = page.rows[0].article.conversation
    conversation.article = article
    by_root: dict[int | None, list[Comment]] = {root.pk: [] for root in page.rows}
    for reply in _first_replies(page.rows, user):
        by_root[reply.root_id].append(reply)
    rows: list[Shown] = []
    for root in page.rows:
        rows += _laid_out([root, *by_root[root.pk]], conversation, user)
        rows[-1].continues = root.cut is not None
    return Page(rows, newer=page.newer, older=page.older, is_first=page.is_first), conversation


def _first_replies(roots: list[Any], user: "Person") -> QuerySet[Comment]:
    # Asked by root alone: naming the story as well, SQLite walks all the story's comments by their paths.
    whole = Q(root__in=[root.pk for root in roots if root.cut is None])
    kept = reduce(or_, (Q(root=root.pk, path__lt=root.cut) for root in roots if root.cut), whole)
    return Comment.objects.filter(kept).seen_by(user).with_names().order_by("path")


def thread_from(comment: Comment, user: "Person") -> tuple[list[Shown], Comment | None]:
    """The thread from a comment on, below those it answers; and the comment the next page begins with, or None."""
    shown = Comment.objects.seen_by(user).with_names().order_by("path")
    above = shown.filter(article=comment.article_id, path__in=comment.paths_above)
    size = settings.COMMENT_THREAD_PAGE
    onward = list(shown.filter(root=comment.root_id or comment.pk, path__gt=comment.path)[:size])
    following = onward.pop() if len(onward) == size else None
    return _laid_out([*above, comment, *onward], comment.article.conversation, user), following


def stands_on_story(comment: Comment, user: "Person") -> bool:
    """Whether the story's own page shows this comment, as `page_of_threads` would lay it out."""
    shown = Comment.objects.filter(article=comment.article_id).seen_by(user)
    root = comment.root or comment
    newer = shown.threads().filter(Q(created_at__gt=root.created_at) | Q(created_at=root.created_at, pk__gt=root.pk))
    if newer.order_by()[: settings.COMMENT_THREADS_PER_PAGE].count() == settings.COMMENT_THREADS_PER_PAGE:
        return False
    before = shown.filter(root=root.pk, path__lt=comment.path).order_by()[: settings.COMMENT_REPLIES_SHOWN]
    return comment.root_id is None or before.count() < settings.COMMENT_REPLIES_SHOWN


def _laid_out(comments: list[Comment], conversation: Conversation, user: "Person") -> list[Shown]:
    article = conversation.article
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
