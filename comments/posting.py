"""What people do with their own words: post, edit, delete."""

import hashlib
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Article
from comments import heat, notices, rules
from comments.gate import gate_of, may_answer
from comments.models import STEP, Comment, Conversation, Wording, tag_of
from comments.moderation import Submission, Verdict, judge
from comments.moderation.text import length
from comments.standing import Refused, count, locked, move, priority_of, reread, twin
from newsroom import markup, pagecache

if TYPE_CHECKING:
    from comments.gate import Person
    from readers.models import User

DEEPEST = 200  # what is said below that stands beside what it answers, so that a path stays within an index's bounds
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def post_comment(article: Article, *, author: "User", text: str, parent: Comment | None = None) -> Comment:
    """Says `text` under a story, or below the comment `parent`, and returns the comment: approved, or pending.

    The same text by the same author in the same place is the comment that is already there.
    Raises Refused: the gate is shut, `parent` is not there to be answered, or the text is refused.
    """
    conversation = Conversation.objects.filter(article=article).first()
    terms = rules.terms_of(article, conversation)
    gate = gate_of(article, author, terms)
    if not gate.is_open:
        raise Refused(gate.sentence)
    if parent and not (parent.is_approved and parent.article_id == article.pk):
        raise Refused(_("The comment you are answering is no longer there."))
    if parent and not may_answer(article, author, terms, parent):
        raise Refused(_("Here readers ask and the newsroom answers. Ask a question of your own."))
    text = tidy(text)
    return twin(article, submission_of(author, parent, text)) or place_comment(
        article,
        author=author,
        text=text,
        parent=parent,
        verdict=_judged(Submission(article=article, author=author, text=text, parent=parent)),
    )


def place_comment(
    article: Article,
    *,
    author: "User",
    text: str,
    parent: Comment | None = None,
    verdict: Verdict,
    at: datetime | None = None,
) -> Comment:
    """Stores a comment on which the verdict is spoken, asking neither gate nor checks: `post_comment` does, and what
    loads older conversations (`at` is their time) need not. Raises Refused where there is nothing to show."""
    text = tidy(text)
    html = _rendered(text)
    submission = submission_of(author, parent, text)
    with transaction.atomic():
        conversation = locked(article)
        first = twin(article, submission)  # of two presses at once the second finds the first's
        if first:
            return first
        conversation.last_number += 1
        conversation.save(update_fields=["last_number"])
        comment = Comment(
            article=article,
            author=author,
            parent=parent,
            root=parent.thread_root if parent else None,
            body=text,
            body_html=html,
            status=verdict.status,
            verdict=verdict.as_json(),
            submission=submission,
            created_at=at or timezone.now(),
        )
        put_below(comment, conversation.last_number)
        comment.priority = priority_of(comment)
        comment.save(force_insert=True)
        if comment.is_approved:
            count(comment, 1)
            pagecache.purge(tag_of(article.pk))
            if at is None:
                heat.warm(comment)
                notices.tell_of(comment)
    return comment


def edit_comment(comment: Comment, *, by: "User", text: str) -> Comment:
    """Replaces the words of one's own comment. The checks read them anew, and may hold it; they never lift a hold.

    Raises PermissionDenied for another's comment, Refused once its time is over and as `post_comment` does.
    """
    _require_editable(comment, by)
    text = tidy(text)
    submission = submission_of(by, comment.parent, text)
    if submission == comment.submission:
        return comment
    if twin(comment.article, submission):
        raise Refused(_("You have said just that here already."))
    verdict = _judged(Submission(article=comment.article, author=by, text=text, parent=comment.parent, editing=comment))
    html = _rendered(text)
    with transaction.atomic():
        comment = reread(comment)
        _require_editable(comment, by)  # it may have been removed meanwhile
        Wording.objects.create(comment=comment, body=comment.body)
        comment.body, comment.body_html, comment.submission = text, html, submission
        comment.edited_at = timezone.now()
        if verdict.reasons:
            comment.verdict = verdict.as_json()
        comment.save(update_fields=["body", "body_html", "submission", "edited_at", "verdict"])
        pagecache.purge(tag_of(comment.article_id), gone=True)
        if verdict.status == Comment.Status.PENDING:
            move(comment, Comment.Status.PENDING)
    return comment


def delete_comment(comment: Comment, *, by: "User") -> Comment:
    """Takes back one's own comment for good. Where it was answered a tombstone stays. Raises PermissionDenied."""
    if not may_delete(comment, by):
        raise PermissionDenied
    with transaction.atomic():
        comment = reread(comment)
        if not comment.is_gone:
            move(comment, Comment.Status.REMOVED, by=by)
    return comment


def reword(comment: Comment, *, text: str) -> None:
    """Takes words out of a comment that stays: somebody's name, once their account goes. Nobody judges it, no earlier
    wording is kept, and it does not say that it was edited. Raises Refused for a text that can't be shown."""
    html = _rendered(text)
    with transaction.atomic():
        locked(comment.article)
        as_it_was = Comment.objects.filter(pk=comment.pk, body=comment.body)
        if as_it_was.update(body=text, body_html=html):
            pagecache.purge(tag_of(comment.article_id), gone=True)


def may_edit(comment: Comment, user: "Person") -> bool:
    """For a few minutes, while the text stands and the conversation is open."""
    if not comment.is_by(user) or comment.is_gone:
        return False
    if timezone.now() >= comment.editable_until:
        return False
    return gate_of(comment.article, user, rules.terms_of(comment.article, comment.article.conversation)).is_open


def may_delete(comment: Comment, user: "Person") -> bool:
    return comment.is_by(user) and not comment.is_gone


def _require_editable(comment: Comment, user: "User") -> None:
    if not comment.is_by(user):
        raise PermissionDenied
    if not may_edit(comment, user):
        raise Refused(
            _("A comment can be edited for %(minutes)s minutes, while its conversation is open. That time is over.")
            % {"minutes": settings.COMMENT_EDIT_MINUTES}
        )


def tidy(text: str) -> str:
    """The text as it is kept: one kind of line end, no NUL (no database takes it), no white space around it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").strip()


def preview(article: Article, *, author: "User", text: str) -> str:
    """The text as HTML, as it would stand; nothing is stored or counted. Raises Refused."""
    text = tidy(text)
    reason = length(Submission(article=article, author=author, text=text))
    if reason:
        raise Refused(reason.sentence)
    return _rendered(text)


def _judged(submission: Submission) -> Verdict:
    verdict = judge(submission)
    if verdict.refusal:
        raise Refused(verdict.refusal)
    return verdict


def _rendered(text: str) -> str:
    try:
        return markup.comment_html(text)
    except markup.Refused as refused:
        raise Refused(str(refused)) from refused


def submission_of(author: "User", parent: Comment | None, text: str) -> str:
    """Who, where and what, in 64 characters: white space makes no difference."""
    words = " ".join(text.split())
    return hashlib.sha256(f"{author.pk}:{parent.pk if parent else 0}:{words}".encode()).hexdigest()


def put_below(comment: Comment, number: int) -> None:
    """Gives the comment of that number its place, below the one it answers."""
    comment.path = path_below(comment.parent, number)
    comment.depth = min(comment.parent.depth + 1, DEEPEST) if comment.parent else 0


def path_below(parent: Comment | None, number: int) -> str:
    """Where the comment of that number stands, below the one it answers."""
    digits = ""
    for _place in range(STEP):
        number, digit = divmod(number, len(DIGITS))
        digits = DIGITS[digit] + digits
    return parent.path[: STEP * DEEPEST] + digits if parent else digits
