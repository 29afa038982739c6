"""What stands where on the front page: the lead, the editors' picks, and a block for every section."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils import timezone

from articles.models import Article, Category

PICKS = 5
PER_SECTION = 5
LEADS_FOR = timedelta(days=2)  # a pick older than this is a good read, not the news of the day


@dataclass
class FrontPage:
    """Stories, none of them twice. `blocks` pairs sections with theirs, and leaves out sections without any."""

    lead: Article | None = None
    picks: list[Article] = field(default_factory=list)
    blocks: list[tuple[Category, list[Article]]] = field(default_factory=list)


def compose() -> FrontPage:
    """The front page of this moment: the newest fresh pick leads, without one the newest story."""
    now = timezone.now()
    sections = list(Category.objects.all())
    found = _candidates(sections, now)
    picks = [story for story in found if story.is_pick]
    fresh = [story for story in picks if story.published_at and story.published_at > now - LEADS_FOR]
    lead = next(iter([*fresh, *found]), None)
    picks = [story for story in picks if story != lead][:PICKS]
    placed = {story.pk for story in [lead, *picks] if story}
    blocks = []
    for section in sections:
        stories = [story for story in found if story.category_id == section.pk and story.pk not in placed]
        if stories:
            blocks.append((section, stories[:PER_SECTION]))
    return FrontPage(lead, picks, blocks)


def _candidates(sections: list[Category], now: datetime) -> list[Article]:
    """The newest picks and the newest of every section, newest first.

    One query. A window function would number every story ever published; each part of this union walks the index of its
    section (or of the picks) from its newest entry and stops after a handful, however many stories there are.
    """
    newest = Article.objects.published(now).newest()
    enough = PER_SECTION + PICKS + 1  # a section is filled even if it gave the lead and all the picks
    heads = [newest.filter(is_pick=True)[: PICKS + 1], *(newest.in_category(section)[:enough] for section in sections)]
    # SQLite takes no LIMIT directly in a part of a UNION.
    picks, *by_section = [Article.objects.filter(pk__in=head.values("pk")).order_by().values("pk") for head in heads]
    chosen = picks.union(*by_section, all=True)
    # What was chosen was published at `now`; asked again here, SQLite would walk all that is published.
    return list(Article.objects.filter(pk__in=chosen).for_listing().newest())
