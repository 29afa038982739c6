"""What the page cache does when many ask at once, when it is stale, and when it is broken."""

import logging
import os
import threading
import time
from pathlib import Path

import pytest

from newsroom.pagecache import cache as caching
from newsroom.pagecache.cache import Cache, current
from newsroom.pagecache.front import Front
from newsroom.pagecache.pages import Page
from newsroom.pagecache.requests import key_of
from newsroom.pagecache.stamps import EVERY_PAGE, MappedStamps, RedisStamps, slot_of

ENVIRON = {
    "REQUEST_METHOD": "GET",
    "HTTP_HOST": "testserver",
    "PATH_INFO": "/sport/",
    "QUERY_STRING": "",
    "wsgi.url_scheme": "http",
    "HTTP_ACCEPT_ENCODING": "br",
}
TAGS = ["category-1"]


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.REDIS_URL = ""
    settings.PAGE_CACHE_DIR = str(tmp_path / "pages")
    return tmp_path / "pages"


class Site:
    """A site of one page behind the front: counts its renderings, and is as slow as told. What it says is kept, unless
    it is told that the page is gone."""

    def __init__(self, seconds: float = 0.0):
        self.says, self.renderings, self.seconds, self.is_gone = b"first", 0, seconds, False
        self.front = Front(self)

    def __call__(self, environ, start_response):
        cache = current()
        began, says = cache.clock() if cache else 0, self.says
        self.renderings += 1
        time.sleep(self.seconds)
        if not self.is_gone and began:
            bodies = {"br": says, "gzip": says}
            cache.keep(
                Page(
                    began=began, until=time.time() + 60, tags=TAGS, key=key_of(environ), etag=repr(says), bodies=bodies
                )
            )
        start_response("410 Gone" if self.is_gone else "200 OK", [])
        return [b"gone" if self.is_gone else says]

    def ask(self) -> bytes:
        return b"".join(self.front(dict(ENVIRON), lambda status, headers: None))

    def ask_at_once(self, times: int) -> list[bytes]:
        answers: list[bytes] = []
        threads = [threading.Thread(target=lambda: answers.append(self.ask())) for _ in range(times)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return answers


def purge(*tags: str) -> None:
    current().purge(tags)


def test_of_a_crowd_at_a_stale_page_one_renders_and_the_others_see_the_copy_of_a_moment_ago():
    site = Site(seconds=0.2)
    assert [site.ask(), site.ask()] == [b"first", b"first"]
    site.says = b"second"
    purge(*TAGS)
    answers = site.ask_at_once(16)
    assert site.renderings == 2
    assert sorted(answers) == [b"first"] * 15 + [b"second"]
    assert site.ask() == b"second"


def test_what_was_taken_from_sight_is_shown_to_nobody_while_the_page_is_rendered_once():
    site = Site(seconds=0.2)
    site.ask(), site.ask()
    site.says = b"without it"
    purge(*TAGS, *map(caching._gone, TAGS))
    assert site.ask_at_once(16) == [b"without it"] * 16
    assert site.renderings == 2


def test_a_copy_that_nobody_saw_fresh_within_the_second_stands_in_for_nothing():
    site = Site(seconds=0.2)
    site.ask()
    current().memory.get(key_of(ENVIRON)).seen_fresh = time.time() - 1.1
    site.says = b"second"
    purge(*TAGS)
    assert site.ask_at_once(8) == [b"second"] * 8
    assert site.renderings == 2


def test_a_page_that_is_gone_is_forgotten_and_no_one_waits_for_it():
    site = Site()
    site.ask()
    site.is_gone = True
    purge(*TAGS, *map(caching._gone, TAGS))
    assert site.ask_at_once(8) == [b"gone"] * 8
    assert current().find(key_of(ENVIRON), time.time()) == (None, False)


def test_a_rendering_that_fails_leaves_the_next_to_try(own_folder):
    site = Site()
    site.ask()
    purge(*TAGS)
    broken = Front(lambda environ, start_response: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        broken(dict(ENVIRON), lambda status, headers: None)
    site.says = b"second"
    assert site.ask() == b"second"


def test_processes_of_one_machine_share_pages_and_purges(own_folder):
    site = Site()
    site.ask()
    other = Cache()  # as another process opens it: nothing but the folder in common
    page, is_fresh = other.find(key_of(ENVIRON), time.time())
    assert (page.bodies["br"], is_fresh) == (b"first", True)
    other.purge(TAGS)
    site.says = b"second"
    assert site.ask() == b"second"
    assert other.find(key_of(ENVIRON), time.time())[0].bodies["br"] == b"second"


def test_a_purge_by_another_process_is_seen_by_one_that_runs(own_folder):
    site = Site()
    site.ask()
    child = os.fork()
    if not child:
        MappedStamps(own_folder / "stamps").purge([slot_of(TAGS[0])])
        os._exit(0)
    os.waitpid(child, 0)
    site.says = b"second"
    assert site.ask() == b"second"


def test_stamps_never_run_backwards_however_many_purge_at_once(tmp_path):
    stamps = [MappedStamps(tmp_path / "stamps") for _ in range(2)]
    seen: list[int] = []

    def purge_often(mine: MappedStamps, tag: str) -> None:
        for _ in range(200):
            before = mine.clock()
            mine.purge([slot_of(tag)])
            assert mine.newest([slot_of(tag)]) > before
            seen.append(mine.clock())

    threads = [threading.Thread(target=purge_often, args=(stamps[n % 2], f"tag {n}")) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 800
    assert stamps[0].clock() == stamps[1].clock() == max(seen)


def test_half_a_file_and_a_strangers_are_no_pages(own_folder):
    Site().ask()
    (file,) = (own_folder / "pages").iterdir()
    for content in (file.read_bytes()[:-3], b"", b"not json\nrest", b"{}\n", b'{"sizes": {}}\n'):
        file.write_bytes(content)
        assert Cache().find(key_of(ENVIRON), time.time()) == (None, False), content


def test_a_folder_that_cannot_be_written_is_logged_and_the_site_serves(settings, tmp_path, caplog):
    (tmp_path / "file").write_text("in the way")
    settings.PAGE_CACHE_DIR = str(tmp_path / "file" / "pages")
    site = Site()
    with caplog.at_level(logging.ERROR, "newsroom.pagecache"):
        assert [site.ask() for _ in range(3)] == [b"first"] * 3
    assert site.renderings == 3
    assert len(caplog.records) == 1  # once a moment, not once a request
    assert "page cache can't be opened" in caplog.text


def test_a_shelf_that_is_full_is_logged_and_pages_are_still_kept_in_memory(own_folder, caplog):
    site = Site()
    current()
    for path in (own_folder / "pages").iterdir():
        path.unlink()
    (own_folder / "pages").rmdir()
    Path(own_folder / "pages").write_text("no folder any more")
    with caplog.at_level(logging.ERROR, "newsroom.pagecache"):
        assert [site.ask() for _ in range(3)] == [b"first"] * 3
    assert site.renderings == 1
    assert "shelf" in caplog.text


def test_no_redis_is_logged_and_the_site_serves(settings, caplog):
    pytest.importorskip("redis")
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    site = Site()
    with caplog.at_level(logging.ERROR, "newsroom.pagecache"):
        assert [site.ask() for _ in range(3)] == [b"first"] * 3
    assert "page cache can't be opened" in caplog.text


@pytest.fixture
def redis_client(tmp_path):
    redis = pytest.importorskip("redis")

    class Hesitant(redis.Redis):
        """`meanwhile` happens once, between what Redis says and the one who asked hearing it."""

        meanwhile = None

        def hget(self, *args):
            answer, meanwhile = super().hget(*args), self.meanwhile
            self.meanwhile = None
            if meanwhile:
                meanwhile()
            return answer

    client = Hesitant.from_url("redis://127.0.0.1:6379/9")
    try:
        client.ping()
    except redis.RedisError:
        pytest.skip("no Redis here")
    client.name = f"test-{tmp_path}"
    yield client
    for key in client.scan_iter(f"{client.name}*"):
        client.delete(key)


def test_ones_own_purge_is_not_forgotten_by_a_look_at_redis_that_began_before_it(redis_client):
    stamps = RedisStamps(redis_client, redis_client.name)
    redis_client.meanwhile = lambda: stamps.purge([slot_of(TAGS[0])])
    assert stamps.clock() == stamps.newest([slot_of(TAGS[0])])


def test_while_one_looks_at_redis_others_wait_for_what_it_says(redis_client):
    stamps, seen = RedisStamps(redis_client, redis_client.name), []
    other = threading.Thread(target=lambda: seen.append(stamps.clock()))

    def ask_meanwhile():
        other.start()
        time.sleep(0.05)

    redis_client.meanwhile = ask_meanwhile
    clock = stamps.clock()
    other.join()
    assert seen == [clock]
    assert clock > 0


def test_a_redis_that_has_forgotten_purges_makes_every_page_stale(redis_client):
    stamps = RedisStamps(redis_client, redis_client.name)
    dump = redis_client.dump(f"{redis_client.name}:stamps")
    stamps.purge([slot_of(TAGS[0])])
    purged = stamps.clock()
    redis_client.restore(f"{redis_client.name}:stamps", 0, dump, replace=True)
    time.sleep(stamps.LOOK_AGAIN)
    assert stamps.clock() > purged
    assert stamps.newest([EVERY_PAGE]) > purged


def test_on_several_machines_a_copy_stands_in_for_less_long_since_purges_are_seen_later(settings, redis_client):
    settings.PAGE_CACHE_NAME = redis_client.name
    settings.REDIS_URL = "redis://127.0.0.1:6379/9"
    site = Site()
    site.ask(), site.ask()
    page = current().memory.get(key_of(ENVIRON))
    assert current().may_stand_in(page, page.seen_fresh + 1 - RedisStamps.LOOK_AGAIN - 0.01)
    assert not current().may_stand_in(page, page.seen_fresh + 1 - RedisStamps.LOOK_AGAIN)


def test_a_purge_that_found_no_cache_makes_every_page_stale_once_there_is_one(own_folder, caplog):
    site = Site()
    site.ask()
    aside = own_folder.rename(own_folder.with_name("aside"))
    own_folder.write_text("in the way")
    caching._reopen(setting="PAGE_CACHE_DIR")
    caching._purge(set(TAGS))
    assert "Could not purge" in caplog.text
    own_folder.unlink()
    aside.rename(own_folder)
    caching._open_again_at = 0.0
    site.says = b"second"
    assert [site.ask(), site.ask()] == [b"second"] * 2
    assert site.renderings == 2


def test_nothing_is_fresh_while_the_clock_cannot_be_read_not_even_a_page_just_kept():
    class Silent:
        def clock(self) -> int:
            raise OSError

    site = Site()
    site.ask()
    current().stamps = Silent()
    site.says = b"second"
    assert site.ask() == b"second"


def test_memory_holds_what_it_may_and_lets_the_oldest_go(settings):
    settings.PAGE_CACHE_MEMORY_BYTES = 10_000
    memory = Cache().memory
    for number in range(10):
        memory.put(f"page {number}", number, 3_000)
    assert [memory.get(f"page {number}") for number in range(10)] == [None] * 7 + [7, 8, 9]
    memory.put("page 9", "again", 9_000)
    assert [memory.get("page 8"), memory.get("page 9")] == [None, "again"]


def test_turned_off_nothing_is_kept(settings):
    settings.PAGE_CACHE = "off"
    assert current() is None
    site = Site()
    site.ask(), site.ask()
    assert site.renderings == 2
