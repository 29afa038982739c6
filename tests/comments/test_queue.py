"""The moderators' queue and the pages around it, by their forms alone."""

import re
from datetime import timedelta

import html5lib
import pytest
from django.utils import timezone

from articles.models import Article
from comments import deciding, posting, reacting
from comments.models import Comment, Conversation, Decision, Notice, Report, Sanction, SectionRule, WordRule
from tests import factories

pytestmark = pytest.mark.django_db
QUEUE = "/admin/comments/queue/"


class Desk:
    """A moderator's browser: reads a page and presses the buttons on it."""

    def __init__(self, browser):
        self.browser = browser
        self.html = ""
        self.address = ""

    def open(self, address: str) -> str:
        response = self.browser.get(address, follow=True)
        assert response.status_code == 200, address
        self.address = (response.redirect_chain or [(address, 0)])[-1][0]
        self.html = response.content.decode()
        return self.html

    def press(self, action: str, button: str = "", **typed) -> str:
        """Sends the form of that address with what it holds, as the button of that value; returns where it led."""
        page = html5lib.parse(self.html, namespaceHTMLElements=False)
        form = next(form for form in page.iter("form") if form.get("action", "") == action)
        sent = {
            field.get("name"): field.get("value", "")
            for field in form.iter("input")
            if field.get("name") and field.get("type") not in {"submit", "radio"}
        } | typed
        for pressed in form.iter("button"):
            if button and pressed.get("value") == button:
                sent[pressed.get("name")] = button
        answer = self.browser.post(action or self.address, sent)
        assert answer.status_code == 302, answer.status_code
        self.open(answer["Location"])
        return answer["Location"]

    def decide(self, comment, button: str, **typed) -> str:
        return self.press(f"{QUEUE}{comment.pk}/decide/", button, **typed)

    @property
    def undo(self) -> str:
        return re.search(r'action="(/admin/comments/undo/[^"]+)"', self.html)[1]


@pytest.fixture
def desk(browser_of, moderator):
    return Desk(browser_of(moderator))


@pytest.fixture
def editors_desk(browser_of, editor):
    return Desk(browser_of(editor))


def say(story, author=None, text="A word on this", **about):
    return posting.post_comment(story, author=author or factories.make_user(), text=text, **about)


@pytest.fixture
def waiting(story, settings):
    """One of each kind, the least urgent first: held, suspect, reported, appealed, hidden."""
    held = say(story, text="I am held")
    WordRule.objects.create(words="crook", key="crook", action="hold")
    settings.COMMENT_FIRST_HELD = 1
    held = say(story, text="I am new here")
    suspect = say(story, text="He is a crook")
    settings.COMMENT_FIRST_HELD = 0
    reported, appealed, hidden = say(story, text="Reported"), say(story, text="Appealed"), say(story, text="Hidden")
    reacting.report(reported, by=factories.make_user("teller"), reason="hate", note="The last line")
    chief = factories.make_user("chief", role="Editor")
    deciding.moderate(appealed, by=chief, to="rejected", reason="Off the point")
    reacting.appeal(appealed, by=appealed.author, text="It was to the point")
    for _ in range(4):
        reacting.report(hidden, by=factories.make_user(), reason="abuse")
    return [held, suspect, reported, appealed, hidden]


def order(html: str) -> list[int]:
    return [int(pk) for pk in re.findall(r'id="item-(\d+)"', html)]


def test_the_most_urgent_comes_first_and_of_those_alike_who_waited_longest(desk, story, waiting, settings):
    settings.COMMENT_FIRST_HELD = 1
    later = say(story, text="I am newer here")
    expected = [*reversed(waiting), later]
    assert order(desk.open(QUEUE)) == [comment.pk for comment in expected]


def test_an_item_says_all_that_is_needed_to_decide(desk, story, waiting):
    html = desk.open(QUEUE)
    for words in (
        "It was to the point",  # the appeal
        "Off the point",  # the earlier decision
        "It is hateful towards a group of people", "The last line", "teller", "weighs 1.0",  # the report
        "<mark>crook</mark>", "It holds a word that a moderator looks at first.",  # the rule that fired
        "0 published, 0 turned down", story.headline,
    ):  # fmt: skip
        assert words in html


def test_a_report_says_how_often_its_reporter_was_right(desk, story, moderator):
    teller = factories.make_user("teller")
    for to in ("removed", "removed", "approved"):
        one = say(story, text=f"Once {to} {timezone.now()}")
        reacting.report(one, by=teller, reason="spam")
        deciding.moderate(one, by=moderator, to=to)
    reacting.report(say(story), by=teller, reason="spam")
    assert "right 2 of 3 times" in desk.open(QUEUE)


def test_what_it_answers_and_what_it_said_before_stand_beside_it(desk, story, settings):
    parent = say(story, text="The harbour is dry")
    author = factories.make_user()
    answer = say(story, author, text="It is wet", parent=parent)
    reacting.report(answer, by=factories.make_user(), reason="false")
    posting.edit_comment(answer, by=author, text="It is damp")
    html = desk.open(QUEUE)
    assert "The harbour is dry" in html and "It is wet" in html and "It is damp" in html


def test_parts_of_the_queue_have_counts_and_stay_chosen_after_a_decision(desk, waiting):
    html = desk.open(QUEUE)
    assert re.findall(r'<span class="count[^>]*>(\d+)', html) == ["1", "1", "1", "1", "1"]
    reported = waiting[2]
    assert order(desk.open(f"{QUEUE}?part=reported")) == [reported.pk]
    assert desk.decide(reported, "approved").startswith(f"{QUEUE}?part=reported")
    assert "Nothing waits here." in desk.html


def test_a_decision_leads_to_the_next_and_can_be_undone_there(desk, waiting):
    hidden, appealed = waiting[4], waiting[3]
    desk.open(QUEUE)
    assert desk.decide(hidden, "removed", reason="Abuse").endswith(f"#item-{appealed.pk}")
    assert "Removed." in desk.html
    hidden.refresh_from_db()
    assert (hidden.status, hidden.priority) == ("removed", None)
    assert Decision.objects.latest("pk").reason == "Abuse"
    assert desk.press(desk.undo).endswith(f"#item-{hidden.pk}")
    assert order(desk.html)[0] == hidden.pk


def test_enter_in_the_reason_turns_down_and_never_approves(desk, waiting):
    html = desk.open(QUEUE)
    forms = re.findall(r'<form class="item-act".*?</form>', html, re.DOTALL)
    defaults = [re.search(r'<button[^>]*name="to" value="(\w+)"', form)[1] for form in forms]
    assert set(defaults) <= {"rejected", "removed"}


def test_picking_publishes_and_is_undone_at_one_press(desk, waiting):
    held = waiting[0]
    desk.open(QUEUE)
    desk.decide(held, "picked")
    held.refresh_from_db()
    assert held.is_approved and held.picked_at
    desk.press(desk.undo)
    held.refresh_from_db()
    assert held.is_pending and held.picked_at is None


def test_what_another_moderator_decided_meanwhile_is_not_decided_over(desk, editor, waiting):
    held = waiting[0]
    desk.open(QUEUE)
    deciding.moderate(held, by=editor, to="approved")
    desk.decide(held, "rejected")
    assert "It has changed since you read it" in desk.html
    held.refresh_from_db()
    assert held.is_approved


def test_pages_of_the_queue_hold_every_comment_once_whatever_their_priorities(desk, story):
    now = timezone.now()
    rows = [
        Comment(
            article=story, body="x", body_html="x", path=f"{n:04}", submission=str(n), status="pending",
            priority=[100, 100, 150, 203][n % 4], created_at=now - timedelta(seconds=n % 13),
        )
        for n in range(70)
    ]  # fmt: skip
    Comment.objects.bulk_create(rows)
    whole = Comment.objects.order_by("-priority", "created_at", "id").values_list("pk", flat=True)
    read, address = [], QUEUE
    while address:
        html = desk.open(address)
        read += order(html)
        following = re.search(r'rel="next" href="([^"]+)"', html)
        address = following and QUEUE + following[1]
    assert read == list(whole)
    back = re.search(r'rel="prev" href="([^"]+)"', desk.html)
    assert order(desk.open(QUEUE + back[1])) == list(whole)[25:50]


def test_when_the_last_of_a_page_is_decided_the_first_page_follows(desk, waiting):
    beyond_all = "after-100-9000000000000000-1"
    assert len(order(desk.open(f"{QUEUE}?page={beyond_all}"))) == 5
    assert desk.address == QUEUE


@pytest.mark.parametrize("token", ["x", "after-1-1", "before-9-x-1"])
def test_a_page_nobody_was_sent_to_is_none(desk, token):
    assert desk.browser.get(f"{QUEUE}?page={token}").status_code == 404


@pytest.mark.parametrize("role", ["", "Writer"])
def test_the_desk_of_moderators_is_closed_to_others(browser_of, role, waiting, story):
    user = factories.make_user("somebody", role=role)
    browser = browser_of(user)
    report = Report.objects.first()
    for address in (
        QUEUE, f"{QUEUE}{waiting[0].pk}/", "/admin/comments/decisions/", "/admin/comments/errors/",
        f"/admin/comments/people/{user.pk}/", f"/admin/comments/people/{user.pk}/sanction/",
    ):  # fmt: skip
        assert browser.get(address).status_code in (302, 403), address
    token = "x" * 64
    browser.cookies["csrftoken"] = token
    for address in (
        f"{QUEUE}{waiting[0].pk}/decide/", f"/admin/comments/people/{user.pk}/remove/",
        f"/admin/comments/errors/{report.pk}/",
    ):  # fmt: skip
        sent = {"csrfmiddlewaretoken": token, "to": "approved", "span": "all"}
        assert browser.post(address, sent).status_code in (302, 403), address
    assert Decision.objects.count() == 1, "the one of the set-up"


def test_moderators_find_no_errors_of_stories_and_editors_do(desk, editors_desk, story):
    reacting.report(say(story), by=factories.make_user(), reason="error", note="Monday")
    assert desk.browser.get("/admin/comments/errors/").status_code == 403
    assert "Monday" in editors_desk.open("/admin/comments/errors/")
    assert "Monday" in editors_desk.open("/admin/")
    assert "Monday" not in desk.open("/admin/")


def test_a_held_comment_is_appealed_approved_with_a_reason_and_its_author_told(
    browser_of, desk, story, reader, settings
):
    """The whole way by forms alone."""
    settings.COMMENT_FIRST_HELD = 1
    own = browser_of(reader)
    own.say(story, "My first word")
    held = Comment.objects.get()
    assert held.is_pending
    assert "A moderator reads the first comment of every new account." in own.read(story.get_absolute_url())
    own.send(f"/comments/{held.pk}/appeal/", f"/comments/{held.pk}/appeal/", text="I mean it well")
    desk.open(QUEUE)
    assert "I mean it well" in desk.html
    desk.decide(held, "approved", reason="Welcome here")
    assert "My first word" in browser_of(factories.make_user()).read(story.get_absolute_url())
    notice = Notice.objects.get(recipient=reader)
    assert (notice.kind, notice.reason) == ("appeal", "Welcome here")


# People


def test_all_that_somebody_said_is_on_one_page_and_is_removed_by_the_hour(desk, story, reader, settings):
    settings.COMMENT_BULK = 2
    for number in range(4):
        say(story, reader, f"Word {number}")
    Comment.objects.filter(body="Word 0").update(created_at=timezone.now() - timedelta(hours=3))
    person = f"/admin/comments/people/{reader.pk}/"
    assert all(f"Word {number}" in desk.open(person) for number in range(4))
    desk.press(f"{person}remove/", span="hour", reason="Spam")
    assert "2 comments removed. 1 is left: press again." in desk.html
    desk.press(f"{person}remove/", span="hour", reason="Spam")
    assert "1 comment removed." in desk.html
    assert Comment.objects.get(status="approved").body == "Word 0"
    desk.press(desk.undo)
    assert Comment.objects.filter(status="approved").count() == 2
    assert "2 published, 2 turned down" in desk.html


def test_a_sanction_is_imposed_lifted_and_undone_by_forms(desk, reader):
    person = f"/admin/comments/people/{reader.pk}/"
    desk.open(f"{person}sanction/")
    desk.press("", kind="suspend", until="2099-01-01", reason="Too far")
    imposed = Sanction.objects.get()
    assert (imposed.kind, imposed.reason) == ("suspend", "Too far")
    assert "Too far" in desk.html
    desk.press(f"/admin/comments/sanctions/{imposed.pk}/lift/")
    imposed.refresh_from_db()
    assert imposed.lifted_at
    desk.press(desk.undo)
    imposed.refresh_from_db()
    assert imposed.lifted_at is None


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"kind": "suspend", "reason": "x"}, "Say until when."),
        ({"kind": "suspend", "until": "2001-01-01", "reason": "x"}, "That day is over."),
        ({"kind": "ban"}, "This field is required."),
    ],
)
def test_a_sanction_that_lacks_something_says_what(signed_in, moderator, reader, typed, told):
    answer = signed_in(moderator).post(f"/admin/comments/people/{reader.pk}/sanction/", typed)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not Sanction.objects.exists()


def test_the_newsrooms_own_people_have_no_form_of_sanctions(desk, writer):
    assert "not sanctioned here" in desk.open(f"/admin/comments/people/{writer.pk}/sanction/")
    assert "Impose" not in desk.html


# The log


def test_the_log_says_who_decided_what_about_whom_and_why(desk, moderator, story, reader):
    deciding.moderate(say(story, reader), by=moderator, to="removed", reason="Spam")
    deciding.sanction(reader, by=moderator, kind="warn", reason="Do not")
    html = desk.open("/admin/comments/decisions/")
    for words in ("Removed", "Spam", "Warned", "Do not", "moderator", reader.username, "A word on this"):
        assert words in html
    assert "Spam" not in desk.open("/admin/comments/decisions/?action=warn")
    assert "Spam" in desk.open(f"/admin/comments/decisions/?person={reader.pk}")
    desk.open("/admin/comments/decisions/?action=remove")
    desk.press(desk.undo)
    assert Comment.objects.get().is_approved
    assert "Undone" in desk.open("/admin/comments/decisions/")


def test_the_log_is_only_added_to(moderator, story):
    deciding.moderate(say(story), by=moderator, to="removed")
    for change in (lambda: Decision.objects.update(reason=""), lambda: Decision.objects.all().delete()):
        with pytest.raises(TypeError):
            change()


# Errors in stories


def test_an_editor_corrects_the_story_from_the_list(editors_desk, story, browser):
    report = reacting.report(say(story), by=factories.make_user(), reason="error", note="It was Monday")
    editors_desk.open("/admin/comments/errors/")
    editors_desk.press(f"/admin/comments/errors/{report.pk}/", "correct", note="It was Monday, not Sunday.")
    assert "It was Monday, not Sunday." in browser.read(story.get_absolute_url())
    assert "No reader points out an error." in editors_desk.html


def test_no_error_is_said_and_undone(editors_desk, story):
    report = reacting.report(say(story), by=factories.make_user(), reason="error", note="It was Monday")
    editors_desk.open("/admin/comments/errors/")
    editors_desk.press(f"/admin/comments/errors/{report.pk}/", "none")
    report.refresh_from_db()
    assert report.outcome == "wrong"
    editors_desk.press(editors_desk.undo)
    report.refresh_from_db()
    assert report.outcome == ""


def test_a_note_that_cannot_be_taken_is_not_lost(signed_in, editor, story):
    report = reacting.report(say(story), by=factories.make_user(), reason="error")
    Article.objects.filter(pk=story.pk).update(status="withdrawn")
    answer = signed_in(editor).post(f"/admin/comments/errors/{report.pk}/", {"answer": "correct", "note": "My words"})
    assert answer.status_code == 422
    assert "My words" in answer.content.decode()


# Conversations


def test_an_editor_sets_a_conversation_up_before_its_first_comment(editors_desk, signed_in, editor, story, browser):
    SectionRule.objects.create(category=story.category, state="held")
    page = editors_desk.open(f"/admin/articles/article/{story.pk}/change/")
    way = re.search(r'href="(/admin/comments/conversation/add/[^"]+)"', page)[1]
    form = editors_desk.open(way)
    assert re.search(r'<option value="held" selected', form), "it begins as its section says"
    assert story.headline in form
    sent = {"article": story.pk, "state": "asked", "close_after_days": "7"}
    assert signed_in(editor).post(way, sent).status_code == 302
    talk = Conversation.objects.get(pk=story.pk)
    assert (talk.state, talk.close_after_days) == ("asked", 7)
    assert f"/admin/comments/conversation/{story.pk}/change/" in editors_desk.open(
        f"/admin/articles/article/{story.pk}/change/"
    )


@pytest.mark.parametrize(("role", "allowed"), [("Moderator", True), ("Editor", True), ("Writer", False)])
def test_rules_of_sections_are_for_moderators_and_editors(signed_in, role, allowed):
    user = factories.make_user("somebody", role=role)
    section = factories.section("news")
    sent = {"category": section.pk, "state": "closed", "close_after_days": "3"}
    answer = signed_in(user).post("/admin/comments/sectionrule/add/", sent)
    assert answer.status_code == (302 if allowed else 403)
    assert SectionRule.objects.exists() == allowed


def test_a_record_is_of_the_newest_hundred_and_leaves_out_what_its_author_took_back(desk, story, reader):
    now = timezone.now()
    states = ["approved"] * 90 + ["rejected"] * 9 + ["removed"] * 3
    Comment.objects.bulk_create(
        Comment(
            article=story, author=reader, body="x", body_html="x", path=f"{n:04}", submission=str(n), status=status,
            created_at=now - timedelta(days=n), removed_at=now if status == "removed" else None,
        )
        for n, status in enumerate(states)
    )  # fmt: skip
    assert "90 published, 10 turned down of the last 100" in desk.open(f"/admin/comments/people/{reader.pk}/")
    Comment.objects.filter(status="removed").update(removed_by=reader)
    assert "90 published, 9 turned down of the last 100" in desk.open(f"/admin/comments/people/{reader.pk}/")
