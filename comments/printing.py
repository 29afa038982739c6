"""How a comment is printed: its template is rendered once for every shape a comment can have, with marks where the
words stand, and the marks are filled for each. A page of a hundred comments is a handful of templates so.

The template stays the only place that says how a comment looks; what is filled in is escaped as it would be there.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from comments.models import Comment
from comments.threads import Shown

# Letters that belong to no language, and numbers that no row has.
NAME, BODY, ANSWERED, INITIALS, WRITTEN, MOMENT = "\ue000\ue001\ue002\ue003\ue004\ue005"
PK, PARENT, LIKES, COLOUR, PERSON = (9_100_000_000_000_000 + number for number in range(5))
NUMBERS = [PK, PARENT, LIKES, COLOUR, PERSON]
MARKS = re.compile("|".join(map(str, [NAME, BODY, ANSWERED, INITIALS, WRITTEN, MOMENT, *NUMBERS])))
INDENTED = re.compile(r"\s*\n\s*")
SOMEBODY_ELSE = 1


@dataclass(frozen=True)
class Mould:
    """The HTML of a shape of comment: its pieces, and between each two the mark that is filled."""

    pieces: list[str]
    marks: list[str]

    def filled(self, words: Mapping[str, str]) -> SafeString:
        html = self.pieces[:1]
        for mark, piece in zip(self.marks, self.pieces[1:], strict=True):
            html += [words[mark], piece]
        return mark_safe("".join(html))  # noqa: S308  of our template, and of words that are escaped


_moulds: dict[tuple, Mould] = {}  # there are a few dozen shapes


def printed(row: Shown) -> SafeString:
    """A comment in its thread. What is one's own is rendered for oneself, since it says more."""
    if row.is_ones_own or settings.DEBUG:
        return render_to_string("comments/_comment.html", {"row": row, "comment": row.comment})
    shape = _shape(row)
    mould = _moulds.get(shape)
    if mould is None:
        mould = _moulds[shape] = _mould(row)
    return mould.filled(_words(row))


def _shape(row: Shown) -> tuple:
    """All that makes one comment's HTML differ from another's, but for its words."""
    comment, answers = row.comment, row.answers
    fate = (comment.status, comment.was_withdrawn, comment.removed_by_id is None, bool(comment.source))
    marked = (
        comment.author_id is None,
        comment.has_page_beside,
        comment.edited_at is None,
        comment.is_hidden,
        comment.picked_at is None,
        comment.like_count == 0,
    )
    seen = (row.is_readable, row.is_liked, row.is_muted, row.is_slow, row.badge)
    answering = (comment.parent_id is None, row.is_flattened, answers and answers.is_readable)
    return get_language(), *fate, *marked, *seen, *answering


def _mould(row: Shown) -> Mould:
    blank = _blank(row)
    html = INDENTED.sub("\n", render_to_string("comments/_comment.html", {"row": blank, "comment": blank.comment}))
    return Mould(MARKS.split(html), MARKS.findall(html))


def _words(row: Shown) -> dict[str, str]:
    comment, answers = row.comment, row.answers
    return {
        NAME: escape(comment.author_name),
        BODY: comment.body_html,
        ANSWERED: escape(answers.comment.author_name) if answers else "",
        INITIALS: escape(row.initials),
        WRITTEN: escape(row.written),
        MOMENT: row.moment,
        str(PK): str(comment.pk),
        str(PARENT): str(comment.parent_id),
        str(LIKES): str(comment.like_count),
        str(COLOUR): str(row.colour),
        str(PERSON): str(comment.author_id),
    }


class _Blank(Shown):
    """A comment of a shape, with marks for words."""

    colour: Any = COLOUR
    initials: Any = INITIALS
    written: Any = WRITTEN
    moment: Any = MOMENT


def _blank(row: Shown) -> Shown:
    """Of the comment's own there is nothing in it but what `_shape` names, so that no word of it can stay behind."""
    answers = row.answers and replace(row.answers, comment=_said_by(row.answers.comment, ANSWERED), answers=None)
    shown = {name: getattr(row, name) for name in ("badge", "is_readable", "is_liked", "is_muted", "is_slow", "level")}
    return _Blank(comment=_said_by(row.comment, NAME), answers=answers, can_edit=False, can_delete=False, **shown)


def _said_by(comment: Comment, name: str) -> Comment:
    now = timezone.now()
    blank = Comment(
        pk=PK,
        parent_id=PARENT if comment.parent_id else None,
        depth=comment.depth,
        body_html=BODY,
        status=comment.status,
        source=comment.source and "elsewhere",
        like_count=LIKES if comment.like_count else 0,
        edited_at=comment.edited_at and now,
        hidden_at=comment.hidden_at and now,
        picked_at=comment.picked_at and now,
        signed_as=name,
        removed_by_id=comment.removed_by_id and (PERSON if comment.was_withdrawn else SOMEBODY_ELSE),
    )
    if comment.author_id:
        blank.author = get_user_model()(pk=PERSON, username=name, has_profile=comment.has_page_beside)
    return blank
