"""A text on its way in, what a check finds in it, and all that was found."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from articles.models import Article
from comments.models import Comment

if TYPE_CHECKING:
    from readers.models import User


class Action(StrEnum):
    HOLD = "hold"  # kept for a moderator, seen by its author alone
    REFUSE = "refuse"  # not kept at all


@dataclass(frozen=True)
class Reason:
    rule: str
    action: Action
    sentence: str
    matched: tuple[str, ...] = ()


@dataclass(frozen=True)
class Submission:
    """A text on its way in. `editing` is the comment it would replace."""

    article: Article
    author: "User"
    text: str
    parent: Comment | None = None
    editing: Comment | None = None


@dataclass(frozen=True)
class Verdict:
    """Every reason that was found; none means approved."""

    reasons: tuple[Reason, ...] = ()

    @property
    def refusal(self) -> str:
        """The sentence of the reason that refuses, or ""."""
        return next((reason.sentence for reason in self.reasons if reason.action == Action.REFUSE), "")

    @property
    def status(self) -> str:
        return Comment.Status.PENDING if self.reasons else Comment.Status.APPROVED

    def as_json(self) -> list[dict]:
        return [asdict(reason) for reason in self.reasons]
