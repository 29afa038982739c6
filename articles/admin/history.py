"""What happened to a story: its versions beside each other, its log, its corrections and its former addresses."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import publishing
from articles.desk import member
from articles.diff import compare
from articles.models import Article, Revision
from newsroom import markup

if TYPE_CHECKING:
    from articles.admin.stories import StoryAdmin

TEXTS = {
    "headline": gettext_lazy("Headline"),
    "summary": gettext_lazy("Standfirst"),
    "body": gettext_lazy("Body"),
    "slug": gettext_lazy("Slug"),
}
DETAILS = {
    "section": gettext_lazy("Section"),
    "authors": gettext_lazy("Authors"),
    "topics": gettext_lazy("Topics"),
    "picture": gettext_lazy("Picture"),
}
MOST = 200  # versions listed


def show(desk: "StoryAdmin", request: HttpRequest, pk) -> HttpResponse:
    """The versions; with `?old=3&new=5` what changed between those two, else what the newest changed."""
    article = desk.story(request, pk)
    revisions = list(article.revisions.defer("body")[:MOST])
    old, new = _chosen(article, request.GET, revisions)
    current = next((revision for revision in revisions if revision.kind != Revision.Kind.REFUSED), None)
    context = desk.admin_site.each_context(request) | {
        "opts": desk.opts,
        "title": _("Versions of “%(story)s”") % {"story": article},
        "article": article,
        "may_edit": desk.has_change_permission(request, article),
        "revisions": revisions,
        "old": old,
        "new": new,
        "restorable": [one for one in (old, new) if one and one != current],
        "changes": differences(old, new) if old and new else [],
        "log": article.steps.all(),
        "corrections": article.corrections.all(),
        "addresses": article.previous_addresses.order_by("-since"),
    }
    return TemplateResponse(request, "admin/articles/article/history.html", context)


def _chosen(article: Article, asked, revisions: list[Revision]) -> tuple[Revision | None, Revision | None]:
    """The two versions to be compared: those asked for, else the newest and the one before it."""
    newest = [str(revision.number) for revision in revisions[:2]]
    new = asked.get("new") or "".join(newest[:1])
    return _numbered(article, asked.get("old") or "".join(newest[1:])), _numbered(article, new)


def _numbered(article: Article, number: str) -> Revision | None:
    return article.revisions.filter(number=number).first() if number.isdecimal() else None


def differences(old: Revision, new: Revision) -> list[tuple[str, list]]:
    """Each part that differs, with its name; section, topics, authors and picture as words too."""
    parts = [(label, getattr(old, name), getattr(new, name)) for name, label in TEXTS.items()]
    parts += [(label, _said(old.details.get(name)), _said(new.details.get(name))) for name, label in DETAILS.items()]
    return [(str(label), changes) for label, before, after in parts if (changes := compare(before, after))]


def _said(value) -> str:
    return ", ".join(value) if isinstance(value, list) else value or ""


def restore(desk: "StoryAdmin", request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Makes an earlier version the current text."""
    article = desk.story(request, pk)
    revision = get_object_or_404(Revision, article=article, number=number)
    try:
        publishing.restore(article, revision=revision, by=member(request))
        messages.success(request, _("Version %(number)s is the current text again.") % {"number": number})
    except (ValidationError, markup.Refused) as refusal:
        reasons = refusal.messages if isinstance(refusal, ValidationError) else [str(refusal)]
        messages.error(request, " ".join(reasons))
        return redirect("admin:articles_article_history", pk)
    return redirect("admin:articles_article_change", pk)
