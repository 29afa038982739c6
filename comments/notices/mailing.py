"""A round of the postman: everything that is due, one mail for each person."""

import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils import timezone

from comments.notices import outbox
from comments.notices.letters import letter
from comments.notices.outbox import Parcel
from comments.notices.postman import NoServer, NotTaken, Postman, Unsure

log = logging.getLogger(__name__)
# Mails; the notices in them; those that wait, are not mailed, could not be mailed, are given up, of which nobody knows
OUTCOMES = ("mails", "notices", "later", "let go", "failed", "given up", "unsure")


@dataclass
class Round:
    counts: Counter[str] = field(default_factory=Counter)
    troubles: list[str] = field(default_factory=list)  # sentences for the operator

    def tell_apart(self, parcel: Parcel) -> None:
        self.counts["let go"] += len(parcel.let_go)
        self.counts["mails"] += bool(parcel.told)
        self.counts["notices"] += len(parcel.told)


def send_due(*, should_stop: Callable[[], bool] = lambda: False, dry_run: bool = False) -> Round:
    """Mails what is due, and says what became of it. May be called by several at once, stopped between two mails,
    and killed at any moment: nothing is mailed twice, and all but the mail under way is mailed by the next round."""
    now, done, postman = timezone.now(), Round(), Postman()
    try:
        for person in outbox.recipients(now):
            if should_stop():
                break
            if dry_run:
                done.tell_apart(outbox.look(person, now))
            else:
                _serve(outbox.claim(person, now), postman, done)
    except NoServer as trouble:
        done.troubles.append(f"The mail server can't be used, and everything waits for the next time: {trouble}")
    finally:
        postman.leave()
    done.counts["later"], done.counts["unsure"] = outbox.later(now), outbox.unsure(now)
    return done


def _serve(parcel: Parcel, postman: Postman, done: Round) -> None:
    """Mails one parcel. Whatever goes wrong with it stops no other; raises NoServer."""
    if not parcel.told:
        return done.tell_apart(parcel)
    try:
        message = letter(parcel)
    except Exception as trouble:  # one notice that can't be said must not keep the others from theirs
        log.exception("The mail to %s can't be written", parcel.name)
        return _failed(parcel, done, f"{parcel.name}: the mail can't be written: {trouble!r}")
    try:
        postman.hand_over(message)
    except NoServer:
        outbox.give_back(parcel, wait=False)
        raise
    except NotTaken as refusal:
        return _failed(parcel, done, f"{parcel.name}: the mail server refused: {refusal}")
    except Unsure as trouble:
        done.counts["failed"] += 1
        done.troubles.append(f"{parcel.name}: nobody knows whether the mail went; it is not sent again: {trouble}")
        return None
    outbox.sent(parcel)
    return done.tell_apart(parcel)


def _failed(parcel: Parcel, done: Round, words: str) -> None:
    done.counts["failed"] += 1
    done.counts["given up"] += outbox.give_back(parcel, wait=True)
    done.troubles.append(words)
