"""The conversation's piece of a story's page: its thread."""

from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from articles import tags
from articles.models import Article
from comments import discussed, drafts, printing, rules, sanctions, threads
from comments.gate import Gate, gate_of
from comments.models import COUNTS, Conversation, tag_of
from comments.personal import NOBODY, Own, own_in
from newsroom import pagecache

if TYPE_CHECKING:
    from comments.gate import Person

register = template.Library()


@dataclass(frozen=True)
class Talk:
    """The first page of a conversation as somebody sees it."""

    conversation: Conversation | None
    terms: rules.Terms
    html: SafeString
    older: str
    shown: tuple[int, ...]  # the comments on it
    changes_at: float

    @property
    def size(self) -> int:
        return len(self.html) + 1000


@register.simple_tag(takes_context=True)
def comment_thread(context: Context, article: Article) -> SafeString:
    """The conversation under a story; nothing for a story that readers can't see.

    A signed-out reader's copy carries no token and sets no cookie, and without a draft it is everybody's. Who has said
    nothing here shares the threads; who has is shown their own comments that wait, and what they may do with them.
    """
    request = context["request"]
    if not article.is_published():
        return SafeString("")
    talk = _everybodys(article)
    pagecache.add_tags(request, tag_of(article.pk), rules.TAG, changes_at=talk.changes_at)
    draft = drafts.kept(request, f"story-{article.pk}")
    if draft or request.user.is_authenticated:
        return _section(context.flatten(), article, talk, request.user, draft)
    return pagecache.remember(
        f"talk signed out {article.pk}",
        lambda: _section({}, article, talk, request.user),
        tags=lambda html: _tags(article),
        until=lambda html: talk.changes_at,
    )


def _section(context: dict, article: Article, talk: Talk, user: "Person", draft: str = "") -> SafeString:
    if talk.terms.state == Conversation.State.OFF:
        return SafeString("")
    own = own_in(article, user, talk.shown)
    if own.is_anything:
        talk = _laid_out(article, own)
    told = {
        "article": article,
        "conversation": talk.conversation,
        "newest": talk.conversation.newest_id if talk.conversation else 0,
        "threads": talk.html,
        "older": talk.older,
        "gate": _gate(article, own, talk.terms),
        "draft": draft,
        "sign_in_url": sign_in_url(f"{article.get_absolute_url()}#say-something"),
        "poll_seconds": settings.COMMENT_POLL_SECONDS,
    }
    return render_to_string("comments/_thread.html", {**context, **told})


def _gate(article: Article, own: Own, terms: rules.Terms) -> Gate:
    """Who is shut out is told before they write."""
    gate = gate_of(article, own.person, terms)
    if not (gate.is_open and own.is_sanctioned and own.person.is_authenticated):
        return gate
    refusal = sanctions.refusal_of(own.person)
    return Gate(False, refusal) if refusal else gate


@register.simple_tag
def comment_count(article: Article, request: HttpRequest | None = None) -> SafeString:
    """How many comments readers can see under a story in a list, where the list brought its conversation along."""
    if request is not None:
        pagecache.add_tags(request, COUNTS)
    conversation = article._state.fields_cache.get("conversation")
    if conversation is None or not conversation.comment_count or conversation.state == Conversation.State.OFF:
        return SafeString("")
    told = {"article": article, "count": conversation.comment_count}
    return render_to_string("comments/_count.html", told)


@register.simple_tag(takes_context=True)
def most_discussed(context: Context, count: int) -> list[Article]:
    """The stories of these days that are talked about most, to be printed by cards."""
    pagecache.add_tags(context["request"], COUNTS, tags.STORIES)
    return discussed.most_discussed(count)


@register.simple_tag
def one_comment(row: threads.Shown) -> SafeString:
    return printing.printed(row)


def _everybodys(article: Article) -> Talk:
    return pagecache.remember(
        f"talk {article.pk}",
        lambda: _laid_out(article, NOBODY),
        tags=lambda talk: _tags(article),
        until=lambda talk: talk.changes_at,
    )


def _tags(article: Article) -> list[str]:
    """The story's own since its address stands there, and its authors bear a badge."""
    return [tag_of(article.pk), tags.of(article), rules.TAG]


def _laid_out(article: Article, own: Own) -> Talk:
    talk = threads.page_of_threads(copy(article), own)  # it is given its conversation, and is shared
    told = {"rows": talk.page.rows, "picks": talk.picks, "level": 3}
    html = SafeString("")
    if talk.picks:
        html += render_to_string("comments/_picks.html", told)
    if talk.page.rows:
        html += render_to_string("comments/_comments.html", told)
    terms = rules.terms_of(article, talk.conversation)
    moments = [talk.cools_at, terms.closes_at]
    ahead = [moment.timestamp() for moment in moments if moment and moment > timezone.now()]
    shown = tuple(row.comment.pk for row in talk.page)
    return Talk(
        talk.conversation, terms, SafeString(html), talk.page.older, shown, min(ahead, default=pagecache.FOREVER)
    )


def sign_in_url(back: str) -> str:
    return f"{reverse('account_login')}?{urlencode({'next': back})}"
