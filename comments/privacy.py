"""What the conversation holds of an account: for its owner to take out, and to be taken out when the account goes."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from comments import forgetting, reacting
from comments.models import (
    Comment,
    Decision,
    Learned,
    Like,
    Mute,
    Notice,
    NoticeChoice,
    Report,
    Sanction,
    ShowsAll,
    ThreadMute,
    Wording,
    WordRule,
)
from comments.moderation.words import split
from comments.notices.told import for_telling, told
from comments.profiles import showing
from newsroom import ratelimit
from newsroom.pagination import in_pieces

if TYPE_CHECKING:
    from readers.models import User

Row = dict[str, Any]
AT_ONCE = 1_000  # rows deleted in a transaction

# Which table of an export tells what each of these names an account for.
EXPORTED = {
    "comments.Comment.author": "comments",
    "comments.ShowsAll.person": "public page",
    "comments.Decision.person": "decisions about you",
    "comments.Decision.by": "decisions you made",
    "comments.Sanction.person": "sanctions",
    "comments.WordRule.added_by": "watched words you added",
    "comments.Notice.recipient": "notices",
    "comments.NoticeChoice.person": "choice of mail",
    "comments.ThreadMute.person": "muted threads",
    "comments.Like.by": "likes",
    "comments.Report.by": "reports",
    "comments.Mute.by": "muted people",
}
LEFT_OUT = {
    "comments.Comment.removed_by": "told by the decisions: who removed one's own comment is among the comments",
    "comments.Sanction.by": "told by the decisions a moderator made",
    "comments.Mute.person": "whom others muted is theirs alone to know",
}


def export(person: "User") -> dict[str, Iterable[Row]]:
    said = Comment.objects.filter(author=person).select_related("article", "shown_otherwise")
    said = said.defer("article__body", "article__body_html")
    return {
        "comments": map(_comment, in_pieces(said)),
        "public page": [{"shows all comments": showing.shows_all(person)}],
        "earlier wordings": map(_wording, in_pieces(Wording.objects.filter(comment__author=person))),
        "likes": map(_given, in_pieces(Like.objects.filter(by=person))),
        "reports": map(_report, in_pieces(Report.objects.filter(by=person))),
        "muted people": map(_muted, in_pieces(Mute.objects.filter(by=person).select_related("person"))),
        "muted threads": map(_muted_thread, in_pieces(ThreadMute.objects.filter(person=person))),
        "notices": _notices(person),
        "choice of mail": map(_choice, NoticeChoice.objects.filter(person=person)),
        "decisions about you": map(_decision, in_pieces(Decision.objects.filter(person=person))),
        "sanctions": map(_sanction, in_pieces(Sanction.objects.filter(person=person))),
        "decisions you made": map(_decision, in_pieces(Decision.objects.filter(by=person))),
        "watched words you added": map(_word, in_pieces(WordRule.objects.filter(added_by=person))),
    }


def erase(person: "User", *, keeps_comments: bool) -> None:
    showing.forget_choices(person)  # while it is known whose comments they are
    forgetting.take_out_of_what_others_said(person)
    forgetting.take_comments_from(person, keeps=keeps_comments)
    forgetting.take_out_of_log(person)
    reacting.take_back_likes(person)
    for rows in (
        Notice.objects.filter(recipient=person),
        NoticeChoice.objects.filter(person=person),
        ThreadMute.objects.filter(person=person),
        Mute.objects.filter(by=person),
        Mute.objects.filter(person=person),
        Sanction.objects.filter(person=person),
        ShowsAll.objects.filter(person=person),
    ):
        _delete(rows)
    words = split(person.get_username())
    if len(words) == 1:  # of a longer name the score has learned its words, and not that they are a name
        Learned.objects.filter(word__in=words).delete()
    ratelimit.forget(person.pk)


def _delete(rows: QuerySet) -> None:
    while some := list(rows.values_list("pk", flat=True)[:AT_ONCE]):
        rows.model._default_manager.filter(pk__in=some).delete()


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _comment(comment: Comment) -> Row:
    return {
        "id": comment.pk,
        "address": comment.get_absolute_url(),
        "story": comment.article.headline,
        "answers": comment.parent_id,
        "text": comment.body,
        "status": comment.status,
        "why it waited": comment.why_held,
        "written": _moment(comment.created_at),
        "edited": _moment(comment.edited_at),
        "removed": _moment(comment.removed_at),
        "deleted by you": comment.was_withdrawn,
        "picked": _moment(comment.picked_at),
        "hidden since": _moment(comment.hidden_at),
        "chosen to be shown or hidden": hasattr(comment, "shown_otherwise"),
        "likes": comment.like_count,
        "appeal": comment.appeal,
        "appealed": _moment(comment.appealed_at),
    }


def _wording(wording: Wording) -> Row:
    return {"comment": wording.comment_id, "text": wording.body, "until": _moment(wording.until)}


def _given(like: Like) -> Row:
    return {"comment": like.comment_id, "at": _moment(like.at)}


def _report(report: Report) -> Row:
    facts = {"comment": report.comment_id, "reason": report.reason, "note": report.note, "at": _moment(report.at)}
    return {**facts, "outcome": report.outcome, "decided": _moment(report.decided_at)}


def _muted(mute: Mute) -> Row:
    return {"name": mute.person.get_username(), "at": _moment(mute.at)}


def _muted_thread(mute: ThreadMute) -> Row:
    return {"thread": mute.root_id, "at": _moment(mute.at)}


def _notices(person: "User") -> Iterable[Row]:
    """As they were told, without the words of others that they tell of."""
    for notice in in_pieces(for_telling(Notice.objects.filter(recipient=person))):
        yield {
            "at": _moment(notice.at),
            "kind": notice.kind,
            "sentence": told([notice])[0].sentence,
            "comment": notice.comment_id,
            "reason": notice.reason,
            "read": _moment(notice.read_at),
        }


def _choice(choice: NoticeChoice) -> Row:
    return {"mail": choice.when, "latest": _moment(choice.mailed_at)}


def _decision(decision: Decision) -> Row:
    facts = {"at": _moment(decision.at), "decision": decision.action, "comment": decision.comment_id}
    return {**facts, "status": decision.status, "reason": decision.reason}


def _sanction(sanction: Sanction) -> Row:
    facts = {"kind": sanction.kind, "reason": sanction.reason, "since": _moment(sanction.at)}
    return {**facts, "until": _moment(sanction.until), "lifted": _moment(sanction.lifted_at)}


def _word(rule: WordRule) -> Row:
    return {"words": rule.words, "action": rule.action, "note": rule.note, "at": _moment(rule.added_at)}
