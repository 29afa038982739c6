"""What an account that goes leaves in the conversation: nothing by which its owner could be known.

Each verb goes through its rows a few at a time, and may be killed and begun again. The order matters: what others said
is read while it is still known whom they answered.
"""

from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Article
from comments import mentions, posting
from comments.deciding.press import AT_ONCE
from comments.models import COUNTS, Comment, Decision, Notice, Report, Sanction, Wording, WordRule, tag_of
from comments.standing import Refused, locked, move
from newsroom import markup, pagecache
from newsroom.effacing import Traces
from newsroom.pagination import in_pieces

if TYPE_CHECKING:
    from readers.models import User

SHORT = "…"  # where nothing longer fits
LET_GO = ["author", "signed_as", "body", "body_html", "status", "removed_at", "removed_by", "submission", "verdict"]
LET_GO += ["appeal", "priority", "hidden_at", "reported_weight"]  # not the counters, which others change meanwhile
WORDS: list[tuple[type[Model], str]] = [  # what else people write: only moderators and those who are told read it
    (Comment, "appeal"),
    (Wording, "body"),
    (Report, "note"),
    (Decision, "reason"),
    (Sanction, "reason"),
    (Notice, "reason"),
]


def nobody() -> str:
    """What stands where the name stood."""
    return _("deleted reader")


def take_out_of_what_others_said(person: "User") -> None:
    """Mentions go, and addresses; in answers to the person, and in what was said about them, the name as well."""
    traces = Traces.of(person)
    answers = Comment.objects.filter(parent__author=person).exclude(author=person)
    for comment in in_pieces(_with_stories(answers)):
        _reword(comment, lambda text: traces.without_name(text, nobody()))
    # Only what holds an @ can hold a mention or an address. Whether it does is asked of the whole text of each.
    for comment in in_pieces(_with_stories(Comment.objects.filter(body__contains="@"))):
        _reword(comment, lambda text: _unmentioned(person, traces, text))
    for model, field in WORDS:
        for row in in_pieces(QuerySet(model).filter(**{f"{field}__contains": "@"}).only(field)):
            _rewrite(row, field, _unmentioned(person, traces, getattr(row, field)))
    about: list[tuple[Any, str]] = [
        (Report.objects.filter(comment__author=person), "note"),
        (Decision.objects.filter(person=person), "reason"),
    ]
    for rows, field in about:
        for row in in_pieces(rows.exclude(**{field: ""}).only(field)):
            _rewrite(row, field, traces.without_name(getattr(row, field), nobody(), in_any_case=True))


def take_comments_from(person: "User", *, keeps: bool) -> None:
    """What readers could read stays as nobody's, or goes, as told; all else goes. What goes is emptied and keeps its
    place, so that no answer to it is lost."""
    traces = Traces.of(person)
    said = _with_stories(Comment.objects.filter(author=person)).order_by("article", "pk")
    while some := list(said[:AT_ONCE]):
        for article, comments in groupby(some, key=lambda comment: comment.article):
            with transaction.atomic():
                locked(article)
                fresh = Comment.objects.filter(pk__in=[comment.pk for comment in comments], author=person)
                for comment in fresh.select_related("parent"):
                    _let_go(comment, article, traces, stays=keeps and comment.is_approved)
                pagecache.purge(tag_of(article.pk), COUNTS, gone=True)


def _let_go(comment: Comment, article: Article, traces: Traces, *, stays: bool) -> None:
    comment.article = article
    if stays:
        _sign_off(comment, traces)
    else:
        _empty(comment)
    comment.wordings.all().delete()
    comment.author, comment.signed_as = None, ""
    comment.submission = f"nobody:{comment.pk}"  # the one before was made of who, where and what
    comment.verdict, comment.appeal = [], ""
    comment.save(update_fields=LET_GO)


def _sign_off(comment: Comment, traces: Traces) -> None:
    """Whoever signs what they say has signed it no longer."""
    for instead in (nobody(), SHORT):
        text = traces.without_name(comment.body, instead)
        if text == comment.body:
            return
        try:
            comment.body, comment.body_html = text, markup.comment_html(text)
        except markup.Refused:
            continue
        return
    _empty(comment)


def _empty(comment: Comment) -> None:
    if not comment.is_gone:
        move(comment, Comment.Status.REMOVED)
    comment.status, comment.removed_by = Comment.Status.REMOVED, None
    comment.removed_at = comment.removed_at or timezone.now()
    comment.body, comment.body_html = "", ""
    comment.priority, comment.hidden_at, comment.reported_weight = None, None, 0


def _with_stories(comments: QuerySet[Comment]) -> QuerySet[Comment]:
    return comments.select_related("article__category").defer("article__body", "article__body_html")


def _unmentioned(person: "User", traces: Traces, text: str) -> str:
    return mentions.without(person, traces.without_addresses(text), nobody())


def _reword(comment: Comment, change: Any) -> None:
    text = change(comment.body)
    if text == comment.body:
        return
    try:
        posting.reword(comment, text=text)
    except Refused:  # longer than a comment may be, perhaps even before
        posting.reword(comment, text=text.replace(nobody(), SHORT)[: settings.COMMENT_MAX_CHARACTERS])


def _rewrite(row: Model, field: str, text: str) -> None:
    """Decisions are only ever added; that a name goes is the one exception, so this asks their table itself."""
    if text != getattr(row, field):
        longest = row._meta.get_field(field).max_length  # type: ignore[union-attr]
        QuerySet(type(row)).filter(pk=row.pk).update(**{field: text[:longest]})


def take_out_of_log(person: "User") -> None:
    """What a moderator decided stays, without who it was; what was decided about somebody, without about whom."""
    log: QuerySet[Decision] = QuerySet(Decision)
    log.filter(by=person).update(by=None, by_name=_("a former member of the newsroom"))
    log.filter(person=person).update(person=None)
    Sanction.objects.filter(by=person).update(by=None)
    Comment.objects.filter(removed_by=person).update(removed_by=None)
    WordRule.objects.filter(added_by=person).update(added_by=None)
    Report.objects.filter(by=person).update(by=None, note="")
