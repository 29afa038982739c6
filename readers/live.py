"""The stories of the last weeks as For You needs them, held in memory: what each is about, how much it is read, and
what is read together with it. Looked up anew once a minute; what changes is seen within that minute, but whether a
story may be seen is asked of `published()` by whoever shows it.
"""

import math
import re
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.conf import settings

from articles.models import Article
from readers import tastes
from readers.models import Read, ReadCount, Taste

HOUR = 3600  # seconds
HEAT_HALF_LIFE = 6 * HOUR
TOGETHER = 30  # of a reader's latest stories stand beside each that they read
AT_FIRST = 20_000  # reads looked at when a process begins, for what is read together
WORD = re.compile(r"\w{3,}")


@dataclass(slots=True)
class Story:
    """`keys` as in tastes.keys_of; `words` weighs what headline and standfirst say (tf-idf, of length 1)."""

    pk: int
    version: int
    at: float  # published, seconds since 1970
    is_pick: bool
    keys: list[str]
    words: dict[str, float]
    reads: int = 0  # in the days that are counted
    heat: float = 0.0  # reads, each halving every HEAT_HALF_LIFE
    section: str = field(init=False)
    topics: list[str] = field(init=False)
    authors: list[str] = field(init=False)
    beside: frozenset[str] = field(init=False)  # its topics and authors

    def __post_init__(self) -> None:
        self.section, *beside = self.keys
        self.topics = [key for key in beside if key[0] == "t"]
        self.authors = [key for key in beside if key[0] == "a"]
        self.beside = frozenset(beside)


@dataclass
class Live:
    made_at: float = -math.inf
    stories: dict[int, Story] = field(default_factory=dict)
    hours: dict[int, Counter[int]] = field(default_factory=dict)  # by hour: how often each story was read
    shares: dict[str, float] = field(default_factory=dict)  # by key: its part of everyone's reads
    by_key: dict[str, list[int]] = field(default_factory=dict)  # the newest first
    read: Counter[int] = field(default_factory=Counter)  # by how many readers whose reading is kept
    together: dict[int, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    said_in: Counter[str] = field(default_factory=Counter)  # in how many stories a word stands
    last_read: int = 0
    total: float = 0.0  # reads of all that is live
    most_read: dict[int, list[int]] = field(default_factory=dict)  # by hours, as it was asked for since the last look
    strongest: list[int] = field(default_factory=list)  # before anything is known of a reader; kept by who ranks them


_live = Live()
_lock = threading.Lock()


def now_live(now: float | None = None) -> Live:
    """What is live at this moment, at most LIVE_SECONDS old. Of many who ask, one looks it up."""
    moment = time.time() if now is None else now
    if not 0 <= moment - _live.made_at < settings.LIVE_SECONDS and _lock.acquire(blocking=not _live.stories):
        try:
            _look_up(_live, moment)
        finally:
            _lock.release()
    return _live


def forget() -> None:
    """Begins anew: for tests, and after a restored backup."""
    global _live
    _live = Live()


def most_read(hours: int, count: int, now: float | None = None) -> list[int]:
    """The stories read by most in so many hours, this one included."""
    live = now_live(now)
    if hours not in live.most_read:
        since = int(live.made_at) // HOUR - hours
        reads: Counter[int] = Counter()
        for hour, counts in live.hours.items():
            if hour > since:
                reads.update(counts)
        live.most_read[hours] = sorted(reads, key=lambda pk: (-reads[pk], -pk))
    return live.most_read[hours][:count]


def trending(count: int, now: float | None = None) -> list[int]:
    """The stories with the most heat."""
    hot = sorted(now_live(now).stories.values(), key=lambda story: (-story.heat, -story.pk))
    return [story.pk for story in hot[:count] if story.heat > 0]


def _look_up(live: Live, now: float) -> None:
    _look_up_stories(live, now)
    _look_up_counts(live, now)
    _look_up_together(live)
    live.most_read, live.strongest = {}, []
    live.made_at = now


def _look_up_stories(live: Live, now: float) -> None:
    moment = datetime.fromtimestamp(now, UTC)
    since = moment - timedelta(days=settings.LIVE_DAYS)
    newest = Article.objects.published(moment).filter(published_at__gt=since).newest()[: settings.LIVE_STORIES]
    rows = newest.values_list("pk", "version", "published_at", "is_pick")
    found = [(pk, version, at.timestamp(), is_pick) for pk, version, at, is_pick in rows if at]
    fresh = [pk for pk, version, *_rest in found if pk not in live.stories or live.stories[pk].version != version]
    told = _told(live, fresh) if fresh else {}
    stories: dict[int, Story] = {}
    for pk, version, at, is_pick in found:
        known = live.stories.get(pk)
        if pk in told:
            stories[pk] = Story(pk, version, at, is_pick, *told[pk])
        elif known:
            known.at, known.is_pick = at, is_pick
            stories[pk] = known
    if fresh or len(stories) != len(live.stories):
        by_key: dict[str, list[int]] = defaultdict(list)
        for story in stories.values():
            for key in story.keys:
                by_key[key].append(story.pk)
        live.by_key = dict(by_key)
    live.stories = stories


def _told(live: Live, pks: list[int]) -> dict[int, tuple[list[str], dict[str, float]]]:
    """By story: its keys and its words."""
    keys, told = tastes.keys_of(pks), {}
    for pk, headline, summary in Article.objects.filter(pk__in=pks).values_list("pk", "headline", "summary"):
        words = Counter(WORD.findall(f"{headline} {summary}".lower()))
        live.said_in.update(words.keys())
        told[pk] = keys[pk], words
    many = len(live.stories) + len(told)
    return {pk: (own, _weighed(words, live.said_in, many)) for pk, (own, words) in told.items()}


def _weighed(words: Counter[str], said_in: Counter[str], many: int) -> dict[str, float]:
    weights = {word: (1 + math.log(n)) * math.log((many + 1) / said_in[word] + 1) for word, n in words.items()}
    length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
    return {word: weight / length for word, weight in weights.items()}


def _look_up_counts(live: Live, now: float) -> None:
    first = int(now) // HOUR - settings.READS_COUNTED_DAYS * 24
    known = int(live.made_at) // HOUR - 1 if live.made_at > -math.inf else first  # only the latest hours still change
    live.hours = {hour: counts for hour, counts in live.hours.items() if first <= hour < known}
    rows = ReadCount.objects.filter(hour__gte=max(first, known), hour__lte=int(now) // HOUR)
    for hour, article, reads in rows.values_list("hour", "article", "reads"):
        live.hours.setdefault(hour, Counter())[article] = reads
    _sum_up(live, now)


def _sum_up(live: Live, now: float) -> None:
    for story in live.stories.values():
        story.reads, story.heat = 0, 0.0
    shares: dict[str, float] = defaultdict(float)
    for hour, counts in live.hours.items():
        middle = (hour * HOUR + min((hour + 1) * HOUR, now)) / 2
        left = 0.5 ** (max(0.0, now - middle) / HEAT_HALF_LIFE)
        for article, reads in counts.items():
            if article in live.stories:
                live.stories[article].reads += reads
                live.stories[article].heat += reads * left
    for story in live.stories.values():
        for key in story.keys if story.reads else ():
            shares[key] += story.reads
    live.total = sum(story.reads for story in live.stories.values())
    live.shares = {key: (reads + 0.5) / (live.total + 1) for key, reads in shares.items()}


def _look_up_together(live: Live) -> None:
    """Adds what was read since the last look: beside each story the latest that its reader had read before."""
    since = live.last_read
    reads = Read.objects.filter(pk__gt=since).order_by("-pk")[:AT_FIRST]
    new = list(reads.values_list("pk", "reader", "article"))
    if not new:
        return
    live.last_read = new[0][0]
    recent = dict(Taste.objects.filter(pk__in={reader for _pk, reader, _article in new}).values_list("pk", "recent"))
    for _pk, reader, article in reversed(new):
        _stand_together(live, article, [pk for pk, _at in recent.get(reader, [])])


def _stand_together(live: Live, article: int, recent: Iterable[int]) -> None:
    before = list(recent)
    place = before.index(article) if article in before else len(before)
    live.read[article] += 1
    for other in before[max(0, place - TOGETHER) : place]:
        live.together[article][other] += 1
        live.together[other][article] += 1
