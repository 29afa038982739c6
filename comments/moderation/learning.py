"""A score learned from this site's own moderators: how much a text is like what they did not publish.

A naive Bayes classifier over the words of a text and the beginnings of its long words, each counted once a text
(McCallum and Nigam, "A Comparison of Event Models for Naive Bayes Text Classification", 1998, the Bernoulli model, of
which only what stands in the text is used). The logarithms of the ratios are added and divided by the root of their
number, so that a text is not judged by its length. Nothing leaves the site, and nothing is held until moderators have
decided enough for it to be more than a guess.
"""

import math
from dataclasses import dataclass

from django.conf import settings
from django.db.models import F
from django.utils.translation import gettext as _

from comments.models import Comment, Learned
from comments.moderation.verdict import Action, Reason, Submission
from comments.moderation.words import split
from newsroom import pagecache

BEGINNING = 4  # letters of a longer word that count as well: "idiotic" is like "idiots"
LONGEST = 40
NAMED = 5  # of the words that weighed most, for moderators to see
ALL = ""  # the row that counts the texts themselves
FALSE_ALARMS = 0.05  # the share of published comments that may score as high as what is held
SAMPLE = 500  # published comments, the newest, that the line is drawn through
AT_ONCE = 5000  # words in a query
LEARNED_AS = {"approved": "kept", "rejected": "refused", "removed": "refused"}


@dataclass(frozen=True)
class Score:
    """How much a text is like what was refused (0: as like as unlike), and the words that say so."""

    value: float
    words: tuple[str, ...]


def features(text: str) -> set[str]:
    words = {word[:LONGEST] for word in split(text)}
    return words | {f"{word[:BEGINNING]}*" for word in words if len(word) > BEGINNING}


def score(text: str) -> Score:
    """A text without a known word scores 0."""
    return scores([text])[0]


def scores(texts: list[str]) -> list[Score]:
    """The scores of several texts, for the price of one look at what was learned."""
    found = [features(text) for text in texts]
    known = _known({ALL}.union(*found))
    every = known.pop(ALL, None) or Learned(word=ALL)
    ratios = {word: _ratio(row, every) for word, row in known.items()}
    return [_score({word: ratios[word] for word in words if word in ratios}) for words in found]


def _known(words: set[str]) -> dict[str, Learned]:
    listed, rows = sorted(words), dict[str, Learned]()
    for start in range(0, len(listed), AT_ONCE):
        rows |= {row.word: row for row in Learned.objects.filter(word__in=listed[start : start + AT_ONCE])}
    return rows


def _score(ratios: dict[str, float]) -> Score:
    if not ratios:
        return Score(0.0, ())
    weightiest = sorted((word for word in ratios if ratios[word] > 0), key=lambda word: -ratios[word])
    return Score(sum(ratios.values()) / math.sqrt(len(ratios)), tuple(weightiest[:NAMED]))


def _ratio(row: Learned, texts: Learned) -> float:
    # One is added to each count (Laplace), so that a word seen once is no proof.
    return math.log((row.refused + 1) / (texts.refused + 2)) - math.log((row.kept + 1) / (texts.kept + 2))


def learn(comment: Comment, *, was: str | None, now: str) -> None:
    """Learns a moderator's decision about a comment; `was` is the one before, which is taken back first."""
    before, after = LEARNED_AS.get(was or ""), LEARNED_AS.get(now)
    if before == after:
        return
    words = [ALL, *features(comment.body)]
    Learned.objects.bulk_create([Learned(word=word) for word in words], ignore_conflicts=True)
    rows = Learned.objects.filter(word__in=words)
    if before:  # a text that was edited meanwhile has other words, which were never counted
        rows.filter(**{f"{before}__gt": 0}).update(**{before: F(before) - 1})
    if after:
        rows.update(**{after: F(after) + 1})


def line() -> float:
    """The score above which a text is held: few of the newest published comments reach it. Infinite while moderators
    have decided too little. Drawn anew every few minutes, not for every decision."""
    return pagecache.remember("line of the score", _line, tags=lambda made: [])


def _line() -> float:
    texts = Learned.objects.filter(word=ALL).first()
    wanted = settings.COMMENT_LEARN_FROM
    if not wanted or texts is None or min(texts.kept, texts.refused) < wanted:
        return math.inf
    published = Comment.objects.filter(status=Comment.Status.APPROVED).order_by("-created_at", "-pk")
    reached = sorted(one.value for one in scores(list(published.values_list("body", flat=True)[:SAMPLE])))
    return max(0.0, reached[int(len(reached) * (1 - FALSE_ALARMS))]) if reached else math.inf


def like_what_was_refused(submission: Submission) -> Reason | None:
    """Held where it is more like what moderators did not publish than nearly all that they did."""
    limit = line()
    if limit == math.inf or submission.author.is_staff:
        return None
    found = score(submission.text)
    if found.value <= limit:
        return None
    sentence = _("It reads like comments that moderators did not publish, so a moderator reads it first.")
    return Reason("like what was refused", Action.HOLD, sentence, found.words)
