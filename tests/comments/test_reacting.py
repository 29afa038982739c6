"""Like, report, appeal, mute: what readers do about what others said, by forms alone."""

import re

import pytest
from django.core.exceptions import PermissionDenied

from comments import deciding, posting, reacting
from comments.models import Comment, Like, Report
from comments.standing import Refused
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def said(story):
    """What somebody else said."""
    return posting.post_comment(story, author=factories.make_user("Ngozi"), text="The ferry was on time.")


def press(browser, page: str, action: str, **fields):
    """Presses a button that belongs to the page's form for likes."""
    html = browser.read(page)
    assert f'form="react" formaction="{action}"' in html
    form = re.search(r'<form id="react".*?</form>', html, re.DOTALL)[0]
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form)
    return browser.post(action, fields | ({"csrfmiddlewaretoken": token[1]} if token else {}))


def test_a_comment_is_liked_once_and_the_like_can_be_taken_back(browser_of, story, reader, said):
    own, page, action = browser_of(reader), story.get_absolute_url(), f"/comments/{said.pk}/like/"
    for _twice in range(2):
        answer = press(own, page, action, to="like")
        assert answer.status_code == 302
        assert answer["Location"].endswith(f"#comment-{said.pk}")
    said.refresh_from_db()
    assert said.like_count == Like.objects.count() == 1
    html = own.read(page)
    assert 'aria-pressed="true"' in html
    assert "Liked" in html
    press(own, page, action, to="unlike")
    said.refresh_from_db()
    assert said.like_count == Like.objects.count() == 0


def test_who_is_signed_out_is_led_to_sign_in_and_back_to_the_comment(browser, story, said):
    answer = press(browser, story.get_absolute_url(), f"/comments/{said.pk}/like/", to="like")
    assert answer.status_code == 302
    assert answer["Location"] == f"/accounts/login/?next=/comments/{said.pk}/"
    assert not Like.objects.exists()


def test_everybody_sees_the_number_of_likes(browser, story, said):
    for _number in range(3):
        reacting.like(said, by=factories.make_user())
    assert '<span class="comment__likes">3</span>' in browser.read(story.get_absolute_url())


def test_nobody_likes_their_own_comment(story, reader):
    own = posting.post_comment(story, author=reader, text="I like this.")
    with pytest.raises(Refused, match="your own"):
        reacting.like(own, by=reader)
    assert not Like.objects.exists()


def test_a_like_with_a_token_that_is_too_old_is_asked_for_again_with_a_button_that_works(browser_of, reader, said):
    answer = browser_of(reader).post(f"/comments/{said.pk}/like/", {"to": "like", "csrfmiddlewaretoken": "x" * 64})
    assert answer.status_code == 403
    assert f'action="/comments/{said.pk}/like/"' in answer.content.decode()
    assert not Like.objects.exists()


def test_another_sites_form_likes_nothing(browser_of, reader, said):
    own = browser_of(reader)
    answer = own.post(f"/comments/{said.pk}/like/", {"to": "like"}, headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403
    assert not Like.objects.exists()


def test_a_script_is_told_the_figures(browser_of, story, reader, said):
    own = browser_of(reader)
    html = own.read(story.get_absolute_url())
    token = html.partition('csrfmiddlewaretoken" value="')[2].partition('"')[0]
    fields = {"to": "like", "csrfmiddlewaretoken": token}
    answer = own.post(f"/comments/{said.pk}/like/", fields, headers={"accept": "application/json"})
    assert answer.json() == {"likes": 1, "is_liked": True}


def test_likes_faster_than_anybody_reads_are_refused(story, reader, settings):
    settings.COMMENT_LIKE_RATE = "2/1m"
    said = [posting.post_comment(story, author=factories.make_user(), text=f"Word {number}") for number in range(3)]
    for comment in said[:2]:
        reacting.like(comment, by=reader)
    with pytest.raises(Refused, match="very fast"):
        reacting.like(said[2], by=reader)


def test_an_account_that_goes_takes_its_likes_along(reader, said):
    reacting.like(said, by=reader)
    reader.delete()
    said.refresh_from_db()
    assert said.like_count == 0


def test_a_report_needs_a_reason_and_is_kept_with_its_words(browser_of, reader, said):
    own, address = browser_of(reader), f"/comments/{said.pk}/report/"
    refused = own.send(address, address, note="It is rude.")
    assert refused.status_code == 422
    assert "Choose what is wrong with it." in refused.content.decode()
    assert "It is rude." in refused.content.decode()
    taken = own.send(address, address, reason="abuse", note="It is rude.")
    assert taken.status_code == 302
    report = Report.objects.get()
    assert (report.by, report.reason, report.note, report.weight) == (reader, "abuse", "It is rude.", 1.0)
    own.send(address, address, reason="spam")  # once more is the same report
    assert Report.objects.count() == 1


def test_a_report_survives_a_token_that_is_too_old(browser_of, reader, said):
    typed = {"reason": "hate", "note": "About islanders", "csrfmiddlewaretoken": "x" * 64}
    answer = browser_of(reader).post(f"/comments/{said.pk}/report/", typed)
    html = answer.content.decode()
    assert answer.status_code == 403
    assert "About islanders" in html
    assert 'value="hate" checked' in html


def test_enough_reports_fold_a_comment_away_until_a_moderator_decides(browser, story, said, moderator):
    reporters = [factories.make_user() for _number in range(3)]
    for reporter in reporters[:2]:
        reacting.report(said, by=reporter, reason="abuse")
    assert "Hidden: readers reported this comment" not in browser.read(story.get_absolute_url())
    reacting.report(said, by=reporters[2], reason="abuse")
    html = browser.read(story.get_absolute_url())
    assert "<summary>Hidden: readers reported this comment" in html
    assert "The ferry was on time." in html  # one press away
    deciding.moderate(Comment.objects.get(pk=said.pk), by=moderator, to="approved")
    assert "Hidden" not in browser.read(story.get_absolute_url())
    assert set(Report.objects.values_list("outcome", flat=True)) == {"wrong"}


def test_who_was_right_weighs_more_and_who_was_wrong_less(story, moderator):
    right, wrong = factories.make_user(), factories.make_user()
    for number in range(4):
        bad = posting.post_comment(story, author=factories.make_user(), text=f"Bad {number}")
        good = posting.post_comment(story, author=factories.make_user(), text=f"Good {number}")
        reacting.report(bad, by=right, reason="abuse")
        reacting.report(good, by=wrong, reason="abuse")
        deciding.moderate(bad, by=moderator, to="removed")
        deciding.moderate(good, by=moderator, to="approved")
    assert reacting.weight_of(right) == pytest.approx(2 * 5 / 6)
    assert reacting.weight_of(wrong) == pytest.approx(2 * 1 / 6)
    assert reacting.weight_of(factories.make_user()) == 1


def test_an_error_in_the_story_weighs_nothing_against_the_comment(said):
    for _number in range(5):
        reacting.report(said, by=factories.make_user(), reason="error", note="It sank in 1912.")
    said.refresh_from_db()
    assert (said.is_hidden, said.priority) == (False, None)


def test_a_muted_persons_comments_are_folded_away_for_the_reader_alone(browser, browser_of, story, reader, said):
    own, address = browser_of(reader), f"/comments/{said.pk}/mute/"
    assert own.send(address, address).status_code == 302
    assert "<summary>You muted Ngozi." in own.read(story.get_absolute_url())
    assert "You muted" not in browser.read(story.get_absolute_url())
    own.send(address, address)  # the same page offers the way back
    assert "You muted" not in own.read(story.get_absolute_url())


def test_nobody_can_mute_themselves(story, reader):
    with pytest.raises(Refused):
        reacting.mute(reader, by=reader)


def test_who_waits_is_told_why_and_may_appeal_once(browser, browser_of, story, settings, moderator):
    settings.COMMENT_FIRST_HELD = 1
    new = factories.make_user("Newcomer")
    own, page = browser_of(new), story.get_absolute_url()
    own.say(story, "My first word.")
    held = Comment.objects.get()
    html = own.read(page)
    assert "A moderator reads the first comment of every new account." in html
    assert f'href="/comments/{held.pk}/appeal/"' in html
    assert "My first word." not in browser.read(page)
    address = f"/comments/{held.pk}/appeal/"
    assert own.send(address, address, text=" ").status_code == 422
    assert own.send(address, address, text="I was there and saw it.").status_code == 302
    held.refresh_from_db()
    assert held.appeal == "I was there and saw it."
    assert "You asked a moderator to look again." in own.read(page)
    assert own.get(address).status_code == 404
    with pytest.raises(Refused, match="once"):
        reacting.appeal(held, by=new, text="Please!")


def test_what_was_turned_down_can_be_appealed_from_its_own_address(browser_of, reader, said, moderator):
    deciding.moderate(said, by=moderator, to="removed", reason="Off topic")
    author = Comment.objects.get(pk=said.pk).author
    own, address = browser_of(author), f"/comments/{said.pk}/"
    page = own.get(address)
    assert page.status_code == 410
    assert "Off topic" in page.content.decode()
    assert own.get(f"{address}appeal/").status_code == 200
    with pytest.raises(PermissionDenied):
        reacting.appeal(said, by=reader, text="It is not mine.")


def test_nobody_appeals_what_they_deleted_themselves(story, reader):
    own = posting.delete_comment(posting.post_comment(story, author=reader, text="Oh well"), by=reader)
    assert not reacting.may_appeal(own, reader)
