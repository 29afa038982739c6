"""People, and what is theirs alone. Everything here that names a reader goes with the account."""

from readers.models.account import User
from readers.models.counting import DailySalt, ReadCount, ReadToday
from readers.models.digest import Digest
from readers.models.leaving import Leaving
from readers.models.reading import Read, SavedArticle
from readers.models.taste import LessLike, Stance, Taste

__all__ = [
    "DailySalt",
    "Digest",
    "Leaving",
    "LessLike",
    "Read",
    "ReadCount",
    "ReadToday",
    "SavedArticle",
    "Stance",
    "Taste",
    "User",
]
