"""Stories in any number, for a site on trial: like real ones in all that a page or a list reads.

What nobody reads of an old story is left out: it has no revisions and no log.
"""

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

import articles
from articles import invented
from articles.importing import markdown_folder
from articles.models import Article, Author, Byline, Category, Image, Tagging, Topic
from newsroom import bulk, markup

AUTHORS, TOPICS, PICTURES, TEXTS, WORDS = 500, 2_000, 12, 12, 250
YEARS = 15
CHUNK = 5_000  # stories in a transaction: a second's work, which is all that is lost when it is stopped
WRITING = timedelta(hours=3)  # from the first word to the published story
FIELDS = """id headline slug summary body body_html word_count category lead_image is_pick status published_at
    expires_at withdrawn_at withdrawal_note path version created_at modified_at origin_id""".split()  # noqa: SIM905
PK, STATUS, PUBLISHED_AT = (FIELDS.index(name) for name in ("id", "status", "published_at"))
DRAFT, IN_REVIEW, PUBLISHED, WITHDRAWN = (status.value for status in Article.Status)


@dataclass(frozen=True)
class Text:
    summary: str
    body: str
    body_html: str
    word_count: int


@dataclass(frozen=True)
class Cast:
    """What the stories are made of: ids, and a section's slug with its id."""

    sections: list[tuple[int, str]]
    authors: list[int]
    topics: list[int]
    pictures: list[int]
    texts: list[Text]


def fill(*, up_to: int) -> Iterator[int]:
    """Adds stories until there are `up_to` of every kind; gives the number added after each transaction."""
    missing = up_to - Article.objects.count()
    if missing <= 0:
        return
    moments = _moments(missing)
    cast = _cast()
    for start in range(0, missing, CHUNK):
        count = min(CHUNK, missing - start)
        with transaction.atomic():
            _store(cast, list(itertools.islice(moments, count)))
        yield count


def _moments(count: int) -> Iterator[datetime]:
    """The times of so many stories, rising: over all the years, or from where a run that was stopped had come to."""
    end = timezone.now().replace(microsecond=0) - timedelta(minutes=1)
    begin = end - timedelta(days=365 * YEARS)
    last = Article.objects.filter(origin_id__startswith="fill:").order_by("-id").first()
    reached = last.created_at + WRITING if last else begin
    if end - reached > timedelta(days=1):
        begin = max(begin, reached)
    for number in range(1, count + 1):
        yield (begin + (end - begin) * (number / count)).replace(microsecond=0)


def _cast() -> Cast:
    authors = [Author(name=name, slug=slugify(name)) for name in invented.people(AUTHORS)]
    topics = [Topic(name=name, slug=slugify(name)) for name in invented.subjects(TOPICS)]
    Author.objects.bulk_create(authors, ignore_conflicts=True)
    Topic.objects.bulk_create(topics, ignore_conflicts=True)
    return Cast(
        sections=list(Category.objects.values_list("pk", "slug")),
        authors=_ids(Author, authors),
        topics=_ids(Topic, topics),
        pictures=list(Image.objects.order_by("pk").values_list("pk", flat=True)[:PICTURES]),
        texts=_texts(),
    )


def _ids(model: type[Author] | type[Topic], rows: list[Any]) -> list[int]:
    known = dict(model._default_manager.values_list("slug", "pk"))
    return [known[row.slug] for row in rows if row.slug in known]


def _texts() -> list[Text]:
    """The demonstration stories, cut to the length of a common story and rendered once for all."""
    root = Path(articles.__file__).parent / "demo" / "stories"
    items = [markdown_folder.read(path, root) for path in markdown_folder.files(root)[:TEXTS]]
    texts = []
    for item in items:
        body = _beginning(item.body)
        html = markup.story_html(body, find_picture=Image.objects.shown_at)
        texts.append(Text(item.summary, body, html, markup.word_count(html)))
    return texts


def _beginning(body: str) -> str:
    kept, words = [], 0
    for paragraph in body.split("\n\n"):
        if paragraph.startswith(("![", "#")):
            continue
        if words >= WORDS * 0.9:
            break
        kept.append(paragraph)
        words += len(paragraph.split())
    return "\n\n".join(kept)


def _store(cast: Cast, moments: list[datetime]) -> None:
    ids = bulk.new_ids(Article, len(moments))
    chance = random.Random(ids[0])  # noqa: S311  a likeness, not a secret
    stories = [_story(pk, moment, cast, chance) for pk, moment in zip(ids, moments, strict=True)]
    bulk.insert(Article, FIELDS, stories)
    listed = [(story[PK], story[PUBLISHED_AT] if story[STATUS] == PUBLISHED else None) for story in stories]
    bulk.insert(
        Byline,
        ["article", "listed_at", "author", "position"],
        (
            (*story, author, position)
            for story in listed
            for position, author in enumerate(chance.sample(cast.authors, chance.choice((1, 1, 1, 2))))
        ),
    )
    bulk.insert(
        Tagging,
        ["article", "listed_at", "topic"],
        ((*story, topic) for story in listed for topic in _some_topics(cast, chance)),
    )


def _some_topics(cast: Cast, chance: random.Random) -> set[int]:
    """One to three, the first of the list many times as often as the last."""
    return {cast.topics[int(len(cast.topics) * chance.random() ** 3)] for _ in range(chance.choice((1, 2, 2, 3)))}


def _story(pk: int, moment: datetime, cast: Cast, chance: random.Random) -> tuple:
    headline = invented.headline(chance)
    slug = f"{headline.lower().replace(' ', '-')}-{pk}"
    section, section_slug = chance.choice(cast.sections)
    text = chance.choice(cast.texts)
    status, expires_at, withdrawn_at, note = _state(pk, moment)
    is_public = status in {PUBLISHED, WITHDRAWN}
    path = f"{section_slug}/{timezone.localtime(moment):%Y/%m/%d}/{slug}/" if is_public else None
    return (
        pk, headline, slug, text.summary, text.body, text.body_html, text.word_count, section,
        chance.choice(cast.pictures) if cast.pictures else None, pk % 50 == 0, status, moment if is_public else None,
        expires_at, withdrawn_at, note, path, 1, moment - WRITING, moment, f"fill:{pk}",
    )  # fmt: skip


def _state(pk: int, moment: datetime) -> tuple[str, datetime | None, datetime | None, str]:
    """Status, end, time and reason of withdrawal: one story in a hundred is not simply published."""
    match pk % 400:
        case 101:
            return DRAFT, None, None, ""
        case 201:
            return IN_REVIEW, None, None, ""
        case 301:
            return WITHDRAWN, None, moment + timedelta(minutes=1), "We could not stand this story up."
        case 399:
            return PUBLISHED, moment + timedelta(minutes=1), None, ""
    return PUBLISHED, None, None, ""
