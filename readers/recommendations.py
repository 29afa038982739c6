"""For You: which stories a reader is shown, in which order, and for which one reason each.

    score = heat and reads - age + what the reader's own share of a section, topic, author is over everyone's
            + likeness in words to what they read lately + what is read together with it + what they follow

Everything is a logarithm or a small number, so that terms can be added and the largest names the reason. Without
signals all personal terms are zero, and what is left is what is read most and newest. How the weights were found, and
what they are worth, is in docs/for-you.md.
"""

import hashlib
import math
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _

from articles.models import Article, Topic
from readers import live as lives
from readers import tastes
from readers.live import Live, Story
from readers.models import LessLike, Read, Stance, Taste

# What each term weighs
HEAT, READS, AGE, PICK = 0.2, 0.4, 0.75, 0.1
SECTION, TOPIC, AUTHOR = 0.44, 0.14, 0.04
WORDS, TOGETHER, FOLLOW = 4.9, 0.46, 1.5
# How many reads like everyone's a reader is thought to have begun with, so that one read proves little
PRIOR = {"c": 5.0, "t": 3.0, "a": 5.0}
FADES = 0.95  # a story read before another counts so much of it, for likeness in words
READ, MUTED, UNWANTED = -50.0, -1000.0, -2000.0  # what sinks: read already, muted, asked for less of
DIVERSITY = 0.3  # λ of the re-ranking: Carbonell and Goldstein, The use of MMR (1998)
EXPLORES = 10  # every tenth place is for something else than usual
OFTEN = 1.5  # reads, as they count now, from which on somebody "often reads" something
LIKE = 0.05  # likeness from which on a story read is named as the reason
MANY, NEWEST = 200, 12  # stories weighed in full: the strongest, and of each leaning the newest
LAID_OUT = 60  # stories among which neighbours are chosen to differ
SPARE = 10  # looked up beyond those wanted, for what was withdrawn in the last minute
NEIGHBOURS = 9  # from so many stories before it each differs


@dataclass(frozen=True)
class Reason:
    """Why a story is shown. `about` is the section, topic, author or story it speaks of, where there is one."""

    kind: str
    about: Any = None

    @property
    def sentence(self) -> str:
        return {
            "follow": _("Because you follow %(name)s"),
            "section": _("You often read %(name)s"),
            "topic": _("You often read about %(name)s"),
            "author": _("New from %(name)s"),
            "together": _("Because you read “%(name)s”"),
            "read": _("Most read today"),
            "pick": _("Editors’ pick"),
            "new": _("New"),
            "explore": _("Something else than usual"),
        }[self.kind] % {"name": self.about}


@dataclass(frozen=True)
class Recommended:
    article: Article
    reason: Reason


@dataclass(frozen=True)
class Cause:
    """A reason before its name is looked up: `about` is a key ("c2") or the id of a story."""

    kind: str
    about: str | int = ""


@dataclass
class Signals:
    """All that is held of a reader, as ranking needs it. Of nobody everything is empty."""

    name: str = ""
    weights: dict[str, float] | None = None
    recent: list[int] | None = None  # stories read, oldest first
    follows: frozenset[str] = frozenset()
    mutes: frozenset[str] = frozenset()
    unwanted: frozenset[int] = frozenset()

    @classmethod
    def of(cls, reader: Any, now: float) -> "Signals":
        """Those of a reader, in three queries; nobody's while they want nothing chosen for them."""
        if not reader.personalises:
            return cls()
        taste = Taste.objects.filter(pk=reader.pk).first() or Taste()
        stances = Stance.objects.filter(reader=reader).values_list("kind", "category", "topic", "author")
        by_kind: dict[str, set[str]] = defaultdict(set)
        for kind, *things in stances:
            by_kind[kind].update(f"{letter}{pk}" for letter, pk in zip("cta", things, strict=True) if pk)
        return cls(
            name=str(reader.pk),
            weights=tastes.at_time(taste.weights, now),
            recent=[pk for pk, _at in taste.recent],
            follows=frozenset(by_kind[Stance.Kind.FOLLOW]),
            mutes=frozenset(by_kind[Stance.Kind.MUTE]),
            unwanted=frozenset(LessLike.objects.filter(reader=reader).values_list("article", flat=True)),
        )


def for_reader(
    reader: Any,
    *,
    count: int = 24,
    now: float | None = None,
    among: Iterable[int] | None = None,
    signals: Signals | None = None,
) -> list[Recommended]:
    """What this reader is shown, best first: published stories, each with its true reason. `among` so many stories
    alone, what is read, muted or asked for less of is left out. `signals` spares looking them up."""
    moment = time.time() if now is None else now
    ranking = Ranking(lives.now_live(moment), signals or Signals.of(reader, moment), moment)
    pks = ranking.likely() if among is None else [pk for pk in among if pk in ranking.live.stories]
    read = Read.objects.filter(reader=reader, article__in=pks).values_list("article", flat=True)
    ranking.sink(read if reader.personalises else ())
    page = ranking.page(pks, count + SPARE)
    if among is None:
        return _shown(ranking, page, count) or _newest(moment, count)
    return _shown(ranking, [pk for pk in page if not ranking.sinks(pk)], count)


def for_nobody(*, count: int) -> list[Recommended]:
    """What is shown to whom nothing is known of: editors' picks, what is read, what is new."""
    ranking = Ranking(lives.now_live(), Signals(), time.time())
    return _shown(ranking, ranking.page(ranking.likely(), count + SPARE), count) or _newest(ranking.now, count)


class Lifts(dict[str, float]):
    """By key: the logarithm of the reader's share over everyone's, worked out when first asked for; zero of who has
    read nothing. What the reader wanted less of counts against it."""

    def __init__(self, live: Live, weights: dict[str, float], total: float):
        super().__init__()
        self.live, self.weights, self.total = live, weights, total
        # Of what they never read it is the same for all sections, all topics, all authors.
        self.unread = {kind: math.log(prior / (total + prior)) for kind, prior in PRIOR.items()}

    def __missing__(self, key: str) -> float:
        weight = self.weights.get(key)
        self[key] = lift = self._of(key, weight) if weight else self.unread[key[0]]
        return lift

    def _of(self, key: str, weight: float) -> float:
        if not self.total and weight > 0:
            return 0.0
        share, prior = self.live.shares.get(key) or 0.5 / (self.live.total + 1), PRIOR[key[0]]
        return math.log((max(0.0, weight) + prior * share) / (self.total + prior) / share) + min(0.0, weight)


class Ranking:
    """Stories weighed for one reader at one moment (seconds since 1970)."""

    def __init__(self, live: Live, signals: Signals, now: float):
        self.live, self.signals, self.now = live, signals, now
        self.weights = signals.weights or {}
        self.total = sum(weight for key, weight in self.weights.items() if key[0] == "c" and weight > 0)
        self.recent = [pk for pk in signals.recent or [] if pk in live.stories]
        self.profile, self.length = self._profile()
        self.rarity = {pk: 1 / math.sqrt(live.read[pk] + 5) for pk in self.recent[-30:]}
        self.lifts = Lifts(live, self.weights, self.total)
        self.sunk: dict[int, float] = {}
        self.explored: frozenset[int] = frozenset()
        self.today = frozenset(lives.most_read(24, 10, now))

    def likely(self) -> list[int]:
        """Those that can come first: the strongest for everybody, and of what this reader leans to the newest."""
        if not self.live.strongest:  # the same for everybody, until what is live is looked up anew
            self.live.strongest = sorted(self.live.stories, key=lambda pk: -self._base(self.live.stories[pk]))[:MANY]
        leanings = sorted(self.weights, key=lambda key: -self.weights[key])[:15]
        found = dict.fromkeys(self.live.strongest)
        for key in (*self.signals.follows, *leanings):
            found.update(dict.fromkeys(self.live.by_key.get(key, [])[:NEWEST]))
        return list(found)

    def sink(self, pks: Iterable[int]) -> None:
        """Already read: they come after all that is not."""
        self.sunk.update(dict.fromkeys(pks, READ))

    def sinks(self, pk: int) -> bool:
        """Whether it is read, muted or asked for less of: no merit makes up for that."""
        return self.score(pk) <= READ / 2

    def score(self, pk: int) -> float:
        story = self.live.stories[pk]
        score = self._base(story) + self.sunk.get(pk, 0.0) + self._personal(story)
        if not self.signals.mutes.isdisjoint(story.keys):
            score += MUTED
        return score + UNWANTED if pk in self.signals.unwanted else score

    def page(self, pks: list[int], places: int = LAID_OUT) -> list[int]:
        """All of them as they are listed: the best first, yet (so many places down) not one like the other, and now
        and then one of a section that this reader seldom reads."""
        scores = {pk: self.score(pk) for pk in pks}
        left = sorted(pks, key=lambda pk: (-scores[pk], pk))
        page = self._diverse({pk: scores[pk] for pk in left[:LAID_OUT] if scores[pk] > READ / 2}, places)
        if self.total:
            self._explore(page)
        placed = set(page)
        return [*page, *(pk for pk in left if pk not in placed)]

    def cause(self, pk: int) -> Cause:
        """The one reason that weighs most."""
        story = self.live.stories[pk]
        if pk in self.explored:
            return Cause("explore")
        followed = [key for key in story.keys if key in self.signals.follows]
        if followed:
            return Cause("follow", followed[-1])
        own = {cause: value for cause, value in self._causes(story).items() if value > 0.05}
        if own:
            return max(own, key=lambda cause: own[cause])
        return Cause("pick") if story.is_pick else Cause("read") if pk in self.today else Cause("new")

    def _base(self, story: Story) -> float:
        hours = max(0.0, self.now - story.at) / 3600
        popular = HEAT * math.log(story.heat + 0.3) + READS * math.log(story.reads + 0.5)
        return popular - AGE * math.log(hours + 2) + PICK * story.is_pick

    def _personal(self, story: Story) -> float:
        if not self.weights and not self.signals.follows:
            return 0.0
        own = SECTION * self.lifts[story.section]
        if story.topics:
            own += TOPIC * max([self.lifts[key] for key in story.topics])
        if story.authors:
            own += AUTHOR * max([self.lifts[key] for key in story.authors])
        own += WORDS * self._likeness(story) + TOGETHER * self._read_together(story)
        return own + FOLLOW * (not self.signals.follows.isdisjoint(story.keys))

    def _causes(self, story: Story) -> dict[Cause, float]:
        """What may be said of this story to this reader, and how much it weighs."""
        said: dict[Cause, float] = {}
        for key in story.keys:
            kind, weight = {"c": ("section", SECTION), "t": ("topic", TOPIC), "a": ("author", AUTHOR)}[key[0]]
            if self.weights.get(key, 0.0) >= OFTEN:
                said[Cause(kind, key)] = weight * self.lifts[key]
        alike = WORDS * self._likeness(story) + TOGETHER * self._read_together(story)
        if alike > max(said.values(), default=0.0):  # else it is not the reason, whichever story it would name
            like, likest = max(((self._alike(pk, story), pk) for pk in self.recent[-12:]), default=(0.0, 0))
            if like >= LIKE and likest != story.pk:
                said[Cause("together", likest)] = alike
        return said

    def _profile(self) -> tuple[dict[str, float], float]:
        profile: dict[str, float] = defaultdict(float)
        for age, pk in enumerate(reversed(self.recent)):
            for word, weight in self.live.stories[pk].words.items():
                profile[word] += weight * FADES**age
        return profile, math.sqrt(sum(weight * weight for weight in profile.values())) or 1.0

    def _likeness(self, story: Story) -> float:
        profile, words = self.profile, story.words
        return sum([words[word] * profile[word] for word in words.keys() & profile.keys()]) / self.length

    def _alike(self, pk: int, story: Story) -> float:
        words, others = self.live.stories[pk].words, story.words
        common = sum([words[word] * others[word] for word in words.keys() & others.keys()])
        beside = self.live.together[story.pk][pk] if story.pk in self.live.together else 0
        return common + beside / math.sqrt((self.live.read[pk] + 5) * (self.live.read[story.pk] + 5))

    def _read_together(self, story: Story) -> float:
        """How often readers of the one also read the other, over how often both are read (cosine), for each of the
        reader's latest stories."""
        beside = self.live.together.get(story.pk)
        if not beside:
            return 0.0
        both = sum([beside[pk] * self.rarity[pk] for pk in beside.keys() & self.rarity.keys()])
        return both / math.sqrt(self.live.read[story.pk] + 5)

    def _diverse(self, scores: dict[int, float], places: int) -> list[int]:
        """The best first; so many places down, each next is the best by score and by unlikeness to those before it."""
        left = {pk: (1 - DIVERSITY) * score for pk, score in scores.items()}
        page: list[int] = []
        taken: list[dict[int, float]] = []  # what each of the last placed takes from those that are left
        while left and len(page) < places:
            best = max(left, key=left.__getitem__)
            del left[best]
            page.append(best)
            taken.append({pk: same for pk in left if (same := DIVERSITY * self._sameness(best, pk))})
            for pk, same in taken[-1].items():
                left[pk] -= same
            for pk, same in taken.pop(0).items() if len(taken) > NEIGHBOURS else ():
                if pk in left:
                    left[pk] += same
        return [*page, *left]

    def _sameness(self, one: int, other: int) -> float:
        """Between 0 and 1: half for the same section, half for the topics and authors they share (Jaccard)."""
        mine, theirs = self.live.stories[one], self.live.stories[other]
        common = len(mine.beside & theirs.beside)
        shared = common / (len(mine.beside) + len(theirs.beside) - common) if common else 0.0
        return ((mine.section == theirs.section) + shared) / 2

    def _explore(self, page: list[int]) -> None:
        """Every tenth place goes to the best story of a section the reader seldom reads."""
        explored = set()
        for place in range(EXPLORES - 1, len(page), EXPLORES):
            seldom = [pk for pk in page[place:] if self.lifts[self.live.stories[pk].section] < 0]
            if seldom:
                chosen = seldom[self._turn(place) % min(3, len(seldom))]
                page.remove(chosen)
                page.insert(place, chosen)
                explored.add(chosen)
        self.explored = frozenset(explored)

    def _turn(self, place: int) -> int:
        """The same for a reader all day, so that a page does not jump when it is loaded again."""
        day = f"{self.signals.name} {int(self.now) // 86400} {place}"
        return hashlib.blake2b(day.encode(), digest_size=2).digest()[0]


def _shown(ranking: Ranking, page: list[int], count: int) -> list[Recommended]:
    unwanted = ranking.signals.unwanted
    pks = [pk for pk in page[: count + SPARE] if pk not in unwanted]
    causes = {pk: ranking.cause(pk) for pk in pks}
    # With those that reasons speak of, in one question.
    spoken_of = [cause.about for cause in causes.values() if isinstance(cause.about, int)]
    found = Article.objects.for_listing().published_in_order(
        [*pks, *spoken_of], datetime.fromtimestamp(ranking.now, UTC)
    )
    articles = {article.pk: article for article in found}
    shown = [articles[pk] for pk in pks if pk in articles][:count]
    names = _names(shown, [causes[article.pk] for article in shown]) | articles
    return [Recommended(article, _reason(causes[article.pk], names)) for article in shown]


def _newest(now: float, count: int) -> list[Recommended]:
    """For a paper whose stories are all older than what is held in memory."""
    stories = Article.objects.published(datetime.fromtimestamp(now, UTC)).for_listing().newest()[:count]
    return [Recommended(story, Reason("pick" if story.is_pick else "new")) for story in stories]


def _reason(cause: Cause, names: dict[Any, Any]) -> Reason:
    if cause.about == "":
        return Reason(cause.kind)
    # A story that is no longer to be seen is not spoken of.
    return Reason(cause.kind, names[cause.about]) if cause.about in names else Reason("new")


def _names(shown: list[Article], causes: Iterable[Cause]) -> dict[Any, Any]:
    """By key the sections, topics and authors that reasons speak of. The stories brought all but topics along."""
    names: dict[Any, Any] = {}
    for article in shown:
        names.update({tastes.key(thing): thing for thing in (article.category, *article.ordered_authors)})
    topics = {int(cause.about[1:]) for cause in causes if isinstance(cause.about, str) and cause.about[:1] == "t"}
    found = Topic.objects.filter(pk__in=topics) if topics else ()
    return names | {tastes.key(topic): topic for topic in found}
