"""The buttons that follow, mute, ask for less and save."""

from django import template
from django.template import Context

from articles.models import Article
from readers import buttons, returning, tastes
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


@register.inclusion_tag("readers/_save.html", takes_context=True)
def save_button(context: Context, article: Article) -> dict:
    """On a story's page, in a seam: save it, or no longer; signed out, the way to log in. Nothing on a preview."""
    request = context["request"]
    if not article.is_published():
        return {}
    told = {"address": article.get_absolute_url(), "signed_in": request.user.is_authenticated}
    state = returning.state_for(article, request)
    return told | {"button": buttons.save(article, state.is_saved), "csrf_token": context.get("csrf_token")}


@register.filter
def key(thing: Thing) -> str:
    """ "c2" of a section, "t7" of a topic, "a4" of an author."""
    return tastes.key(thing)
