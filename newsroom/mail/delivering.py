"""A round of the postman: everything that is due in an outbox, one letter for each person."""

import logging
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Protocol, TypeVar

from django.core.mail import EmailMessage
from django.db import DatabaseError
from django.utils import timezone

from newsroom.mail.postman import NoServer, NotTaken, Postman, Unsure
from newsroom.rounds import Round

log = logging.getLogger(__name__)


class Parcel(Protocol):
    """What was due for one person."""

    @property
    def name(self) -> str:
        """Whose it is, for the operator."""

    @property
    def is_to_go(self) -> bool:
        """Whether there is anything to be mailed."""

    @property
    def counts(self) -> Mapping[str, int]:
        """What has become of it once its letter went, or at once if nothing is to go."""


P = TypeVar("P", bound=Parcel)


class Outbox(Protocol[P]):
    """Knows what is due and the states it passes through: due → sending → sent."""

    def recipients(self, now: datetime) -> Iterable[int]:
        """Who may have something due, each once."""

    def look(self, person: int, now: datetime) -> P:
        """What is due for somebody, with nothing changed."""

    def claim(self, person: int, now: datetime) -> P:
        """The same, from now on this sender's alone; committed."""

    def sent(self, parcel: P) -> None:
        """The mail server has taken the letter."""

    def give_back(self, parcel: P, *, wait: bool) -> int:
        """The letter was surely not taken: due again, at once or after a while. Returns how much is given up."""


def deliver(
    outbox: Outbox[P],
    letter: Callable[[P], EmailMessage],
    *,
    should_stop: Callable[[], bool] = lambda: False,
    dry_run: bool = False,
) -> Round:
    """Mails what is due, and says what became of it. May be called by several at once, stopped between two letters,
    and killed at any moment: nothing is mailed twice, and all but the letter under way is mailed by the next round."""
    done, postman = Round(), Postman()
    try:
        for person in outbox.recipients(timezone.now()):
            if should_stop():
                break
            _attend(outbox, letter, person, postman, done, dry_run)
    except NoServer as trouble:
        done.troubles.append(f"The mail server can't be used, and everything waits for the next time: {trouble}")
    finally:
        postman.leave()
    return done


def _attend(
    outbox: Outbox[P], letter: Callable[[P], EmailMessage], person: int, postman: Postman, done: Round, dry_run: bool
) -> None:
    """Whatever goes wrong with what is one person's stops no other; raises NoServer, and DatabaseError."""
    try:
        parcel = (outbox.look if dry_run else outbox.claim)(person, timezone.now())
    except DatabaseError:
        raise
    except Exception as trouble:
        log.exception("What is due for account %s can't be gathered", person)
        done.counts["failed"] += 1
        done.troubles.append(f"account {person}: what is due can't be gathered: {trouble!r}")
        return
    if dry_run or not parcel.is_to_go or _deliver(outbox, letter, parcel, postman, done):
        done.counts.update(parcel.counts)


def _deliver(outbox: Outbox[P], letter: Callable[[P], EmailMessage], parcel: P, postman: Postman, done: Round) -> bool:
    """Whether the letter went."""
    try:
        message = letter(parcel)
    except Exception as trouble:  # one thing that can't be said must not keep the others from theirs
        log.exception("The mail to %s can't be written", parcel.name)
        return _failed(
            done, f"{parcel.name}: the mail can't be written: {trouble!r}", outbox.give_back(parcel, wait=True)
        )
    try:
        postman.hand_over(message)
    except NoServer:
        outbox.give_back(parcel, wait=False)
        raise
    except NotTaken as refusal:
        return _failed(done, f"{parcel.name}: the mail server refused: {refusal}", outbox.give_back(parcel, wait=True))
    except Unsure as trouble:
        return _failed(done, f"{parcel.name}: nobody knows whether the mail went; it is not sent again: {trouble}")
    outbox.sent(parcel)
    return True


def _failed(done: Round, words: str, given_up: int = 0) -> bool:
    done.counts["failed"] += 1
    done.counts["given up"] += given_up
    done.troubles.append(words)
    return False
