"""Takes comments in: those of one story at a time, the same on every run, and a tally of what became of each.

Nobody is matched to an account: whoever writes an address or a name into a file would speak in another's name.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.importing.taking import Tally
from articles.models import Article
from comments import loading, standing
from comments.exporting import own_row
from comments.importing.said import Said
from comments.importing.stories import Stories
from comments.models import Comment
from comments.moderation import Action, Reason, Verdict
from comments.posting import tidy
from newsroom import markup

BATCH = 10_000  # comments read before they are sorted by story
CHUNK = 250  # of one story stored at once: it is locked while they are rendered, for a fifth of a second
Rows = dict[str, Comment | None]  # by their sources; None: would be there, were this no dry run


class Taker:
    """Takes comments in. One whose parent has not come yet waits for it, so that any order of the file will do."""

    def __init__(self, stories: Stories, *, dry_run: bool = False) -> None:
        self.stories = stories
        self.dry_run = dry_run
        self.tally = Tally()
        self.homeless: dict[str, int] = defaultdict(int)  # how many comments each story would have that isn't here
        self.articles: dict[int, Article] = {}
        self.waiting: dict[tuple[int, str], list[Said]] = {}  # by story and parent
        self.would_be: set[tuple[int, str]] = set()

    def take(self, batch: Iterable[Said]) -> Iterator[int]:
        """Stores what is not there yet, and gives how many were dealt with after each transaction. What can't be taken
        in is counted and noted, and stops nothing."""
        by_story = defaultdict(list)
        homeless = 0
        for said in batch:
            article = self._story(said)
            if article:
                self.articles[article.pk] = article
                by_story[article.pk].append(said)
            else:
                homeless += 1
        yield homeless
        for story, found in by_story.items():
            for start in range(0, len(found), CHUNK):
                chunk = found[start : start + CHUNK]
                self._take_under(self.articles[story], chunk)
                yield len(chunk)

    def finish(self) -> None:
        """Takes in what still waits: a comment whose parent was not in the file, or was refused, begins a thread."""
        coming = {(story, said.source) for (story, _parent), found in self.waiting.items() for said in found}
        tops = [key for key in self.waiting if key not in coming]
        orphans: dict[int, list[Said]] = defaultdict(list)
        for story, parent in tops:
            orphans[story] += self.waiting.pop((story, parent))
        for story, found in orphans.items():
            for start in range(0, len(found), CHUNK):
                self._begin_threads(story, found[start : start + CHUNK])
        while self.waiting:  # of those that answer one another in a ring the first begins
            story, parent = next(iter(self.waiting))
            self._begin_threads(story, self.waiting.pop((story, parent)))

    def _begin_threads(self, story: int, found: list[Said]) -> None:
        for said in found:
            self.tally.counts["no parent"] += 1
            said.parent = ""
        self._take_under(self.articles[story], found)

    def _story(self, said: Said) -> Article | None:
        """The story it stands under; None, counted, for what is not to be taken in."""
        if said.is_aside:
            self.tally.counts["left out"] += 1
            return None
        if said.unfit:
            self._refuse(said, said.unfit)
            return None
        article = self.stories.find(said.story)
        if article is None:
            self.tally.counts["no story"] += 1
            self.homeless[said.story[0] if said.story else "(unnamed)"] += 1
        return article

    def _refuse(self, said: Said, why: str) -> None:
        self.tally.counts["refused"] += 1
        self.tally.note(said.name, why)

    def _take_under(self, article: Article, batch: list[Said]) -> None:
        with transaction.atomic():
            conversation = None if self.dry_run else standing.locked(article)
            there = self._rows(article, batch)
            found = self._in_order(article, batch, there)
            if conversation is None:
                self.would_be |= {(article.pk, said.source) for said, _html in found}
                return
            made = []
            for (said, html), (pk, number) in zip(found, loading.places(conversation, len(found)), strict=True):
                there[said.source] = comment = _comment(article, said, html, there.get(said.parent))
                loading.place(comment, pk, number)
                made.append(comment)
            if made:
                loading.store(conversation, made)

    def _rows(self, article: Article, batch: list[Said]) -> Rows:
        """What is there already of a batch, and of what it answers."""
        sources = {source for said in batch for source in (said.source, said.parent) if source}
        stored = Comment.objects.filter(article=article).only("path", "depth", "root_id", "source", "created_at")
        rows: Rows = dict.fromkeys(source for source in sources if (article.pk, source) in self.would_be)
        # The submission is made of the source, and the index of submissions holds every comment.
        for row in stored.filter(submission__in=map(_submission, sources)):
            rows[row.source] = row
        own = {named: source for source in sources if (named := own_row(source))}
        if own:  # an export of this very site, come home
            for row in stored.filter(pk__in=[pk for pk, _at in own], source=""):
                if source := own.get((row.pk, row.created_at)):
                    rows[source] = row
        return rows

    def _in_order(self, article: Article, batch: list[Said], there: Rows) -> list[tuple[Said, str]]:
        """What is to be stored now, with its HTML, answers after what they answer."""
        ordered: list[tuple[Said, str]] = []
        known = set(there)
        for said in batch:
            next_ones = [said]
            while next_ones:
                one = next_ones.pop()
                if one.source in known:
                    self.tally.counts["already here"] += 1
                elif one.parent and one.parent not in known:
                    self.waiting.setdefault((article.pk, one.parent), []).append(one)
                    continue
                elif (html := self._rendered(one)) is None:
                    continue
                else:
                    self.tally.counts["imported"] += 1
                    ordered.append((one, html))
                    known.add(one.source)
                next_ones += reversed(self.waiting.pop((article.pk, one.source), []))
        return ordered

    def _rendered(self, said: Said) -> str | None:
        """Its HTML, empty where its text is gone; None, counted, where it is refused."""
        said.text = tidy(said.text)
        if not said.text and said.status == Comment.Status.REMOVED:
            return ""
        try:
            return markup.comment_html(said.text)
        except markup.Refused as refused:
            self._refuse(said, str(refused))
            return None


def _comment(article: Article, said: Said, html: str, parent: Comment | None) -> Comment:
    at = said.at if said.at and said.at <= timezone.now() else article.published_at or timezone.now()
    comment = Comment(
        article=article,
        parent=parent,
        body=said.text,
        body_html=html,
        status=said.status,
        verdict=_verdict(said.status) if said.verdict is None else said.verdict,
        submission=_submission(said.source),
        source=said.source,
        signed_as=_name(said.by),
        like_count=said.likes,
        imported_likes=said.likes,
        created_at=at,
        edited_at=said.edited_at,
        removed_at=(said.removed_at or at) if said.status == Comment.Status.REMOVED else None,
        picked_at=said.picked_at if said.status == Comment.Status.APPROVED else None,
    )
    comment.priority = standing.priority_of(comment)
    return comment


def _submission(source: str) -> str:
    """Nobody else's: the same words from two places are two comments, those of one source are one."""
    return hashlib.sha256(f"imported:{source}".encode()).hexdigest()


def _name(text: str) -> str:
    """One line without marks that can't be seen, which could make one name look like another."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())[:150]


def _verdict(status: str) -> list[dict]:
    """Why a comment stands as it does that nobody here has judged."""
    sentences = {
        Comment.Status.PENDING: _("It waited for a moderator where it came from."),
        Comment.Status.REJECTED: _("It was spam, or rejected, where it came from."),
        Comment.Status.REMOVED: _("It was deleted where it came from."),
    }
    if status not in sentences:
        return []
    action = Action.HOLD if status == Comment.Status.PENDING else Action.REFUSE
    return Verdict((Reason("imported", action, sentences[Comment.Status(status)]),)).as_json()
