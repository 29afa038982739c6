"""How this reader likes to read. In a seam on pages that are shared."""

from typing import Any

from django import template
from django.template import Context
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from readers import comfort

register = template.Library()


@register.simple_tag(takes_context=True)
def comfort_attributes(context: Context) -> SafeString:
    """The attributes of `<html>`, each with a space before it; none without the cookie, or without a request."""
    return format_html_join("", ' data-{}="{}"', comfort.words(_code(context)))


@register.inclusion_tag("readers/_comfort.html", takes_context=True)
def comfort_form(context: Context, next: str = "") -> dict[str, Any]:
    """The form with all settings; without scripts it leads to `next` afterwards."""
    pairs = zip(comfort.SETTINGS, _code(context), strict=True)
    return {"settings": [(setting, now) for setting, now in pairs], "next": next}


def _code(context: Context) -> str:
    request = context.get("request")
    return comfort.kept(request.COOKIES.get(comfort.COOKIE, "") if request else "")
