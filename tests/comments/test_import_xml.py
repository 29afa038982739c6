"""manage.py import_comments: exports of Disqus and WordPress, real ones and such as no honest site writes."""

import io
import json
import re

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from comments.models import Comment
from newsroom import markup
from tests import factories
from tests.comments.test_hostile_text import assert_harmless, bodies, payloads
from tests.comments.test_import_comments import assert_counted_right, outcome, run, tree

pytestmark = pytest.mark.django_db
DISQUS = """<?xml version="1.0"?>
<disqus xmlns="http://disqus.com" xmlns:dsq="http://disqus.com/disqus-internals">
<thread dsq:id="1"><id>a-story</id><link>https://old.example/a-story/</link></thread>{}</disqus>"""
POST = """<post dsq:id="{}"><message><![CDATA[{}]]></message><createdAt>2013-10-10T19:20:29Z</createdAt>
<author><name>Ada</name><email>ada@example.org</email></author><ipAddress>127.0.0.1</ipAddress>
<thread dsq:id="1" /></post>"""
WXR = """<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel><item><link>https://old.example/?p=7</link>
<wp:post_name>a-story</wp:post_name>{}</item></channel></rss>"""
COMMENT = """<wp:comment><wp:comment_id>{}</wp:comment_id><wp:comment_author>Ada</wp:comment_author>
<wp:comment_date>{}</wp:comment_date><wp:comment_date_gmt>{}</wp:comment_date_gmt>
<wp:comment_content>{}</wp:comment_content><wp:comment_approved>{}</wp:comment_approved><wp:comment_type></wp:comment_type>
<wp:comment_parent>0</wp:comment_parent></wp:comment>"""


@pytest.fixture
def write(tmp_path):
    def file_of(content: str, encoding: str = "utf-8"):
        file = tmp_path / "export.xml"
        file.write_text(content, encoding=encoding)
        return file

    return file_of


def disqus(*messages: str) -> str:
    return DISQUS.format("".join(POST.format(number, message) for number, message in enumerate(messages, start=1)))


# Disqus


def test_disqus_comes_out_as_counted(shared_data):
    folder = shared_data / "comments"
    truth = json.loads((folder / "GROUND_TRUTH.json").read_text())["disqus"]
    stories = [factories.make_article(slug=slug) for slug in ("some-id", "redacted")]
    report = run(folder / "isso/disqus.xml")
    assert outcome(report) == {"imported": truth["posts"] - 1, "no story": 1}
    assert "thread 1337 of Disqus: 1" in report
    assert Comment.objects.filter(status="removed").count() == truth["deleted"]
    assert Comment.objects.exclude(parent=None).count() == truth["replies"]
    assert max(Comment.objects.values_list("depth", flat=True)) == truth["max_depth"] - 1
    assert tree(article=stories[0]) == {
        "disqus:4": None, "disqus:5": "disqus:4", "disqus:9": None, "disqus:11": "disqus:9",
    }  # fmt: skip
    answer = Comment.objects.get(source="disqus:5")
    assert (answer.signed_as, answer.body, answer.status) == ("user", "Hello, World.", "approved")
    assert answer.created_at.isoformat() == "2013-10-11T06:51:33+00:00"
    assert Comment.objects.get(source="disqus:8").article == stories[1]
    assert outcome(run(folder / "isso/disqus.xml")) == {"already here": 5, "no story": 1}
    assert_counted_right()


def test_links_that_went_by_way_of_disqus_lead_where_they_led(write):
    factories.make_article(slug="a-story")
    roundabout = "https://disq.us/url?url=https%3A%2F%2Fexample.org%2Fa%3Fb%3D1%26c%3D2%3A" + "x" * 27 + "&amp;cuid=12"
    run(write(disqus(f'<p>@ada:disqus see <a href="{roundabout}" rel="nofollow">https://example.org/a?b=...</a></p>')))
    assert Comment.objects.get().body == "@ada see https://example.org/a?b=1&c=2"


def test_the_generic_export_comes_out_as_counted(shared_data):
    folder = shared_data / "comments"
    truth = json.loads((folder / "GROUND_TRUTH.json").read_text())["generic"]
    for thread in truth:
        factories.make_article(slug=thread["id"].strip("/").split("/")[-1])
    assert outcome(run(folder / "isso/generic.json")) == {"imported": sum(thread["comments"] for thread in truth)}
    assert set(Comment.objects.values_list("article__slug", "signed_as")) == {
        ("0001", "texas holdem"), ("0007", "Richard Crinshaw"),
    }  # fmt: skip


# WordPress


def wordpress_files(folder):
    truth = json.loads((folder / "wxr/GROUND_TRUTH.json").read_text())
    return [(folder / "wxr" / name, counted) for name, counted in truth.items()]


def stories_for(file, tmp_path):
    """A story for each post that has comments in the file, and the map that leads there."""
    addresses = re.findall(r"^  (\S+): \d+$", run(file, dry_run=True).partition("What would")[0], re.M)
    story_map = tmp_path / "map.csv"
    story_map.write_text("".join(f"{old},{factories.make_article().get_absolute_url()}\n" for old in addresses))
    return story_map


def test_every_wordpress_export_comes_out_as_counted_or_is_refused_by_its_line(shared_data, tmp_path):
    for file, counted in wordpress_files(shared_data):
        Comment.objects.all().delete()
        if not counted["well_formed"]:
            with pytest.raises(CommandError, match=r"line \d+: not well-formed .*Nothing was imported"):
                run(file)
        elif not counted["comments"]:
            with pytest.raises(CommandError, match="holds no comments"):
                run(file)
        else:
            assert_as_counted(file, counted, stories_for(file, tmp_path))


def assert_as_counted(file, counted, story_map):
    kinds, approved = counted["comments_by_type"], counted["comments_by_approved"]
    found = outcome(run(file, story_map=story_map))
    aside = kinds.get("pingback", 0) + kinds.get("trackback", 0)
    assert (found["imported"], found.get("left out", 0)) == (kinds["comment"], aside)
    assert sum(found.values()) == counted["comments"]
    assert Comment.objects.filter(status="pending").count() == approved.get("0", 0)
    assert max(Comment.objects.values_list("depth", flat=True)) == counted["max_comment_depth"] - 1
    assert outcome(run(file, story_map=story_map))["already here"] == found["imported"]


def test_statuses_times_and_line_ends_of_wordpress_are_kept(write):
    story = factories.make_article(slug="a-story")
    nought = "0000-00-00 00:00:00"
    text = "One &amp;amp; two\nlines &lt;b&gt;bold&lt;/b&gt;\n\nNext &lt;blockquote&gt;quoted&lt;/blockquote&gt; end"
    run(
        write(
            WXR.format(
                COMMENT.format(1, nought, "2019-12-07 09:00:00", text, 1)
                + COMMENT.format(2, "2019-12-07 09:00:00", nought, "x", "spam")
                + COMMENT.format(3, nought, nought, "x", "trash")
                + COMMENT.format(4, nought, nought, "x", "0")
            )
        )
    )
    first, second, third, fourth = Comment.objects.order_by("pk")
    assert first.body == "One & two\nlines bold\n\nNext\n\n> quoted\n\nend"
    assert [comment.status for comment in (first, second, third, fourth)] == [
        "approved", "rejected", "removed", "pending",
    ]  # fmt: skip
    assert first.created_at.isoformat() == "2019-12-07T09:00:00+00:00"
    assert f"{timezone.localtime(second.created_at):%Y-%m-%d %H:%M}" == "2019-12-07 09:00"
    assert third.created_at == story.published_at


# HTML as somebody would have typed it


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Hello, <b>World</b>.</p><p>Two<br>lines</p>", "Hello, World.\n\nTwo\nlines"),
        ("<blockquote><p>quoted</p><p>more</p></blockquote>Mine", "> quoted\n>\n> more\n\nMine"),
        ("<blockquote><blockquote>a</blockquote>b</blockquote>", "> > a\n>\n> b"),
        ("<ul><li>one</li><li>two</li></ul>", "- one\n- two"),
        ('<a href="http://a.example/b/c">http://a.example/b...</a>', "http://a.example/b/c"),
        ('<a href="http://a.example/?b=1&amp;c=2">this <i>page</i></a>', "this page (http://a.example/?b=1&c=2)"),
        ('<a href="javascript:alert(1)">press</a><a href="mailto:a@b.example">me</a>', "pressme"),
        ('<img src="http://a.example/b.png" alt="A boat"><img src="/c.png">', "A boat (http://a.example/b.png)"),
        ("<script>alert(1)</script><style>p{}</style><!-- x -->left", "left"),
        ("5 < 6 &amp;&lt; I <3 you", "5 < 6 &< I <3 you"),
        ("<p>a\nb</p>", "a b"),
        ("<pre>a\nb</pre>", "a\nb"),
        ("<a href='http://a.example'>open <p>end", "open (http://a.example)\n\nend"),
        ("&#" + "9" * 5000 + ";", "\ufffd"),
        ("", ""),
    ],
)
def test_html_becomes_what_one_would_have_typed(html, text):
    assert markup.retyped(html) == text


@pytest.mark.parametrize(
    "piece", ["<", "<a ", "<!--", "<![CDATA[", "<?", "</", "&#", "<blockquote>", "<script>", '<a b="']
)
def test_hostile_html_is_looked_at_once(piece):
    with pytest.raises(markup.Refused, match="66,000"):
        markup.retyped(piece * (66_001 // len(piece) + 1))
    assert len(markup.retyped(piece * (66_000 // len(piece)))) <= 66_000  # in a tenth of a second, not in minutes


# Hostile files


def test_every_script_payload_ends_as_text_in_whatever_format_it_comes(browser, write, shared_data, settings):
    settings.COMMENT_THREADS_PER_PAGE = 10_000
    story = factories.make_article(slug="a-story")
    texts = [text for text in payloads(shared_data / "xss") if text.strip() and len(text) <= 5000]
    texts = [re.sub("[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", text) for text in texts]  # which XML can't hold
    as_xml = [f"<p>{text.replace(']]>', '')}</p>" for text in texts]
    found = outcome(run(write(disqus(*as_xml))))
    as_text = [{"id": number, "article": "a-story", "body": text} for number, text in enumerate(texts)]
    more = outcome(run(write("\n".join(map(json.dumps, as_text)))))
    assert more["imported"] == len(texts) > 2000
    assert found["imported"] + found["refused"] == len(texts)  # refused: those in which nothing can be read
    shown = bodies(browser, story)
    assert len(shown) == found["imported"] + len(texts)
    for body in shown.values():
        assert_harmless(body)


LAUGHS = "".join(f'<!ENTITY {name} "{8 * f"&{inner};"}">' for name, inner in ("ba", "cb", "dc"))
BOMB = f'<!DOCTYPE disqus [<!ENTITY a "ha">{LAUGHS}]>'
OUTSIDE = """<!DOCTYPE disqus [<!ENTITY a SYSTEM "file:///etc/passwd">]>"""
ELSEWHERE = """<!DOCTYPE disqus SYSTEM "http://127.0.0.1:1/evil.dtd">"""


@pytest.mark.parametrize("declared", [BOMB, OUTSIDE, ELSEWHERE, "<!DOCTYPE disqus>"])
@pytest.mark.parametrize("body", ["&a;", "&d;", "x"])
def test_a_file_that_declares_entities_is_refused_unread(write, declared, body):
    factories.make_article(slug="a-story")
    file = write(disqus("x").replace("<disqus", f"{declared}<disqus").replace("<![CDATA[x]]>", body))
    with pytest.raises(CommandError, match="line 2: declares a document type"):
        run(file)
    assert not Comment.objects.exists()


@pytest.mark.parametrize(
    ("inside", "refusal"),
    [
        ("<a>" * 100, "more than 50 deep"),
        ("&unknown;", "not well-formed"),
        ("<x:y/>", "not well-formed"),
        ("\x0c", "not well-formed"),
    ],
)
def test_a_broken_file_is_refused_by_its_line_and_nothing_is_stored(write, inside, refusal):
    factories.make_article(slug="a-story")
    with pytest.raises(CommandError, match=rf"line \d+: .*{refusal}"):
        run(write(DISQUS.format(POST.format(1, "fine") + inside)))
    assert not Comment.objects.exists()


def test_a_message_without_end_is_refused_by_name_and_the_next_is_taken_in(write):
    factories.make_article(slug="a-story")
    report = run(write(disqus("x" * 3_000_000, "<p>" * 30_000, "fine")))
    assert outcome(report) == {"imported": 1, "refused": 2}
    assert "comment 1: Its HTML is 1" in report  # no more of it is kept than shows that it is too long


def test_other_encodings_are_read(write):
    factories.make_article(slug="a-story")
    content = disqus("<p>Ärger</p>").replace('"1.0"', '"1.0" encoding="iso-8859-1"')
    run(write(content, encoding="iso-8859-1"))
    assert Comment.objects.get().body == "Ärger"


def test_no_mail_or_network_address_is_stored(write):
    factories.make_article(slug="a-story")
    run(write(disqus("fine")))
    out = io.StringIO()
    call_command("dumpdata", "comments.comment", stdout=out)
    assert "ada@example.org" not in out.getvalue() and "127.0.0.1" not in out.getvalue()
    assert "fine" in out.getvalue()
