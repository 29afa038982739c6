"""The conversation's pieces of other apps' pages: a story's thread, and what awaits a moderator at the desk."""

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.http import urlencode

from articles.models import Article
from comments import drafts, threads
from comments.gate import gate_of
from comments.models import Comment, Conversation

register = template.Library()


@register.inclusion_tag("comments/_thread.html", takes_context=True)
def comment_thread(context: Context, article: Article) -> dict:
    """The conversation under a story, in two queries; nothing for a story that readers can't see.

    A signed-out reader's copy carries no token and sets no cookie.
    """
    if not article.is_published():
        return {"article": None}
    request = context["request"]
    page, conversation = threads.page_of_threads(article, request.user)
    if conversation and conversation.state == Conversation.State.OFF:
        return {"article": None}
    return {
        "article": article,
        "conversation": conversation,
        "page": page,
        "gate": gate_of(article, request.user, conversation),
        "draft": drafts.kept(request, f"story-{article.pk}"),
        "sign_in_url": sign_in_url(f"{article.get_absolute_url()}#say-something"),
        "user": request.user,
    }


def sign_in_url(back: str) -> str:
    return f"{reverse('account_login')}?{urlencode({'next': back})}"


@register.inclusion_tag("comments/_awaiting.html", takes_context=True)
def awaiting_moderation(context: Context, newest: int = 5) -> dict:
    """How many comments wait, and the newest of them, for who may decide; for others nothing."""
    if not context["request"].user.has_perm("comments.moderate_comment"):
        return {"may_moderate": False}
    waiting = Comment.objects.pending()
    return {
        "may_moderate": True,
        "count": waiting.count(),
        "comments": waiting.select_related("author", "article").order_by("-created_at")[:newest],
    }
