"""The versions of a story: compared word by word, brought back, and all that happened beside them."""

import pytest

from articles.diff import compare, words
from articles.models import Article
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(desk, editor):
    story = factories.make_article("Ferries at night", body="The boat was blue.\n\nIt left at six.")
    desk(editor).save(story, body="The boat was green.\n\nIt left at six.", note="The owner rang")
    desk(editor).save(story, body="The boat was green.\n\nIt left at seven.", slug="other-words")
    return story


def test_what_the_newest_version_changed_is_shown_in_words(desk, editor, story):
    page = desk(editor).get(desk(editor).address(story, "history")).content.decode()
    assert "<del> six</del><ins> seven</ins>" in page
    assert "<del> blue</del>" not in page
    assert "The owner rang" in page


def test_any_two_versions_are_compared(desk, editor, story):
    page = desk(editor).get(desk(editor).address(story, "history"), {"old": 1, "new": 3}).content.decode()
    assert "<del> six</del><ins> seven</ins>" in page
    assert "<del> blue</del><ins> green</ins>" in page


@pytest.mark.parametrize("asked", [{"old": "x", "new": "²"}, {"old": 99, "new": 98}, {"old": "", "new": ""}])
def test_versions_that_are_not_there_are_nothing_to_compare(desk, editor, story, asked):
    assert desk(editor).get(desk(editor).address(story, "history"), asked).status_code == 200


def test_log_corrections_and_previous_addresses_stand_beside_the_versions(desk, editor, story):
    desk(editor).save(story, then="correct", kind="clarification", told="Seven, by the clock tower.")
    page = desk(editor).get(desk(editor).address(story, "history")).content.decode()
    for said in ("Clarified", "Seven, by the clock tower.", "/ferries-at-night/", "by editor"):
        assert said in page


def test_an_earlier_version_is_brought_back_by_a_post_alone(desk, editor, story, client):
    address = desk(editor).address(story, "restore/1")
    assert desk(editor).get(address).status_code == 405
    assert Article.objects.get(pk=story.pk).body.startswith("The boat was green.")
    desk(editor).post(address)
    story.refresh_from_db()
    assert story.body.startswith("The boat was blue.")
    assert story.revisions.first().kind == "restored"
    assert story.slug == "other-words"  # the address is not the text


def test_a_writer_reads_the_versions_of_a_published_story_and_restores_none(desk, writer, by_the_writer):
    story = by_the_writer("published")
    at = desk(writer)
    assert at.get(at.address(story, "history")).status_code == 200
    assert at.post(at.address(story, "restore/1")).status_code == 403


def said(blocks) -> list:
    return [block.skipped or [(piece.kind, piece.text) for piece in block.pieces] for block in blocks]


def test_equal_texts_differ_in_nothing():
    assert compare("One.\n\nTwo.", "One.\r\n\r\nTwo.") == []


def test_a_changed_word_is_shown_within_its_paragraph_and_far_paragraphs_are_counted():
    old = "\n\n".join(["A", "B", "C", "D", "The boat was blue.", "E", "F", "G"])
    assert said(compare(old, old.replace("blue", "green"))) == [
        3,
        [("same", "D")],
        [("same", "The boat was"), ("removed", " blue"), ("added", " green"), ("same", ".")],
        [("same", "E")],
        2,
    ]


def test_a_paragraph_with_other_words_altogether_is_shown_as_removed_and_added():
    assert [piece.kind for piece in words("Rain is expected by noon.", "Ferries stop; nobody knows why")] == [
        "removed",
        "added",
    ]


def test_both_texts_can_be_read_back_from_a_comparison():
    old, new = "It’s the 3rd boat, they said.", "It’s the 4th boat — they all said!"
    pieces = words(old, new)
    assert "".join(piece.text for piece in pieces if piece.kind != "added") == old
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == new
