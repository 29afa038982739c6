"""What of a conversation a request may reach, and where its reader sees it."""

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy

from articles.models import Article, Byline
from comments import threads
from comments.models import Comment


def story_of(article_id: int) -> Article:
    return get_object_or_404(Article.objects.published().for_listing().select_related("conversation"), pk=article_id)


def comment_of(request: HttpRequest, pk: int) -> Comment:
    """A comment in reach of this reader: one that waits is known to its author alone."""
    names = Prefetch("article__bylines", Byline.objects.select_related("author"))
    beside = ("author", "parent", "root", "article__conversation", "article__category")
    found = Comment.objects.in_reach().select_related(*beside).prefetch_related(names)
    comment = get_object_or_404(found, pk=pk)
    if comment.is_pending and not comment.reply_count and comment.author_id != request.user.pk:
        raise Http404
    return comment


def own_comment(request: HttpRequest, pk: int) -> Comment:
    """One's own, or, signed out, anybody's, so that its owner may sign in."""
    own = comment_of(request, pk)
    if request.user.is_authenticated and own.author_id != request.user.pk:
        raise Http404
    return own


def stand_of(comment: Comment, request: HttpRequest) -> str:
    """The address where this reader sees the comment, with its anchor."""
    if comment.is_gone:
        return comment.get_absolute_url()
    on_story = threads.stands_on_story(comment, request.user)
    page = comment.article.get_absolute_url() if on_story else reverse("comments:thread", args=[comment.pk])
    return f"{page}#{comment.anchor}"


# What is told to whose form came back with a token that is too old.
LOST_SIGHT = gettext_lazy(
    "This page was open so long that we lost sight of you. Nothing is lost: press the button once more."
)


def from_elsewhere(request: HttpRequest) -> HttpResponse:
    """Another site's form, or a browser that does not say: nothing is done, and the text can be copied."""
    return render(request, "403_csrf.html", {"typed": {"text": request.POST.get("text", "")}}, status=403)
