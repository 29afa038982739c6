"""What we know: everything that For You goes by can be seen, and taken out."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import Article
from readers import leaning, reading
from readers.models import LessLike, Read, SavedArticle, Stance, Taste
from tests import factories

PAGE = "/my/what-we-know/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def own(signed_in, reader):
    return signed_in(reader)


@pytest.fixture
def story():
    return factories.make_article(
        "Herons are back", in_section="sport", topics=("Birds",), authors=("Ada Obi",), at=timezone.now() - timedelta(1)
    )


def text_of(client) -> str:
    html = client.get(PAGE).content.decode().partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def press(client, words: str):
    """Presses the one button of these words."""
    tags = [tag for tag in re.findall(r"<button[^>]*>[^<]*", client.get(PAGE).content.decode()) if words in tag]
    assert len(tags) == 1, (words, tags)
    value = re.search(r'value="([^"]+)"', tags[0])[1]
    assert client.post("/my/follows/lean/", {"do": value, "next": PAGE})["Location"] == PAGE


def test_who_has_done_nothing_is_told_that_nothing_is_known(own):
    text = text_of(own)
    assert "You follow and mute nothing." in text
    assert "0 stories stand in your history." in text
    assert "Nothing yet: you have read too little here" in text
    assert "Forget everything" not in text


def test_every_kind_of_signal_stands_there_in_plain_words(own, reader, story):
    muted = factories.make_article(in_section="technology", topics=("Phones",))
    leaning.follow(story.category, reader=reader)
    leaning.mute(muted.topics.get(), reader=reader)
    leaning.less_like(muted, reader=reader)
    reading.record(story.pk, reader=reader)
    SavedArticle.objects.create(reader=reader, article=story)
    text = text_of(own)
    assert "Sport You follow it" in text
    assert "Phones You muted it" in text
    assert f"You want less like these {muted}" in text
    assert "1 story stands in your history. The latest of them is compared with what others read besides." in text
    assert "You saved 1 story." in text
    assert "Birds as much as 1.0 stories read today" in text
    assert "Technology less wanted" in text
    assert "How your page is put in order" in text


def test_each_of_them_is_taken_out_by_its_button(own, reader, story):
    topic = story.topics.get()
    leaning.follow(story.category, reader=reader)
    reading.record(story.pk, reader=reader)
    less = factories.make_article("A dull one", in_section="technology", topics=("Phones",), authors=("Chike Eze",))
    leaning.less_like(less, reader=reader)
    press(own, "Remove A dull one")
    assert not LessLike.objects.exists()
    press(own, "Remove Birds")
    assert f"t{topic.pk}" not in Taste.objects.get().weights
    assert "Taken out by you Birds What you read until" in text_of(own)
    press(own, 'value="let-be')
    assert not Stance.objects.exists()
    press(own, "Remove Sport")
    press(own, "Remove Ada Obi")
    assert Taste.objects.get().weights == {}
    assert Read.objects.count() == 1  # the history has a page of its own


def test_what_was_taken_out_counts_again_from_the_next_read_on(own, reader, story):
    reading.record(story.pk, reader=reader)
    press(own, "Remove Birds")
    again = factories.make_article(topics=("Birds",))
    reading.record(again.pk, reader=reader)
    assert "Birds as much as 1.0 stories read today" in text_of(own)


def test_a_story_that_was_withdrawn_is_not_named_and_can_be_taken_out(own, reader):
    story = factories.make_article("A secret headline")
    leaning.less_like(story, reader=reader)
    Article.objects.filter(pk=story.pk).update(status="withdrawn")
    text = text_of(own)
    assert "A secret headline" not in text
    assert "A story that is not here any more" in text
    press(own, "Remove a story that is not here any more")
    assert not LessLike.objects.exists()


def test_all_of_it_is_forgotten_after_being_asked_and_what_is_saved_stays(own, reader, story):
    leaning.follow(story.category, reader=reader)
    leaning.less_like(story, reader=reader)
    reading.record(story.pk, reader=reader)
    SavedArticle.objects.create(reader=reader, article=story)
    assert 'href="/my/what-we-know/forget/"' in own.get(PAGE).content.decode()
    assert "Forget everything?" in own.get("/my/what-we-know/forget/").content.decode()
    assert Read.objects.exists()  # asking forgets nothing
    answer = own.post("/my/what-we-know/forget/", follow=True)
    assert "All of it is gone." in answer.content.decode()
    assert not (Stance.objects.exists() or LessLike.objects.exists() or Read.objects.exists())
    assert Taste.objects.get().weights == {}
    assert SavedArticle.objects.count() == 1


def test_the_switch_ends_all_recording_and_turns_back(own, reader, story):
    assert "Choose nothing for me" in own.get(PAGE).content.decode()
    answer = own.post("/my/what-we-know/switch/", {"on": "no", "next": PAGE}, follow=True)
    assert "Nothing is chosen for you any more" in answer.content.decode()
    reader.refresh_from_db()
    assert not reader.personalises
    assert not reading.record(story.pk, reader=reader)
    own.post("/my/what-we-know/switch/", {"on": "yes", "next": PAGE})
    reader.refresh_from_db()
    assert reader.personalises


def test_what_is_known_of_one_reader_is_shown_to_no_other(own, reader, signed_in, client, story):
    reading.record(story.pk, reader=reader)
    assert "Birds" in text_of(own)
    assert "Birds" not in text_of(signed_in(factories.make_user()))
    for page in (PAGE, f"{PAGE}forget/"):
        assert client.get(page)["Location"] == f"/accounts/login/?next={page}"
        assert "no-store" in own.get(page)["Cache-Control"]
    assert client.post(f"{PAGE}forget/").status_code == client.post(f"{PAGE}switch/").status_code == 302
    assert Read.objects.exists()


def test_the_page_asks_the_same_few_things_however_much_is_known(own, reader, django_assert_max_num_queries):
    for number in range(30):
        story = factories.make_article(topics=(f"Topic {number}",), authors=(f"Author {number}",))
        reading.record(story.pk, reader=reader)
        leaning.follow(story.topics.get(), reader=reader)
        leaning.less_like(story, reader=reader) if number > 20 else None
    with django_assert_max_num_queries(14):
        own.get(PAGE)
