"""Taking somebody's name and addresses out of words that stay: their own, and those of others."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Traces:
    """What somebody was known by. `addresses` are of mail, in whatever case they are found."""

    name: str
    addresses: tuple[str, ...]

    @classmethod
    def of(cls, person: Any) -> "Traces":
        return cls(person.get_username(), tuple(person.addresses()))

    def without_addresses(self, text: str) -> str:
        """One that is only the end of a longer address stays."""
        return self._addresses.sub(_("[address removed]"), text) if self._addresses and "@" in text else text

    def without_name(self, text: str, instead: str, *, in_any_case: bool = False) -> str:
        """The text without the addresses, and with `instead` where the name stands as a word of its own.

        A name may be a word of the language: only what is about the person is asked for it `in_any_case`.
        """
        found = self._name_in_any_case if in_any_case else self._name
        return found.sub(lambda _match: instead, self.without_addresses(text))

    @cached_property
    def _addresses(self) -> re.Pattern[str] | None:
        either = "|".join(re.escape(address) for address in self.addresses if address)
        return re.compile(rf"(?<![\w.+-])(?:{either})(?![\w-])", re.IGNORECASE) if either else None

    @cached_property
    def _name(self) -> re.Pattern[str]:
        return re.compile(rf"(?<!\w)@?{re.escape(self.name)}(?!\w)")

    @cached_property
    def _name_in_any_case(self) -> re.Pattern[str]:
        return re.compile(self._name.pattern, re.IGNORECASE)
