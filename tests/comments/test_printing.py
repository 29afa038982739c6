"""A comment that is filled into its mould reads as if its template had been rendered for it alone."""

import random
import re

import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from comments import posting, printing, threads
from comments.models import Comment
from comments.personal import NOBODY, Own
from tests import factories

pytestmark = pytest.mark.django_db

NAMES = ["Ada", "O'Brien & Sons", "<b>bold</b>", "\ue000\ue001", "مريم", "9100000000000000", "a_b"]


def row_of(chance: random.Random, answers=None) -> threads.Shown:
    """A comment of a random shape and words, as `threads` lays them out."""
    now, maybe = timezone.now(), lambda: chance.random() < 0.5
    author = factories.make_user.__globals__["get_user_model"]()(
        pk=chance.randrange(1, 99), username=chance.choice(NAMES), has_profile=maybe()
    )
    comment = Comment(
        pk=chance.randrange(1, 10**6), author=author if maybe() else None, signed_as=chance.choice(["", *NAMES]),
        parent_id=answers.comment.pk if answers else None, depth=chance.randrange(1, 8) if answers else 0,
        body_html=f"<p>{chance.choice(['Well said', chr(0xE000), '&amp;'])}</p>", created_at=now,
        status=chance.choice(["approved", "approved", "rejected", "removed"]), source="disqus:1" if maybe() else "",
        like_count=chance.choice([0, 1, 1234]), edited_at=now if maybe() else None,
        hidden_at=now if maybe() else None, picked_at=now if maybe() else None,
        removed_by_id=chance.choice([None, author.pk, 100]),
    )  # fmt: skip
    return threads.Shown(
        comment=comment, level=0, answers=answers, badge=chance.choice(["", "author", "newsroom"]),
        is_readable=comment.is_approved, can_edit=False, can_delete=False,
        is_liked=maybe(), is_muted=maybe(), is_slow=maybe(),
    )  # fmt: skip


def tight(html: str) -> str:
    return re.sub(r"\s*\n\s*", "\n", html)


def test_what_is_filled_in_is_what_the_template_would_have_said():
    chance = random.Random(4)
    for _number in range(400):
        row = row_of(chance, answers=row_of(chance) if chance.random() < 0.5 else None)
        alone = render_to_string("comments/_comment.html", {"row": row, "comment": row.comment})
        assert printing.printed(row) == tight(alone)


def test_the_site_holds_no_more_moulds_than_shapes(story, reader):
    for number in range(30):
        posting.post_comment(story, author=factories.make_user(), text=f"Word {number}")
    before = len(printing._moulds)
    talk = threads.page_of_threads(story, NOBODY)
    html = [printing.printed(row) for row in talk.page]
    assert len(set(html)) == 25
    assert len(printing._moulds) <= before + 1
    assert threads.page_of_threads(story, Own(reader)).page.rows  # and a reader's rows are laid out alike
