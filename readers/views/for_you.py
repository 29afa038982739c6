"""For You: a signed-in reader's own front page, and for everybody else what editors picked and readers read."""

import time
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from articles import current, front_page
from articles.models import Article, Author, Category, Topic
from newsroom.pagination import NoSuchPage, paginate
from readers import buttons, live, recommendations, tastes
from readers.models import User
from readers.views.most_read import DAY, page_of_now

READ_SHOWN = 5  # of what is most read today
TOPICS_OFFERED = 18  # to who has chosen nothing yet
OF_NOBODY = {"pick", "read", "new", "explore"}  # reasons that would do for anybody


@require_safe
def for_you(request: HttpRequest) -> HttpResponse:
    if isinstance(request.user, User):
        return _own(request)
    return page_of_now(request, "readers/for_you.html", lambda: _everybodys(request))


def _everybodys(request: HttpRequest) -> dict[str, Any]:
    published = Article.objects.published()
    picks = list(published.filter(is_pick=True).for_listing().newest()[: front_page.PICKS])
    latest = published.exclude(pk__in=[story.pk for story in picks]).for_listing()
    try:
        page = paginate(latest, request.GET.get("page", ""), size=settings.STORIES_PER_PAGE)
    except NoSuchPage as error:
        raise Http404 from error
    if not page.is_first:
        return {"page": page}
    most_read = Article.objects.for_headlines().published_in_order(live.most_read(DAY, READ_SHOWN))
    return {"page": page, "picks": picks, "most_read": most_read}


@dataclass(frozen=True)
class Chosen:
    """A story in its place ("place-3"), with the reason for it and the buttons that would change that."""

    place: str
    article: Article
    reason: recommendations.Reason
    menu: list[buttons.Button]
    has_kicker: bool  # unless the reason names the section already
    note: "Note | None"


@dataclass(frozen=True)
class Note:
    """What was done in a place at the last press, and the value of the button that takes it back, or ""."""

    said: str
    undo: str


@never_cache
def _own(request: HttpRequest) -> HttpResponse:
    reader: Any = request.user
    if not reader.personalises:
        found = recommendations.for_nobody(count=settings.FOR_YOU_STORIES)
        chosen = [_chosen(number, one, None, {}) for number, one in enumerate(found, 1)]
        return render(request, "readers/for_you_own.html", {"chosen": chosen})
    signals = recommendations.Signals.of(reader, time.time())
    found = recommendations.for_reader(reader, count=settings.FOR_YOU_STORIES, signals=signals)
    stances = dict.fromkeys(signals.follows, "follow") | dict.fromkeys(signals.mutes, "mute")
    notes, others = _notes(request)
    context: dict[str, Any] = {
        "chosen": [_chosen(number, one, stances, notes) for number, one in enumerate(found, 1)],
        "messages": others,
        "is_new": not stances and all(one.reason.kind in OF_NOBODY for one in found),
    }
    if context["is_new"]:
        context["offered"] = current.topics(TOPICS_OFFERED)
    return render(request, "readers/for_you_own.html", context)


def _chosen(
    number: int, one: recommendations.Recommended, stances: dict[str, str] | None, notes: dict[str, Note]
) -> Chosen:
    """Without stances there is no menu: nothing is chosen for this reader that it could change."""
    place = f"place-{number}"
    menu = [] if stances is None else _menu(one, stances)
    has_kicker = one.reason.about != one.article.category
    return Chosen(place, one.article, one.reason, menu, has_kicker, notes.get(place))


def _menu(one: recommendations.Recommended, stances: dict[str, str]) -> list[buttons.Button]:
    about = one.reason.about if isinstance(one.reason.about, Category | Topic | Author) else None
    things = {
        tastes.key(thing): thing for thing in (about, one.article.category, *one.article.ordered_authors[:1]) if thing
    }
    of_things = [button for key, thing in things.items() for button in buttons.of(thing, stances.get(key, ""))]
    return [buttons.less(one.article), *of_things]


def _notes(request: HttpRequest) -> tuple[dict[str, Note], list]:
    """What waits to be told: by place what was done there, and all the rest."""
    notes, others = {}, []
    for message in get_messages(request):
        place, _space, undo = message.extra_tags.partition(" ") if message.extra_tags else ("", "", "")
        if place.startswith("place-"):
            notes[place] = Note(str(message), undo)
        else:
            others.append(message)
    return notes, others
