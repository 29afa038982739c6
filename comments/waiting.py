"""What waits for a moderator, laid out with all that is needed to decide.

However much it holds, a page asks four things: its comments with their authors' records and how many wait besides, the
reports, the earlier decisions, the earlier words.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Case, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comments import deciding, sanctions
from comments.models import Comment, Decision, Report, Sanction, Wording
from comments.standing import APPEALED, HELD, HIDDEN, REPORTED, SUSPECT
from newsroom.pagination import Page, by_rank, by_time, paginate

if TYPE_CHECKING:
    from readers.models import User

ON_A_PAGE = 25
MOST_COUNTED = 999
RECORD = 100  # of somebody's newest comments: what became of them is their record
PUBLISHED, TURNED_DOWN, OTHER = 1, 1_000, 1_000_000  # what each is worth in its tally, so that one sum tells all three
MOST_READ = 500  # reports, decisions or wordings on a page, however many there are
REPORTS_SHOWN = 5  # under a comment
OLDEST_WITHIN = by_rank("priority", by_time("created_at", falls=False))


@dataclass(frozen=True)
class Part:
    """A part of the queue: what waits for the same cause."""

    name: str
    label: str | Promise
    lowest: int
    below: int

    @property
    def priorities(self) -> Q:
        return Q(priority__gte=self.lowest, priority__lt=self.below)


PARTS = (
    Part("hidden", _("Hidden by reports"), HIDDEN, HIDDEN + 100),
    Part("appealed", _("Appealed"), APPEALED, HIDDEN),
    Part("reported", _("Reported"), REPORTED, APPEALED),
    Part("suspect", _("Suspect"), SUSPECT, REPORTED),
    Part("held", _("Held"), HELD, SUSPECT),
)
PART = {part.name: part for part in PARTS}


@dataclass(frozen=True)
class Past:
    """A decision that was made before."""

    decision: Any
    can_be_undone: bool


@dataclass
class Item:
    """A comment as its moderator reads it."""

    comment: Any
    reports: list[Any] = field(default_factory=list)
    past: list[Past] = field(default_factory=list)
    wordings: list[Wording] = field(default_factory=list)
    following: int | None = None  # the one that is decided next

    @property
    def part(self) -> Part | None:
        return next((part for part in PARTS if part.lowest <= (self.comment.priority or 0) < part.below), None)

    @property
    def record(self) -> "Record | None":
        return Record.of(self.comment) if self.comment.author_id and hasattr(self.comment, "tally") else None

    @property
    def mark(self) -> str:
        return deciding.mark_of(self.comment)

    @property
    def reports_shown(self) -> list[Any]:
        return self.reports[:REPORTS_SHOWN]

    @property
    def reports_more(self) -> int:
        return len(self.reports) - REPORTS_SHOWN

    @property
    def in_force(self) -> list[str | Promise]:
        """The sanctions its author is under."""
        return [kind.label for kind in Sanction.Kind if getattr(self.comment, f"is_under_{kind}", None)]


class CountOf(Subquery):
    """How many of the first `most` rows there are, or are as `among` says: no others are looked at."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) few WHERE few.counts)"

    def __init__(self, rows: QuerySet, most: int, among: Q | None = None):
        counts = Case(When(among, then=Value(True)), default=Value(False)) if among else Value(True)
        super().__init__(rows.annotate(counts=counts).values("counts")[:most], output_field=IntegerField())


@dataclass(frozen=True)
class Queue:
    """A page of what waits, and how many wait in each part, up to one more than MOST_COUNTED."""

    page: Page
    counts: dict[str, int]


class SumOf(Subquery):
    """The sum of what the rows of a sliced query are worth."""

    template = "(SELECT COALESCE(SUM(few.worth), 0) FROM (%(subquery)s) few)"
    output_field = IntegerField()


@dataclass(frozen=True)
class Record:
    """What became of somebody's newest comments, RECORD at most."""

    published: int
    turned_down: int
    is_of_newest: bool  # they have said more

    @classmethod
    def of(cls, comment: Any) -> "Record":
        """Of its author, as `with_record` brought it along."""
        others, published_and_turned_down = divmod(comment.tally, OTHER)
        turned_down, published = divmod(published_and_turned_down, TURNED_DOWN)
        return cls(published, turned_down, others + turned_down + published == RECORD)


def page_of_queue(part: Part | None, token: str, *, by: "User") -> Queue:
    """The most urgent first, then who has waited longest. Raises NoSuchPage."""
    waiting = Comment.objects.waiting()
    shown = with_record(told_with_story(waiting.filter(part.priorities) if part else waiting))
    # Asked along with the rows: a page that begins in one part and ends in another is read in two goes, and ten
    # questions are enough for any.
    page = paginate(shown.annotate(**_counts()), token, size=ON_A_PAGE, key=OLDEST_WITHIN)
    items = laid_out(page.rows, by=by)
    for item, following in zip(items, items[1:], strict=False):
        item.following = following.comment.pk
    counts = items[0].comment.__dict__ if items else next(iter(waiting.values(**_counts())[:1]), {})
    return Queue(
        replace(page, rows=items),
        {part.name: counts.get(f"waits_{part.name}", 0) for part in PARTS},
    )


def _counts() -> dict[str, CountOf]:
    waiting = Comment.objects.waiting().order_by()
    return {f"waits_{part.name}": CountOf(waiting.filter(part.priorities), MOST_COUNTED + 1) for part in PARTS}


def told_with_story(comments: QuerySet[Comment]) -> QuerySet[Comment]:
    """With what a moderator reads beside each: its story, its section, what it answers."""
    found = comments.select_related("author", "article__category", "parent__author")
    return found.defer("article__body", "article__body_html", "parent__body_html")


def with_record(comments: QuerySet[Comment]) -> QuerySet[Comment]:
    """And with what became of its author's newest comments, and the sanctions that are in force."""
    newest = Comment.objects.filter(author=OuterRef("author")).order_by("-created_at")
    taken_back = Q(status=Comment.Status.REMOVED, removed_by=F("author"))
    worth = Case(
        When(status=Comment.Status.APPROVED, then=PUBLISHED),
        When(taken_back | Q(status=Comment.Status.PENDING), then=OTHER),
        default=TURNED_DOWN,
    )
    imposed = sanctions.now_in_force().filter(person=OuterRef("author"))
    # Not Exists, for which PostgreSQL may read all sanctions there are.
    under = {f"is_under_{kind}": Subquery(imposed.filter(kind=kind).values("pk")[:1]) for kind in Sanction.Kind}
    return comments.annotate(tally=SumOf(newest.annotate(worth=worth).values("worth")[:RECORD]), **under)


def laid_out(comments: Iterable[Comment], *, by: "User") -> list[Item]:
    """Comments with their open reports, earlier decisions and earlier words."""
    items = {comment.pk: Item(comment) for comment in comments}
    reports, decisions, wordings = _reports(list(items)), _decisions(list(items)), _wordings(items.values())
    for pk, item in items.items():
        item.reports, item.wordings = reports[pk], wordings[pk]
        item.past = past_of(decisions[pk], by=by)
    return list(items.values())


def past_of(decisions: list[Any], *, by: "User") -> list[Past]:
    """Decisions about one comment, the latest last. Only that which stands last can be undone."""
    standing = [one for one in decisions if not one.is_undone and one.action != Decision.Action.UNDO]
    last = standing[-1] if standing else None
    return [Past(one, can_be_undone=one == last and deciding.may_undo(one, by)) for one in decisions]


def _reports(comments: list[int]) -> dict[int, list]:
    """The heaviest first; with each how often its reporter was right of so many times before."""
    before = Report.objects.decided().filter(by=OuterRef("by"))
    most = settings.COMMENT_REPORTS_REMEMBERED
    record = {"decided": CountOf(before, most), "right": CountOf(before, most, Q(outcome=Report.Outcome.RIGHT))}
    found = Report.objects.undecided().filter(comment__in=comments).annotate(**record).select_related("by")
    return _by_comment(found.order_by("-weight", "pk")[:MOST_READ]) if comments else defaultdict(list)


def _decisions(comments: list[int]) -> dict[int, list]:
    found = Decision.objects.filter(comment__in=comments).as_logged().order_by("-pk")[:MOST_READ]
    return _by_comment(reversed(found)) if comments else defaultdict(list)


def _wordings(items: Iterable[Item]) -> dict[int, list]:
    edited = [item.comment.pk for item in items if item.comment.edited_at]
    found = Wording.objects.filter(comment__in=edited).order_by("until", "pk")[:MOST_READ]
    return _by_comment(found) if edited else defaultdict(list)


def _by_comment(rows: Iterable[Any]) -> dict[int, list]:
    sorted_out: dict[int, list] = defaultdict(list)
    for row in rows:
        sorted_out[row.comment_id].append(row)
    return sorted_out
