"""What a story's page has for a reader who comes back to it. Both stand in seams."""

from django import template
from django.http import HttpRequest
from django.template import Context
from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from articles.models import Article
from newsroom import markup, pagecache
from readers import returning as readers_return

register = template.Library()
LISTED = 5  # of what is new: more is marked in the text, and only counted above it


@register.inclusion_tag("readers/_returning.html", takes_context=True)
def returning(context: Context, article: Article) -> dict:
    """Above the text: where they stopped, what is new since, and what sends the place they get to this time."""
    request = context["request"]
    back = _back(article, request)
    new = list(back.new.items())
    return {
        "article": article,
        "back": back,
        "read_at": readers_return.state_for(article, request).read_at if new else None,
        "listed": new[:LISTED],
        "more": len(new[LISTED:]),
        "keeps_place": _is_page(request) and request.user.is_authenticated and request.user.lets_reading_be_kept,
    }


@register.simple_tag(takes_context=True)
def story_body(context: Context, article: Article) -> SafeString:
    """The text, with a mark at what is new to this reader."""
    new = _back(article, context["request"]).new
    html = markup.marked(article.body_html, new, note=_note()) if new else article.body_html
    return mark_safe(html)  # noqa: S308  rendered and cleaned when it was saved


def _note() -> SafeString:
    """In the language of the site, whatever the story's."""
    direction = "rtl" if translation.get_language_bidi() else "ltr"
    words = _("New or changed since you read it")
    return format_html('<p class="new-mark" lang="{}" dir="{}">{}</p>', translation.get_language(), direction, words)


def _back(article: Article, request: HttpRequest) -> readers_return.Back:
    if not _is_page(request):
        return readers_return.Back()
    return readers_return.back_at(article, readers_return.state_for(article, request))


def _is_page(request: HttpRequest) -> bool:
    """Not the desk's preview, which nobody reads."""
    return bool(pagecache.shared_address(request))
