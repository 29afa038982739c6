"""Attacks in a real browser, under the page's own policy: no dialog opens, and the policy has nothing to report."""

import pytest
from django.utils.text import slugify

from articles import publishing
from articles.models import Topic
from comments import posting
from newsroom import markup
from tests import factories
from tests.comments.test_hostile_text import bundles, hostile_bodies, payloads, post

PAGES = 8  # stories, each with a share of the payloads


@pytest.fixture
def scripts() -> bool:
    return True


def accepted(payloads: list[str]) -> str:
    """The payloads as the paragraphs of one story, without those that no story can hold."""
    kept = []
    for payload in payloads:
        try:
            markup.story_html(payload)
        except markup.Refused:
            continue
        kept.append(payload)
    return "\n\n".join(kept)


def test_no_payload_runs_in_a_story_a_headline_a_comment_a_name_or_a_search(page, shared_data):
    payloads = (shared_data / "xss/payloadbox/payloads.txt").read_text(errors="replace").splitlines()
    payloads = [payload for payload in payloads if payload.strip()][::4]
    opened, reported = [], []
    page.on("dialog", lambda dialog: (opened.append(dialog.message), dialog.dismiss()))
    page.on("console", lambda message: reported.append(message.text) if "Security Policy" in message.text else None)
    reader = factories.make_user("reader")
    for number in range(PAGES):
        share = payloads[number::PAGES]
        name = share[0][:80]
        Topic.objects.create(name=f"{number} {name}"[:80], slug=slugify(f"topic-{number}"))
        story = factories.make_article(
            share[1][:200],
            slug=f"story-{number}",
            body=accepted(share),
            summary=share[2][:600],
            authors=(share[3][:100],),
        )
        publishing.save(story, by=None, topics=Topic.objects.filter(slug=f"topic-{number}"))
        for payload in share[:20]:
            posting.place_comment(story, author=reader, text=payload, verdict=posting.Verdict())
        page.goto(story.get_absolute_url())
        assert page.locator("h1").inner_text().strip()
        assert page.locator(".comment").count() > 10
        page.goto(f"/comments/on/{story.pk}/")
    for address in ("/", "/news/", "/topics/", "/authors/", "/search/?q=script"):
        page.goto(address)
    for payload in payloads[:40]:
        page.goto("/search/")
        page.get_by_role("searchbox").last.fill(payload[:150])
        page.get_by_role("searchbox").last.press("Enter")
        page.wait_for_load_state("load")
    assert opened == []
    assert reported == []


def test_no_comment_runs_whatever_it_holds(page, shared_data, settings):
    settings.COMMENT_THREADS_PER_PAGE = 60
    opened, reported = [], []
    page.on("dialog", lambda dialog: (opened.append(dialog.message), dialog.dismiss()))
    page.on("console", lambda message: reported.append(message.text) if "Security Policy" in message.text else None)
    story, reader = factories.make_article(), factories.make_user()
    said = [post(story, reader, text) for text in [*bundles(payloads(shared_data / "xss")), *hostile_bodies()]]
    stored = [comment.pk for comment in said if comment]
    assert len(stored) > 250
    seen, address = set(), story.get_absolute_url()
    while address:
        page.goto(address)
        seen |= set(page.locator(".comment").evaluate_all("all => all.map(one => Number(one.id.slice(8)))"))
        older = page.get_by_role("link", name="Older comments")
        address = older.get_attribute("href") if older.count() else ""
        address = f"/comments/on/{story.pk}/{address}" if address.startswith("?") else address
    assert seen == set(stored)
    assert opened == []
    assert reported == []
