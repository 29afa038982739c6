"""Pages are kept, shared by everybody who may be shown the same, and never stale."""

import gzip
import io
import time
from datetime import datetime, timedelta

import brotli
import pytest
import time_machine
from django.core.cache import cache as limits
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import publishing
from articles.models import Article, Author, Image
from comments import deciding, posting
from comments.models import Conversation
from newsroom import pagecache
from newsroom.pagecache.stamps import RedisStamps
from newsroom.wsgi import application
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


class Answer:
    """What the server would send: asked of the WSGI entry, as the server does."""

    def __init__(self, path: str, query: str = "", method: str = "GET", **environ: str):
        body = io.BytesIO()
        environ = {"HTTP_HOST": "testserver", "wsgi.url_scheme": "http", **environ}
        with CaptureQueriesContext(connection) as queries:
            sent = application(
                {
                    "REQUEST_METHOD": method,
                    "PATH_INFO": path.encode().decode("latin-1"),
                    "QUERY_STRING": query,
                    "SERVER_NAME": "testserver",
                    "SERVER_PORT": "80",
                    "wsgi.input": body,
                    "wsgi.errors": body,
                    **environ,
                },
                self._start,
            )
            self.body = b"".join(sent)
            if hasattr(sent, "close"):
                sent.close()
        self.queries = len(queries)

    def _start(self, status, headers, _error=None):
        self.status = int(status.split()[0])
        self.headers = {name.lower(): value for name, value in headers}

    def __getitem__(self, name: str) -> str:
        return self.headers.get(name.lower(), "")

    def __contains__(self, words: str) -> bool:
        return words in self.body.decode()

    @property
    def was_kept(self) -> bool:
        return self.queries == 0


@pytest.fixture(params=["files", "redis"], autouse=True)
def where_pages_lie(request, settings, tmp_path):
    """Every promise holds for both stores."""
    settings.REDIS_URL = ""
    settings.PAGE_CACHE_DIR = str(tmp_path / "pages")
    if request.param == "redis":
        redis = pytest.importorskip("redis")
        url = "redis://127.0.0.1:6379/9"
        try:
            redis.Redis.from_url(url).ping()
        except redis.RedisError:
            pytest.skip("no Redis here")
        settings.PAGE_CACHE_NAME = f"test-{tmp_path}"
        settings.REDIS_URL = url
    limits.clear()
    return request.param


@pytest.fixture
def story(db) -> Article:
    return factories.make_article("A ferry is found", in_section="sport", topics=("Boats",))


def pages_of(story: Article) -> list[str]:
    day = timezone.localtime(story.published_at)
    return [
        "/",
        "/for-you/",
        "/sport/",
        "/topics/boats/",
        "/authors/ada-obi/",
        f"/archive/{day:%Y/%m/%d}/",
        story.get_absolute_url(),
    ]


# What is kept


def test_a_second_reader_is_answered_before_django_and_the_database(story):
    for path in pages_of(story):
        first, second = Answer(path), Answer(path)
        assert first.status == second.status == 200
        assert first.queries > 0
        assert second.was_kept, path
        assert second.body == first.body
        assert second.headers == first.headers


def test_a_copy_carries_the_headers_that_guard_every_page(story):
    Answer("/")
    copy = Answer("/")
    for name in (
        "Content-Security-Policy",
        "X-Content-Type-Options",
        "Referrer-Policy",
        "X-Frame-Options",
        "Permissions-Policy",
        "Cross-Origin-Opener-Policy",
    ):
        assert copy[name], name
    assert "Set-Cookie" not in copy.headers


def test_vary_stays_small(story):
    for path in pages_of(story):
        assert Answer(path)["Vary"] == "Accept-Encoding, Cookie"


def test_browsers_are_sent_the_encoding_they_take_and_all_mean_the_same(story):
    plain = Answer("/")
    for accepted, unpacked in (("gzip, deflate, br", brotli.decompress), ("gzip", gzip.decompress)):
        copy = Answer("/", HTTP_ACCEPT_ENCODING=accepted)
        assert copy.was_kept
        assert copy["Content-Encoding"] in accepted
        assert int(copy["Content-Length"]) == len(copy.body) < len(plain.body) / 2
        assert unpacked(copy.body) == plain.body
    assert "Content-Encoding" not in Answer("/", HTTP_ACCEPT_ENCODING="br;q=0, gzip;q=0").headers


def test_who_has_the_page_already_is_told_so_without_a_body(story):
    first = Answer("/")
    for name, value in (("ETAG", first["ETag"]), ("both", f'"other", {first["ETag"]}')):
        same = Answer("/", HTTP_IF_NONE_MATCH=value)
        assert (same.status, same.body, same.queries) == (304, b"", 0), name
        assert same["ETag"] == first["ETag"]
        assert same["Cache-Control"] == first["Cache-Control"]
    assert Answer("/", HTTP_IF_NONE_MATCH='W/"another"').status == 200


def test_a_page_that_comes_out_the_same_keeps_its_mark_and_its_time_and_another_gets_new_ones(story, editor):
    first = Answer(story.get_absolute_url())
    pagecache.purge("site")
    again = Answer(story.get_absolute_url())
    assert not again.was_kept
    assert (again["ETag"], again["Last-Modified"]) == (first["ETag"], first["Last-Modified"])
    publishing.correct(story, by=editor, kind="correction", note="It was a tug.")
    changed = Answer(story.get_absolute_url())
    assert changed["ETag"] != first["ETag"]


def test_a_time_alone_is_no_proof_that_a_page_is_the_same(story, editor):
    """Two processes may keep different copies in one second, one of them with a story that is withdrawn by now."""
    first = Answer(story.get_absolute_url())
    publishing.correct(story, by=editor, kind="correction", note="It was a tug.")
    page = Answer(story.get_absolute_url(), HTTP_IF_MODIFIED_SINCE=first["Last-Modified"])
    assert page.status == 200
    assert "It was a tug." in page
    again = Answer(story.get_absolute_url(), HTTP_IF_MODIFIED_SINCE=page["Last-Modified"])
    assert (again.status, again.was_kept) == (200, True)


# For whom


def test_a_signed_in_readers_copy_is_private_and_nobody_else_is_shown_it(story, client):
    reader = factories.make_user("Private-Reader")
    client.force_login(reader)
    cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    own = Answer(story.get_absolute_url(), HTTP_COOKIE=cookie)
    assert "Private-Reader" in own
    assert own["Cache-Control"] == "private, no-cache"
    for _copy in range(2):
        everybodys = Answer(story.get_absolute_url())
        assert "Private-Reader" not in everybodys
        assert "csrfmiddlewaretoken" not in everybodys
        assert "Sign in to post a message" in everybodys
        assert everybodys["Cache-Control"].startswith("public")
    assert "Private-Reader" in Answer(story.get_absolute_url(), HTTP_COOKIE=cookie)


def test_cookies_of_others_change_nothing_and_those_that_name_the_reader_everything(story, settings):
    Answer("/")
    assert Answer("/", HTTP_COOKIE="_ga=1; csrftoken=abc").was_kept
    for cookie in (f"_ga=1; {settings.SESSION_COOKIE_NAME}=unknown", "messages=W10", "_ga=1; comfort=s322"):
        own = Answer("/", HTTP_COOKIE=cookie)
        assert own["Cache-Control"] == "private, no-cache", cookie
    assert Answer("/")["Cache-Control"].startswith("public")


def test_what_is_not_offered_or_sets_a_cookie_is_never_kept(story):
    for path in ("/accounts/login/", "/search/?q=ferry", "/no-such-page/", "/my/", "/health/", "/comments/1/"):
        path, _mark, query = path.partition("?")
        for _time in range(2):
            answer = Answer(path, query)
            assert "public" not in answer["Cache-Control"], path
            assert "s-maxage" not in answer["Cache-Control"], path


# Under which name


def test_words_that_no_page_reads_share_its_copy_and_stand_nowhere_in_it(story):
    first = Answer("/sport/", "utm_source=spy&fbclid=1")
    assert "utm_source" not in first
    assert Answer("/sport/").was_kept
    assert Answer("/sport/", "gclid=2").was_kept
    older = _page_before(story.published_at + timedelta(days=1))
    assert not Answer("/sport/", f"page={older}").was_kept
    assert Answer("/sport/", f"utm_medium=x&page={older}").was_kept


def _page_before(moment: datetime) -> str:
    return f"before-{int(moment.timestamp() * 1_000_000)}-1"


def test_an_address_in_any_script_has_a_copy():
    story = factories.make_article("خبر عاجل", slug="خبر")
    first = Answer(story.get_absolute_url())
    assert (first.status, first.queries > 0) == (200, True)
    again = Answer(story.get_absolute_url())
    assert again.was_kept
    assert again.body == first.body


def test_an_endless_query_is_answered_and_not_kept(story):
    query = "x=" + "y" * 5000
    assert Answer("/sport/", query).status == 200
    assert not Answer("/sport/", query).was_kept


def test_each_host_and_scheme_has_its_own_copy(story, settings):
    settings.ALLOWED_HOSTS = ["testserver", "other.example"]
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    path = story.get_absolute_url()
    assert "http://testserver/sport" in Answer(path)
    assert "http://other.example/sport" in Answer(path, HTTP_HOST="other.example")
    for _time in range(2):
        assert "https://testserver/sport" in Answer(path, HTTP_X_FORWARDED_PROTO="https")
    assert Answer(path, HTTP_HOST="evil.example").status == 400
    assert "http://testserver/sport" in Answer(path)


# Never stale


def test_what_an_editor_does_is_on_every_page_at_once(story, editor):
    for path in pages_of(story):
        Answer(path)
    story.refresh_from_db()
    story.headline = "A tug is found"
    publishing.save(story, by=editor)
    for path in pages_of(story):
        assert "A tug is found" in Answer(path), path
    second = factories.make_article("A second boat", in_section="sport", topics=("Boats",))
    for path in pages_of(story):
        assert "A second boat" in Answer(path), path
    publishing.withdraw(second, by=editor, reason="It was a raft.")
    for path in pages_of(story):
        assert "A second boat" not in Answer(path), path
    gone = Answer(second.get_absolute_url())
    assert gone.status == 410
    assert "public" not in gone["Cache-Control"]


def test_a_story_that_changes_its_section_leaves_the_old_one_and_its_old_address_leads_on(story, editor):
    old = story.get_absolute_url()
    Answer("/sport/"), Answer("/news/"), Answer(old)
    story.refresh_from_db()
    story.category = factories.section("news")
    publishing.save(story, by=editor)
    assert "A ferry is found" not in Answer("/sport/")
    assert "A ferry is found" in Answer("/news/")
    assert Answer(old).status == 301


def test_new_topics_and_names_reach_their_pages(story, editor):
    Answer("/topics/boats/"), Answer("/authors/ada-obi/")
    publishing.save(story, by=editor, authors=[factories.make_author("Chike Eze")], topics=[])
    assert "A ferry is found" not in Answer("/topics/boats/")
    assert "A ferry is found" not in Answer("/authors/ada-obi/")
    assert "Chike Eze" in Answer(story.get_absolute_url())


@pytest.mark.parametrize("what", ["section", "author", "picture"])
def test_a_name_that_changes_changes_on_every_page(story, what, editor):
    image = Image.objects.create(file="images/1/o.jpg", digest="1", width=320, height=200, widths=[], alt="Old words")
    story.refresh_from_db()
    story.lead_image = image
    publishing.save(story, by=editor)
    row = {"section": story.category, "author": Author.objects.get(), "picture": image}[what]
    name = "alt" if what == "picture" else "name"
    assert getattr(row, name) in Answer(story.get_absolute_url())
    setattr(row, name, "New words")
    row.save()
    assert "New words" in Answer(story.get_absolute_url())


def test_the_conversation_under_a_kept_page_is_never_behind(story):
    path, ada, moderator = story.get_absolute_url(), factories.make_user("ada"), factories.make_user(is_superuser=True)
    assert "You're the first to comment." in Answer(path).body.decode().replace("&#x27;", "'")
    comment = posting.post_comment(story, author=ada, text="I saw it go.")
    assert "I saw it go." in Answer(path)
    posting.edit_comment(comment, by=ada, text="I saw it come.")
    assert "I saw it come." in Answer(path)
    ada.username = "ada-of-the-quay"
    ada.save()
    assert "ada-of-the-quay" in Answer(path)
    thread = f"/comments/thread/{comment.pk}/"
    assert "I saw it come." in Answer(thread)
    deciding.moderate(comment, by=moderator, to="removed", reason="Untrue")
    assert "I saw it come." not in Answer(path)
    assert Answer(thread).status == 404
    deciding.moderate(comment, by=moderator, to="approved")
    talk = Conversation.objects.get()
    talk.state = Conversation.State.CLOSED
    talk.save()
    assert "The conversation under this story is closed." in Answer(path)
    ada.delete()
    assert "ada-of-the-quay" not in Answer(path)


def test_who_is_named_as_a_storys_author_bears_the_badge_under_it_and_who_no_longer_is_does_not(story, editor):
    Author.objects.filter(slug="ada-obi").update(user=editor)
    posting.post_comment(story, author=editor, text="I saw it go.")
    assert "badge--author" in Answer(story.get_absolute_url())
    publishing.save(story, by=editor, authors=[factories.make_author("Chike Eze")])
    assert "badge--author" not in Answer(story.get_absolute_url())


def test_a_story_that_moves_takes_the_way_back_from_sign_in_along(story, editor):
    Answer(story.get_absolute_url())
    story.refresh_from_db()
    old, story.slug = story.slug, "a-ferry-is-raised"
    publishing.save(story, by=editor)
    moved = Answer(story.get_absolute_url())
    assert "a-ferry-is-raised" in moved
    assert old not in moved


def test_a_change_that_is_rolled_back_purges_nothing_and_one_that_is_not_committed_is_not_kept(story, editor):
    path = story.get_absolute_url()
    Answer(path)
    with pytest.raises(RuntimeError), transaction.atomic():
        story.refresh_from_db()
        story.headline = "Never said"
        publishing.save(story, by=editor)
        Answer("/sport/")  # made inside the transaction, from what is never committed
        raise RuntimeError
    assert Answer(path).was_kept
    assert "Never said" not in Answer("/sport/")


def test_a_page_whose_rendering_began_before_the_change_is_stale(story):
    path, purged = story.get_absolute_url(), []

    def change_meanwhile(execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        if '"body_html"' in sql and not purged:
            purged.append(True)
            Article.objects.filter(pk=story.pk).update(headline="Changed meanwhile")
            pagecache.purge(f"article-{story.pk}")
        return result

    with connection.execute_wrapper(change_meanwhile):
        assert "A ferry is found" in Answer(path)
    assert "Changed meanwhile" in Answer(path)


# By the clock


def test_a_scheduled_story_appears_and_an_expiring_one_leaves_at_its_second(story, editor):
    start = timezone.now().replace(microsecond=0)
    factories.make_article("Soon over", in_section="sport", topics=("Boats",), expires_at=start + timedelta(minutes=20))
    coming = factories.make_article("Yet to come", in_section="sport", topics=("Boats",), state="draft")
    publishing.schedule(coming, by=editor, at=start + timedelta(minutes=10))
    same_day = timezone.localdate(coming.published_at) == timezone.localdate(story.published_at)
    pages = [path for path in pages_of(story) if same_day or "/archive/" not in path]  # around midnight it is not
    with time_machine.travel(start + timedelta(minutes=9, seconds=59), tick=False):
        for path in pages:
            Answer(path)
            assert Answer(path).was_kept
            assert "Yet to come" not in Answer(path)
    with time_machine.travel(start + timedelta(minutes=10), tick=False):
        for path in pages:
            assert "Yet to come" in Answer(path), path
    with time_machine.travel(start + timedelta(minutes=19, seconds=59), tick=False):
        for path in pages:
            assert "Soon over" in Answer(path), path
    with time_machine.travel(start + timedelta(minutes=20), tick=False):
        for path in pages:
            assert "Soon over" not in Answer(path), path


@pytest.mark.parametrize("what", ["conversation", "thread"])
def test_a_conversation_that_is_being_shown_as_its_story_expires_is_not_kept_beyond(story, editor, what):
    end = timezone.now().replace(microsecond=0) + timedelta(minutes=20)
    brief = factories.make_article("Soon over", in_section="sport", expires_at=end)
    comment = posting.post_comment(brief, author=editor, text="How brief.")
    path = f"/comments/on/{brief.pk}/" if what == "conversation" else f"/comments/thread/{comment.pk}/"
    with time_machine.travel(end - timedelta(seconds=1), tick=False) as clock:

        def pass_meanwhile(execute, sql, params, many, context):
            result = execute(sql, params, many, context)
            if 'FROM "comments_comment"' in sql:
                clock.move_to(end)
            return result

        with connection.execute_wrapper(pass_meanwhile):
            assert "How brief." in Answer(path)
        assert Answer(path).status == 404


def test_a_cdn_is_told_of_the_tags_and_keeps_no_page_beyond_the_next_change(story, editor, settings):
    settings.CDN_SECONDS = 60
    tags = Answer(story.get_absolute_url())["Surrogate-Key"].split()
    assert {"site", f"article-{story.pk}", f"talk-{story.pk}", f"category-{story.category_id}"} <= set(tags)
    assert Answer("/")["Cache-Tag"] == "site,stories,comment-counts"
    assert Answer("/")["Cache-Control"] == (
        "public, max-age=0, s-maxage=60, stale-while-revalidate=1, stale-if-error=3600"
    )
    start = timezone.now().replace(microsecond=0)
    coming = factories.make_article("Yet to come", state="draft")
    publishing.schedule(coming, by=editor, at=start + timedelta(minutes=10))
    Answer("/")
    with time_machine.travel(start + timedelta(minutes=9, seconds=30), tick=False):
        assert Answer("/")["Cache-Control"] == "public, max-age=0, s-maxage=30"
        Answer("/")
        assert Answer("/").was_kept
        assert Answer("/")["Cache-Control"] == "public, max-age=0, s-maxage=30"


def test_a_page_is_made_anew_in_time_even_if_nothing_told_of_a_change(story, settings):
    Answer("/")
    with time_machine.travel(timezone.now() + timedelta(seconds=settings.PAGE_CACHE_SECONDS + 1)):
        assert not Answer("/").was_kept


def test_what_was_changed_behind_the_sites_back_is_seen_once_the_operator_says_so(story, capsys):
    path = story.get_absolute_url()
    Answer(path), Answer("/")
    Article.objects.update(headline="From a backup")
    assert "From a backup" not in Answer(path)
    call_command("purge_pages", f"article-{story.pk}")
    time.sleep(RedisStamps.LOOK_AGAIN)
    assert "From a backup" in Answer(path)
    assert Answer("/").was_kept
    call_command("purge_pages")
    time.sleep(RedisStamps.LOOK_AGAIN)
    assert "From a backup" in Answer("/")
    assert "Purged: site" in capsys.readouterr().out
