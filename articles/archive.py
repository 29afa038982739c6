"""The archive's calendar: which years, months and days hold a story, and the stories of such a span."""

import calendar
from datetime import date, datetime, time, timedelta

from django.db.models import Value
from django.utils import timezone

from articles.models import Article
from articles.querysets import ArticleQuerySet

Span = tuple[date, date]  # the first day, and the first day after


def stories_of(span: Span) -> ArticleQuerySet:
    """Published stories of these days, as the newsroom's own time zone counts days."""
    start, end = (timezone.make_aware(datetime.combine(day, time())) for day in span)
    return Article.objects.published().filter(published_at__gte=start, published_at__lt=end)


def years() -> list[date]:
    """The first days of the years that hold a story, newest first."""
    # Two steps into the index; the least and the greatest asked for together would be a walk along all of it.
    times = Article.objects.published().values_list("published_at", flat=True)
    ends = [times.order_by(*order).first() for order in (("published_at", "id"), ("-published_at", "-id"))]
    if None in ends:
        return []
    first, last = (timezone.localtime(end).year for end in ends)
    return sorted(_holding([year_span(year) for year in range(first, last + 1)]), reverse=True)


def months(year: int) -> list[tuple[date, bool]]:
    """The twelve months of a year by their first days, and whether each holds a story."""
    spans = [month_span(year, month) for month in range(1, 13)]
    holding = _holding(spans)
    return [(first, first in holding) for first, _end in spans]


def weeks(year: int, month: int) -> list[list[tuple[date, bool] | None]]:
    """A month as a calendar prints it, Monday first; None fills the days of its neighbours."""
    days = [[day if day.month == month else None for day in week] for week in _calendar_of(year, month)]
    holding = _holding([day_span(day) for week in days for day in week if day])
    return [[(day, day in holding) if day else None for day in week] for week in days]


def year_span(year: int) -> Span:
    return date(year, 1, 1), date(year + 1, 1, 1)


def month_span(year: int, month: int) -> Span:
    return date(year, month, 1), date(year + month // 12, month % 12 + 1, 1)


def day_span(day: date) -> Span:
    return day, day + timedelta(days=1)


def _calendar_of(year: int, month: int) -> list[list[date]]:
    return calendar.Calendar().monthdatescalendar(year, month)


def _holding(spans: list[Span]) -> set[date]:
    """The first days of those spans that hold a story. One query, a step into the index for each span, no counting."""
    # The newest of each, since for any one of them a planner may read the table from its beginning.
    found = [stories_of(span).newest().values("pk")[:1] for span in spans]
    parts = [
        Article.objects.filter(pk__in=one).order_by().annotate(place=Value(place)).values_list("place")
        for place, one in enumerate(found)
    ]
    return {spans[place][0] for (place,) in parts[0].union(*parts[1:], all=True)}
