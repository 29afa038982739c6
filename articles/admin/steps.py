"""Which steps of the workflow are open to whom in which state, and taking one."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from articles import publishing
from articles.forms import StepForm
from articles.models import Article
from articles.templatetags.desk import both_zones

if TYPE_CHECKING:
    from readers.models import User

FOR_EDITORS = frozenset({"publish", "schedule", "unschedule", "send_back", "withdraw", "correct"})
OPEN = {
    "draft": ("submit", "publish", "schedule"),
    "in_review": ("publish", "schedule", "send_back"),
    "scheduled": ("publish", "schedule", "unschedule"),
    "published": ("correct", "withdraw"),
    "expired": ("withdraw",),
    "withdrawn": ("publish",),
}


def open_to(user: "User", article: Article) -> set[str]:
    """The steps whose buttons this person finds on the story's page."""
    steps = set(OPEN[article.state])
    return steps if publishing.may_publish(user) else steps - FOR_EDITORS


def take(step: str, article: Article, *, by: "User", said: StepForm) -> None:
    """Moves the story with what was `said`. Raises PermissionDenied and ValidationError as the verb does."""
    words = said.cleaned_data
    if step == "submit":
        publishing.submit(article, by=by)
    elif step == "send_back":
        publishing.send_back(article, by=by, note=words["word"])
    elif step == "publish":
        publishing.publish(article, by=by)
    elif step == "schedule":
        if words["at"] is None:
            raise ValidationError({"published_at": _("Choose the date and the time.")})
        publishing.schedule(article, by=by, at=words["at"])
    elif step == "unschedule":
        publishing.unschedule(article, by=by)
    elif step == "withdraw":
        publishing.withdraw(article, by=by, reason=words["reason"])
    elif step == "correct":
        publishing.correct(article, by=by, kind=words["kind"], note=words["told"])


def announce(step: str, request: HttpRequest, article: Article) -> None:
    """Says in one sentence what has happened."""
    sentences = {
        "submit": _("“%(story)s” is sent for review."),
        "send_back": _("“%(story)s” is back with its writer."),
        "publish": _("“%(story)s” is published: readers can see it now."),
        "schedule": _("“%(story)s” appears on %(time)s."),
        "unschedule": _("“%(story)s” is off the schedule and back in review."),
        "withdraw": _("“%(story)s” is withdrawn: its address tells readers why."),
        "correct": _("Readers of “%(story)s” are told of the correction."),
    }
    sentence = sentences.get(step, _("“%(story)s” is saved."))
    messages.success(request, sentence % {"story": article, "time": both_zones(article.published_at)})
