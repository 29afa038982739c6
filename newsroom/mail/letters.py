"""What every letter is: plain text with an HTML copy, that no machine answers, with links that lead here."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.text import Truncator

LONGEST_SUBJECT = 120  # characters


def absolute(path: str) -> str:
    return f"{settings.SITE_ADDRESS.rstrip('/')}{path}"


def host() -> str:
    return urlsplit(settings.SITE_ADDRESS).hostname or "localhost"


def letter(
    template: str, context: dict[str, Any], *, to: str, subject: str, name: str = "", stop: str = ""
) -> EmailMultiAlternatives:
    """Made of `template`.txt and .html, which know the site's name and `stop`. A `name` makes the Message-ID, so that
    a receiver who gets the same letter twice after all can tell. `stop` is the address at which one press in a mail
    program ends such mail (RFC 8058). What can't be a mail fails here, while nothing has been handed over."""
    context = {"site_name": settings.SITE_NAME, "stop": stop, **context}
    headers = {"Auto-Submitted": "auto-generated"}
    if name:
        headers["Message-ID"] = f"<{name}@{host()}>"
    if stop:
        headers |= {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    one_line = Truncator(" ".join(subject.split())).chars(LONGEST_SUBJECT)
    message = EmailMultiAlternatives(one_line, render_to_string(f"{template}.txt", context), to=[to], headers=headers)
    message.attach_alternative(render_to_string(f"{template}.html", context), "text/html")
    message.message()
    return message
