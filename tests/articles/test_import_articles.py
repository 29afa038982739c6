"""manage.py import_articles: what comes out of a folder of Markdown files."""

import io
import json
import os
import re
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from PIL import Image as Pillow

from articles import publishing
from articles.importing import liquid, markdown_folder
from articles.models import Article, Author, Byline, Image, PreviousAddress, Revision, Topic


def run(path, **options) -> str:
    out = io.StringIO()
    call_command("import_articles", path, stdout=out, stderr=io.StringIO(), **options)
    return out.getvalue()


def outcome(report: str) -> dict[str, int]:
    """The summary table at the end of a report."""
    return {name: int(count) for name, count in re.findall(r"^  (\w[\w ]*?)\s+(\d+)$", report, re.M)}


def write(folder: Path, name: str, front_matter: str, body: str = "Words of the story.") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"---\n{front_matter}\n---\n\n{body}\n", encoding="utf-8")
    return path


def draw(path: Path, colour: str = "teal") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Pillow.new("RGB", (640, 360), colour).save(path)
    return path


@pytest.mark.django_db
class TestAFolderOfMarkdown:
    def test_a_file_becomes_a_published_story_with_all_its_front_matter_says(self, tmp_path, client):
        draw(tmp_path / "assets/lead.jpg")
        write(
            tmp_path,
            "2019-12-07-a-headline.md",
            "title: A headline\ndate: 2019-12-07 10:30\nsection: Sport\ntags: [Football, Rowing]\n"
            "authors: [Idris Kane, Ada Obi]\nsummary: The standfirst.\nimage: /assets/lead.jpg\n"
            "image_alt: A ball\nimage_caption: The ball\nimage_credit: Ada",
        )
        assert outcome(run(tmp_path))["created"] == 1
        story = Article.objects.get()
        assert story.get_absolute_url() == "/sport/2019/12/07/a-headline/"
        assert timezone.localtime(story.published_at).strftime("%H:%M") == "10:30"
        assert [author.name for author in story.ordered_authors] == ["Idris Kane", "Ada Obi"]
        assert {topic.name for topic in story.topics.all()} == {"Football", "Rowing"}
        assert (story.lead_image.alt, story.lead_image.credit) == ("A ball", "Ada")
        assert client.get(story.get_absolute_url()).status_code == 200

    def test_a_second_run_creates_nothing_and_changes_nothing(self, tmp_path):
        write(tmp_path, "2019-12-07-a.md", "title: A\nauthors: [Ada]\ntags: [x]")
        run(tmp_path)
        before = list(Article.objects.values()), Revision.objects.count(), Topic.objects.count()
        assert outcome(run(tmp_path)) == {
            "created": 0, "updated": 0, "unchanged": 1, "left alone": 0, "failed": 0, "pictures": 0,
        }  # fmt: skip
        assert (list(Article.objects.values()), Revision.objects.count(), Topic.objects.count()) == before

    def test_a_file_that_changed_updates_its_story(self, tmp_path):
        write(tmp_path, "2019-12-07-a.md", "title: A\nauthors: [Ada]")
        run(tmp_path)
        write(tmp_path, "2019-12-07-a.md", "title: A, changed\nauthors: [Ada]")
        assert outcome(run(tmp_path))["updated"] == 1
        assert Article.objects.get().headline == "A, changed"

    def test_a_story_edited_here_is_left_as_it_is_here(self, tmp_path, editor):
        write(tmp_path, "2019-12-07-a.md", "title: A\nauthors: [Ada]")
        run(tmp_path)
        story = Article.objects.get()
        story.headline = "Edited here"
        publishing.save(story, by=editor)
        write(tmp_path, "2019-12-07-a.md", "title: A, changed\nauthors: [Ada]")
        report = run(tmp_path)
        assert outcome(report)["left alone"] == 1
        assert "2019-12-07-a.md" in report
        assert Article.objects.get().headline == "Edited here"

    def test_a_dry_run_says_the_same_and_stores_nothing(self, tmp_path):
        draw(tmp_path / "assets/lead.jpg")
        write(tmp_path, "2019-12-07-a.md", "title: A\nauthors: [Ada]\nimage: /assets/lead.jpg")
        write(tmp_path, "b.md", "title: [unclosed")
        report = run(tmp_path, dry_run=True)
        assert outcome(report)["created"] == 2
        assert "What would happen" in report
        for model in (Article, Author, Image, PreviousAddress):
            assert not model.objects.exists()

    def test_what_cannot_be_read_is_named_with_the_reason_and_stops_nothing(self, tmp_path):
        (tmp_path / "a.md").write_text("no front matter at all")
        (tmp_path / "b.md").write_bytes(b"---\ntitle: \xff\xfe\n---\n")
        write(tmp_path, "c.md", "- only\n- a list")
        write(tmp_path, "d.md", "title: Good\nauthors: [Ada]")
        report = run(tmp_path)
        assert "a.md: no front matter" in report
        assert "b.md: not UTF-8" in report
        assert "c.md: front matter holds no names" in report
        assert (outcome(report)["created"], outcome(report)["failed"]) == (1, 3)

    def test_front_matter_that_yaml_rejects_is_kept_as_a_draft_and_reported(self, tmp_path, client):
        write(tmp_path, "2016-05-19-debt.md", 'title: "Debt"\nauthors:\n- melody\t\t\ntags:\n- design', "The words.")
        report = run(tmp_path)
        story = Article.objects.get()
        assert (story.status, story.headline, story.body) == ("draft", "Debt", "The words.")
        assert "2016-05-19-debt.md: front matter is not YAML" in report

    def test_a_story_without_an_author_is_refused_with_the_reason(self, tmp_path):
        write(tmp_path, "a.md", "title: Nobody's")
        report = run(tmp_path)
        assert outcome(report)["failed"] == 1
        assert "author" in report
        assert not Article.objects.exists()

    def test_pictures_never_come_from_outside_the_folder(self, tmp_path):
        secret = draw(tmp_path / "outside/secret.jpg")
        inside = tmp_path / "site"
        (inside / "assets").mkdir(parents=True)
        (inside / "assets/link.jpg").symlink_to(secret)
        write(inside, "a.md", "title: A\nauthors: [Ada]\nimage: ../outside/secret.jpg", "a ![x](/assets/link.jpg)")
        report = run(inside)
        assert report.count("picture not found") == 2
        assert not Image.objects.exists()

    def test_a_picture_that_is_none_is_reported_and_the_story_stands(self, tmp_path):
        (tmp_path / "fake.jpg").write_text("<svg onload=alert(1)>")
        write(tmp_path, "a.md", "title: A\nauthors: [Ada]\nimage: fake.jpg", "Before ![x](fake.jpg) after.")
        assert "picture not taken: fake.jpg" in run(tmp_path)
        assert Article.objects.get().body == "Before  after."

    def test_old_addresses_lead_to_the_story(self, tmp_path, client):
        write(tmp_path, "2015-05-21-Tock.md", "title: Tock\nauthors: [Ada]\nredirect_from: [/old/tock/]\nslug: tock")
        run(tmp_path)
        for old in ("/old/tock/", "/old/tock", "/2015/05/21/Tock/"):
            response = client.get(old)
            assert (response.status_code, response["Location"]) == (301, "/news/2015/05/21/tock/")

    def test_a_draft_stays_a_draft(self, tmp_path):
        write(tmp_path, "a.md", "title: A\nauthors: [Ada]\ndraft: true")
        run(tmp_path)
        assert Article.objects.get().status == Article.Status.DRAFT

    def test_an_unknown_section_is_filed_elsewhere_and_said(self, tmp_path):
        write(tmp_path, "a.md", "title: A\nauthors: [Ada]\nsection: Gardening")
        assert "no section “Gardening” here; filed under Technology" in run(tmp_path, section="technology")

    def test_the_command_says_what_to_do_about_a_wrong_path_or_section(self, tmp_path):
        with pytest.raises(CommandError, match="There is nothing at"):
            run(tmp_path / "absent")
        with pytest.raises(CommandError, match="holds no .md file"):
            run(tmp_path)
        write(tmp_path, "a.md", "title: A")
        with pytest.raises(CommandError, match="Choose one of: news"):
            run(tmp_path, section="gardening")

    def test_authors_take_their_names_from_the_sites_list(self, tmp_path):
        (tmp_path / "_data").mkdir()
        (tmp_path / "_data/authors.yml").write_text("ada:\n  name: Ada Obi\n  role: Editor\n")
        write(tmp_path, "a.md", "title: A\nauthors: [ada]")
        run(tmp_path)
        assert (Author.objects.get().name, Author.objects.get().role) == ("Ada Obi", "Editor")


class TestTemplateTags:
    @pytest.mark.parametrize(
        ("source", "expected"),
        [
            ('{% image "assets/a.jpg" "The team" %}', "![The team](assets/a.jpg)"),
            ('{% image_with_class "a.jpg" "wide" "A [b]" %}', "![A (b)](a.jpg)"),
            ('{% include "f.html",\n image: "/a.png",\n alt: "x",\n caption: "y" %}', '![x](/a.png "y")'),
            ('{{< figure src="/a.png" alt="x" >}}', "![x](/a.png)"),
            ('[home]({{ "/" | url }})', "[home](/)"),
            ('{{ "//2015/x/" | url }}', "/2015/x/"),
            ("{{site.baseurl}}/about", "/about"),
            ('{{ "https://v.example/1" | embed: "A film" }}', "[A film](https://v.example/1)"),
            ('By {{ "noah" | team_link }}{{ "noah" | team_photo }}', "By noah"),
            ("![x]({{ image | url }})", "![x](/lead.jpg)"),
            ("a{% comment %}b {{ c }}{% endcomment %}d", "ad"),
            ("`{{ kept }}` and\n```\n{% kept %}\n```\n", "`{{ kept }}` and\n```\n{% kept %}\n```\n"),
            ("```\n{% raw %}\n{{ kept }}\n{% endraw %}\n```\n", "```\n\n{{ kept }}\n\n```\n"),
            ("{% raw %}{{ words }}{% endraw %}", "&#123;&#123; words }}"),
        ],
    )
    def test_a_tag_becomes_plain_markdown(self, source, expected):
        assert liquid.to_markdown(source, {"image": "/lead.jpg"})[0] == expected

    def test_a_tag_without_meaning_here_is_dropped_and_named(self):
        assert liquid.to_markdown("a {% toc %} {{ x.y }} b", {}) == ("a   b", ["{{ x.y }}", "{% toc %}"])


@pytest.mark.django_db
def test_general_news_comes_out_as_counted(shared_data, client):
    truth = json.loads((shared_data / "articles-wikinews/GROUND_TRUTH.json").read_text())
    assert outcome(run(shared_data / "articles-wikinews"))["created"] == truth["articles"]
    sections = Counter(Article.objects.published().values_list("category__name", flat=True))
    assert sections == truth["sections"]
    assert Topic.objects.count() == truth["distinct_tags"]
    assert Article.topics.through.objects.count() == truth["tag_links"]
    assert Author.objects.count() == truth["distinct_authors"]
    assert Article.objects.exclude(summary="").count() == truth["with_summary"]
    assert Article.objects.exclude(updated_at=None).count() == truth["with_updated"]
    dates = [timezone.localtime(at).date().isoformat() for at in Article.objects.values_list("published_at", flat=True)]
    assert (min(dates), max(dates)) == (truth["earliest"], truth["latest"])
    story = Article.objects.first()
    page = client.get(story.get_absolute_url()).content.decode()
    assert story.source_url in page
    assert story.licence in page


@pytest.fixture(scope="module")
def folder(shared_data):
    return shared_data / "articles-18f"


@pytest.fixture(scope="module")
def truth(folder):
    return json.loads((folder / "GROUND_TRUTH.json").read_text())


@pytest.fixture(scope="module")
def report(folder, django_db_setup, django_db_blocker):
    """The real posts, imported once for all tests of the class below, and gone after them."""
    with django_db_blocker.unblock():
        yield run(folder, section="technology")
        Article.objects.all().delete()
        for model in (Author, Topic, Image):
            model.objects.all().delete()


@pytest.mark.django_db
class TestTheRealPosts:
    """The counts of GROUND_TRUTH.json of shared/data/articles-18f."""

    def test_every_post_becomes_a_story_and_the_broken_one_is_named(self, report, truth):
        assert Article.objects.count() == truth["articles_expected_if_each_file_becomes_one"]
        broken = truth["front_matter_unparseable_as_yaml"]
        drafts = Article.objects.exclude(status=Article.Status.PUBLISHED).values_list("origin_id", flat=True)
        assert [origin.rsplit("/", 1)[1] for origin in drafts] == broken
        assert f"{broken[0]}.md: front matter is not YAML" in report
        assert outcome(report)["failed"] == 0

    def test_authors_topics_and_years_are_as_counted(self, report, truth):
        taken = Article.objects.filter(status=Article.Status.PUBLISHED)
        assert Author.objects.count() == truth["distinct_authors"]
        assert Byline.objects.filter(article__in=taken).count() == truth["author_links"]
        several = Counter(Byline.objects.filter(article__in=taken).values_list("article", flat=True)).values()
        assert sum(count > 1 for count in several) == truth["posts_with_several_authors"]
        assert Topic.objects.count() == truth["distinct_tags"]
        assert Article.topics.through.objects.filter(article__in=taken).count() == truth["tag_links"]
        with_zone = Article.objects.all()
        years = Counter(str(timezone.localtime(at).year) for at in with_zone.values_list("published_at", flat=True))
        assert years == truth["per_year"]

    def test_a_date_in_the_front_matter_wins_over_the_file_name(self, report):
        story = Article.objects.get(slug="hello-world-we-are-18f")
        assert story.published_at == datetime(2014, 3, 19, 14, 14, 29, tzinfo=UTC)

    def test_pictures_are_found_taken_or_reported_as_counted(self, report, truth, folder):
        items = [markdown_folder.read(path, folder) for path in markdown_folder.files(folder)]
        leads = [item.lead_picture in item.pictures for item in items if item.lead_picture and not item.is_draft]
        assert (sum(leads), len(leads) - sum(leads)) == (
            truth["lead_image_local_present"],
            truth["lead_image_local_missing"],
        )
        bodies = [
            match["src"] in item.pictures
            for item in items
            for pattern in (markdown_folder.PICTURE, markdown_folder.IMG)
            for match in pattern.finditer(item.body)
            if not markdown_folder.OUTSIDE.match(match["src"])
        ]
        of_the_front_matter = 4  # {{ image | url }}, which the count passed over
        assert sum(bodies) == truth["body_image_refs_present"] + of_the_front_matter
        assert len(bodies) - sum(bodies) == truth["body_image_refs_missing"]
        refused = [line for line in report.splitlines() if "picture not taken" in line]
        assert len(refused) == truth["images"]["formats"]["SVG"]
        assert all(".svg: " in line for line in refused)
        assert Image.objects.count() == truth["image_files_shipped"] - len(refused)

    def test_no_template_tag_reaches_a_reader(self, report):
        for html in Article.objects.values_list("body_html", flat=True):
            prose = re.sub(r"<(pre|code)\b.*?</\1>", "", html, flags=re.S)
            assert "{%" not in prose
            assert "{{" not in prose

    def test_nothing_active_reaches_a_reader(self, report):
        for html in Article.objects.values_list("body_html", flat=True):
            assert not re.search(r"<(script|iframe|style|object|embed|form)\b", html, re.I)

    def test_every_story_answers(self, report, client):
        for story in Article.objects.published().order_by("pk")[::12]:
            assert client.get(story.get_absolute_url()).status_code == 200

    def test_the_language_of_a_story_is_kept(self, report, truth):
        languages = Counter(Article.objects.exclude(language="").values_list("language", flat=True))
        assert languages == truth["locale"]

    def test_a_second_run_changes_nothing(self, report, folder):
        before = list(Article.objects.order_by("pk").values_list("pk", "version", "modified_at"))
        again = outcome(run(folder, section="technology"))
        assert (again["unchanged"], again["created"], again["updated"]) == (len(before), 0, 0)
        assert list(Article.objects.order_by("pk").values_list("pk", "version", "modified_at")) == before


def test_the_real_inputs_are_never_skipped_in_ci(shared_data):
    assert not os.environ.get("CI") or (shared_data / "articles-18f").is_dir()
