"""The buttons that follow, mute and ask for less."""

from django import template
from django.template import Context

from readers import buttons, tastes
from readers.leaning import Thing
from readers.models import Stance

register = template.Library()


@register.inclusion_tag("readers/_follow.html", takes_context=True)
def follow_button(context: Context, thing: Thing) -> dict:
    """On the page of a section, topic or author, in a seam: follow it, or no longer; signed out, the way to log in."""
    request = context["request"]
    told = {"thing": thing, "address": thing.get_absolute_url()}
    if not request.user.is_authenticated:
        return told | {"buttons": []}
    stance = Stance.objects.towards(thing, request.user)
    follow, mute = buttons.of(thing, stance)
    return told | {"buttons": [mute if stance == "mute" else follow]}


@register.filter
def key(thing: Thing) -> str:
    """ "c2" of a section, "t7" of a topic, "a4" of an author."""
    return tastes.key(thing)
