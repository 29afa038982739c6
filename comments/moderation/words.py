"""Words and phrases that moderators watch for, found as whole words however many rules there are."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from comments.models import WordRule
from comments.moderation.verdict import Action, Reason, Submission
from newsroom import pagecache

WORD = re.compile(r"\w+(?:['’]\w+)*")
TAG = "word rules"  # what is remembered of them is made anew when one changes
SHORTEST_BEGINNING = 3  # of a rule with a star; "a*" would find half the language


def split(text: str) -> list[str]:
    """The words of a text as they are compared: without case, accents, or marks that make letters look different."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return WORD.findall(plain.replace("’", "'"))


def key_of(words: str) -> str:
    """How a rule is compared. Raises ValueError for one without a word, or with a star after too few letters."""
    star = words.strip().endswith("*")
    parts = split(words)
    if not parts:
        raise ValueError(_("Write a word or a phrase."))
    if star and len(parts[-1]) < SHORTEST_BEGINNING:
        raise ValueError(_("Write at least %(count)s letters before the star.") % {"count": SHORTEST_BEGINNING})
    return " ".join(parts) + ("*" if star else "")


@dataclass
class Rules:
    """Rules by their keys, so that what a text costs depends on its words and not on the number of rules, even where
    thousands begin with the same word.

    `shapes` holds, by the word that rules begin with, how many words they have and how many letters of the last one
    count (0: all). Those of one word with a star are found by its first letters.
    """

    named: dict[str, tuple[str, str]] = field(default_factory=dict)
    shapes: dict[str, set[tuple[int, int]]] = field(default_factory=dict)

    @classmethod
    def of(cls, rules: Iterable[tuple[str, str, str]]) -> "Rules":
        """From keys, each with the words as they were written and what is to happen."""
        made = cls()
        for key, words, action in rules:
            parts = key.removesuffix("*").split(" ")
            letters = len(parts[-1]) if key.endswith("*") else 0
            begins = _beginning(parts[0]) if letters and len(parts) == 1 else parts[0]
            made.shapes.setdefault(begins, set()).add((len(parts), letters))
            made.named[key] = (words, action)
        return made

    def find(self, text: str) -> dict[str, str]:
        """The rules whose words stand in the text, and what each says is to happen."""
        found: dict[str, str] = {}
        words = split(text)
        for place, word in enumerate(words):
            for length, letters in (*self.shapes.get(word, ()), *self.shapes.get(_beginning(word), ())):
                *before, last = words[place : place + length]
                key = " ".join([*before, f"{last[:letters]}*" if letters else last])
                if key in self.named:
                    name, action = self.named[key]
                    found[name] = action
        return found

    @property
    def size(self) -> int:
        return 200 * (len(self.named) + len(self.shapes))


def _beginning(word: str) -> str:
    return f"{word[:SHORTEST_BEGINNING]}*"


def watched_words(submission: Submission) -> Reason | None:
    """A banned word refuses the text and is named; a suspect one makes it wait."""
    found = rules().find(submission.text)
    if not found:
        return None
    banned = tuple(word for word, action in found.items() if action == WordRule.Action.REFUSE)
    if banned:
        sentence = _("This word is not published here: %(words)s. Change it and post again.")
        return Reason("words", Action.REFUSE, sentence % {"words": ", ".join(banned)}, banned)
    sentence = _("It holds a word that a moderator looks at first.")
    return Reason("words", Action.HOLD, sentence, tuple(found))


def rules() -> Rules:
    """All rules as they stand, made ready once for all comments."""
    return pagecache.remember(
        "word rules",
        lambda: Rules.of(WordRule.objects.values_list("key", "words", "action")),
        tags=lambda made: [TAG],
    )
