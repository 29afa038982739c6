"""A long conversation under one story, for a site on trial: rows, paths and counters as `posting` leaves them.

The one writer of comments beside `posting`, which takes a transaction for each and would need an hour for these.
"""

import functools
import random
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Article
from comments import posting, standing
from comments.models import Comment
from comments.moderation import Action, Reason, Verdict
from newsroom import bulk, markup

if TYPE_CHECKING:
    from readers.models import User

DEMO = Path(__file__).resolve().parent / "demo"
ACCOUNTS = 499  # a prime, so that author and text, which turn at different paces, never meet twice
CHUNK = 2_500  # comments in a transaction, whole threads of them
AT_HAND = 40  # so many of the latest comments get the answers
ROOTS, TO_THE_FIRST = 0.4, 0.1  # the share of comments that begin a thread; that answer the thread everybody is in


def story_to_fill() -> Article | None:
    """The story that was filled before; else the newest one readers may see."""
    published = Article.objects.published().select_related("category")
    begun = Comment.objects.filter(author__email__startswith="filling-").order_by("pk").first()
    return published.filter(pk=begun.article_id).first() if begun else published.newest().first()


def fill(article: Article, *, up_to: int) -> Iterator[int]:
    """Adds comments until the story has `up_to` of every kind; gives the number added after each transaction."""
    there = Comment.objects.filter(article=article)
    missing = up_to - there.count()
    if missing <= 0:
        return
    last = there.order_by("created_at").values_list("created_at", flat=True).last()
    begin, end = last or article.published_at or timezone.now(), timezone.now()
    authors, texts = _authors(), _texts()
    for start in range(0, missing, CHUNK):
        count = min(CHUNK, missing - start)
        moments = [begin + (end - begin) * ((start + number) / missing) for number in range(1, count + 1)]
        with transaction.atomic():
            _store(article, authors, texts, moments)
        yield count


def _email(number: int) -> str:
    return f"filling-{number}@example.org"


def _authors() -> list["User"]:
    """Accounts without a password, so that nobody can sign in with one."""
    people = get_user_model().objects
    known = {user.email: user for user in people.filter(email__startswith="filling-")}
    with transaction.atomic():
        return [
            known.get(_email(number)) or people.create_user(username=f"reader_{number:03}", email=_email(number))
            for number in range(ACCOUNTS)
        ]


def _texts() -> list[str]:
    """What is said in the demonstration conversations."""
    files = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(DEMO.glob("*.yaml"))]
    return list(dict.fromkeys(posting.tidy(text) for entries in files for text in _said(entries)))


def _said(entries: list[dict[str, Any]]) -> Iterator[str]:
    for entry in entries or ():
        yield entry["text"]
        yield from _said(entry.get("replies") or [])


def _store(article: Article, authors: list["User"], texts: list[str], moments: list[datetime]) -> None:
    conversation = standing.locked(article)
    ids = bulk.new_ids(Comment, len(moments))
    chance = random.Random(conversation.last_number)  # noqa: S311  a likeness, not a secret
    said: list[Comment] = []
    answerable: list[Comment] = []
    for pk, moment in zip(ids, moments, strict=True):
        conversation.last_number += 1
        number = conversation.last_number
        parent = _parent(answerable, chance)
        comment = _comment(article, number, authors[number % ACCOUNTS], _text(texts, number), parent)
        comment.pk, comment.created_at = pk, moment
        said.append(comment)
        if _settle(comment, number):
            answerable.append(comment)
    conversation.comment_count += _count(said)
    Comment.objects.bulk_create(said)
    conversation.save(update_fields=["last_number", "comment_count"])


def _text(texts: list[str], number: int) -> str:
    """Nobody says the same twice: once every author has said every text, the round is told with it."""
    rounds = number // (ACCOUNTS * len(texts))
    return texts[number % len(texts)] + (f" ({rounds + 1})" if rounds else "")


def _parent(answerable: list[Comment], chance: random.Random) -> Comment | None:
    if not answerable or chance.random() < ROOTS:
        return None
    return answerable[0] if chance.random() < TO_THE_FIRST else chance.choice(answerable[-AT_HAND:])


def _comment(article: Article, number: int, author: "User", body: str, parent: Comment | None) -> Comment:
    return Comment(
        article=article,
        author=author,
        parent=parent,
        root=(parent.root or parent) if parent else None,
        path=posting.path_below(parent, number),
        depth=min(parent.depth + 1, posting.DEEPEST) if parent else 0,
        body=body,
        body_html=_rendered(body),
        status=Comment.Status.APPROVED,
        submission=posting.submission_of(author, parent, body),
    )


_rendered = functools.cache(markup.comment_html)


def _settle(comment: Comment, number: int) -> bool:
    """Lets one in a hundred wait for a moderator and one be taken back; tells whether it may have been answered."""
    if number % 100 == 7:
        sentence = _("You posted the same words elsewhere a short while ago, so a moderator reads this one first.")
        comment.status = Comment.Status.PENDING
        comment.verdict = Verdict((Reason("repeat", Action.HOLD, sentence),)).as_json()
        comment.priority = standing.HELD
        return False
    if number % 100 == 57:
        comment.status = Comment.Status.REMOVED
        comment.removed_at, comment.removed_by = comment.created_at, comment.author
    return True


def _count(said: list[Comment]) -> int:
    """Tells every comment how many approved ones stand below it; returns how many there are in all."""
    by_path = {comment.path: comment for comment in said}
    approved = [comment for comment in said if comment.is_approved]
    for comment in approved:
        for path in comment.paths_above:
            by_path[path].reply_count += 1
    return len(approved)
