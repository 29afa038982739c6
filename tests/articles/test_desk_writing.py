"""Writing a story at the desk."""

import pytest

from articles.models import Article
from tests import factories

pytestmark = pytest.mark.django_db


def shown(response) -> str:
    return response.content.decode()


def test_from_an_empty_page_to_the_reader_and_away_again(desk, editor, client):
    factories.make_author("Ada Obi")
    factories.make_topic("Transport")
    answer = desk(editor).save(
        headline="Ferries run all night from Monday",
        summary="Two boats an hour.",
        body="The harbour **stays open**.",
        category=str(factories.section("news").pk),
        authors="Ada Obi",
        topics="Transport",
        then="publish",
    )
    story = Article.objects.get()
    assert answer.status_code == 302
    assert (story.slug, story.state, story.version) == ("ferries-run-all-night-from-monday", "published", 1)
    page = client.get(story.get_absolute_url())
    assert "The harbour <strong>stays open</strong>." in shown(page)

    desk(editor).save(story, then="correct", kind="correction", told="Three boats an hour, not two.")
    assert "Three boats an hour, not two." in shown(client.get(story.get_absolute_url()))

    desk(editor).save(story, then="withdraw", reason="The timetable was a forgery.")
    gone = client.get(story.get_absolute_url())
    assert gone.status_code == 410
    assert "The timetable was a forgery." in shown(gone)
    assert "stays open" not in shown(gone)


def test_authors_keep_the_order_in_which_they_are_written(desk, editor):
    story = factories.make_article(state="draft", authors=("Ada Obi", "Tunde Bello"))
    factories.make_author("Grace Mensah")
    desk(editor).save(story, authors="Grace Mensah\r\nAda Obi\r\n")
    assert [author.name for author in story.ordered_authors] == ["Grace Mensah", "Ada Obi"]


def test_a_name_nobody_has_is_refused_with_the_nearest_one(desk, editor):
    story = factories.make_article(state="draft")
    answer = desk(editor).save(story, authors="Ada Obbi", body="Typed for an hour.")
    assert "Did you mean “Ada Obi”?" in shown(answer)
    assert "Typed for an hour." in shown(answer)
    assert story.revisions.count() == 1


def test_two_authors_of_one_name_are_told_apart_by_their_slugs(desk, editor):
    factories.make_author("Ada Obi")
    other = type(factories.make_author()).objects.create(name="Ada Obi", slug="ada-obi-2")
    story = factories.make_article(state="draft", authors=("Tunde Bello",))
    assert "Write the slug after it" in shown(desk(editor).save(story, authors="Ada Obi"))
    desk(editor).save(story, authors="Ada Obi (ada-obi-2)")
    assert story.ordered_authors == [other]
    assert "Ada Obi (ada-obi-2)" in shown(desk(editor).open(story))


def test_a_body_the_renderer_refuses_comes_back_with_the_reason_and_every_word(desk, editor):
    story = factories.make_article(state="draft", body="Plain.")
    refused = "> " * 500 + "the deepest words"
    answer = desk(editor).save(story, body=refused)
    assert "the deepest words" in shown(answer)
    assert answer.context["form"].errors["body"]
    assert Article.objects.get(pk=story.pk).body == "Plain."
    assert desk(editor).save(story, body="> the deepest words").status_code == 302


def test_hostile_words_in_a_headline_and_body_stay_words(desk, editor):
    story = factories.make_article(state="draft")
    desk(editor).save(story, headline="<script>alert(1)</script>", body="</textarea><script>alert(2)</script>")
    page = shown(desk(editor).open(story))
    assert "<script>alert" not in page


def test_saving_what_was_not_changed_makes_no_version(desk, editor):
    story = factories.make_article(body="One line.\n\nAnother line.\n")
    desk(editor).save(story)
    assert story.revisions.count() == 1
    assert Article.objects.get(pk=story.pk).updated_at is None


def test_just_a_typo_tells_readers_of_no_update(desk, editor):
    story = factories.make_article(body="Four peple.")
    desk(editor).save(story, body="Four people.", quietly="on")
    assert Article.objects.get(pk=story.pk).updated_at is None
    desk(editor).save(story, body="Five people.")
    assert Article.objects.get(pk=story.pk).updated_at is not None


def test_a_save_on_top_of_a_newer_version_comes_back_with_both_texts(desk, editor):
    story = factories.make_article(state="draft", body="The boat was blue.")
    opened = desk(editor).open(story)
    colleague = factories.make_user("colleague", role="Editor")
    desk(colleague).save(story, body="The boat was green.")

    answer = desk(editor).save(story, opened=opened, body="The boat was red, and late.", then="publish")
    page = shown(answer)
    assert answer.status_code == 409
    assert "colleague saved this story" in page
    assert "The boat was red, and late.</textarea>" in page  # in the form, as typed
    assert "The boat was green.</textarea>" in page  # beside it, to copy from
    assert "<del> green</del>" in page
    stored = Article.objects.get(pk=story.pk)
    assert (stored.body, stored.state) == ("The boat was green.", "draft")

    desk(editor).save(story, opened=answer, body="The boat was green, and late.")
    assert Article.objects.get(pk=story.pk).body == "The boat was green, and late."


def test_the_slug_may_change_and_every_old_address_is_one_301_away_for_ever(desk, editor, client):
    story = factories.make_article("The first words")
    first = story.get_absolute_url()
    desk(editor).save(story, slug="second-words")
    desk(editor).save(story, slug="third-words")
    story.refresh_from_db()
    for old in (first, first.replace("the-first-words", "second-words")):
        answer = client.get(old)
        assert (answer.status_code, answer["Location"]) == (301, story.get_absolute_url())
    assert client.get(story.get_absolute_url()).status_code == 200
    desk(editor).save(story, slug="the-first-words")
    assert client.get(first).status_code == 200


def test_a_story_that_would_take_another_ones_address_is_refused(desk, editor):
    first, second = factories.make_article("One"), factories.make_article("Two")
    answer = desk(editor).save(second, slug=first.slug, body="Kept.")
    assert "has this slug" in shown(answer)
    assert "Kept.</textarea>" in shown(answer)


def test_the_preview_shows_what_is_typed_and_saves_nothing(desk, editor):
    story = factories.make_article(state="draft", body="As saved.", topics=("Food",))
    at = desk(editor)
    values = {"headline": "A typed headline", "body": "As *typed*.", "authors": "Ada Obi", "topics": "Food"}
    for address in (at.address(story, "preview"), "/admin/articles/article/add/preview/"):
        answer = at.post(address, values | {"category": story.category_id})
        assert "As <em>typed</em>." in shown(answer)
        assert "A typed headline" in shown(answer)
        assert "Ada Obi" in shown(answer)
    assert Article.objects.get().body == "As saved."


def test_the_preview_says_why_a_text_is_refused(desk, editor):
    answer = desk(editor).post("/admin/articles/article/add/preview/", {"headline": "Deep", "body": "> " * 500 + "x"})
    assert answer.status_code == 200
    assert "The renderer refuses this text" in shown(answer)


@pytest.mark.parametrize("state", ["draft", "in_review", "scheduled", "published", "expired", "withdrawn"])
def test_the_preview_of_every_state_is_for_the_desk_alone_and_never_kept(
    desk, editor, reader, client, state, signed_in
):
    story = factories.make_article(state=state, body="Not for everybody.")
    address = desk(editor).address(story, "preview")
    answer = desk(editor).get(address)
    assert "Not for everybody." in shown(answer)
    assert "noindex" in answer["X-Robots-Tag"]
    assert "no-store" in answer["Cache-Control"]
    for outsider in (client, signed_in(reader)):
        refused = outsider.get(address)
        assert refused.status_code in {302, 403}
        assert "Not for everybody." not in shown(refused)
