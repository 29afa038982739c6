"""For You's formula: each reason is true, and each control does what it says."""

import random
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from readers import counting, leaning, live, reading, recommendations, tastes
from readers.models import Read, Stance, Taste
from tests import factories

pytestmark = pytest.mark.django_db
SECTIONS = ("news", "sport", "technology", "lifestyle")
TOPICS = ("Boats", "Trees", "Rents", "Chips")
NAMES = ("Ada Obi", "Idris Kane", "Chike Eze")


@pytest.fixture(autouse=True)
def _nothing_known():
    live.forget()


@pytest.fixture
def stories():
    chance = random.Random(7)
    return [
        factories.make_article(
            f"{chance.choice(TOPICS)} {chance.choice(TOPICS)} number {number}",
            in_section=chance.choice(SECTIONS),
            topics=tuple({chance.choice(TOPICS), chance.choice(TOPICS)}),
            authors=(chance.choice(NAMES),),
            at=timezone.now() - timedelta(hours=1 + 2 * number),
            is_pick=number % 9 == 0,
        )
        for number in range(40)
    ]


def order(reader) -> list[int]:
    live.forget()
    return [one.article.pk for one in recommendations.for_reader(reader, count=40)]


def test_every_reason_of_a_hundred_readers_is_true(stories):
    chance = random.Random(11)
    for number in range(100):
        reader = factories.make_user()
        for story in chance.sample(stories, chance.randrange(0, 12)):
            counting.count(story.pk, f"somebody {number}")
            reading.record(story.pk, reader=reader)
        if number % 3 == 0:
            leaning.follow(chance.choice(stories).category, reader=reader)
        if number % 4 == 0:
            leaning.follow(chance.choice(stories).topics.first(), reader=reader)
        if number % 20 == 0:
            live.forget()
        for one in recommendations.for_reader(reader, count=20):
            assert is_true(one, reader), (one.reason, one.article)
            assert one.reason.sentence


def is_true(one, reader) -> bool:
    kind, about, article = one.reason.kind, one.reason.about, one.article
    things = [article.category, *article.topics.all(), *article.ordered_authors]
    if kind == "follow":
        return about in things and Stance.objects.filter(reader=reader, kind="follow").exists()
    if kind in {"section", "topic", "author"}:
        weights = tastes.at_time(Taste.objects.get(reader=reader).weights, time.time())
        return about in things and weights[tastes.key(about)] >= recommendations.OFTEN
    if kind == "together":
        return Read.objects.filter(reader=reader, article=about).exists() and about != article
    if kind == "read":
        return article.pk in live.most_read(24, 10)
    if kind == "pick":
        return article.is_pick
    return kind in {"new", "explore"}


def test_a_section_that_is_often_read_or_followed_weighs_more_than_for_a_stranger(stories):
    reader, follower, stranger = factories.make_user(), factories.make_user(), factories.make_user()
    of_sport = [story for story in stories if story.category.slug == "sport"]
    for story in of_sport[-5:]:
        reading.record(story.pk, reader=reader)
    leaning.follow(of_sport[0].category, reader=follower)
    live.forget()
    now = time.time()
    lead = {
        person: recommendations.Ranking(live.now_live(now), recommendations.Signals.of(person, now), now).score(
            of_sport[0].pk
        )
        for person in (reader, follower, stranger)
    }
    assert lead[reader] > lead[stranger] + 0.2
    assert lead[follower] > lead[stranger] + 1


def test_what_is_muted_comes_after_all_else_and_what_is_unwanted_is_not_shown(stories):
    reader = factories.make_user()
    muted = stories[0].category
    leaning.mute(muted, reader=reader)
    leaning.less_like(stories[1], reader=reader)
    section = {story.pk: story.category for story in stories}
    of_muted = [section[pk] == muted for pk in order(reader)]
    assert of_muted == sorted(of_muted)
    assert stories[1].pk not in order(reader)


def test_what_was_read_sinks(stories):
    reader = factories.make_user()
    first = order(reader)[0]
    reading.record(first, reader=reader)
    assert order(reader)[-1] == first


def test_who_forgot_everything_is_a_stranger(stories):
    reader, stranger = factories.make_user(), factories.make_user()
    for story in stories[:6]:
        reading.record(story.pk, reader=reader)
    leaning.follow(stories[0].category, reader=reader)
    assert order(reader) != order(stranger)
    leaning.forget_me(reader=reader)
    assert order(reader) == order(stranger)


def test_while_nothing_is_chosen_for_a_reader_nothing_is_recorded_and_everybodys_page_is_shown(stories):
    reader, stranger = factories.make_user(), factories.make_user()
    reading.record(stories[0].pk, reader=reader)
    leaning.personalise(False, reader=reader)
    assert not reading.record(stories[1].pk, reader=reader)
    assert Read.objects.filter(reader=reader).count() == 1
    assert order(reader) == order(stranger)


def test_a_story_that_was_withdrawn_is_not_shown_though_the_process_still_knows_it(stories):
    reader = factories.make_user()
    first = recommendations.for_reader(reader, count=5)[0].article
    type(first).objects.filter(pk=first.pk).update(status="withdrawn")
    assert first not in [one.article for one in recommendations.for_reader(reader, count=40)]


def test_a_taste_made_anew_is_the_one_that_grew(stories):
    reader = factories.make_user()
    now = time.time()
    for number, story in enumerate(stories[:10]):
        reading.record(story.pk, reader=reader, at=now - 86_400 * (10 - number))
    grown = tastes.at_time(Taste.objects.get(reader=reader).weights, now)
    reading.rebuild(reader)
    anew = tastes.at_time(Taste.objects.get(reader=reader).weights, now)
    assert {key: pytest.approx(value, abs=0.01) for key, value in grown.items()} == anew
