"""A reader who has not signed in: what the page says, and what becomes of what they typed."""

import re
from urllib.parse import parse_qs, urlsplit

from django.contrib.sessions.models import Session
from django.test import Client

from comments import posting
from comments.models import Comment
from tests import factories


def next_of(response) -> str:
    address = urlsplit(response["Location"])
    assert address.path == "/accounts/login/"
    return parse_qs(address.query)["next"][0]


def test_a_signed_out_reader_is_asked_to_sign_in_and_offered_a_box(browser, story):
    html = browser.read(story.get_absolute_url())
    assert "Sign in to post a message" in html
    assert "Say something" in html
    assert re.search(r"<button[^>]*>Log in</button>", html)
    assert ">Post</button>" not in html


def test_a_story_nobody_has_commented_on_says_so_until_somebody_does(browser, story, reader):
    assert "You're the first to comment." in browser.read(story.get_absolute_url())
    posting.post_comment(story, author=reader, text="Hello there")
    html = browser.read(story.get_absolute_url())
    assert "You're the first to comment." not in html
    assert "1 comment<" in html


def test_the_signed_out_page_sets_no_cookie_and_carries_no_token(browser, story):
    response = browser.get(story.get_absolute_url())
    assert not response.cookies
    assert "csrf" not in response.content.decode()


def test_what_was_typed_waits_in_the_box_after_signing_in_one_press_from_posted(browser, story, reader):
    page = story.get_absolute_url()
    answer = browser.send(page, f"/comments/draft/{story.pk}/", text="A thought I had\n\nand another")
    assert answer.status_code == 302
    assert next_of(answer) == f"{page}#say-something"
    assert not Comment.objects.exists()

    browser.force_login(reader)
    html = browser.read(page)
    assert "<textarea" in html
    assert "A thought I had\n\nand another</textarea>" in html
    assert browser.say(story, "A thought I had\n\nand another").status_code == 302
    assert Comment.objects.get().body == "A thought I had\n\nand another"
    assert "A thought I had\n\nand another</textarea>" not in browser.read(page)


def test_the_draft_survives_the_sign_in_form_itself(browser, story, reader):
    page = story.get_absolute_url()
    to_sign_in = browser.send(page, f"/comments/draft/{story.pk}/", text="Kept through the password")["Location"]
    html = browser.get(to_sign_in).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', html)[1]
    fields = {"login": reader.email, "password": factories.PASSWORD, "next": f"{page}#say-something"}
    answer = browser.post("/accounts/login/", fields | {"csrfmiddlewaretoken": token})
    assert answer["Location"] == f"{page}#say-something"
    assert "Kept through the password</textarea>" in browser.read(page)


def test_an_empty_draft_just_leads_to_sign_in(browser, story):
    answer = browser.send(story.get_absolute_url(), f"/comments/draft/{story.pk}/", text="  \n ")
    assert next_of(answer) == f"{story.get_absolute_url()}#say-something"
    assert not Session.objects.exists()


def test_the_sentence_above_the_box_is_a_link_to_sign_in_and_back(browser, story):
    html = browser.read(story.get_absolute_url())
    link = re.search(r'<a href="([^"]+)"[^>]*>Sign in to post a message</a>', html)[1].replace("&amp;", "&")
    assert parse_qs(urlsplit(link).query)["next"] == [f"{story.get_absolute_url()}#say-something"]


def test_a_form_of_another_site_leaves_no_draft(story):
    for headers in (
        {"HTTP_SEC_FETCH_SITE": "cross-site"},
        {"HTTP_SEC_FETCH_SITE": "same-site"},
        {"HTTP_ORIGIN": "https://evil.example"},
        {"HTTP_REFERER": "https://evil.example/page"},
        {},
    ):
        answer = Client().post(f"/comments/draft/{story.pk}/", {"text": "Planted words"}, **headers)
        assert answer.status_code == 403
        assert "Planted words" in answer.content.decode()  # whoever typed it can still copy it
    assert not Session.objects.exists()


def test_browsers_that_say_only_the_origin_or_the_page_are_believed(story):
    for headers in ({"HTTP_ORIGIN": "http://testserver"}, {"HTTP_REFERER": "http://testserver/news/"}):
        client = Client()
        assert client.post(f"/comments/draft/{story.pk}/", {"text": "Mine"}, **headers).status_code == 302
        assert client.session["comment_drafts"] == {f"story-{story.pk}": "Mine"}


def test_a_draft_as_long_as_a_book_is_not_kept(browser, story, settings):
    text = "x" * (24 * settings.COMMENT_MAX_CHARACTERS + 1)
    assert browser.post(f"/comments/draft/{story.pk}/", {"text": text}).status_code == 413
    assert not Session.objects.exists()


def test_only_the_latest_drafts_are_kept(browser, db):
    stories = [factories.make_article() for _ in range(6)]
    for story in stories:
        browser.post(f"/comments/draft/{story.pk}/", {"text": f"About {story.pk}"})
    assert list(browser.session["comment_drafts"]) == [f"story-{story.pk}" for story in stories[1:]]


def test_a_reader_whose_session_ended_keeps_what_they_typed(browser_of, story, reader):
    browser = browser_of(reader)
    browser.read(story.get_absolute_url())
    browser.cookies.pop("sessionid")
    answer = browser.post(f"/comments/on/{story.pk}/post/", {"text": "Typed before it ended"})
    assert next_of(answer) == f"{story.get_absolute_url()}#say-something"
    browser.force_login(reader)
    assert "Typed before it ended</textarea>" in browser.read(story.get_absolute_url())


def test_an_answer_typed_before_signing_in_waits_in_its_own_box(browser, story, reader):
    comment = posting.post_comment(story, author=reader, text="Hello there")
    answer = browser.post(f"/comments/{comment.pk}/reply/", {"text": "An answer"})
    assert next_of(answer) == f"/comments/{comment.pk}/reply/"
    browser.force_login(reader)
    assert "An answer</textarea>" in browser.read(f"/comments/{comment.pk}/reply/")


def test_reply_edit_and_delete_lead_a_signed_out_reader_to_sign_in_and_back(browser, story, reader):
    comment = posting.post_comment(story, author=reader, text="Hello there")
    for verb in ("reply", "edit", "delete"):
        assert next_of(browser.get(f"/comments/{comment.pk}/{verb}/")) == f"/comments/{comment.pk}/{verb}/"
    browser.get("/accounts/login/")
    token = browser.cookies["csrftoken"].value
    browser.post(f"/comments/{comment.pk}/delete/", {"csrfmiddlewaretoken": token})
    assert Comment.objects.get().status == "approved"
