"""The pages that are read: a story's threads, one thread, a comment's own address, what is new."""

from datetime import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from articles import tags
from articles.models import Article
from comments import heat, reacting, rules, threads
from comments.models import Comment, Conversation, tag_of
from comments.personal import own_of
from comments.views.reach import comment_of, stand_of, story_of
from newsroom import pagecache
from newsroom.pagination import NoSuchPage


@require_safe
def conversation(request: HttpRequest, article_id: int) -> HttpResponse:
    """The threads of a story, a page at a time; the first page of the newest is the story's own."""
    moment = tags.next_change()
    article = story_of(article_id)
    sort = request.GET.get("sort", "newest")
    try:
        talk = threads.page_of_threads(article, own_of(request.user), request.GET.get("page", ""), sort)
    except NoSuchPage as error:
        raise Http404 from error
    if talk.conversation is None or talk.conversation.state == Conversation.State.OFF:
        raise Http404
    context = {"article": article, "talk": talk, "sort": sort}
    return _offered(render(request, "comments/conversation.html", context), article, moment, talk.cools_at)


@require_safe
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """The permanent address: leads to where the comment stands, or says that it is gone. Who wrote it is told why."""
    found = comment_of(request, pk)
    if not found.is_gone:
        return redirect(stand_of(found, request))
    context: dict[str, object] = {"article": found.article, "comment": found}
    if request.user.is_authenticated and found.is_by(request.user) and not found.was_withdrawn:
        decided = found.decisions.filter(status=found.status).last()
        context |= {
            "is_own": True,
            "reason": decided.reason if decided else "",
            "may_appeal": reacting.may_appeal(found, request.user),
        }
    return render(request, "comments/gone.html", context, status=410)


@require_safe
def thread(request: HttpRequest, pk: int) -> HttpResponse:
    """A thread from one of its comments on, below those it answers."""
    moment = tags.next_change()
    start = comment_of(request, pk)
    if start.is_gone and not start.reply_count:
        raise Http404
    rows, following = threads.thread_from(start, own_of(request.user))
    context = {"article": start.article, "rows": rows, "start": start, "following": following}
    cools_at = start.thread_root.slowed_until if heat.is_slow(start.thread_root) else None
    return _offered(render(request, "comments/thread.html", context), start.article, moment, cools_at)


@require_safe
def newest(request: HttpRequest, article_id: int) -> HttpResponse:
    """The ids of the comments published last, for a page that is open to say how many it lacks. The same answer for
    everybody, so that all readers of a story ask the page cache, and get a 304 while nothing was said."""
    moment = tags.next_change()
    article = _talked_about(article_id)
    said = Comment.objects.filter(article=article, status=Comment.Status.APPROVED).order_by("-pk")
    ids = list(said.values_list("pk", flat=True)[: settings.COMMENT_THREAD_PAGE])
    return _offered(JsonResponse({"newest": ids}), article, moment)


@require_safe
def after(request: HttpRequest, article_id: int, pk: int) -> HttpResponse:
    """What was said since that comment, for a page that is open to put in."""
    moment = tags.next_change()
    article = _talked_about(article_id)
    rows = threads.published_after(article, pk, own_of(request.user))
    return _offered(render(request, "comments/_after.html", {"rows": rows}), article, moment)


def _talked_about(article_id: int) -> Article:
    article = story_of(article_id)
    if rules.terms_of(article, getattr(article, "conversation", None)).state == Conversation.State.OFF:
        raise Http404
    return article


def _offered(response: HttpResponse, article: Article, moment: float, cools_at: datetime | None = None) -> HttpResponse:
    """A page of a conversation, offered to the page cache; it goes when its story does, and when a thread on it cools
    down. `moment` is the next change by the clock, asked for before the page was made, so that what comes meanwhile is
    not missed."""
    ends = min(moment, cools_at.timestamp()) if cools_at else moment
    return pagecache.tag(response, tag_of(article.pk), tags.of(article), changes_at=ends)
