"""What templates ask about people."""

from django import template
from django.utils.translation import gettext as _

from newsroom import avatars
from readers.models import User

register = template.Library()

# In this order, since most browsers also claim to be others.
BROWSERS = [("Edg", "Edge"), ("OPR", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox")]
BROWSERS += [("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari")]
SYSTEMS = [("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS X", "Mac")]
SYSTEMS += [("CrOS", "Chromebook"), ("Linux", "Linux")]


@register.filter
def browser(user_agent: str) -> str:
    """ "Firefox, Windows": enough for its owner to know it by."""
    names = [next((name for sign, name in signs if sign in user_agent), "") for signs in (BROWSERS, SYSTEMS)]
    return ", ".join(filter(None, names)) or _("A browser")


@register.inclusion_tag("readers/_avatar.html")
def avatar(person: User) -> dict:
    return {"initials": avatars.initials(person.get_username()), "colour": avatars.colour(person.pk)}
