"""One press of a button by somebody who may decide, and what it leaves in the log."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from articles import publishing
from comments.models import Comment, Decision

if TYPE_CHECKING:
    from readers.models import User

T = TypeVar("T")
AT_ONCE = 50  # comments in a transaction: half a second, and SQLite makes others wait no longer than five
REASON_LONGEST = Decision._meta.get_field("reason").max_length or 0


@dataclass(frozen=True)
class Press:
    """All that is decided at one press bears one batch and one time."""

    by: "User"
    batch: uuid.UUID = field(default_factory=uuid.uuid4)
    at: datetime = field(default_factory=timezone.now)

    def record(
        self, action: str, *, comment: Comment | None = None, person: "User | None" = None, reason: str = "", **about
    ) -> Decision:
        return Decision.objects.create(
            comment=comment,
            person=comment.author if comment else person,
            action=action,
            reason=shortened(reason),
            by=self.by,
            by_name=self.by.get_username(),
            at=self.at,
            batch=self.batch,
            **about,
        )


def press_of(by: "User") -> Press:
    """A press by somebody who may moderate. Raises PermissionDenied."""
    if not by.has_perm("comments.moderate_comment"):
        raise PermissionDenied
    return Press(by)


def press_of_editor(by: "User") -> Press:
    """A press by somebody who answers for stories. Raises PermissionDenied."""
    if not publishing.may_publish(by):
        raise PermissionDenied
    return Press(by)


def in_turns(many: list[T]) -> Iterator[list[T]]:
    """What is decided at one press, in parts: each in a transaction of its own, so that others may write in between."""
    for start in range(0, len(many), AT_ONCE):
        yield many[start : start + AT_ONCE]


def shortened(reason: str) -> str:
    return reason.strip()[:REASON_LONGEST]
