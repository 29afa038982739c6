"""The buttons by which a reader says what they want to read, each with the one that takes it back.

A button's value is a word and what it is about: "follow c2", "mute t7", "let-be a4", "less s12", "more s12" (takes
"less" back), "forget t7", "save s12", "unsave s12". Keys are those of readers/tastes.py, and "s12" is a story.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Author, Category, Topic
from readers import leaning, reading, saving, tastes
from readers.models import LessLike, SavedArticle, Stance

if TYPE_CHECKING:
    from readers.models import User

VALUE = re.compile(r"(follow|mute|let-be|forget) ([cta])(\d{1,18})|(less|more|save|unsave) s(\d{1,18})", re.ASCII)
KINDS: dict[str, type[leaning.Thing]] = {"c": Category, "t": Topic, "a": Author}
SHORT = {
    "follow": _("Follow"),
    "mute": _("Mute"),
    "let-be follow": _("Unfollow"),
    "let-be mute": _("Unmute"),
}
WORDS = {
    "follow": _("Follow %(name)s"),
    "mute": _("Mute %(name)s"),
    "let-be follow": _("Unfollow %(name)s"),
    "let-be mute": _("Unmute %(name)s"),
}
SAID = {
    "follow": _("You follow %(name)s now."),
    "mute": _("%(name)s is muted: its stories come last."),
    "let-be": _("You neither follow nor mute %(name)s any more."),
    "forget": _("%(name)s is taken out. What you read until now no longer counts for it."),
    "less": _("You will see less like “%(name)s”."),
    "more": _("“%(name)s” no longer counts against its like."),
    "save": _("Saved: “%(name)s”."),
    "unsave": _("“%(name)s” is not saved any more."),
}


class NoSuchButton(ValueError):
    """Nothing here means that, or what it is about is gone."""


@dataclass(frozen=True)
class Button:
    """`value` is sent; `words` stand on it, or are spoken where only `short` does. `of` ("follow c2") is the same
    whichever way it would turn now, and `is_on` says that it would turn back."""

    value: str
    words: str
    short: str = ""
    of: str = ""
    is_on: bool = False


@dataclass(frozen=True)
class Done:
    """What is so from now on, the button that takes it back, where there is one, and how those of the thing stand."""

    said: str
    back: Button | None = None
    buttons: tuple[Button, ...] = ()


def of(thing: leaning.Thing, stance: str = "") -> tuple[Button, ...]:
    """The two buttons of a section, topic or author that the reader follows ("follow"), mutes ("mute") or neither."""
    return tuple(_button(word, thing, stance) for word in ("follow", "mute"))


def less(article: Article) -> Button:
    return Button(f"less s{article.pk}", str(_("Less like this")), of=f"less s{article.pk}")


def save(article: Article, is_saved: bool) -> Button:
    """Saves the story; of a saved one, takes it off the list."""
    of = f"save s{article.pk}"
    if is_saved:
        words = _("Remove “%(name)s” from what you saved") % {"name": article}
        return Button(f"unsave s{article.pk}", words, str(_("Remove")), of, True)
    return Button(of, _("Save “%(name)s”") % {"name": article}, str(_("Save")), of)


def press(value: str, *, reader: "User") -> Done:
    """Does what the button says. Raises NoSuchButton, and leaning.Refused with a sentence for the reader."""
    match = VALUE.fullmatch(value)
    if not match:
        raise NoSuchButton(value)
    try:
        if match[4]:
            about_story = _want if match[4] in {"less", "more"} else _keep
            return about_story(match[4], int(match[5]), reader)
        thing = KINDS[match[2]]._default_manager.get(pk=int(match[3]))
    except ObjectDoesNotExist as error:
        raise NoSuchButton(value) from error
    return _forget(thing, reader) if match[1] == "forget" else _lean(match[1], thing, reader)


def follow_all(keys: Iterable[str], *, reader: "User") -> int:
    """Follows what the keys name ("c2", "t7"), passing over what does not exist. Returns how many those are. Raises
    leaning.Refused."""
    done = 0
    for key in dict.fromkeys(keys):
        try:
            press(f"follow {key}", reader=reader)
        except NoSuchButton:
            continue
        done += 1
    return done


def _want(word: str, pk: int, reader: "User") -> Done:
    if word == "less":
        article = Article.objects.published().get(pk=pk)
        leaning.less_like(article, reader=reader)
        return Done(SAID["less"] % {"name": article}, Button(f"more s{pk}", str(_("Undo"))))
    article = LessLike.objects.select_related("article").get(reader=reader, article=pk).article
    leaning.take_back_less_like(article, reader=reader)
    return Done(SAID["more"] % {"name": article}, less(article) if article.is_published() else None)


def _keep(word: str, pk: int, reader: "User") -> Done:
    if word == "save":
        article = Article.objects.published().get(pk=pk)
        saving.save(article, reader=reader)
        back = Button(f"unsave s{pk}", str(_("Undo")))
        return Done(SAID["save"] % {"name": article}, back, (save(article, True),))
    article = SavedArticle.objects.select_related("article").get(reader=reader, article=pk).article
    saving.unsave(article, reader=reader)
    said = SAID["unsave"] % {"name": article}
    if not article.is_published():
        return Done(said)
    return Done(said, Button(f"save s{pk}", str(_("Undo"))), (save(article, False),))


def _forget(thing: leaning.Thing, reader: "User") -> Done:
    reading.forget_taste(tastes.key(thing), reader=reader)
    return Done(SAID["forget"] % {"name": thing})


def _lean(word: str, thing: leaning.Thing, reader: "User") -> Done:
    before = Stance.objects.towards(thing, reader)
    verbs = {"follow": leaning.follow, "mute": leaning.mute, "let-be": leaning.let_be}
    verbs[word](thing, reader=reader)
    back = Button(f"{before or 'let-be'} {tastes.key(thing)}", str(_("Undo"))) if before != word else None
    return Done(SAID[word] % {"name": thing}, back, of(thing, word))


def _button(word: str, thing: leaning.Thing, stance: str) -> Button:
    key, is_so = tastes.key(thing), word == stance
    name, value = (f"let-be {word}", f"let-be {key}") if is_so else (word, f"{word} {key}")
    return Button(value, WORDS[name] % {"name": thing}, str(SHORT[name]), f"{word} {key}", is_so)
