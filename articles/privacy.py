"""What stories hold of an account: for its owner to take out, and to be taken out when the account goes.

Stories, their revisions, their log and their bylines are the newspaper's record and stay. The account's own name in
them goes: who did it was "a former member of the newsroom".
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from articles.models import Article, Author, Correction, Image, Revision, Step
from newsroom.pagination import in_pieces

if TYPE_CHECKING:
    from readers.models import User

# Which table of an export tells what each of these names an account for.
EXPORTED = {
    "articles.Article.created_by": "stories",
    "articles.Author.user": "bylines",
    "articles.Revision.by": "revisions",
    "articles.Step.by": "story log",
    "articles.Correction.by": "corrections",
    "articles.Image.uploaded_by": "pictures",
}
LEFT_OUT: dict[str, str] = {}


def export(person: "User") -> dict[str, Iterable[dict[str, Any]]]:
    return {
        "stories": map(_story, in_pieces(Article.objects.belonging_to(person).defer("body", "body_html"))),
        "bylines": map(_byline, Author.objects.filter(user=person)),
        "revisions": map(_revision, in_pieces(Revision.objects.filter(by=person), size=50)),  # whole stories
        "story log": map(_step, in_pieces(Step.objects.filter(by=person).select_related("article"))),
        "corrections": map(_step, in_pieces(Correction.objects.filter(by=person).select_related("article"))),
        "pictures": map(_picture, in_pieces(Image.objects.filter(uploaded_by=person))),
    }


def erase(person: "User", *, keeps_comments: bool) -> None:
    former = _("a former member of the newsroom")
    for made in (Revision, Step, Correction):
        made.objects.filter(by=person).update(by=None, by_name=former)
    Article.objects.filter(created_by=person).update(created_by=None)
    Image.objects.filter(uploaded_by=person).update(uploaded_by=None)
    Author.objects.filter(user=person).update(user=None)


def _story(article: Article) -> dict[str, Any]:
    return {
        "id": article.pk,
        "headline": article.headline,
        "address": article.get_absolute_url() if article.path else "",
        "status": article.status,
        "begun": article.created_at.isoformat(),
    }


def _byline(author: Author) -> dict[str, Any]:
    return {"name": author.name, "role": author.role, "about": author.bio, "address": author.get_absolute_url()}


def _revision(revision: Revision) -> dict[str, Any]:
    words = ("article_id", "number", "kind", "headline", "summary", "body", "note")
    return {"at": revision.at.isoformat(), **{name: getattr(revision, name) for name in words}}


def _step(step: Step | Correction) -> dict[str, Any]:
    return {"at": step.at.isoformat(), "story": step.article.headline, "kind": step.kind, "note": step.note}


def _picture(image: Image) -> dict[str, Any]:
    return {"file": image.file.name, "description": image.alt, "credit": image.credit}
