"""What somebody typed but could not post yet, kept in their session: it survives sign-in, sign-up and mailed codes.

A draft belongs to a place: `story-<id>` for a new thread, `reply-<id>` for an answer.
"""

from django.conf import settings
from django.http import HttpRequest

KEY = "comment_drafts"
KEPT = 5  # places; the one written longest ago goes first


def keep(request: HttpRequest, place: str, text: str) -> None:
    """A blank text is no draft. One over the limit is kept whole, up to twice it, for its writer to shorten."""
    drafts = forget(request, place)
    if text.strip():
        drafts[place] = text[: 2 * settings.COMMENT_MAX_CHARACTERS]
        request.session[KEY] = dict(list(drafts.items())[-KEPT:])


def kept(request: HttpRequest, place: str) -> str:
    return request.session.get(KEY, {}).get(place, "")


def forget(request: HttpRequest, place: str) -> dict[str, str]:
    """Drops the draft of a place and returns those that stay."""
    drafts = dict(request.session.get(KEY, {}))
    if drafts.pop(place, None) is not None:
        request.session[KEY] = drafts
    return drafts
