"""The conversation's pieces of the desk's pages: what awaits somebody, and the way to a story's conversation."""

from django import template
from django.contrib.messages.storage.base import Message
from django.template import Context
from django.urls import reverse

from articles import publishing
from articles.models import Article
from comments.models import Comment, Conversation, Report
from comments.waiting import MOST_COUNTED, OLDEST_WITHIN

register = template.Library()

SHOWN = 5


@register.inclusion_tag("comments/_awaiting.html", takes_context=True)
def awaiting_moderation(context: Context) -> dict:
    """How many comments wait, and the most urgent of them, for who may decide; for others nothing."""
    if not context["request"].user.has_perm("comments.moderate_comment"):
        return {"may_moderate": False}
    waiting = Comment.objects.waiting()
    order = [f"-{OLDEST_WITHIN.rank}", OLDEST_WITHIN.field, "id"]
    first = waiting.select_related("author", "article").defer("article__body", "article__body_html").order_by(*order)
    return {"may_moderate": True, "count": waiting[:MOST_COUNTED].count(), "comments": first[:SHOWN]}


@register.inclusion_tag("comments/_errors.html", takes_context=True)
def errors_in_stories(context: Context) -> dict:
    """The errors in stories that readers pointed out last, for who may correct them; for others nothing."""
    if not publishing.may_publish(context["request"].user):
        return {"reports": []}
    return {"reports": Report.objects.open_errors().order_by("-at", "-pk")[:SHOWN]}


@register.inclusion_tag("admin/comments/conversation/_of_story.html", takes_context=True)
def conversation_of_story(context: Context, article: Article) -> dict:
    """The way to a story's conversation, which an editor may set up before its first comment."""
    user = context["request"].user
    if not article.pk or not user.has_perm("comments.change_conversation"):
        return {}
    conversation = Conversation.objects.filter(article=article).first()
    if conversation:
        return {"conversation": conversation, "way": reverse("admin:comments_conversation_change", args=[article.pk])}
    if not user.has_perm("comments.add_conversation"):
        return {}
    return {"way": f"{reverse('admin:comments_conversation_add')}?article={article.pk}"}


@register.filter
def batch_to_undo(message: Message) -> str:
    """Of what a message tells, as `tell_done` left it; "" where there is nothing to undo."""
    return (message.extra_tags or "").partition("undo-")[2]
