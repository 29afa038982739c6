"""All that is kept of somebody, as one file to take along."""

import csv
import io
import json
import zipfile
from importlib import import_module

import pytest
from django.conf import settings
from django.utils import timezone

from comments import posting
from readers.models import Leaving
from tests import factories
from tests.readers.someone import ADDRESS, NAME, OLD_ADDRESS, columns_of_people, who_did_everything

pytestmark = pytest.mark.django_db


@pytest.fixture
def around():
    around = who_did_everything()
    Leaving.objects.create(reader=around.person, due_at=timezone.now() + timezone.timedelta(1), keeps_comments=True)
    return around


def as_json(browser) -> dict:
    answer = browser.post("/my/data/archive/", {"format": "json"})
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="my-data-')
    return json.loads(b"".join(answer.streaming_content))["tables"]


def as_csv(browser) -> dict[str, list[dict]]:
    answer = browser.post("/my/data/archive/", {"format": "csv"})
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as folder:
        return {
            name: list(csv.DictReader(io.StringIO(folder.read(name).decode("utf-8-sig")))) for name in folder.namelist()
        }


def test_every_table_that_names_an_account_is_told_of_who_did_everything(around):
    """A new column fails here until its table is in an export, or it is said why not."""
    modules = [import_module(name) for name in settings.PERSONAL_DATA]
    tables = as_json(around.browser)
    wanted = {label for label, _model, _field in columns_of_people()}
    wanted -= {label for module in modules for label in module.LEFT_OUT}
    table_of = {label: table for module in modules for label, table in module.EXPORTED.items()}
    assert {label for label in wanted if not tables.get(table_of.get(label))} == set()


def test_it_holds_what_one_said_and_what_became_of_it(around):
    tables = as_json(around.browser)
    said = {row["id"]: row for row in tables["comments"]}
    assert said[around.alone.pk]["text"] == "I shall walk home."
    assert said[around.withdrawn.pk]["deleted by you"]
    removed = said[around.removed.pk]
    assert (removed["status"], removed["appeal"]) == ("removed", "Read it again, please.")
    assert {"comment": around.alone.pk, "text": "I shall walk."}.items() <= tables["earlier wordings"][0].items()
    assert f"{NAME.upper()}, no." in {row["reason"] for row in tables["decisions about you"]}
    assert tables["muted people"][0]["name"] == "Bayo"
    assert any("Bayo answered you" in row["sentence"] for row in tables["notices"])


def test_it_holds_what_one_read_and_chose(around):
    tables = as_json(around.browser)
    assert {row["e-mail address"] for row in tables["addresses"]} == {ADDRESS, OLD_ADDRESS}
    assert [row["story"] for row in tables["reads"]] == ["Boats"]
    assert tables["follows and mutes"][0]["name"] == "Sport"
    [session] = tables["sessions"]
    assert session["kept in it"]["comment_drafts"] == {f"story-{around.story.pk}": "Not said yet."}


def test_it_holds_no_secret_and_nothing_of_others(around):
    words = json.dumps(as_json(around.browser))
    assert around.person.password not in words
    assert '"secret"' not in words
    assert "Thank you" not in words
    assert "always says this" not in words  # somebody's report of one's own comment
    assert f'"{around.moderator.username}"' not in words


def test_the_tables_are_the_same_as_files(around):
    tables, files = as_json(around.browser), as_csv(around.browser)
    assert set(files) == {f"{name.replace(' ', '-')}.csv" for name, rows in tables.items() if rows}
    assert len(files["comments.csv"]) == len(tables["comments"])
    assert files["comments.csv"][0]["text"] == tables["comments"][0]["text"]
    assert json.loads(files["account.csv"][0]["roles"]) == ["Writer"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)"])
def test_no_cell_is_taken_for_a_formula(ada, signed_in, text):
    posting.post_comment(factories.make_article(), author=ada, text=text)
    assert as_csv(signed_in(ada))["comments.csv"][0]["text"] == f"'{text}"
    assert as_json(signed_in(ada))["comments"][0]["text"] == text


def test_it_is_read_in_pieces(ada, signed_in, settings, django_assert_max_num_queries):
    settings.COMMENT_RATE = "5000/1h"
    story = factories.make_article()
    for number in range(30):
        posting.post_comment(story, author=ada, text=f"Number {number}")
    with django_assert_max_num_queries(60):
        assert len(as_json(signed_in(ada))["comments"]) == 30


def test_too_many_at_once_are_refused(ada, signed_in, settings):
    settings.ACCOUNT_ARCHIVE_RATE = "1/1h"
    browser = signed_in(ada)
    as_json(browser)
    assert browser.post("/my/data/archive/", {"format": "json"}).status_code == 429


def test_it_is_given_to_nobody_else(client):
    assert client.post("/my/data/archive/", {"format": "json"}).status_code == 302
