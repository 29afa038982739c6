"""A long conversation under one story, for a site on trial: as if its readers had posted it."""

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
from comments import loading, posting, standing
from comments.models import Comment
from comments.moderation import Action, Reason, Verdict
from newsroom import markup

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
    chance = random.Random(conversation.last_number)  # noqa: S311  a likeness, not a secret
    said: list[Comment] = []
    answerable: list[Comment] = []
    for (pk, number), moment in zip(loading.places(conversation, len(moments)), moments, strict=True):
        parent = _parent(answerable, chance)
        comment = _comment(article, authors[number % ACCOUNTS], _text(texts, number), parent)
        comment.created_at = moment
        loading.place(comment, pk, number)
        said.append(comment)
        if _settle(comment, number):
            answerable.append(comment)
    loading.store(conversation, said)


def _text(texts: list[str], number: int) -> str:
    """Nobody says the same twice: once every author has said every text, the round is told with it."""
    rounds = number // (ACCOUNTS * len(texts))
    return texts[number % len(texts)] + (f" ({rounds + 1})" if rounds else "")


def _parent(answerable: list[Comment], chance: random.Random) -> Comment | None:
    if not answerable or chance.random() < ROOTS:
        return None
    return answerable[0] if chance.random() < TO_THE_FIRST else chance.choice(answerable[-AT_HAND:])


def _comment(article: Article, author: "User", body: str, parent: Comment | None) -> Comment:
    return Comment(
        article=article,
        author=author,
        parent=parent,
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
