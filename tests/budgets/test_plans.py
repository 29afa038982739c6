"""Every list by index: what a page asks is planned by the database, and no plan reads, sorts or counts a growing table.

A plan tells how, and not how far it goes along an index; so the work that was done is counted too.
The tables hold enough rows for a planner to choose in earnest. SQLite is asked before and after ANALYZE, since an
installation may be in either state.
"""

import io
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client

from readers import live
from tests.budgets.rows import Rows, fill

pytestmark = pytest.mark.django_db

# What grows with the years, or with the readers.
GROWING = {
    "articles_article", "articles_article_topics", "articles_author", "articles_byline", "articles_correction",
    "articles_image", "articles_previousaddress", "articles_revision", "articles_step", "articles_topic",
    "comments_comment", "comments_conversation", "comments_decision", "comments_notice", "comments_report",
    "comments_sanction", "comments_shownotherwise", "comments_showsall", "comments_wording", "newsroom_ratecount",
    "readers_lesslike", "readers_read", "readers_readcount", "readers_readtoday", "readers_savedarticle",
    "readers_stance", "readers_taste", "readers_user",
}  # fmt: skip
# Of these a story, or a row of their own, has a few, so that sorting them is no matter.
FEW = {
    "articles_article": {"path", "slug"},
    "articles_article_topics": {"article_id"},
    "articles_author": {"name", "slug", "user_id"},
    "articles_byline": {"article_id"},
    "articles_correction": {"article_id"},
    "articles_previousaddress": {"article_id", "path"},
    "articles_revision": {"article_id"},
    "articles_step": {"article_id"},
    "articles_topic": {"name", "slug"},
    "comments_comment": {"root_id", "submission", "path"},
    "comments_conversation": {"article_id"},
    "comments_decision": {"comment_id"},
    "comments_report": {"comment_id"},
    "comments_sanction": {"person_id"},
    "comments_wording": {"comment_id"},
    "comments_notice": {"mail"},  # those to be mailed; the index knows no others
    "newsroom_ratecount": {"key"},
    "readers_lesslike": {"reader_id"},  # as many as somebody pressed
    "readers_read": {r"reader_id=\? AND article_id"},  # one line
    "readers_savedarticle": {r"reader_id=\? AND article_id"},  # as well
    "readers_stance": {"reader_id"},  # no more than STANCES_MOST
    "readers_taste": {"reader_id"},
}
A_FEW, MANY = 10, 400  # rows: what may be skipped; what must not be sorted, and all sets here are larger
MOST_READ = 1_500  # rows looked at for one question, as PostgreSQL counts them
MOST_STEPS = 30_000  # of SQLite's machine for one question; looking at all stories takes more

PAGES = {
    "the front page": "/",
    "for you": "/for-you/",
    "for you, deep": "/for-you/ >",
    "one's own For You": "reader /for-you/",
    "what is most read": "/most-read/",
    "what one follows": "reader /my/follows/",
    "what we know": "reader /my/what-we-know/",
    "what one saved": "reader /my/saved/",
    "what one saved, deep": "reader /my/saved/ > > <",
    "saved stories to be kept in a browser": "reader /my/saved/kept/",
    "what one has read": "reader /my/history/",
    "what one has read, deep": "reader /my/history/ > > <",
    "a story read": "reader /beacon/{story_id}.gif",
    "a topic, followed": "reader /topics/topic-0/",
    "a section": "/news/",
    "a section, deep": "/news/ > >",
    "a section, back": "/news/ > > <",
    "a section, years back": "/news/?page={years_back}",
    "a section without a story": "/technology/",
    "a topic of many stories": "/topics/topic-0/",
    "a topic of many stories, deep": "/topics/topic-0/ > >",
    "a topic of many stories, years back": "/topics/topic-0/?page={years_back}",
    "a topic of few stories": "/topics/topic-7/",
    "an author of many stories": "/authors/author-0/",
    "an author of many stories, deep": "/authors/author-0/ > > <",
    "an author of many stories, years back": "/authors/author-0/?page={years_back}",
    "topics": "/topics/",
    "topics, deep": "/topics/ > > <",
    "authors": "/authors/",
    "authors, deep": "/authors/ >",
    "the archive": "/archive/",
    "a year": "/archive/{year}/",
    "a month": "/archive/{month}/",
    "a day": "/archive/{day}/",
    "a story": "{story}",
    "a story with a conversation": "{talked_about}",
    "a withdrawn story": "{withdrawn}",
    "a former address": "/news/2001/02/03/former/",
    "an address that never was": "/news/2001/02/03/never/",
    "a conversation": "/comments/on/{talked_about_id}/",
    "a conversation, deep": "/comments/on/{talked_about_id}/ > >",
    "a conversation, oldest first": "/comments/on/{talked_about_id}/?sort=oldest > > <",
    "a conversation, most liked first": "/comments/on/{talked_about_id}/?sort=liked > > <",
    "a reader's conversation": "reader /comments/on/{talked_about_id}/?sort=liked",
    "what is new": "/comments/on/{talked_about_id}/newest/",
    "what is new, put in": "/comments/on/{talked_about_id}/after/{comment}/",
    "a comment's address": "/comments/{comment}/",
    "a thread": "/comments/thread/{comment}/",
    "a reader's story": "reader {talked_about}",
    "one's notices": "reader /comments/notices/",
    "one's notices, deep": "reader /comments/notices/ > >",
    "one's notices, back": "reader /comments/notices/ > > <",
    "one's mail and mutes": "reader /comments/notices/mail/",
    "a public page that shows all": "/readers/{talker}/",
    "a public page that shows some": "/readers/{reader}/ > > <",
    "a page one chooses for": "reader /my/page/ > > <",
    "a comment posted": "reader POST /comments/on/{talked_about_id}/post/",
    "a comment liked": "reader POST /comments/{comment}/like/",
    "the desk": "editor /admin/",
    "a writer's desk": "writer /admin/",
    "stories at the desk": "editor /admin/articles/article/",
    "stories at the desk, deep": "editor /admin/articles/article/ > > <",
    "a writer's stories": "writer /admin/articles/article/",
    "drafts at the desk": "editor /admin/articles/article/?state=draft",
    "scheduled stories at the desk": "editor /admin/articles/article/?state=scheduled",
    "expired stories at the desk": "editor /admin/articles/article/?state=expired",
    "published stories at the desk": "editor /admin/articles/article/?state=published",
    "published stories at the desk, years back": "editor /admin/articles/article/?state=published&p={years_back}",
    "stories of a section at the desk": "editor /admin/articles/article/?category__id__exact={technology}",
    "a story at the desk": "editor /admin/articles/article/{story_id}/change/",
    "a story's history at the desk": "editor /admin/articles/article/{story_id}/history/",
    "pictures at the desk": "editor /admin/articles/image/ >",
    "topics at the desk": "editor /admin/articles/topic/ >",
    "authors at the desk": "editor /admin/articles/author/ >",
    "comments at the desk": "moderator /admin/comments/comment/ >",
    "comments that wait": "moderator /admin/comments/comment/?status__exact=pending",
    "the queue": "moderator /admin/comments/queue/",
    "the queue, deep": "moderator /admin/comments/queue/ > > <",
    "a part of the queue": "moderator /admin/comments/queue/?part=held >",
    "a comment at the desk": "moderator /admin/comments/queue/{comment}/",
    "a person at the desk": "moderator /admin/comments/people/{talker}/",
    "the log": "moderator /admin/comments/decisions/ > > <",
    "the log of one kind": "moderator /admin/comments/decisions/?action=ban",
    "the log of a common kind": "moderator /admin/comments/decisions/?action=approve >",
    "the log about one person": "moderator /admin/comments/decisions/?person={talker}",
    "errors in stories": "editor /admin/comments/errors/ >",
    "a moderator's desk": "moderator /admin/",
    "conversations at the desk": "moderator /admin/comments/conversation/ >",
    "closed conversations": "moderator /admin/comments/conversation/?state__exact=closed",
    "accounts at the desk": "chief /admin/readers/user/ >",
}


@pytest.fixture(scope="module", params=["new", "analysed"])
def site(request, django_db_setup, django_db_blocker) -> Iterator[Rows]:
    """Thousands of rows of every kind, for all the tests of this module; they are gone afterwards."""
    with django_db_blocker.unblock(), transaction.atomic():
        if connection.vendor == "postgresql" and request.param == "new":
            pytest.skip("PostgreSQL analyses its tables by itself")
        rows = fill()
        with connection.cursor() as cursor:
            if request.param == "analysed":
                cursor.execute("ANALYZE")
            if connection.vendor == "postgresql":
                # As on the disks of today. For those of old, tables of this size are rightly read whole.
                cursor.execute("SET LOCAL random_page_cost = 1.1")
        yield rows
        transaction.set_rollback(True)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_reads_by_index_whatever_the_tables_hold(site, page):
    asked = visit(site, PAGES[page])
    assert asked, "the page asked nothing, so this says nothing"
    wrong = [fault for sql, params in asked for fault in [*faults_of_text(sql), *faults_of_plan(sql, params)]]
    assert not wrong, "\n".join(dict.fromkeys(wrong))


def test_mail_that_is_due_is_found_by_index(site):
    with asking() as asked:
        call_command("send_notices", dry_run=True, stdout=io.StringIO())
    wrong = [fault for sql, params in asked for fault in faults_of_plan(sql, params)]
    assert not wrong, "\n".join(dict.fromkeys(wrong))


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT id FROM articles_article WHERE word_count = 7",
        "SELECT id FROM articles_article WHERE category_id = 1 ORDER BY headline",
        "SELECT id FROM articles_article WHERE status = 'published' ORDER BY modified_at + 0 LIMIT 5",
        "SELECT MAX(published_at), MIN(published_at) FROM articles_article WHERE status = 'published'",
    ],
)  # fmt: skip
def test_a_plan_that_reads_or_sorts_a_growing_table_is_found_out(site, sql):
    if connection.vendor == "postgresql":
        sql = sql.replace("modified_at + 0", "word_count").replace("MAX(", "MAX(word_count + 0), MAX(")
    assert faults_of_plan(sql, ())


@pytest.mark.parametrize(
    "sql", ["SELECT COUNT(*) FROM articles_article", "SELECT id FROM articles_article LIMIT 20 OFFSET 2000"]
)
def test_counting_and_skipping_are_found_out(sql):
    assert faults_of_text(sql)
    assert not faults_of_text("SELECT COUNT(*) FROM (SELECT 1 FROM articles_article LIMIT 20) few")


def visit(site: Rows, way: str) -> list[tuple[str, tuple]]:
    """What a page asks: an address, before it who comes (and POST), after it steps to the next page (>) or back (<)."""
    words = way.format(**site.places).split()
    live.now_live()  # looked up once a minute for all pages together
    client = Client(headers={"user-agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"})
    while not words[0].startswith("/") and words[0] != "POST":
        client.force_login(site.people[words.pop(0)])
    if words[0] == "POST":
        with asking() as asked:
            assert client.post(words[1], {"text": "Forty characters and more, so that it is looked for elsewhere."})
        return asked
    address = words[0]
    with asking() as asked:
        response = client.get(address)
    for step in words[1:]:
        rel = {">": "next", "<": "prev"}[step]
        link = re.search(rf'rel="{rel}" href="([^"]+)"', response.content.decode())
        assert link, f"{address} leads nowhere {step}"
        with asking() as asked:
            response = client.get(address.split("?")[0] + link[1].replace("&amp;", "&"))
    assert response.status_code in {200, 301, 302, 404, 410}
    return asked


@contextmanager
def asking() -> Iterator[list[tuple[str, tuple]]]:
    asked: list[tuple[str, tuple]] = []

    def note(execute, sql, params, many, context):
        if any(f'"{table}"' in sql for table in GROWING) and sql.startswith(("SELECT", "(SELECT", "UPDATE", "DELETE")):
            asked.append((sql, params or ()))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield asked


def faults_of_text(sql: str) -> list[str]:
    """What is wrong with it whatever the plan: it counts more than a few rows, or reads rows to skip them."""
    unlimited = re.sub(r"COUNT\(\*\) (AS \S+ )?FROM \(SELECT .* LIMIT \d+\)", "", sql)
    faults = ["rows are counted"] if "COUNT(" in unlimited else []
    faults += [f"{skipped} rows are skipped" for skipped in re.findall(r"OFFSET (\d+)", sql) if int(skipped) > A_FEW]
    return [f"{fault} in: {sql}" for fault in faults]


def faults_of_plan(sql: str, params: tuple) -> list[str]:
    plan = plan_of_postgresql if connection.vendor == "postgresql" else plan_of_sqlite
    return [f"{fault} in: {sql}" for fault in plan(sql, params)]


def plan_of_sqlite(sql: str, params: tuple) -> Iterator[str]:
    """The growing tables that SQLite reads whole or sorts, and what costs too many steps."""
    steps_taken = _steps_taken(sql, params)
    if steps_taken > MOST_STEPS:
        yield f"{steps_taken} steps are taken"
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
        steps = cursor.fetchall()
    names = dict(re.findall(r'(?:FROM|JOIN) "?(\w+)"? (?:AS )?"?([UVWT]\d+)"?', sql))
    tables = {alias: table for table, alias in names.items()}
    first: dict[int, tuple[str, str]] = {}  # of each part of the query the loop that all others turn in
    for _number, part, _zero, step in steps:
        loop = re.match(r"(SCAN|SEARCH) (\w+)(.*)", step)
        if loop:
            table = tables.get(loop[2], loop[2])
            first.setdefault(part, (table, loop[3]))
            stops = "USING" in loop[3] and "LIMIT" in sql
            if table in GROWING and not (stops or _finds_few(table, loop[3])):
                yield f"{table} is read to the end ({step})"
        table, how = first.get(part, ("", ""))
        if step == "USE TEMP B-TREE FOR ORDER BY" and table in GROWING and not _finds_few(table, how):
            yield f"{table} is sorted after it was found{how}"


def _steps_taken(sql: str, params: tuple) -> int:
    if not sql.startswith("SELECT"):
        return 0
    hundreds = 0

    def count() -> None:
        nonlocal hundreds
        hundreds += 1

    with connection.cursor() as cursor:
        connection.connection.set_progress_handler(count, 100)
        try:
            cursor.execute(sql, params)
            cursor.fetchall()
        finally:
            connection.connection.set_progress_handler(None, 0)
    return 100 * hundreds


def _finds_few(table: str, how: str) -> bool:
    if "USING INDEX comment_picked_latest" in how:
        return True  # which holds COMMENT_PICKS rows of a story
    return any(re.search(rf"\b{column}=\?", how) for column in {"rowid", *FEW.get(table, set())})


def plan_of_postgresql(sql: str, params: tuple) -> Iterator[str]:
    """The growing tables that PostgreSQL reads whole or sorts, and what makes it look at too many rows."""
    analyse = ", ANALYZE, TIMING OFF" if sql.startswith(("SELECT", "(SELECT")) else ""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON{analyse}) {sql}", params)
        (plan,) = cursor.fetchone()
    tree = (json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]
    yield from _faults_of_node(tree, stops_early=False)
    rows_read = _rows_read(tree)
    if rows_read > MOST_READ:
        yield f"{rows_read} rows are looked at"


def _faults_of_node(node: dict, *, stops_early: bool) -> Iterator[str]:
    kind, table = node["Node Type"], node.get("Relation Name", "")
    parts = node.get("Plans", [])
    if table in GROWING and kind == "Seq Scan":
        yield f"{table} is read to the end"
    if table in GROWING and kind.startswith("Index") and node["Plan Rows"] > MANY and not stops_early:
        yield f"{table} is read to the end by {node['Index Name']}"
    if kind == "Sort" and parts[0]["Plan Rows"] > MANY:
        yield f"{parts[0]['Plan Rows']} rows are sorted by {node['Sort Key']}"
    for part in parts:
        yield from _faults_of_node(part, stops_early=kind == "Limit" or (stops_early and kind not in {"Sort", "Hash"}))


def _rows_read(node: dict) -> int:
    own = 0
    if "Scan" in node["Node Type"]:
        each = node.get("Actual Rows", 0) + node.get("Rows Removed by Filter", 0)
        own = round(each * node.get("Actual Loops", 0))
    return own + sum(_rows_read(part) for part in node.get("Plans", []))
