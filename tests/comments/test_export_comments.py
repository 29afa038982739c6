"""manage.py export_comments: what it writes is read back to the same."""

import io
import json
import re
import stat

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comments import deciding, exporting, posting, reacting
from comments.models import Comment, Conversation
from comments.moderation import Verdict
from tests import factories
from tests.comments.test_import_comments import assert_counted_right, outcome, run

pytestmark = pytest.mark.django_db


def export(**options) -> str:
    out = io.StringIO()
    call_command("export_comments", "-", stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def conversation(story, reader, writer, moderator, settings):
    """One in which everything has happened that can, and a second one."""
    settings.COMMENT_MAX_LINKS = 0
    first = posting.post_comment(story, author=reader, text="First\n\n> quoted\n\nwords ☃")
    answer = posting.post_comment(story, author=writer, text="An answer", parent=first)
    deeper = posting.post_comment(story, author=reader, text="Deeper", parent=answer)
    posting.post_comment(story, author=reader, text="Held: https://example.org")
    posting.edit_comment(deeper, by=reader, text="Deeper, edited")
    posting.delete_comment(answer, by=writer)
    rejected = posting.post_comment(story, author=writer, text="Rejected")
    deciding.moderate(rejected, by=moderator, to="rejected", reason="Off topic")
    deciding.pick(first, by=moderator)
    reacting.like(first, by=writer)
    other = factories.make_article("Another", slug="another", state="draft")
    gone = factories.make_user("Gone soon")
    posting.place_comment(other, author=gone, text="I was here", verdict=Verdict())
    gone.delete()
    return story


def test_what_is_read_back_into_an_empty_site_is_exported_the_same(conversation, tmp_path):
    file = tmp_path / "comments.jsonl"
    written = export()
    file.write_text(written)
    columns = ["body", "body_html", "status", "created_at", "like_count", "reply_count", "depth", "path", "priority"]
    before = list(Comment.objects.order_by("article", "path").values_list(*columns))
    talks = list(Conversation.objects.order_by("pk").values_list("comment_count", "pick_count"))
    Comment.objects.all().delete()
    Conversation.objects.all().delete()
    assert outcome(run(file)) == {"imported": 6}
    assert export() == written
    assert list(Comment.objects.order_by("article", "path").values_list(*columns)) == before
    assert list(Conversation.objects.order_by("pk").values_list("comment_count", "pick_count")) == talks
    assert outcome(run(file)) == {"already here": 6}
    assert_counted_right()


def test_names_are_kept_and_mail_addresses_are_not_written(conversation, reader):
    fields = [json.loads(line) for line in export().splitlines()]
    assert [one["author"] for one in fields] == ["reader", "writer", "reader", "reader", "writer", ""]
    assert reader.email not in export() and "@example.org" not in export()


def test_an_export_read_into_the_site_it_came_from_adds_only_what_is_missing(conversation, tmp_path):
    file = tmp_path / "comments.jsonl"
    file.write_text(export())
    assert outcome(run(file)) == {"already here": 6}
    lost = Comment.objects.get(body="Deeper, edited")
    lost.delete()
    assert outcome(run(file)) == {"imported": 1, "already here": 5}
    restored = Comment.objects.get(body="Deeper, edited")
    assert (restored.parent.body, restored.signed_as, restored.author) == ("An answer", "reader", None)
    assert outcome(run(file)) == {"already here": 6}


def test_a_long_conversation_is_written_piece_by_piece(shared_data, monkeypatch, tmp_path):
    monkeypatch.setattr(exporting, "CHUNK", 20)
    for slug in ("story-a", "story-b", "story-c"):
        factories.make_article(slug=slug)
    run(shared_data / "comments/threads/threads.jsonl")
    with CaptureQueriesContext(connection) as queries:
        written = export()
    assert len(written.splitlines()) == 125
    assert len(queries) < 20
    file = tmp_path / "comments.jsonl"
    file.write_text(written)
    Comment.objects.all().delete()
    assert outcome(run(file)) == {"imported": 125}
    assert export() == written


def test_one_story_can_be_exported(conversation):
    assert len(export(story=conversation.get_absolute_url()).splitlines()) == 5
    with pytest.raises(CommandError, match="no story"):
        export(story="/news/2019/12/07/nothing/")


def test_the_file_is_there_once_it_is_whole_and_for_its_owner_alone(conversation, tmp_path):
    out = io.StringIO()
    call_command("export_comments", str(tmp_path / "talk.jsonl"), stdout=out, stderr=io.StringIO())
    assert re.search("Comments written: 6", out.getvalue())
    assert [file.name for file in tmp_path.iterdir()] == ["talk.jsonl"]
    assert stat.S_IMODE((tmp_path / "talk.jsonl").stat().st_mode) == 0o600
    assert (tmp_path / "talk.jsonl").read_text() == export()
    with pytest.raises(CommandError, match="Can't write"):
        call_command("export_comments", str(tmp_path / "no" / "talk.jsonl"), stdout=out)
