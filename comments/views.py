"""The addresses of the conversation: its older pages, a comment's own, and the forms that write."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from articles import tags
from articles.models import Article
from comments import drafts, posting, threads
from comments.models import Comment, Conversation, tag_of
from comments.origin import is_from_here, token_is_stale
from comments.standing import Refused
from newsroom import pagecache
from newsroom.pagination import NoSuchPage

if TYPE_CHECKING:
    from readers.models import User

DRAFT_MAX_BYTES = 24 * settings.COMMENT_MAX_CHARACTERS  # twice the limit, every character three bytes in %XX


@dataclass(frozen=True)
class Box:
    """A form for words: where it stands, what its page says, and the comment it answers if any."""

    place: str
    address: str
    back: str
    article: Article
    heading: str
    button: str
    text: str = ""
    answering: Comment | None = None


@require_safe
def conversation(request: HttpRequest, article_id: int) -> HttpResponse:
    """The threads of a story, a page at a time; the first page is the story's own."""
    moment = tags.next_change()
    article = _story(article_id)
    try:
        page, talk = threads.page_of_threads(article, request.user, request.GET.get("page", ""))
    except NoSuchPage as error:
        raise Http404 from error
    if talk is None or talk.state == Conversation.State.OFF:
        raise Http404
    context = {"article": article, "conversation": talk, "page": page}
    return _offered(render(request, "comments/conversation.html", context), article, moment)


@require_safe
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """The permanent address: leads to where the comment stands, or says that it is gone."""
    found = _comment(request, pk)
    if found.is_gone:
        return render(request, "comments/gone.html", {"article": found.article, "comment": found}, status=410)
    return redirect(_stand(found, request))


@require_safe
def thread(request: HttpRequest, pk: int) -> HttpResponse:
    """A thread from one of its comments on, below those it answers."""
    moment = tags.next_change()
    start = _comment(request, pk)
    if not Comment.objects.seen_by(request.user).filter(pk=pk).exists():
        raise Http404
    rows, following = threads.thread_from(start, request.user)
    context = {"article": start.article, "rows": rows, "start": start, "following": following}
    return _offered(render(request, "comments/thread.html", context), start.article, moment)


@csrf_exempt  # a page without cookies carries no token; where the request comes from is asked instead
@require_POST
@never_cache
def draft(request: HttpRequest, article_id: int) -> HttpResponse:
    """What a signed-out reader typed is kept, and they are led to sign in."""
    article = _story(article_id)
    if int(request.META.get("CONTENT_LENGTH") or 0) > DRAFT_MAX_BYTES:
        return HttpResponse(_("That is too long to keep."), status=413, content_type="text/plain; charset=utf-8")
    return _to_sign_in(request, _box_of_story(article))


@csrf_exempt  # the token is judged by _write, which gives back what was typed
@require_POST
@never_cache
def post(request: HttpRequest, article_id: int) -> HttpResponse:
    article = _story(article_id)
    return _write(
        request,
        _box_of_story(article),
        lambda author, text: posting.post_comment(article, author=author, text=text),
    )


@csrf_exempt  # as above
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    parent = _comment(request, pk)
    if not parent.is_approved and request.method != "POST":
        raise Http404
    box = Box(
        place=f"reply-{pk}",
        address=reverse("comments:reply", args=[pk]),
        back=parent.get_absolute_url(),
        article=parent.article,
        heading=_("Reply to %(name)s") % {"name": parent.author_name},
        button=_("Post"),
        answering=parent if parent.is_approved else None,
    )
    return _write(
        request,
        box,
        lambda author, text: posting.post_comment(parent.article, author=author, text=text, parent=parent),
    )


@csrf_exempt  # as above
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    own = _own_comment(request, pk)
    box = Box(
        place=f"edit-{pk}",
        address=reverse("comments:edit", args=[pk]),
        back=own.get_absolute_url(),
        article=own.article,
        heading=_("Edit your comment"),
        button=_("Save"),
        text=own.body,
    )
    return _write(request, box, lambda author, text: posting.edit_comment(own, by=author, text=text))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    own = _own_comment(request, pk)
    if not request.user.is_authenticated:
        return redirect_to_login(reverse("comments:delete", args=[pk]))
    if request.method != "POST":
        return render(request, "comments/delete.html", {"comment": own, "article": own.article})
    gone = posting.delete_comment(own, by=request.user)
    messages.success(request, _("Your comment is deleted."))
    anchor = gone.anchor if gone.reply_count else "conversation"
    return redirect(f"{gone.article.get_absolute_url()}#{anchor}")


def _offered(response: HttpResponse, article: Article, moment: float) -> HttpResponse:
    """A page of a conversation, offered to the page cache; it goes when its story does. `moment` is the next change by
    the clock, asked for before the page was made, so that what comes meanwhile is not missed."""
    return pagecache.tag(response, tag_of(article.pk), tags.of(article), changes_at=moment)


def _story(article_id: int) -> Article:
    return get_object_or_404(Article.objects.published().for_listing().select_related("conversation"), pk=article_id)


def _comment(request: HttpRequest, pk: int) -> Comment:
    """A comment in reach of this reader: one that waits is known to its author alone."""
    found = Comment.objects.in_reach().select_related("article__conversation", "author", "parent", "root")
    comment = get_object_or_404(found, pk=pk)
    if comment.is_pending and not comment.reply_count and comment.author_id != request.user.pk:
        raise Http404
    return comment


def _own_comment(request: HttpRequest, pk: int) -> Comment:
    own = _comment(request, pk)
    if request.user.is_authenticated and own.author_id != request.user.pk:
        raise Http404
    if own.is_gone:
        raise Http404
    return own


def _box_of_story(article: Article) -> Box:
    return Box(
        place=f"story-{article.pk}",
        address=reverse("comments:post", args=[article.pk]),
        back=f"{article.get_absolute_url()}#say-something",
        article=article,
        heading=_("Your comment"),
        button=_("Post"),
    )


def _write(request: HttpRequest, box: Box, verb: Callable[["User", str], Comment]) -> HttpResponse:
    """Shows the box, or hands what was typed to the verb. Whatever refuses it, the text is there to be sent again."""
    if not request.user.is_authenticated:
        return _to_sign_in(request, box)
    if request.method != "POST":
        return _show(request, box, drafts.kept(request, box.place) or box.text)
    text = request.POST.get("text", "")
    if token_is_stale(request):
        if not is_from_here(request):
            return _from_elsewhere(request)
        error = _("This page was open so long that we lost sight of you. Nothing is lost: press the button once more.")
        return _show(request, box, text, error, status=403)
    try:
        written = verb(request.user, text)
    except Refused as refused:
        return _show(request, box, text, str(refused), status=422)
    drafts.forget(request, box.place)
    return redirect(_stand(written, request))


def _show(request: HttpRequest, box: Box, text: str, error: str = "", status: int = 200) -> HttpResponse:
    context = {"article": box.article, "box": box, "text": text, "error": error}
    return render(request, "comments/say.html", context, status=status)


def _to_sign_in(request: HttpRequest, box: Box) -> HttpResponse:
    """To sign-in and from there to the box, where the text waits; straight to the box for who is signed in."""
    back = box.back if box.place.startswith("story-") else box.address
    if request.method == "POST":
        if not is_from_here(request):
            return _from_elsewhere(request)
        drafts.keep(request, box.place, request.POST.get("text", ""))
    return redirect(back) if request.user.is_authenticated else redirect_to_login(back)


def _from_elsewhere(request: HttpRequest) -> HttpResponse:
    """Another site's form, or a browser that does not say: nothing is done, and the text can be copied."""
    return render(request, "403_csrf.html", {"typed": {"text": request.POST.get("text", "")}}, status=403)


def _stand(comment: Comment, request: HttpRequest) -> str:
    """The address where this reader sees the comment, with its anchor."""
    on_story = threads.stands_on_story(comment, request.user)
    page = comment.article.get_absolute_url() if on_story else reverse("comments:thread", args=[comment.pk])
    return f"{page}#{comment.anchor}"
