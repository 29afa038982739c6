"""Hands mails to the mail server over one connection, and says what is known of each that it did not take."""

import smtplib

from django.core.mail import EmailMessage, get_connection

MAILS_A_CONNECTION = 100  # servers end longer ones of themselves


class NoServer(Exception):
    """The mail server can't be reached or does not let us in: nothing was handed over."""


class NotTaken(Exception):
    """The server said no to this mail: it was surely not sent."""


class Unsure(Exception):
    """The connection broke while the mail was under way: it may or may not have been taken."""


class Postman:
    def __init__(self) -> None:
        self.connection = get_connection()
        self.carried = 0
        self.is_there = False

    def hand_over(self, message: EmailMessage) -> None:
        """Returns once the server has taken it. Raises NoServer, NotTaken, Unsure."""
        if self.carried >= MAILS_A_CONNECTION:
            self.leave()
        self._arrive()
        message.connection = self.connection
        try:
            message.send()
        except smtplib.SMTPServerDisconnected as lost:  # an SMTPException, too, but the server has said nothing
            raise self._after(Unsure(str(lost))) from lost
        except smtplib.SMTPException as refused:
            raise self._after(NotTaken(str(refused))) from refused
        except Exception as trouble:  # a timeout, a full disk: whatever it is, it says nothing of the mail
            raise self._after(Unsure(repr(trouble))) from trouble
        self.carried += 1

    def leave(self) -> None:
        if self.is_there:
            self.is_there, self.carried = False, 0
            self.connection.close()

    def _arrive(self) -> None:
        if self.is_there:
            return
        try:
            self.connection.open()
        except Exception as trouble:  # no route, no such host, a wrong password, a broken certificate
            raise NoServer(str(trouble) or repr(trouble)) from trouble
        self.is_there = True

    def _after(self, failure: Exception) -> Exception:
        """The next mail begins on a connection of its own."""
        try:
            self.leave()
        except Exception as trouble:  # it is broken already
            failure.add_note(repr(trouble))
        return failure
