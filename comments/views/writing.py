"""The forms that take words. Whatever refuses a text, it is there to be sent again."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from articles.models import Article
from comments import drafts, posting, reacting
from comments.models import Comment
from comments.origin import is_from_here, token_is_stale
from comments.standing import Refused
from comments.views.reach import LOST_SIGHT, comment_of, from_elsewhere, own_comment, stand_of, story_of

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
    help: str = ""
    has_preview: bool = True


@csrf_exempt  # a page without cookies carries no token; where the request comes from is asked instead
@require_POST
@never_cache
def draft(request: HttpRequest, article_id: int) -> HttpResponse:
    """What a signed-out reader typed is kept, and they are led to sign in."""
    article = story_of(article_id)
    if int(request.META.get("CONTENT_LENGTH") or 0) > DRAFT_MAX_BYTES:
        return HttpResponse(_("That is too long to keep."), status=413, content_type="text/plain; charset=utf-8")
    return _to_sign_in(request, _box_of_story(article))


@csrf_exempt  # the token is judged by _write, which gives back what was typed
@require_POST
@never_cache
def post(request: HttpRequest, article_id: int) -> HttpResponse:
    article = story_of(article_id)
    return _write(
        request,
        _box_of_story(article),
        lambda author, text: posting.post_comment(article, author=author, text=text),
    )


@csrf_exempt  # as above
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    parent = comment_of(request, pk)
    if not parent.is_approved and request.method != "POST":
        raise Http404
    box = _box_beside(
        parent,
        "reply",
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
    own = own_comment(request, pk)
    if own.is_gone:
        raise Http404
    box = _box_beside(own, "edit", heading=_("Edit your comment"), button=_("Save"), text=own.body)
    return _write(request, box, lambda author, text: posting.edit_comment(own, by=author, text=text))


@csrf_exempt  # as above
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def appeal(request: HttpRequest, pk: int) -> HttpResponse:
    """Why a comment of one's own should be published after all; once."""
    own = own_comment(request, pk)
    if request.user.is_authenticated and not reacting.may_appeal(own, request.user):
        raise Http404
    box = _box_beside(
        own,
        "appeal",
        heading=_("Ask a moderator to look again"),
        button=_("Send"),
        answering=own,
        help=_("Say in a sentence or two why it should be published. A decision can be appealed once."),
        has_preview=False,
    )
    return _write(request, box, lambda author, text: reacting.appeal(own, by=author, text=text))


def _box_of_story(article: Article) -> Box:
    return Box(
        place=f"story-{article.pk}",
        address=reverse("comments:post", args=[article.pk]),
        back=f"{article.get_absolute_url()}#say-something",
        article=article,
        heading=_("Your comment"),
        button=_("Post"),
    )


def _box_beside(comment: Comment, name: str, **says: Any) -> Box:
    """The box of the address of that name, which leads back to the comment."""
    return Box(
        place=f"{name}-{comment.pk}",
        address=reverse(f"comments:{name}", args=[comment.pk]),
        back=comment.get_absolute_url(),
        article=comment.article,
        **says,
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
            return from_elsewhere(request)
        return _show(request, box, text, str(LOST_SIGHT), status=403)
    if "preview" in request.POST:
        return _preview(request, box, request.user, text)
    try:
        written = verb(request.user, text)
    except Refused as refused:
        return _show(request, box, text, str(refused), status=422)
    drafts.forget(request, box.place)
    return redirect(stand_of(written, request))


def _preview(request: HttpRequest, box: Box, author: "User", text: str) -> HttpResponse:
    """The text as it would stand, above the box; nothing is stored."""
    try:
        return _show(request, box, text, preview=posting.preview(box.article, author=author, text=text))
    except Refused as refused:
        return _show(request, box, text, str(refused), status=422)


def _show(
    request: HttpRequest, box: Box, text: str, error: str = "", status: int = 200, preview: str = ""
) -> HttpResponse:
    context = {"article": box.article, "box": box, "text": text, "error": error, "preview": preview}
    return render(request, "comments/say.html", context, status=status)


def _to_sign_in(request: HttpRequest, box: Box) -> HttpResponse:
    """To sign-in and from there to the box, where the text waits; straight to the box for who is signed in."""
    back = box.back if box.place.startswith("story-") else box.address
    if request.method == "POST":
        if not is_from_here(request):
            return from_elsewhere(request)
        drafts.keep(request, box.place, request.POST.get("text", ""))
    return redirect(back) if request.user.is_authenticated else redirect_to_login(back)
