"""Rows of every kind by the thousand, past the verbs, for what can only be seen in full tables."""

import itertools
import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone

from articles.models import Article, Author, Byline, Correction, Image, PreviousAddress, Revision, Step, Tagging, Topic
from comments import standing
from comments.models import (
    Comment,
    Conversation,
    Decision,
    Like,
    Notice,
    Report,
    Sanction,
    ShownOtherwise,
    ShowsAll,
    Wording,
)
from newsroom.models import RateCount
from tests import factories
from tests.budgets import rows_of_readers

STORIES, NAMES, PEOPLE, THREADS = 5_000, 8_000, 6_000, 700
PICKS = 5  # of the newsroom under the story that is talked about
WORDS = "Words that make a row as long as such a row is. " * 8
STATES = {101: "draft", 201: "in_review", 301: "withdrawn"}


@dataclass
class Rows:
    """The people who come, and the places they go to."""

    people: dict[str, Any]
    places: dict[str, Any]


def fill() -> Rows:
    people = _people()
    stories = _stories()
    _names(stories, people["writer"])
    _pasts(stories)
    talked_about = next(story for story in reversed(stories) if story.status == "published" and not story.expires_at)
    comment = _conversations(stories, talked_about)
    _notices(people["reader"])
    _public_pages(comment.author, people["reader"])
    rows_of_readers.fill(people["reader"], stories)
    shown = next(story for story in stories[2_000:] if story.status == "published" and not story.expires_at)
    day = timezone.localtime(shown.published_at)
    places = {
        "story": shown.get_absolute_url(),
        "story_id": shown.pk,
        "withdrawn": next(story for story in stories if story.status == "withdrawn").get_absolute_url(),
        "talked_about": talked_about.get_absolute_url(),
        "talked_about_id": talked_about.pk,
        "comment": comment.pk,
        "talker": comment.author_id,
        "reader": people["reader"].pk,
        "year": f"{day:%Y}",
        "month": f"{day:%Y/%m}",
        "day": f"{day:%Y/%m/%d}",
        "years_back": f"before-{int(stories[400].published_at.timestamp()) * 1_000_000}-{stories[400].pk}",
        "technology": factories.section("technology").pk,
    }
    return Rows(people, places)


def _people() -> dict[str, Any]:
    people = get_user_model()
    people.objects.bulk_create(
        people(username=f"Name {number}", pen_name_key=f"name {number}", email=f"{number}@example.org")
        for number in range(PEOPLE)
    )
    return {
        "reader": factories.make_user("a-reader"),
        "writer": factories.make_user("a-writer", role="Writer"),
        "editor": factories.make_user("an-editor", role="Editor"),
        "moderator": factories.make_user("a-moderator", role="Moderator"),
        "chief": factories.make_user("a-chief", role="Editor", is_superuser=True),
    }


def _stories() -> list[Article]:
    """Over three years up to now, the newest last; `technology` has none."""
    now = timezone.now().replace(microsecond=0)
    sections = [factories.section(slug) for slug in ("news", "sport", "lifestyle")]
    images = Image.objects.bulk_create(
        Image(file=f"images/{number}/a.jpg", digest=f"{number}", width=1, height=1, is_decorative=True)
        for number in range(2_500)
    )
    stories = []
    for number in range(STORIES):
        at = now - timedelta(minutes=400 * (STORIES - number))
        story = Article(
            headline=f"Story {number}", slug=f"story-{number}", body=WORDS, body_html=WORDS,
            category=sections[number % 3], lead_image=images[number % len(images)], is_pick=number % 50 == 0,
            status=STATES.get(number % 400, "published"), published_at=at,
            expires_at=at + timedelta(minutes=1) if number % 40 == 39 else None,
        )  # fmt: skip
        story.path = story.path_now()
        stories.append(story)
    return Article.objects.bulk_create(stories)


def _names(stories: list[Article], writer: Any) -> None:
    topics = Topic.objects.bulk_create(
        Topic(name=f"Topic {n}", slug=f"topic-{n}", description=WORDS[:200]) for n in range(NAMES)
    )
    authors = Author.objects.bulk_create(
        Author(name=f"Author {n}", slug=f"author-{n}", bio=WORDS) for n in range(NAMES)
    )
    Author.objects.filter(slug="author-7").update(user=writer)
    taggings, bylines = [], []
    for number, story in enumerate(stories):
        listed_at = story.published_at if story.status == "published" else None
        for place in {0 if number % 3 == 0 else 1, 2 + number % (NAMES - 2)}:
            taggings.append(Tagging(article=story, topic=topics[place], listed_at=listed_at))
        for place in {0 if number % 4 == 0 else 1, 2 + number % (NAMES - 2)}:
            bylines.append(Byline(article=story, author=authors[place], listed_at=listed_at))
    Tagging.objects.bulk_create(taggings)
    Byline.objects.bulk_create(bylines)


def _pasts(stories: list[Article]) -> None:
    Revision.objects.bulk_create(Revision(article=story, number=1, headline=story.headline) for story in stories)
    Step.objects.bulk_create(Step(article=story, kind="published") for story in stories)
    Correction.objects.bulk_create(Correction(article=story, note=WORDS) for story in stories)
    RateCount.objects.bulk_create(RateCount(key=f"comment:{number}", window=number) for number in range(PEOPLE))
    PreviousAddress.objects.bulk_create(
        PreviousAddress(article=story, path=f"old/{story.pk}/") for story in stories if story.pk % 2
    )
    PreviousAddress.objects.create(article=stories[10], path="news/2001/02/03/former/")


def _conversations(stories: list[Article], talked_about: Article) -> Comment:
    """A long one, and many that have not begun; returns a comment in the midst of the long one, which was answered."""
    Conversation.objects.bulk_create(
        Conversation(
            article=story,
            last_number=5_000,
            state="closed" if story.pk % 500 == 0 else "open",
            pick_count=PICKS if story == talked_about else 0,
        )
        for story in stories
        if story.pk % 2 or story == talked_about
    )
    people = list(get_user_model().objects.order_by("pk")[::12])
    now = timezone.now()

    def comment(number: int, root: Comment | None = None, **fields: Any) -> Comment:
        return Comment(
            article=talked_about, author=people[number % len(people)], parent=root, root=root, depth=1 if root else 0,
            body=f"{number}: {WORDS}", body_html=WORDS, submission=f"{number}",
            created_at=now - timedelta(minutes=6_000 - number), **{"status": "approved"} | fields,
        )  # fmt: skip

    roots = Comment.objects.bulk_create(
        comment(number, path=f"{number:04}", reply_count=7, like_count=number % 9, **_fate(number))
        for number in range(THREADS)
    )
    Comment.objects.bulk_create(
        comment(THREADS + 7 * number + answer, root, path=f"{root.path}{answer:04}")
        for number, root in enumerate(roots)
        for answer in range(7)
    )
    Like.objects.bulk_create(
        Like(comment=root, by=person) for number, person in enumerate(people) for root in roots[number::11]
    )
    _moderation(people)
    return roots[THREADS // 2 + 1]


def _moderation(people: list[Any]) -> None:
    """Every second comment reported, edited and decided about; one in fifty of them waits for it."""
    said, now = list(Comment.objects.only("pk", "author").order_by("pk")[::2]), timezone.now()
    reasons = ["abuse", "error", "hate"]
    Report.objects.bulk_create(
        Report(
            comment=one, by=people[(one.pk + step) % len(people)], reason=reasons[number % 3], weight=1,
            outcome="" if number % 50 == 0 or number % 3 == 1 else "right", at=now - timedelta(minutes=number),
        )
        for number, one in enumerate(said) for step in (1, 2)
    )  # fmt: skip
    Wording.objects.bulk_create(Wording(comment=one, body=WORDS) for one in said)
    moments = (now - timedelta(seconds=number) for number in itertools.count())

    def decided(action: str, **about: Any) -> Decision:
        return Decision(action=action, batch=uuid.uuid4(), by_name="m", at=next(moments), **about)

    approved = [decided("approve", comment=one, person=one.author, status="approved") for one in said]
    Decision.objects.bulk_create([*approved, *(decided("warn", person=one) for one in people)])
    Decision.objects.bulk_create(decided("undo", undoes=one) for one in approved[::30])
    Sanction.objects.bulk_create(
        Sanction(person=one, kind=kind, reason=WORDS[:400], batch=uuid.uuid4(), at=now)
        for one in people for kind in ("warn", "slow", "hold")
    )  # fmt: skip
    reported = [one.pk for one in said[::50]]
    Comment.objects.filter(pk__in=reported).update(priority=standing.REPORTED + 20, reported_weight=2, edited_at=now)


def _fate(number: int) -> dict[str, Any]:
    """One in twenty waits, and of the others the first few were picked."""
    if number % 20 == 0:
        return {"status": "pending", "priority": standing.HELD}
    return {"picked_at": timezone.now()} if number <= PICKS else {}


def _public_pages(talker: Any, reader: Any) -> None:
    """Of many: the talker's shows all but some, that of the reader, who has said much, every other comment."""
    get_user_model().objects.update(has_profile=True)
    Comment.objects.filter(priority=None, path__endswith="3").update(author=reader)
    ShowsAll.objects.bulk_create(ShowsAll(person_id=pk) for pk in range(talker.pk, talker.pk + 1_000))
    ShownOtherwise.objects.bulk_create(
        ShownOtherwise(comment_id=pk) for pk in Comment.objects.order_by("pk").values_list("pk", flat=True)[::2]
    )


def _notices(reader: Any) -> None:
    """The reader's own, the newest unread, and everybody's; of those of some the mail is due."""
    people = list(get_user_model().objects.order_by("pk")[:2_000])
    comments = list(Comment.objects.order_by("pk")[:2_000])
    now = timezone.now()
    Notice.objects.bulk_create(
        Notice(
            recipient=person, kind="reply", comment=comment, at=now - timedelta(minutes=number),
            read_at=now if number > 150 else None,
            **{"mail": "due", "mail_at": now} if person != reader and number < 30 else {"mail": "sent"},
        )
        for number, comment in enumerate(comments)
        for person in (reader, people[number])
    )  # fmt: skip
