"""An account that was deleted leaves nothing by which its owner could be known."""

import json
from datetime import timedelta
from importlib import import_module

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from articles.models import Author, Step
from comments import deciding
from comments.models import Comment, Decision, Report
from comments.standing import Refused
from readers import leaving
from readers.models import Leaving
from tests import factories
from tests.readers.someone import ADDRESS, NAME, OLD_ADDRESS, columns_of_people, who_did_everything

pytestmark = pytest.mark.django_db
SIGNS = (NAME, ADDRESS, OLD_ADDRESS)


def dump() -> dict[str, str]:
    """Every table as text, all columns, and what is packed in sessions unpacked."""
    with connection.cursor() as cursor:
        found = {}
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            found[table] = "\n".join(words(value) for row in cursor.fetchall() for value in row)
    found["sessions, unpacked"] = "\n".join(json.dumps(session.get_decoded()) for session in Session.objects.all())
    return found


def words(value: object) -> str:
    if isinstance(value, bytes | memoryview):
        return bytes(value).decode("utf-8", "replace")
    return value if isinstance(value, str) else json.dumps(value, default=str)


def tables_with(*signs: str) -> list[str]:
    """Where any of these stands, in whatever case, and also as JSON escapes it."""
    looked_for = {form.casefold() for sign in signs for form in (sign, json.dumps(sign)[1:-1])}
    return sorted(table for table, text in dump().items() if any(sign in text.casefold() for sign in looked_for))


def let_time_pass() -> None:
    Leaving.objects.update(due_at=timezone.now() - timedelta(seconds=1))


def erase(person, *, keeps_comments: bool) -> None:
    """Asked for, and carried out as the job does it."""
    now = timezone.now()
    Leaving.objects.create(reader=person, due_at=now - timedelta(seconds=1), keeps_comments=keeps_comments)
    assert leaving.erase_due().counts == {"erased": 1}


@pytest.fixture
def around():
    return who_did_everything()


def test_who_did_everything_stands_in_every_column_that_names_an_account(around):
    """So that a new column is asked for what becomes of it before it can be forgotten."""
    Leaving.objects.create(reader=around.person, due_at=timezone.now(), keeps_comments=True)
    empty = {
        label for label, model, field in columns_of_people()
        if not model._base_manager.filter(**{field: around.person}).exists()
    }  # fmt: skip
    assert empty == set()
    stands_in = {"readers_user", "account_emailaddress", "comments_comment", "comments_decision", "comments_report"}
    stands_in |= {"comments_notice", "comments_wording", "articles_step", "django_admin_log", "sessions, unpacked"}
    assert stands_in <= set(tables_with(*SIGNS))


@pytest.mark.parametrize("keeps_comments", [True, False])
def test_no_row_of_the_database_holds_name_or_address_afterwards(around, keeps_comments):
    key = around.person.pk
    erase(around.person, keeps_comments=keeps_comments)
    assert tables_with(*SIGNS) == []
    left = {label for label, model, field in columns_of_people() if model._base_manager.filter(**{field: key}).exists()}
    assert left == set()


def test_a_name_of_one_word_goes_from_what_the_score_has_learned():
    around = who_did_everything("Quartzfeather")
    erase(around.person, keeps_comments=True)
    assert tables_with("Quartzfeather", ADDRESS) == []


def test_comments_that_stay_are_a_deleted_readers(around, client):
    erase(around.person, keeps_comments=True)
    around.answered.refresh_from_db()
    assert around.answered.status == "approved"
    assert around.answered.body == "The boats were late.\n\ndeleted reader"
    page = client.get(around.story.get_absolute_url()).content.decode()
    assert "Deleted reader" in page
    assert "The boats were late." in page
    assert "I shall walk home." in page
    gone = Comment.objects.filter(pk__in=[around.withdrawn.pk, around.removed.pk, around.held.pk])
    assert set(gone.values_list("status", "body", "body_html", "appeal")) == {("removed", "", "", "")}


def test_comments_that_go_leave_answers_in_their_place(around, client):
    erase(around.person, keeps_comments=False)
    page = client.get(around.story.get_absolute_url()).content.decode()
    assert "The boats were late." not in page
    assert "I shall walk" not in page
    assert "This comment was deleted by its author." in page
    assert "I think so too." in page
    around.below.refresh_from_db()
    assert around.below.parent_id == around.answered.pk
    approved = Comment.objects.filter(article=around.story, status="approved").count()
    around.story.conversation.refresh_from_db()
    assert around.story.conversation.comment_count == approved


def test_others_keep_their_words_without_the_name(around):
    likes = around.below.likes.count()
    erase(around.person, keeps_comments=True)
    around.mention.refresh_from_db()
    around.below.refresh_from_db()
    said = "Thank you @deleted reader! Or write to [address removed] or @Bayo. Soon."
    assert (around.mention.body, around.mention.body_html) == (said, f"<p>{said}</p>")
    assert around.below.body == "deleted reader, I think so too."
    assert (likes, around.below.likes.count(), around.below.like_count) == (1, 0, 0)
    assert Report.objects.get(comment=around.below).note == ""


def test_a_longer_name_that_begins_alike_is_somebody_elses():
    around = who_did_everything("Quartz")
    factories.make_user("Quartz Obi")
    Comment.objects.filter(pk=around.mention.pk).update(
        body="So says @Quartz Obi, and @quartz’s friend. Quartz is hard."
    )
    erase(around.person, keeps_comments=True)
    around.mention.refresh_from_db()
    assert around.mention.body == "So says @Quartz Obi, and @deleted reader’s friend. Quartz is hard."


def test_what_somebody_of_the_newsroom_did_stays_without_their_name(around):
    erase(around.person, keeps_comments=True)
    assert Step.objects.filter(article=around.story, by_name="a former member of the newsroom", by=None).exists()
    assert Decision.objects.filter(comment=around.below).get().by_name == "a former member of the newsroom"
    assert Author.objects.get(slug="ada-obi").user is None


def test_what_was_emptied_comes_back_by_no_moderators_hand(around):
    removal = Decision.objects.get(comment=around.removed, action="remove")
    erase(around.person, keeps_comments=True)
    around.removed.refresh_from_db()
    deciding.moderate(around.removed, by=around.moderator, to="approved")
    with pytest.raises(Refused):
        deciding.undo(removal.batch, by=around.moderator)
    around.removed.refresh_from_db()
    assert around.removed.status == "removed"


def test_a_run_that_was_killed_is_finished_by_the_next(around, monkeypatch):
    """Killed after each of its parts in turn."""
    Leaving.objects.create(reader=around.person, due_at=timezone.now(), keeps_comments=False)
    for name in settings.PERSONAL_DATA:
        with monkeypatch.context() as killed:
            killed.setattr(import_module(name), "erase", dies)
            assert leaving.erase_due().counts == {"failed": 1}
        assert get_user_model().objects.filter(pk=around.person.pk, is_active=False).exists()
    assert leaving.erase_due().counts == {"erased": 1}
    assert tables_with(*SIGNS) == []
    assert leaving.erase_due().counts == {}


def dies(*_args, **_options):
    raise RuntimeError("killed")


def test_a_trial_run_changes_nothing_and_says_what_would_happen(around, capsys):
    Leaving.objects.create(reader=around.person, due_at=timezone.now(), keeps_comments=True)
    call_command("erase_accounts", "--dry-run")
    assert "erased           1" in capsys.readouterr().out
    assert get_user_model().objects.filter(pk=around.person.pk, is_active=True).exists()


def test_every_column_that_names_an_account_has_somebody_who_answers_for_it():
    modules = [import_module(name) for name in settings.PERSONAL_DATA]
    told = {label for module in modules for label in (*module.EXPORTED, *module.LEFT_OUT)}
    assert told == {label for label, _model, _field in columns_of_people()}
    assert all(len(reason) > 20 for module in modules for reason in module.LEFT_OUT.values())
