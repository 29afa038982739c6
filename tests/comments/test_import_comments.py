"""manage.py import_comments: what becomes of conversations from elsewhere."""

import io
import json
import random
import re
from collections import Counter

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comments import deciding, posting
from comments.importing import lines
from comments.importing.stories import Stories
from comments.importing.taking import Taker
from comments.models import Comment, Conversation, Learned, Notice
from tests import factories

pytestmark = pytest.mark.django_db


def run(file, **options) -> str:
    out = io.StringIO()
    call_command("import_comments", str(file), stdout=out, stderr=io.StringIO(), **options)
    return out.getvalue()


def outcome(report: str) -> dict[str, int]:
    """The summary table at the end of a report, without what happened to none."""
    table = report.partition("hap")[2]
    return {name: int(count) for name, count in re.findall(r"^  (\w[\w ]*?)\s+(\d+)$", table, re.M) if int(count)}


@pytest.fixture
def write(tmp_path):
    """`write(one, two, …)` is a file of lines, each an object or the line itself."""

    def lines_of(*entries):
        file = tmp_path / "comments.jsonl"
        raw = [entry if isinstance(entry, bytes) else json.dumps(entry).encode() for entry in entries]
        file.write_bytes(b"\n".join(raw) + b"\n")
        return file

    return lines_of


def entry(number, parent=None, story="a-story", **fields):
    said = {"id": number, "article": story, "parent": parent, "author": "Ada", "created": "2019-12-07T09:00:00Z"}
    return said | {"status": "approved", "likes": 0, "body": f"Number {number}."} | fields


def tree(**which) -> dict[str, str]:
    """What each comment answers, by their sources."""
    rows = Comment.objects.filter(**which)
    return dict(rows.values_list("source", "parent__source"))


def assert_counted_right():
    """Paths and counters are those that counting anew gives."""
    rows = list(Comment.objects.select_related("parent", "root").order_by("article", "path"))
    for comment in rows:
        below = [
            other for other in rows if other.article_id == comment.article_id and comment.path in other.paths_above
        ]
        assert comment.reply_count == sum(other.is_approved for other in below)
        if comment.parent:
            assert comment.root_id == (comment.parent.root_id or comment.parent_id)
            assert comment.path.startswith(comment.parent.path[: 4 * posting.DEEPEST])
    for talk in Conversation.objects.all():
        approved = [comment for comment in rows if comment.article_id == talk.pk and comment.is_approved]
        assert talk.comment_count == len(approved)
        assert talk.newest_id == max((comment.pk for comment in approved), default=0)
        assert talk.last_number == Comment.objects.filter(article=talk.pk).count()


STATUS_HERE = {"approved": "approved", "pending": "pending", "spam": "rejected", "removed": "removed"}

# Lines of JSON


def test_conversations_come_out_as_counted(shared_data):
    folder = shared_data / "comments"
    truth = json.loads((folder / "GROUND_TRUTH.json").read_text())["threads"]
    stories = {slug: factories.make_article(slug=slug) for slug in truth}
    assert outcome(run(folder / "threads/threads.jsonl")) == {"imported": 125}
    for slug, counted in truth.items():
        rows = Comment.objects.filter(article=stories[slug])
        assert rows.count() == counted["total"]
        assert rows.filter(parent=None).count() == counted["roots"]
        assert max(rows.values_list("depth", flat=True)) == counted["max_depth"] - 1
        assert rows.values("signed_as").distinct().count() == counted["distinct_authors"]
        by_status = {STATUS_HERE[status]: count for status, count in counted["by_status"].items()}
        assert Counter(rows.values_list("status", flat=True)) == by_status
    told = [json.loads(line) for line in (folder / "threads/threads.jsonl").read_text().splitlines()]
    assert tree() == {f"jsonl:{one['id']}": one["parent"] and f"jsonl:{one['parent']}" for one in told}
    for one in told:
        comment = Comment.objects.get(source=f"jsonl:{one['id']}")
        assert (comment.body, comment.signed_as, comment.like_count) == (
            one["body"].strip(),
            one["author"],
            one["likes"],
        )
        assert comment.created_at.isoformat().replace("+00:00", "Z") == one["created"]
    assert_counted_right()


def test_a_second_run_adds_nothing_and_keeps_what_moderators_decided(write, moderator):
    factories.make_article(slug="a-story")
    file = write(entry(1), entry(2, parent=1))
    assert outcome(run(file)) == {"imported": 2}
    deciding.moderate(Comment.objects.get(source="jsonl:2"), by=moderator, to="rejected")
    before = list(Comment.objects.order_by("pk").values())
    assert outcome(run(file)) == {"already here": 2}
    assert list(Comment.objects.order_by("pk").values()) == before


def test_a_run_that_was_stopped_is_finished_by_the_next(shared_data):
    for slug in ("story-a", "story-b", "story-c"):
        factories.make_article(slug=slug)
    file = shared_data / "comments/threads/threads.jsonl"
    steps = Taker(Stories({})).take(list(lines.read(file)))
    assert [next(steps) for _story in range(3)] == [0, 40, 60]  # and then it was killed
    assert outcome(run(file)) == {"imported": 25, "already here": 100}
    assert Comment.objects.values("article", "source").distinct().count() == Comment.objects.count() == 125
    assert_counted_right()


@pytest.mark.parametrize("seed", ["backwards", 1, 2])
def test_whatever_the_order_of_the_file_the_tree_is_the_same(write, seed):
    factories.make_article(slug="a-story")
    chance = random.Random(7)
    entries = [entry(1)] + [
        entry(n, parent=chance.choice([None, n - 1, chance.randint(1, n - 1)])) for n in range(2, 400)
    ]
    mixed = entries[::-1] if seed == "backwards" else random.Random(seed).sample(entries, len(entries))
    assert outcome(run(write(*mixed))) == {"imported": 399}
    expected = {f"jsonl:{one['id']}": one["parent"] and f"jsonl:{one['parent']}" for one in entries}
    assert tree() == expected
    assert_counted_right()


def test_a_thread_deeper_than_paths_go_keeps_what_answers_what(write):
    factories.make_article(slug="a-story")
    assert outcome(run(write(*(entry(n, parent=n - 1 or None) for n in range(1, 301))))) == {"imported": 300}
    assert tree() == {f"jsonl:{n}": f"jsonl:{n - 1}" if n > 1 else None for n in range(1, 301)}
    assert_counted_right()


def test_a_comment_whose_parent_is_missing_or_refused_begins_a_thread_and_is_counted(write):
    factories.make_article(slug="a-story")
    report = run(
        write(entry(1, parent=99), entry(2, parent=1), entry(3, body=" "), entry(4, parent=3)),
    )
    assert outcome(report) == {"imported": 3, "refused": 1, "no parent": 2}
    assert "line 3: Write something" in report
    assert tree() == {"jsonl:1": None, "jsonl:2": "jsonl:1", "jsonl:4": None}


def test_comments_that_answer_one_another_in_a_ring_are_all_taken_in(write):
    factories.make_article(slug="a-story")
    rings = [entry(1, parent=3), entry(2, parent=1), entry(3, parent=2), entry(4, parent=4)]
    assert outcome(run(write(*rings))) == {"imported": 4, "no parent": 2}
    assert Comment.objects.filter(parent=None).count() == 2


def test_the_same_line_twice_is_one_comment(write):
    factories.make_article(slug="a-story")
    assert outcome(run(write(entry(1), entry(1), entry(2, parent=3), entry(2, parent=3)))) == {
        "imported": 2, "already here": 2, "no parent": 2,
    }  # fmt: skip


def test_a_line_that_cannot_be_read_is_named_and_the_next_is_read(write):
    factories.make_article(slug="a-story")
    report = run(
        write(
            b'{"id": 1, "article": ', b"[1]", b'{"id": "\xff"}', b'{"id": 1, "x": ' + b"[" * 20_000,
            {"article": "a-story", "body": "No id"}, entry("x" * 300), entry(True),
            b'{"body": "' + b"x" * 1_000_001 + b'"}', b"", entry(9),
        )
    )  # fmt: skip
    assert outcome(report) == {"imported": 1, "refused": 8}
    for said in ("line 1: not JSON", "line 2: is not an object", "line 5: has no id", "line 8: longer than 1,000,000"):
        assert said in report
    assert Comment.objects.get().source == "jsonl:9"


def test_what_no_database_takes_does_not_stop_it(write):
    factories.make_article(slug="a-story")
    odd = {
        "author": "A\0da \ud800\u202e\n Obi",
        "body": "Half \ud800 a \0 word",
        "likes": 10**30,
        "verdict": [{"matched": 1}],
    }
    wrong = {"author": ["Ada"], "created": "0001-01-01T00:00:00+14:00", "likes": "many", "status": None, "verdict": 1}
    assert outcome(run(write(entry(1, **odd), entry(2, **wrong), entry(3, created="2999-01-01")))) == {"imported": 3}
    first, second, third = Comment.objects.order_by("pk")
    assert (first.signed_as, first.body) == ("Ada \ufffd Obi", "Half \ufffd a  word")
    assert (second.signed_as, second.like_count, second.status) == ("", 0, "pending")
    assert second.created_at == third.created_at == first.article.published_at


def test_a_text_that_is_too_long_is_refused_by_name(write, settings):
    settings.COMMENT_MAX_CHARACTERS = 50
    factories.make_article(slug="a-story")
    report = run(write(entry(1, body="x" * 51), entry(2)))
    assert outcome(report) == {"imported": 1, "refused": 1}
    assert "line 1: Your comment is 51 characters long" in report


# Whose they are, and how they stand


def test_nobody_is_matched_to_an_account_told_or_learned_from(write, reader, settings):
    settings.COMMENT_HEAT = "1/10m"
    story = factories.make_article(slug="a-story")
    own = posting.post_comment(story, author=reader, text="Mine.")
    told = entry(1, author=reader.username, email=reader.email), *(entry(n, parent=1) for n in range(2, 9))
    run(write(*told, entry(9, body=f"@{reader.username} look")))
    imported = Comment.objects.exclude(pk=own.pk)
    assert not imported.filter(author__isnull=False).exists()
    assert imported.first().author_name == reader.username
    assert not Notice.objects.exists() and not Learned.objects.exists()
    assert not imported.filter(slowed_until__isnull=False).exists()


def test_statuses_are_kept_and_what_waited_waits_for_the_moderators_here(write, browser, moderator):
    story = factories.make_article(slug="a-story")
    statuses = ["approved", "pending", "spam", "removed", "deleted", "unheard of"]
    run(write(*(entry(number, status=status, body=f"Was {status}.") for number, status in enumerate(statuses))))
    stored = list(Comment.objects.order_by("pk").values_list("status", flat=True))
    assert stored == ["approved", "pending", "rejected", "removed", "removed", "pending"]
    waiting = Comment.objects.get(source="jsonl:1")
    assert (waiting.priority, waiting.verdict[0]["rule"]) == (100, "imported")
    assert "waited for a moderator where it came from" in waiting.why_held[0]
    html = browser.read(story.get_absolute_url())
    assert "Was approved." in html and "1 comment<" in html
    assert not any(f"Was {status}." in html for status in statuses[1:])
    deciding.moderate(waiting, by=moderator, to="approved")
    assert "Was pending." in browser.read(story.get_absolute_url())


def test_a_deleted_comment_without_a_text_holds_its_thread_together(write, browser):
    story = factories.make_article(slug="a-story")
    assert outcome(run(write(entry(1, status="removed", body=""), entry(2, parent=1)))) == {"imported": 2}
    html = browser.read(story.get_absolute_url())
    assert "Number 2." in html
    assert "deleted by its author" not in html and "removed by a moderator" not in html  # who did it isn't known
    assert "This comment was removed." in html


def test_names_and_texts_are_printed_as_text(write, browser):
    story = factories.make_article(slug="a-story")
    run(write(entry(1, author="<script>x</script>", body="<img src=x onerror=alert(1)> http://example.org/")))
    html = browser.read(story.get_absolute_url())
    assert "<script>x" not in html and "<img src=x" not in html
    assert '<a href="http://example.org/" rel="ugc nofollow noopener">' in html


# Which story


def test_a_story_is_found_by_its_address_an_old_address_its_slug_or_the_map(write, tmp_path):
    story = factories.make_article(slug="a-story")
    other = factories.make_article(slug="other")
    other.previous_addresses.create(path="blog/old-words.html")
    twins = [factories.make_article(slug="twin", in_section=section) for section in ("news", "sport")]
    story_map = tmp_path / "map.csv"
    story_map.write_text(f"post-17,{other.get_absolute_url()}\n\n")
    names = [
        f"https://old.example{story.get_absolute_url()}?utm=1", "http://x.example/2013/a-story/index.html",
        "a-story.html", "https://www.old.example/blog/old-words.html", "post-17", twins[1].get_absolute_url(),
        "twin", "https://old.example/", "", "http://[",
    ]  # fmt: skip
    report = run(write(*(entry(n, story=name) for n, name in enumerate(names))), story_map=story_map)
    assert outcome(report) == {"imported": 6, "no story": 4}
    found = dict(Comment.objects.values_list("source", "article"))
    assert [found.get(f"jsonl:{n}") for n in range(6)] == [story.pk] * 3 + [other.pk] * 2 + [twins[1].pk]
    assert "the stories are not here" in report and "  twin: 1" in report  # nobody guesses which of the two


def test_comments_of_stories_that_come_later_are_taken_in_then(write):
    file = write(entry(1), entry(2, parent=1), entry(3, story="another"))
    report = run(file)
    assert outcome(report) == {"no story": 3}
    assert "  a-story: 2\n" in report and "Import the stories" in report
    factories.make_article(slug="a-story")
    assert outcome(run(file)) == {"imported": 2, "no story": 1}


def test_a_map_that_leads_nowhere_is_refused_before_anything_is_stored(write, tmp_path):
    factories.make_article(slug="a-story")
    story_map = tmp_path / "map.csv"
    story_map.write_text("old,/news/2019/12/07/nothing/\n")
    with pytest.raises(CommandError, match="line 1"):
        run(write(entry(1)), story_map=story_map)
    assert not Comment.objects.exists()


# How it runs


def test_a_dry_run_says_the_same_and_stores_nothing(shared_data, browser):
    for slug in ("story-a", "story-b"):
        factories.make_article(slug=slug)
    file = shared_data / "comments/threads/threads.jsonl"
    foreseen = outcome(run(file, dry_run=True))
    assert not Comment.objects.exists() and not Conversation.objects.exists()
    assert foreseen == outcome(run(file)) == {"imported": 100, "no story": 25}


def test_a_dry_run_knows_parents_it_would_have_stored(write):
    factories.make_article(slug="a-story")
    chain = write(*(entry(n, parent=n - 1 or None) for n in range(1, 601)))
    assert outcome(run(chain, dry_run=True)) == {"imported": 600}


def test_eight_comments_cost_a_query(write):
    factories.make_article(slug="a-story")
    file = write(*(entry(n, parent=n // 3 or None, body=f"Number {n}, see www.example.org") for n in range(1, 2001)))
    with CaptureQueriesContext(connection) as queries:
        assert outcome(run(file)) == {"imported": 2000}
    assert len(queries) < 250
    with CaptureQueriesContext(connection) as queries:
        assert outcome(run(file)) == {"already here": 2000}
    assert len(queries) < 100


def test_readers_see_the_imported_comments_at_once(write, browser):
    story = factories.make_article(slug="a-story")
    assert "Number 1." not in browser.read(story.get_absolute_url())
    run(write(entry(1)))
    assert "Number 1." in browser.read(story.get_absolute_url())


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", "neither"),
        (b"id,body\n1,x", "neither"),
        (b"<html></html>", "neither"),
        (b"[{", "not JSON"),
        (b"[]", "no comm"),
    ],
)
def test_a_file_in_no_known_format_is_a_clear_error(tmp_path, content, refusal):
    file = tmp_path / "export"
    file.write_bytes(content)
    with pytest.raises(CommandError, match=refusal):
        run(file)
    with pytest.raises(CommandError, match="no file"):
        run(tmp_path / "nothing")
