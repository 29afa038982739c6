"""The bell in the bar of every page."""

from django import template
from django.template import Context

from comments.notices import bell as bells

register = template.Library()


@register.inclusion_tag("comments/notices/_bell.html", takes_context=True)
def bell(context: Context) -> dict:
    """How many notices the signed-in reader has not read. Personal: to stand in a seam."""
    unread = bells.unread_of(context["request"].user.pk)
    shown = f"{bells.MOST}+" if unread > bells.MOST else str(unread)
    return {"unread": unread, "shown": shown, "request": context["request"]}
