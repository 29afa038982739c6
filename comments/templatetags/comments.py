"""The conversation's pieces of other apps' pages: a story's thread, and what awaits a moderator at the desk."""

from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django import template
from django.contrib.auth.models import AnonymousUser
from django.template import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from articles import tags
from articles.models import Article
from comments import drafts, rules, threads
from comments.gate import gate_of
from comments.models import Comment, Conversation, tag_of
from newsroom import pagecache

if TYPE_CHECKING:
    from comments.gate import Person

register = template.Library()

MOST_COUNTED = 999  # comments that wait


@register.simple_tag(takes_context=True)
def comment_thread(context: Context, article: Article) -> SafeString:
    """The conversation under a story; nothing for a story that readers can't see.

    A signed-out reader's copy carries no token and sets no cookie, and without a draft it is everybody's. Who has said
    nothing here shares the threads; who has is shown their own comments that wait, and what they may do with them.
    """
    request = context["request"]
    if not article.is_published():
        return SafeString("")
    pagecache.add_tags(request, tag_of(article.pk))
    draft = drafts.kept(request, f"story-{article.pk}")
    if draft or request.user.is_authenticated:
        return _section(context.flatten(), article, request.user, draft)
    return pagecache.remember(
        f"talk signed out {article.pk}",
        lambda: _section({}, article, request.user),
        tags=lambda html: [tag_of(article.pk), tags.of(article)],  # it leads back to the story's address
    )


def _section(context: dict, article: Article, user: "Person", draft: str = "") -> SafeString:
    talk = _everybodys(article)
    if rules.state_of(article, talk.conversation) == Conversation.State.OFF:
        return SafeString("")
    if user.is_authenticated and Comment.objects.by(user).filter(article=article).exists():
        talk = _laid_out(article, user)
    told = {
        "article": article,
        "conversation": talk.conversation,
        "threads": talk.html,
        "older": talk.older,
        "gate": gate_of(article, user, talk.conversation),
        "draft": draft,
        "sign_in_url": sign_in_url(f"{article.get_absolute_url()}#say-something"),
    }
    return render_to_string("comments/_thread.html", {**context, **told})


@register.simple_tag
def one_comment(row: threads.Shown) -> SafeString:
    """A comment in its thread. What all readers see is rendered once for as long as it stays the same: a conversation
    that gets one more comment renders one, and one's own are all that is rendered for oneself."""

    def render() -> SafeString:
        return render_to_string("comments/_comment.html", {"row": row, "comment": row.comment})

    if row.is_ones_own:
        return render()
    return pagecache.remember(f"comment {row.as_printed}", render, tags=lambda html: [])


@dataclass(frozen=True)
class Talk:
    """The first page of a conversation as somebody sees it."""

    conversation: Conversation | None
    html: SafeString
    older: str

    @property
    def size(self) -> int:
        return len(self.html) + 1000


def _everybodys(article: Article) -> Talk:
    return pagecache.remember(
        f"talk {article.pk}",
        lambda: _laid_out(article, AnonymousUser()),
        tags=lambda talk: [tag_of(article.pk), tags.of(article)],  # who wrote it bears a badge
    )


def _laid_out(article: Article, user: "Person") -> Talk:
    page, conversation = threads.page_of_threads(copy(article), user)  # it is given its conversation, and is shared
    html = render_to_string("comments/_comments.html", {"rows": page.rows}) if page.rows else SafeString("")
    return Talk(conversation, html, page.older)


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
        "count": waiting[:MOST_COUNTED].count(),
        "comments": waiting.select_related("author", "article").order_by("-created_at")[:newest],
    }
