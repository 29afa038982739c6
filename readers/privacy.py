"""What is kept of an account and of its owner's reading: to be taken out, and to be erased with the account itself."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from newsroom import ratelimit
from newsroom.effacing import Traces
from newsroom.pagination import in_pieces
from readers.models import Digest, Leaving, LessLike, Read, SavedArticle, Stance, Taste

if TYPE_CHECKING:
    from readers.models import User

Row = dict[str, Any]
AT_ONCE = 1_000  # rows deleted in a transaction
OF_SIGN_IN = ("_", "account_", "mfa", "socialaccount")  # how such things in a session begin: secrets, or of no interest

# Which table of an export tells what each of these names an account for.
EXPORTED = {
    "readers.User_groups.user": "account",
    "readers.User_user_permissions.user": "account",
    "readers.Digest.reader": "digest",
    "readers.Leaving.reader": "account to be deleted",
    "readers.Read.reader": "reads",
    "readers.SavedArticle.reader": "saved stories",
    "readers.Stance.reader": "follows and mutes",
    "readers.LessLike.reader": "less like these",
    "readers.Taste.reader": "taste",
    "account.EmailAddress.user": "addresses",
    "mfa.Authenticator.user": "passkeys and second factors",
    "usersessions.UserSession.user": "sessions",
    "socialaccount.SocialAccount.user": "connections",
    "admin.LogEntry.user": "desk log",
}
LEFT_OUT: dict[str, str] = {}


def export(person: "User") -> dict[str, Iterable[Row]]:
    """Without what would let somebody else in: passwords, keys, secrets and codes."""
    return {
        "account": [_account(person)],
        "account to be deleted": map(_leaving, Leaving.objects.filter(reader=person)),
        "addresses": map(_address, EmailAddress.objects.filter(user=person)),
        "sessions": map(_session, UserSession.objects.filter(user=person)),
        "passkeys and second factors": map(_factor, Authenticator.objects.filter(user=person)),
        "connections": map(_connection, SocialAccount.objects.filter(user=person)),
        "reads": map(_read, in_pieces(_with_headlines(Read.objects.filter(reader=person)))),
        "saved stories": map(_saved, in_pieces(_with_headlines(SavedArticle.objects.filter(reader=person)))),
        "follows and mutes": map(_stance, in_pieces(Stance.objects.filter(reader=person))),
        "less like these": map(_less, in_pieces(_with_headlines(LessLike.objects.filter(reader=person)))),
        "taste": _taste(person),
        "digest": map(_digest, Digest.objects.filter(reader=person)),
        "desk log": map(_entry, in_pieces(LogEntry.objects.filter(user=person))),
    }


def erase(person: "User", *, keeps_comments: bool) -> None:
    """Last of all, since with it the account is gone."""
    end_sessions(person)
    for kept in (Read, SavedArticle, Stance, LessLike, Taste, Digest):
        _delete(kept.objects.filter(reader=person))
    _delete(LogEntry.objects.filter(user=person))
    _take_out_of_desk_log(person)
    ratelimit.forget(person.pk)
    person.delete()


def end_sessions(person: "User") -> None:
    """Every session that is theirs or knows their name or an address of theirs. Each has to be opened to be known."""
    signs = [sign.casefold() for sign in (person.get_username(), *person.addresses()) if sign]
    for session in in_pieces(Session.objects.all()):
        held = session.get_decoded()
        words = json.dumps(held, ensure_ascii=False, default=str).casefold()
        if held.get("_auth_user_id") == str(person.pk) or any(sign in words for sign in signs):
            session.delete()


def _take_out_of_desk_log(person: "User") -> None:
    traces, nobody = Traces.of(person), _("deleted reader")
    about = Q(content_type=ContentType.objects.get_for_model(person), object_id=str(person.pk))
    about |= Q(object_repr__icontains=traces.name)
    for sign in (traces.name, *traces.addresses):
        about |= Q(change_message__icontains=sign)
    for entry in in_pieces(LogEntry.objects.filter(about)):
        entry.object_repr = traces.without_name(entry.object_repr, nobody, in_any_case=True)
        entry.change_message = traces.without_name(entry.change_message, nobody, in_any_case=True)
        entry.save(update_fields=["object_repr", "change_message"])


def _delete(rows: QuerySet) -> None:
    while some := list(rows.values_list("pk", flat=True)[:AT_ONCE]):
        rows.model._default_manager.filter(pk__in=some).delete()


def _with_headlines(rows: QuerySet) -> QuerySet:
    return rows.select_related("article").defer("article__body", "article__body_html")


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _account(person: "User") -> Row:
    return {
        "pen-name": person.get_username(),
        "e-mail address": person.email,
        "joined": _moment(person.date_joined),
        "last log-in": _moment(person.last_login),
        "has a password": person.has_usable_password(),
        "stories chosen for me": person.personalises,
        "reading history": person.keeps_history,
        "public page": person.has_profile,
        "roles": [group.name for group in person.groups.all()],
        "permissions": [permission.codename for permission in person.user_permissions.all()],
        "may enter the desk": person.is_staff,
    }


def _leaving(leaving: Leaving) -> Row:
    facts = {"asked": _moment(leaving.asked_at), "due": _moment(leaving.due_at)}
    return {**facts, "comments stay": leaving.keeps_comments}


def _address(address: EmailAddress) -> Row:
    return {"e-mail address": address.email, "verified": address.verified, "primary": address.primary}


def _session(session: UserSession) -> Row:
    facts = {"since": _moment(session.created_at), "seen": _moment(session.last_seen_at), "ip": session.ip}
    stored = Session.objects.filter(pk=session.session_key).first()
    held = stored.get_decoded() if stored else {}
    kept = {name: value for name, value in held.items() if not name.startswith(OF_SIGN_IN)}
    return {**facts, "browser": session.user_agent, "kept in it": kept}  # drafts, for one


def _factor(factor: Authenticator) -> Row:
    name = factor.data.get("name", "") if factor.type == Authenticator.Type.WEBAUTHN else ""
    facts = {"kind": factor.type, "name": name, "added": _moment(factor.created_at)}
    return {**facts, "last used": _moment(factor.last_used_at)}


def _connection(account: SocialAccount) -> Row:
    facts = {"with": account.provider, "number there": account.uid, "told by them": account.extra_data}
    return {**facts, "since": _moment(account.date_joined), "last log-in": _moment(account.last_login)}


def _story(row: Any) -> Row:
    return {"story": row.article.headline, "address": f"/{row.article.path}" if row.article.path else ""}


def _read(read: Read) -> Row:
    times = {"first read": _moment(read.first_read_at), "read": _moment(read.read_at)}
    return {**_story(read), **times, "version": read.version, "place": read.place}


def _saved(saved: SavedArticle) -> Row:
    return {**_story(saved), "saved": _moment(saved.saved_at)}


def _less(less: LessLike) -> Row:
    return {**_story(less), "at": _moment(less.at)}


def _stance(stance: Stance) -> Row:
    about: Model | None = stance.on
    kind = about._meta.verbose_name if about else ""
    return {"choice": stance.kind, "of": str(kind), "name": str(about), "since": _moment(stance.since)}


def _taste(person: "User") -> Iterator[Row]:
    for taste in Taste.objects.filter(reader=person):
        yield {"weights": taste.weights, "recent": taste.recent, "forgotten": taste.forgotten}


def _digest(digest: Digest) -> Row:
    return {
        "how often": digest.rhythm,
        "sections": [section.name for section in digest.sections.all()],
        "topics": [topic.name for topic in digest.topics.all()],
        "asked": _moment(digest.asked_at),
        "confirmed": _moment(digest.confirmed_at),
        "address": digest.address,
        "next": _moment(digest.due_at),
        "latest": _moment(digest.sent_at),
    }


def _entry(entry: LogEntry) -> Row:
    return {"at": _moment(entry.action_time), "object": entry.object_repr, "change": entry.get_change_message()}
