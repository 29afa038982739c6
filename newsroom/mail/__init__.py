"""Mail that the site sends of itself: what every letter is (`letters`), who hands it over (`postman`), and how all that
is due in an outbox goes to its people, to nobody twice (`delivering`)."""

from newsroom.mail.delivering import deliver
from newsroom.mail.letters import absolute, host, letter
from newsroom.mail.postman import NoServer, NotTaken, Postman, Unsure

__all__ = ["NoServer", "NotTaken", "Postman", "Unsure", "absolute", "deliver", "host", "letter"]
