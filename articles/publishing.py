"""The editorial verbs: the only writers of stories, their revisions, their log and their corrections.

Every verb checks the permission of `by`, takes the story's row lock, and writes the log in the same transaction.
`by=None` is the newsroom's own machinery (imports, demonstration content), which may do anything.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from articles import tags
from articles.models import Article, Author, Byline, Correction, Image, PreviousAddress, Revision, Step, Topic
from newsroom import pagecache

if TYPE_CHECKING:
    from readers.models import User

TEXTS_READ = ("headline", "summary", "body")  # a change to one of these is an update to readers


class Stale(Exception):
    """Someone saved after this writer began. The refused text is kept as `revision`; `current` is what stands."""

    def __init__(self, current: Article, revision: Revision):
        super().__init__(_("Someone else saved this story while you were writing. Your text is kept below."))
        self.current = current
        self.revision = revision


def now() -> datetime:
    """This second: what readers and editors are told has no fractions."""
    return timezone.now().replace(microsecond=0)


# Who may do what


def may_edit(article: Article, user: "User") -> bool:
    """Editors edit every story; a writer edits drafts that are their own: begun by them, or under their byline."""
    if user.has_perm("articles.edit_others_article"):
        return True
    if not user.has_perm("articles.change_article") or article.status != Article.Status.DRAFT:
        return False
    return article.created_by_id == user.pk or article.bylines.filter(author__user=user).exists()


def may_publish(user: "User") -> bool:
    return user.has_perm("articles.publish_article")


def _require(allowed: bool) -> None:
    if not allowed:
        raise PermissionDenied


# Writing


def save(
    article: Article,
    *,
    by: "User | None",
    authors: Iterable[Author] | None = None,
    topics: Iterable[Topic] | None = None,
    based_on: int | None = None,
    quietly: bool = False,
    note: str = "",
    step: str = Step.Kind.CREATED,
) -> Revision:
    """Saves a new or changed story and keeps a revision of it.

    `authors` in their order and `topics` replace what stood; None leaves them. `based_on` is the version the writer
    began from: if the stored one is newer, nothing is overwritten, the text is kept as a refused revision and Stale
    is raised. A change to what readers see sets `updated_at` unless `quietly` (a typo). A slug, section or date that
    changes leaves a redirect behind. `step` is what the log says of a new story.
    Raises PermissionDenied, ValidationError (address taken), markup.Refused, Stale.
    """
    try:
        with transaction.atomic():
            stored = _stored(article)
            stood_on = tags.around(stored) if stored and stored.status == Article.Status.PUBLISHED else set()
            if by is not None:
                _require(may_edit(stored, by) if stored else by.has_perm("articles.add_article"))
            if stored and based_on is not None and stored.version != based_on:
                raise Stale(stored, _revision(article, stored, by, kind=Revision.Kind.REFUSED))
            _write(article, stored, by, quietly)
            if authors is not None:
                _set_bylines(article, list(authors))
            if topics is not None:
                article.topics.set(topics)
            _list(article)
            if stood_on:
                _purge(article, *stood_on, gone=not article.is_published())
            if not stored:
                _log(article, step, by)
            return _keep(_revision(article, article, by, note=note))
    except Stale as stale:
        with transaction.atomic():  # its own, since the one above was rolled back
            _stored(stale.current)
            _keep(stale.revision)
        raise


def _stored(article: Article) -> Article | None:
    """The story's row as it stands, locked; None for a new one."""
    return Article.objects.select_for_update(of=("self",)).filter(pk=article.pk).first() if article.pk else None


def _write(article: Article, stored: Article | None, by: "User | None", quietly: bool) -> None:
    article.slug = article.slug or free_slug(article.headline)
    if stored:
        # Only the verbs below decide these; a form that loaded them earlier must not write them back.
        for name in ("status", "withdrawn_at", "withdrawal_note", "version", "created_by_id"):
            setattr(article, name, getattr(stored, name))
        if by is not None:  # an import brings its own
            article.published_at = stored.published_at
            updated = stored.is_published() and not quietly and _reads_differently(stored, article)
            article.updated_at = now() if updated else stored.updated_at
    elif by is not None:
        article.created_by = by
    article.version += 1
    _save_with_address(article, stored)


def _reads_differently(stored: Article, article: Article) -> bool:
    return any(getattr(stored, name) != getattr(article, name) for name in TEXTS_READ)


def free_slug(headline: str) -> str:
    """A slug from a headline that no story has: "a-headline", else "a-headline-2" and so on."""
    return free(Article, slugify(headline, allow_unicode=True)[:100].strip("-") or "story")


def free(model: type[Article] | type[Author] | type[Topic], stem: str) -> str:
    """The stem, or the first of stem-2, stem-3 and so on that no row has as its slug."""
    slug, count = stem, 1
    while model._default_manager.filter(slug=slug).exists():
        count += 1
        slug = f"{stem}-{count}"
    return slug


def _save_with_address(article: Article, stored: Article | None) -> None:
    path = article.path_now()
    taken = path and Article.objects.filter(path=path).exclude(pk=article.pk).exists()
    if taken:
        raise ValidationError({"slug": _("Another story of that day has this slug. Change a word of it.")})
    article.save()
    if not stored or not stored.path or stored.path == article.path:
        return
    if stored.status == Article.Status.WITHDRAWN or stored.is_published() or stored.is_expired:
        PreviousAddress.objects.update_or_create(path=stored.path, defaults={"article": article})
    # The address that is current again must not redirect to itself.
    PreviousAddress.objects.filter(path=article.path).delete()


def _set_bylines(article: Article, authors: list[Author]) -> None:
    if [byline.author for byline in article.bylines.select_related("author")] == authors:
        return
    article.bylines.all().delete()
    Byline.objects.bulk_create(
        Byline(article=article, author=author, position=position) for position, author in enumerate(authors)
    )


def _keep(revision: Revision) -> Revision:
    """Numbers and stores a revision; the story's row is locked by the caller."""
    revision.number = _next_number(revision.article)
    revision.save()
    return revision


def _revision(
    text: Article, article: Article, by: "User | None", *, kind: str = Revision.Kind.SAVED, note: str = ""
) -> Revision:
    return Revision(
        article=article,
        kind=kind,
        note=note,
        by=by,
        by_name=_name(by),
        at=now(),
        was_public=kind != Revision.Kind.REFUSED and article.is_published(),
        details={
            "section": text.category.name,
            "topics": [topic.name for topic in article.topics.all()],
            "authors": [byline.author.name for byline in article.bylines.select_related("author")],
            "picture": str(text.lead_image or ""),
        },
        slug=text.slug,
        **{name: getattr(text, name) for name in TEXTS_READ},
    )


def _next_number(article: Article) -> int:
    newest = article.revisions.order_by("-number").values_list("number", flat=True).first()
    return (newest or 0) + 1


def restore(article: Article, *, revision: Revision, by: "User") -> Revision:
    """Makes an earlier text the current one; the text it replaces stays among the revisions."""
    with transaction.atomic():
        article = _locked(article)
        _require(may_edit(article, by))
        for name in TEXTS_READ:
            setattr(article, name, getattr(revision, name))
        kept = save(article, by=by, note=_("Restored from revision %(number)s") % {"number": revision.number})
        Revision.objects.filter(pk=kept.pk).update(kind=Revision.Kind.RESTORED)
        _log(article, Step.Kind.RESTORED, by, _("Revision %(number)s") % {"number": revision.number})
    return kept


def show_again(image: Image) -> None:
    """Renders anew the stories whose body holds a picture, once the picture's own words have changed."""
    for article in Article.objects.showing(image):
        render_again(article)


def render_again(article: Article, *, dry_run: bool = False) -> bool:
    """Makes the HTML of a stored body as the renderer makes it today. True if it differs from what was stored.

    A story saved since it was loaded is left: that save rendered it. Raises markup.Refused, and the HTML stays.
    """
    before = article.body_html
    article.render(again=True)
    if article.body_html == before:
        return False
    if not dry_run:
        unsaved = Article.objects.filter(pk=article.pk, version=article.version)
        unsaved.update(body_html=article.body_html, word_count=article.word_count)
        _purge(article)
    return True


# The way to the reader and back


@transaction.atomic
def submit(article: Article, *, by: "User", note: str = "") -> None:
    """Draft → in review."""
    article = _locked(article, onto=article)
    _require(may_edit(article, by))
    _move(article, {Article.Status.DRAFT}, Article.Status.IN_REVIEW)
    _log(article, Step.Kind.SUBMITTED, by, note)


@transaction.atomic
def send_back(article: Article, *, by: "User", note: str = "") -> None:
    """In review → draft, with a word to the writer."""
    article = _locked(article, onto=article)
    _require(may_publish(by))
    _move(article, {Article.Status.IN_REVIEW}, Article.Status.DRAFT)
    _log(article, Step.Kind.RETURNED, by, note)


@transaction.atomic
def publish(article: Article, *, by: "User | None", at: datetime | None = None, note: str = "") -> None:
    """Any status → published. `at` in the future schedules it for that second; None is now.

    A story that was public before and comes back keeps its first time, so that its address and place stay.
    Raises ValidationError for a story without headline, body or author.
    """
    article = _locked(article, onto=article)
    _require(by is None or may_publish(by))
    _complete(article)
    moment = now()
    returning = article.status in {Article.Status.WITHDRAWN, Article.Status.PUBLISHED} and at is None
    if not (returning and article.published_at and article.published_at <= moment):
        article.published_at = at or moment
    if article.expires_at and article.expires_at <= max(moment, article.published_at):
        raise ValidationError(
            {"expires_at": _("It would expire before anyone could read it. Change or clear the end.")}
        )
    article.status = Article.Status.PUBLISHED
    article.withdrawn_at, article.withdrawal_note = None, ""
    _save_with_address(article, Article.objects.get(pk=article.pk))
    _list(article)
    _purge(article)
    scheduled = article.published_at > moment
    _log(article, Step.Kind.SCHEDULED if scheduled else Step.Kind.PUBLISHED, by, note)
    if not scheduled:
        article.revisions.filter(number=_next_number(article) - 1).update(was_public=True)


def schedule(article: Article, *, by: "User", at: datetime) -> None:
    """Publishes at a moment to come, to the second. Raises ValidationError for one that has passed."""
    if at <= now():
        raise ValidationError({"published_at": _("That moment has passed. Choose a later one, or publish now.")})
    publish(article, by=by, at=at)


@transaction.atomic
def unschedule(article: Article, *, by: "User") -> None:
    """A story whose time has not come goes back to review."""
    article = _locked(article, onto=article)
    _require(may_publish(by))
    if not article.is_scheduled:
        raise ValidationError(_("Only a scheduled story can be taken off the schedule; a published one is withdrawn."))
    article.published_at = None
    article.status = Article.Status.IN_REVIEW
    article.save()
    _list(article)
    _log(article, Step.Kind.RETURNED, by, _("Taken off the schedule"))


@transaction.atomic
def withdraw(article: Article, *, by: "User", reason: str) -> None:
    """Published → withdrawn: its address answers 410 with the reason. Raises ValidationError without one."""
    article = _locked(article, onto=article)
    _require(may_publish(by))
    if not reason.strip():
        raise ValidationError({"reason": _("Say why: readers who come to its address are told.")})
    _move(
        article,
        {Article.Status.PUBLISHED},
        Article.Status.WITHDRAWN,
        withdrawn_at=now(),
        withdrawal_note=reason,
    )
    _log(article, Step.Kind.WITHDRAWN, by, reason)


@transaction.atomic
def correct(article: Article, *, by: "User", kind: str, note: str) -> Correction:
    """Tells readers of a change to a published story, on the story itself. Raises ValidationError without a note."""
    article = _locked(article, onto=article)
    _require(may_publish(by))
    if not article.is_published():
        raise ValidationError(_("Only a story that readers can see is corrected in the open."))
    if not note.strip():
        raise ValidationError({"note": _("Say in a sentence what was wrong and what is right.")})
    correction = Correction.objects.create(article=article, kind=kind, note=note, by=by, by_name=_name(by), at=now())
    article.updated_at = correction.at
    article.save()
    _purge(article)
    _log(article, Step.Kind.CORRECTED, by, note)
    return correction


def _locked(article: Article, onto: Article | None = None) -> Article:
    """The stored row, locked. With `onto`, its values are loaded into that instance, so the caller sees the outcome."""
    stored = Article.objects.select_for_update(of=("self",)).get(pk=article.pk)
    if onto is None:
        return stored
    onto.refresh_from_db()
    onto._rendered_body = onto.body
    return onto


def _move(article: Article, start: set, end: str, **values) -> None:
    if article.status not in start:
        raise ValidationError(
            _("“%(story)s” is %(state)s; that step is not open to it.")
            % {"story": article, "state": article.state_label}
        )
    article.status = end
    for name, value in values.items():
        setattr(article, name, value)
    article.save()
    _list(article)
    if end == Article.Status.WITHDRAWN:
        _purge(article, gone=True)


def _purge(article: Article, *stood_on: str, gone: bool = False) -> None:
    """The pages on which the story stands, or stood until now, are made anew; `gone`: and no copy shown meanwhile."""
    pagecache.purge(*tags.around(article), *stood_on, gone=gone)


def _list(article: Article) -> None:
    """Tells the rows by which authors and topics list the story its time, while it is published."""
    listed_at = article.published_at if article.status == Article.Status.PUBLISHED else None
    for rows in (article.bylines, article.taggings):
        rows.exclude(listed_at=listed_at).update(listed_at=listed_at)


def _complete(article: Article) -> None:
    missing = {}
    if not article.body.strip():
        missing["body"] = _("A story needs a body before it is published.")
    if not article.bylines.exists():
        missing["authors"] = _("A story needs an author before it is published.")
    if missing:
        raise ValidationError(missing)


def _log(article: Article, kind: str, by: "User | None", note: str = "") -> None:
    Step.objects.create(article=article, kind=kind, by=by, by_name=_name(by), at=now(), note=note[:500])


def _name(by: "User | None") -> str:
    return by.get_username() if by is not None else ""
