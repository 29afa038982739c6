"""How a reader likes to read: colours, text size, line spacing, width. It is the browser's, and stored nowhere here.

Four characters say it all, `s423` say: one for each of `SETTINGS`, in their order. static/js/site.js knows the same
and keeps them in the browser's storage; without scripts they come with the cookie.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

COOKIE = "comfort"
COOKIE_SECONDS = 365 * 24 * 3600


@dataclass(frozen=True)
class Option:
    kept: str  # the character that stands for it
    word: str  # the value of the attribute on <html>; "" for what goes without saying
    name: str | Promise


@dataclass(frozen=True)
class Setting:
    name: str  # of its field, and after `data-` of its attribute
    label: str | Promise
    options: tuple[Option, ...]


SETTINGS = (
    Setting(
        "theme",
        _("Colours"),
        (
            Option("a", "", _("As the device")),
            Option("l", "light", _("Light")),
            Option("d", "dark", _("Dark")),
            Option("s", "sepia", _("Sepia")),
        ),
    ),
    Setting(
        "text",
        _("Text size"),
        (
            Option("1", "1", _("Smallest")),
            Option("2", "2", _("Small")),
            Option("3", "", pgettext_lazy("text size", "Normal")),
            Option("4", "4", _("Large")),
            Option("5", "5", _("Largest")),
        ),
    ),
    Setting(
        "spacing",
        _("Line spacing"),
        (
            Option("1", "tight", _("Tight")),
            Option("2", "", pgettext_lazy("line spacing", "Normal")),
            Option("3", "wide", pgettext_lazy("line spacing", "Wide")),
        ),
    ),
    Setting(
        "width",
        _("Width of the text"),
        (
            Option("1", "narrow", _("Narrow")),
            Option("2", "", pgettext_lazy("width", "Normal")),
            Option("3", "wide", pgettext_lazy("width", "Wide")),
        ),
    ),
)
USUAL = "a322"


def kept(code: str) -> str:
    """The code a browser sent, or the usual one if it is none of ours."""
    is_known = len(code) == len(SETTINGS) and all(map(_option, SETTINGS, code))
    return code if is_known else USUAL


def chosen(fields: Mapping[str, str], before: str) -> str:
    """The code for what a form says; what it does not say, or not in our words, stays as it was."""
    pairs = zip(SETTINGS, kept(before), strict=True)
    return "".join(one if _option(setting, one := fields.get(setting.name, "")) else was for setting, was in pairs)


def words(code: str) -> Iterator[tuple[str, str]]:
    """The names and values of the attributes that `<html>` bears."""
    for setting, one in zip(SETTINGS, kept(code), strict=True):
        option = _option(setting, one)
        if option and option.word:
            yield setting.name, option.word


def _option(setting: Setting, one: str) -> Option | None:
    return next((option for option in setting.options if option.kept == one), None)
