"""The readers' pages. Each is a list of stories that readers may see, or one such story."""

from datetime import date

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.dates import WEEKDAYS_ABBR
from django.views.decorators.http import require_safe

from articles import archive as archives
from articles import front_page, related, tags
from articles.models import Article, Author, Category, Topic
from articles.querysets import LISTED, ArticleQuerySet
from newsroom.pagination import NEWEST, Key, NoSuchPage, Page, by_name, paginate

NAMES = 200  # topics or authors on a page of all of them


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    return tags.page(request, "articles/front.html", lambda: {"front": front_page.compose()})


@require_safe
def category(request: HttpRequest, slug: str) -> HttpResponse:
    def make() -> dict:
        section = get_object_or_404(Category, slug=slug)
        return {"section": section, "page": _page_of(Article.objects.published().in_category(section), request)}

    return tags.page(request, "articles/category.html", make, lambda context: [tags.of(context["section"])])


@require_safe
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    def make() -> dict:
        about = get_object_or_404(Topic, slug=slug)
        return {"topic": about, "page": _page_of(Article.objects.published().about(about), request, LISTED)}

    return tags.page(request, "articles/topic.html", make, lambda context: [tags.of(context["topic"])])


@require_safe
def topics(request: HttpRequest) -> HttpResponse:
    def make() -> dict:
        return {"topics": _page(Topic.objects.with_stories(), request, by_name(), NAMES)}

    return tags.page(request, "articles/topics.html", make)


@require_safe
def author(request: HttpRequest, slug: str) -> HttpResponse:
    def make() -> dict:
        by = get_object_or_404(Author, slug=slug)
        return {"author": by, "page": _page_of(Article.objects.published().by_author(by), request, LISTED)}

    return tags.page(request, "articles/author.html", make, lambda context: [tags.of(context["author"])])


@require_safe
def authors(request: HttpRequest) -> HttpResponse:
    def make() -> dict:
        return {"authors": _page(Author.objects.with_stories(), request, by_name(), NAMES)}

    return tags.page(request, "articles/authors.html", make)


@require_safe
def archive(request: HttpRequest) -> HttpResponse:
    return tags.page(request, "articles/archive.html", lambda: {"years": archives.years()})


@require_safe
def archive_year(request: HttpRequest, year: int) -> HttpResponse:
    _first_day(year)

    def make() -> dict:
        months = archives.months(year)
        if not any(holds for _month, holds in months):
            raise Http404
        return {"year": year, "months": months}

    return tags.page(request, "articles/archive_year.html", make)


@require_safe
def archive_month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    first = _first_day(year, month)

    def make() -> dict:
        page = _page_of(archives.stories_of(archives.month_span(year, month)), request)
        _refuse_empty(page)
        weeks = archives.weeks(year, month)
        return {"month": first, "weeks": weeks, "weekdays": WEEKDAYS_ABBR.values(), "page": page}

    return tags.page(request, "articles/archive_month.html", make)


@require_safe
def archive_day(request: HttpRequest, year: int, month: int, day: int) -> HttpResponse:
    first = _first_day(year, month, day)

    def make() -> dict:
        page = _page_of(archives.stories_of(archives.day_span(first)), request)
        _refuse_empty(page)
        return {"day": first, "page": page}

    return tags.page(request, "articles/archive_day.html", make)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Stories that hold all the words. What is longer than a question is cut, so that it can't be a burden."""
    asked = request.GET.get("q", "").replace("\0", "")[: settings.SEARCH_MAX_CHARACTERS].strip()
    words = " ".join(asked.split()[: settings.SEARCH_MAX_WORDS])
    page = _page_of(Article.objects.published().matching(words), request) if words else Page([])
    return render(request, "articles/search.html", {"asked": asked, "page": page})


@require_safe
def story(request: HttpRequest, **_words: str) -> HttpResponse:
    """The story at this very address; 410 with the reason where one was withdrawn, 404 for all that is not public."""
    path = request.path_info.removeprefix("/")

    def make() -> dict:
        article = Article.objects.published().for_page().get(path=path)
        return {"article": article, "related": related.stories_beside(article)}

    try:
        return tags.page(request, "articles/story.html", make, lambda context: tags.of_page(context["article"]))
    except Article.DoesNotExist:
        withdrawn = get_object_or_404(Article.objects.filter(status=Article.Status.WITHDRAWN), path=path)
        return render(request, "410.html", {"reason": withdrawn.withdrawal_note}, status=410)


def _page_of(stories: ArticleQuerySet, request: HttpRequest, key: Key = NEWEST) -> Page:
    return _page(stories.for_listing(), request, key, settings.STORIES_PER_PAGE)


def _page(rows: QuerySet, request: HttpRequest, key: Key, size: int) -> Page:
    try:
        return paginate(rows, request.GET.get("page", ""), size=size, key=key)
    except NoSuchPage as error:
        raise Http404 from error


def _first_day(year: int, month: int = 1, day: int = 1) -> date:
    try:
        first = date(year, month, day)
    except (ValueError, OverflowError) as error:
        raise Http404 from error
    if not 1900 <= year < 9999:  # beyond, the day after or the time zone's offset would leave the calendar
        raise Http404
    return first


def _refuse_empty(page: Page) -> None:
    """A day without a story is no page: else a crawler could walk the calendar for ever."""
    if not page.rows:
        raise Http404
