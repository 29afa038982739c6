"""manage.py fill: stories like real ones, as many as asked, added once."""

import io
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from django.utils.text import slugify

from articles import filling
from articles.models import Article, Byline, Image, Tagging
from newsroom import markup
from newsroom.pagecache.cache import current
from newsroom.pagecache.stamps import EVERY_PAGE
from tests import factories

pytestmark = pytest.mark.django_db


def fill(*arguments: str) -> str:
    out = io.StringIO()
    call_command("fill", *arguments, stdout=out, verbosity=0)
    return out.getvalue()


def test_it_fills_up_to_the_number_and_a_second_run_adds_nothing():
    factories.make_article()
    said = fill("--stories", "60")
    assert "Stories added: 59" in said
    assert "In all: 60" in said
    assert Article.objects.count() == 60
    assert "Stories added: 0" in fill("--stories", "60")
    assert "Stories added: 5" in fill("--stories", "65")
    assert Article.objects.count() == 65


def test_a_run_that_was_stopped_is_continued_where_it_had_come_to(monkeypatch):
    monkeypatch.setattr(filling, "CHUNK", 10)
    run = filling.fill(up_to=100)
    assert [next(run), next(run)] == [10, 10]
    run.close()
    assert Article.objects.count() == 20
    fill("--stories", "100")
    times = list(Article.objects.order_by("pk").values_list("created_at", flat=True))
    assert len(times) == 100
    assert times == sorted(times)


def test_its_stories_are_like_those_that_were_written_and_published():
    image = Image.objects.create(file="images/1/1.jpg", digest="1", width=1600, height=900, widths=[320], alt="A boat")
    fill("--stories", "460")
    stories = Article.objects.select_related("category").prefetch_related("bylines", "taggings")
    assert {story.status for story in stories} == {"published", "withdrawn", "draft", "in_review"}
    assert len({story.category_id for story in stories}) > 5
    assert any(story.is_pick for story in stories)
    assert any(story.is_expired for story in stories)
    for story in stories:
        story.full_clean(exclude=["created_by"])
        assert story.slug == f"{slugify(story.headline)}-{story.pk}"
        assert story.path == story.path_now()
        assert story.summary
        assert 200 <= story.word_count <= 350
        assert story.lead_image_id == image.pk
        assert story.bylines.count() in {1, 2}
        assert len({byline.position for byline in story.bylines.all()}) == story.bylines.count()
        assert story.taggings.count() in {1, 2, 3}


def test_what_was_rendered_and_what_lists_a_story_are_as_saving_would_leave_them():
    fill("--stories", "460")
    story = Article.objects.published().newest().first()
    assert story.body_html == markup.story_html(story.body, find_picture=Image.objects.shown_at)
    for rows in (Byline, Tagging):
        for row in rows.objects.select_related("article"):
            is_listed = row.article.status == Article.Status.PUBLISHED
            assert row.listed_at == (row.article.published_at if is_listed else None)


def test_readers_see_them_newest_first_over_many_years(client):
    fill("--stories", "60")
    newest = Article.objects.published().newest().first()
    oldest = Article.objects.published().newest().last()
    assert timezone.now() - newest.published_at < timedelta(days=365)
    assert timezone.now() - oldest.published_at > timedelta(days=365 * 10)
    assert newest.pk > oldest.pk
    page = client.get(f"/{newest.path}").content.decode()
    assert newest.headline in page
    assert newest.bylines.first().author.name in page
    assert newest.topics.first().name in page
    assert newest.headline in client.get(newest.category.get_absolute_url()).content.decode()


def test_a_story_written_afterwards_is_stored_like_any_other(client):
    fill("--stories", "10")
    story = factories.make_article()
    assert client.get(story.get_absolute_url()).status_code == 200


def test_every_page_that_was_kept_is_stale_afterwards(django_capture_on_commit_callbacks):
    stamps = current().stamps
    before = stamps.clock()
    with django_capture_on_commit_callbacks(execute=True):
        fill("--stories", "10")
    assert stamps.newest([EVERY_PAGE]) > before


def test_a_dry_run_stores_nothing():
    assert "Stories that would be added: 20" in fill("--stories", "20", "--dry-run")
    assert not Article.objects.exists()


@pytest.mark.parametrize("command", [("fill", "--stories", "5"), ("fill_stories", "5"), ("fill_comments", "5")])
def test_production_refuses(settings, command):
    settings.DEMO_ACCOUNTS_ALLOWED = False
    with pytest.raises(CommandError, match="not in production"):
        call_command(*command)
    assert not Article.objects.exists()
