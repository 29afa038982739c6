"""Somebody who did everything that can be done here: what an export has to tell, and an erasure to take."""

import uuid
from types import SimpleNamespace

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.backends.db import SessionStore
from django.db import models
from django.test import Client

from articles.models import Author, Category, Correction, Image, Revision, Step
from comments import deciding, posting, reacting, standing
from comments.models import Decision, NoticeChoice, Sanction, ThreadMute, WordRule
from comments.moderation import learning
from comments.profiles import showing
from readers import leaning, reading
from readers.models import Digest, SavedArticle
from tests import factories

NAME, ADDRESS, OLD_ADDRESS = "Žofia Quartzfeather", "zq.mailbox@quartz.example", "zq.before@quartz.example"


def who_did_everything(name: str = NAME) -> SimpleNamespace:
    """The person, and the stories, people and comments around them."""
    person = factories.make_user(name)
    person.email = ADDRESS
    person.save()
    person.emailaddress_set.update(email=ADDRESS)
    person.emailaddress_set.create(email=OLD_ADDRESS, verified=False)
    around = SimpleNamespace(
        person=person,
        other=factories.make_user("Bayo"),
        moderator=factories.make_user("Mo", role="Moderator"),
        story=factories.make_article("Boats", topics=("Lagoon",)),
    )
    _speak(around)
    _is_spoken_of(around)
    _reads(around)
    _signs_in(around)
    _works_at_the_desk(around)
    return around


def _speak(around: SimpleNamespace) -> None:
    person, story = around.person, around.story
    around.answered = posting.post_comment(story, author=person, text=f"The boats were late.\n\n{person.username}")
    around.below = posting.post_comment(
        story, author=around.other, text=f"{person.username}, I think so too.", parent=around.answered
    )
    around.alone = posting.post_comment(story, author=person, text="I shall walk.")
    posting.edit_comment(around.alone, by=person, text="I shall walk home.")
    around.withdrawn = posting.post_comment(story, author=person, text="A word too much.")
    posting.delete_comment(around.withdrawn, by=person)
    around.removed = posting.post_comment(story, author=person, text="Something worse.")
    deciding.moderate(around.removed, by=around.moderator, to="removed", reason=f"{person.username.upper()}, no.")
    showing.open_page(person)
    showing.show_all(person)
    showing.set_shown(around.answered, by=person, is_shown=False)
    reacting.appeal(around.removed, by=person, text="Read it again, please.")
    around.held = posting.post_comment(story, author=person, text="This waits.")
    standing.move(around.held, "pending")


def _is_spoken_of(around: SimpleNamespace) -> None:
    person, other = around.person, around.other
    text = f"Thank you @{person.username.upper()}! Or write to {ADDRESS.upper()} or @Bayo."
    around.mention = posting.post_comment(around.story, author=other, text=text)
    posting.edit_comment(around.mention, by=other, text=f"{text} Soon.")
    reacting.like(around.below, by=person)
    reacting.like(around.answered, by=other)
    reacting.report(around.below, by=person, reason="other", note="It is not kind.")
    reacting.report(around.answered, by=other, reason="other", note=f"{person.username} always says this.")
    reacting.mute(other, by=person)
    reacting.mute(person, by=other)
    ThreadMute.objects.create(person=person, root=around.mention)
    NoticeChoice.objects.create(person=person, when="daily")
    deciding.sanction(person, by=around.moderator, kind="warn", reason=f"Be kind, {person.username}.")
    learning.learn(around.answered, was=None, now="approved")


def _reads(around: SimpleNamespace) -> None:
    person, story = around.person, around.story
    reading.record(story.pk, reader=person)
    SavedArticle.objects.create(reader=person, article=story)
    leaning.follow(Category.objects.get(slug="sport"), reader=person)
    leaning.less_like(factories.make_article("Goats"), reader=person)
    Digest.objects.create(reader=person).sections.add(story.category)


def _signs_in(around: SimpleNamespace) -> None:
    person = around.person
    browser = Client()
    browser.force_login(person)
    session = browser.session
    session["comment_drafts"] = {f"story-{around.story.pk}": "Not said yet."}
    session.save()
    around.browser = browser
    UserSession.objects.create(user=person, session_key=session.session_key, ip="203.0.113.7", user_agent="Firefox")
    half = SessionStore()  # somebody began to log in with the address, and never did
    half["account_login"] = {"email": ADDRESS}
    half.save()
    Authenticator.objects.create(
        user=person, type="webauthn", data={"name": "My telephone", "credential": {"s": "secret"}}
    )
    SocialAccount.objects.create(user=person, provider="oidc", uid="4711", extra_data={"email": ADDRESS, "name": NAME})


def _works_at_the_desk(around: SimpleNamespace) -> None:
    person, story, moderator = around.person, around.story, around.moderator
    made = {"article": story, "by": person, "by_name": person.username}
    Revision.objects.create(number=99, headline="Boats", slug="boats", **made)
    Step.objects.create(kind="published", **made)
    Correction.objects.create(note="Monday, not Tuesday.", **made)
    story.created_by = person
    story.save()
    Author.objects.filter(slug="ada-obi").update(user=person)
    Image.objects.create(
        file="images/x.webp", digest="0" * 64, width=1, height=1, is_decorative=True, uploaded_by=person
    )
    WordRule.objects.create(words="bonkers", key="bonkers", added_by=person)
    decided = {"by": person, "by_name": person.username, "batch": uuid.uuid4()}
    Decision.objects.create(comment=around.below, person=around.other, action="approve", reason="Fine.", **decided)
    Sanction.objects.create(person=around.other, kind="warn", reason="Be kind.", by=person, batch=uuid.uuid4())
    standing.move(posting.post_comment(story, author=around.other, text="Gone."), "removed", by=person)
    users = ContentType.objects.get_for_model(person)
    about = {"content_type": users, "object_repr": str(person), "action_flag": CHANGE, "object_id": str(person.pk)}
    LogEntry.objects.create(user=moderator, change_message=f"to {ADDRESS}", **about)
    LogEntry.objects.create(user=person, change_message="", **about)
    person.groups.add(Group.objects.get(name="Writer"))
    person.user_permissions.add(Permission.objects.first())


def columns_of_people() -> list[tuple[str, type[models.Model], str]]:
    """Every column of the database that names an account: "comments.Like.by", its model and its field."""
    return [
        (f"{model._meta.label}.{field.name}", model, field.name)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if field.is_relation and field.related_model is get_user_model()
    ]
