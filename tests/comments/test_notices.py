"""The bell, the page of one's notices, and who is told of what."""

import re

import pytest
from django.db import transaction
from django.urls import reverse

from comments import deciding, posting, reacting
from comments.models import Comment, Notice, NoticeChoice, ThreadMute
from comments.moderation import Verdict
from tests import factories

pytestmark = pytest.mark.django_db
PAGE, CHOICES = "/comments/notices/", "/comments/notices/mail/"


def told(person) -> list[tuple[str, int | None]]:
    return list(Notice.objects.filter(recipient=person).order_by("pk").values_list("kind", "comment"))


def test_who_is_answered_is_told_once(said, ada, bayo):
    answer = posting.post_comment(said.article, author=bayo, text="Not all of them.", parent=said)
    posting.post_comment(said.article, author=bayo, text="Not all of them.", parent=said)  # pressed twice
    assert told(ada) == [("reply", answer.pk)]


def test_an_answer_that_also_names_whom_it_answers_is_one_notice(said, ada, bayo):
    answer = posting.post_comment(said.article, author=bayo, text="@Ada Obi, not all of them.", parent=said)
    assert told(ada) == [("reply", answer.pk)]


def test_nobody_is_told_of_their_own_words(said, ada):
    posting.post_comment(said.article, author=ada, text="I, @Ada Obi, saw it.", parent=said)
    assert told(ada) == []


@pytest.mark.parametrize(
    "text",
    ["@bayo saw it.", "So says @BAYO.", "(@Bayo)", "@bayo's boat", "Hear, @Bayo, hear", "@Bayo\nand others", "@bayo_"],
)
def test_who_is_named_is_told_whatever_the_case(story, ada, bayo, text):
    comment = posting.post_comment(story, author=ada, text=text)
    assert told(bayo) == [("mention", comment.pk)]


@pytest.mark.parametrize("text", ["Bayo saw it.", "bayo@bayo.example", "x@Bayo", "@Bayonne", "@ Bayo", "@Bay o"])
def test_what_is_no_mention_tells_nobody(story, ada, bayo, text):
    posting.post_comment(story, author=ada, text=text)
    assert told(bayo) == []


@pytest.mark.parametrize("name", ["Ada Obi", "O'Neill", "नमस्ते राम", "Żółw", "田中さん", "x-1_y.z"])
def test_names_of_any_script_and_number_of_words_can_be_mentioned(story, bayo, name):
    person, shorter = factories.make_user(name), factories.make_user("Ada")
    comment = posting.post_comment(story, author=bayo, text=f"I agree with @{name.upper()}、as always.")
    assert told(person) == [("mention", comment.pk)]
    assert told(shorter) == []


def test_five_people_can_be_named_in_one_comment_and_no_more(story, ada):
    people = [factories.make_user(f"friend{number}") for number in range(7)]
    posting.post_comment(story, author=ada, text=" ".join(f"@{person.username}" for person in people))
    assert [len(told(person)) for person in people] == [1, 1, 1, 1, 1, 0, 0]


def test_a_comment_that_waits_tells_nobody_until_it_is_published(said, ada, bayo, moderator, settings):
    settings.COMMENT_FIRST_HELD = 2
    answer = posting.post_comment(said.article, author=bayo, text="Not all of them.", parent=said)
    assert told(ada) == []
    deciding.moderate(answer, by=moderator, to="approved")
    assert told(ada) == [("reply", answer.pk)]
    assert told(bayo) == [("approved", answer.pk)]


def test_a_comment_put_back_tells_nobody_again(said, ada, bayo, moderator):
    answer = posting.post_comment(said.article, author=bayo, text="Not all of them.", parent=said)
    Notice.objects.update(read_at="2026-01-01T00:00Z")
    for status in ("removed", "approved"):
        deciding.moderate(answer, by=moderator, to=status)
    assert told(ada) == [("reply", answer.pk)]


def test_who_muted_a_thread_or_its_author_hears_nothing(said, ada, bayo):
    chike = factories.make_user("Chike")
    ThreadMute.objects.create(person=ada, root=said)
    answer = posting.post_comment(said.article, author=bayo, text="Not all.", parent=said)
    reacting.mute(chike, by=bayo)
    posting.post_comment(said.article, author=chike, text="@Bayo is right, and so is @Ada Obi.", parent=answer)
    assert told(ada) == []
    assert told(bayo) == []


def test_what_was_brought_from_elsewhere_tells_nobody(said, ada, bayo, moderator):
    old = posting.place_comment(
        said.article, author=bayo, text="@Ada Obi!", parent=said, verdict=Verdict([]), at=said.created_at
    )
    assert told(ada) == []
    Comment.objects.filter(pk=old.pk).update(source="elsewhere 7", status="pending", priority=100)
    deciding.moderate(old, by=moderator, to="approved")
    assert told(ada) == []


def test_a_comment_that_is_not_kept_leaves_no_notice(said, ada, bayo):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        posting.post_comment(said.article, author=bayo, text="Not all.", parent=said)
        raise ZeroDivisionError
    assert told(ada) == []


def test_an_account_that_is_closed_is_told_nothing(said, ada, bayo):
    ada.is_active = False
    ada.save()
    posting.post_comment(said.article, author=bayo, text="Not all, @Ada Obi.", parent=said)
    assert told(ada) == []


# The page


def test_a_notice_says_who_where_and_what_and_leads_there(said, ada, bayo, browser_of):
    answer = posting.post_comment(said.article, author=bayo, text="Not <all> of them.", parent=said)
    own = browser_of(ada)
    page = own.read(PAGE)
    sentence = f"<bdi>Bayo</bdi> answered you under “<bdi>{said.article.headline}</bdi>”"
    assert sentence in page
    assert "Not &lt;all&gt; of them." in page
    link = re.search(rf'href="([^"]+)">{re.escape(sentence)}', page)
    assert own.get(link[1]).url == answer.get_absolute_url()


def test_opening_a_notice_marks_it_read_and_looking_ahead_does_not(said, ada, bayo, browser_of):
    posting.post_comment(said.article, author=bayo, text="Not all.", parent=said)
    own, address = browser_of(ada), f"{PAGE}{Notice.objects.get().pk}/"
    own.head(address)
    assert "notice--unread" in own.read(PAGE)
    own.get(address)
    assert "notice--unread" not in own.read(PAGE)


def test_all_are_marked_read_at_one_press(said, ada, bayo, browser_of):
    for text in ("Not all.", "Some."):
        posting.post_comment(said.article, author=bayo, text=text, parent=said)
    own = browser_of(ada)
    assert own.read(PAGE).count("notice--unread") == 2
    own.send(PAGE, f"{PAGE}read/")
    page = own.read(PAGE)
    assert "notice--unread" not in page
    assert "Mark all as read" not in page


@pytest.mark.parametrize("status", ["removed", "pending", "hidden", "withdrawn story"])
def test_what_can_not_be_read_any_more_shows_none_of_its_words(said, ada, bayo, browser_of, status):
    answer = posting.post_comment(said.article, author=bayo, text="Not all of them.", parent=said)
    change = {
        "removed": {"status": "removed", "removed_at": answer.created_at},
        "pending": {"status": "pending", "priority": 100},
        "hidden": {"hidden_at": answer.created_at, "priority": 300},
    }.get(status)
    if change:
        Comment.objects.filter(pk=answer.pk).update(**change)
    else:
        type(said.article).objects.filter(pk=said.article.pk).update(status="withdrawn", withdrawn_at=answer.created_at)
    page = browser_of(ada).read(PAGE).partition("<main")[2]
    assert "Not all of them." not in page
    assert "Bayo" not in page
    assert "gone" in page
    assert (said.article.headline in page) == bool(change)


def test_a_moderators_reason_stands_with_the_decision(said, ada, moderator, browser_of):
    deciding.moderate(said, by=moderator, to="removed", reason="It names a <child>.")
    page = browser_of(ada).read(PAGE)
    assert "is not published" in page
    assert "It names a &lt;child&gt;." in page
    assert "The boats were late." not in page


def test_every_kind_of_notice_can_be_read_and_opened(said, ada, browser_of):
    for kind in Notice.Kind:
        Notice.objects.create(recipient=ada, kind=kind, comment=None if kind == "sanction" else said)
    own = browser_of(ada)
    assert own.read(PAGE).count('class="notice ') == len(Notice.Kind)
    for notice in Notice.objects.all():
        assert own.get(f"{PAGE}{notice.pk}/").status_code == 302


def test_notices_are_paged_by_key_and_cost_the_same_few_queries(
    said, ada, settings, browser_of, django_assert_num_queries
):
    settings.NOTICES_PER_PAGE = 2
    for number in range(5):
        posting.post_comment(said.article, author=factories.make_user(), text=f"Answer {number}", parent=said)
    own, seen, address = browser_of(ada), [], PAGE
    own.read(PAGE)
    while address:
        with django_assert_num_queries(
            7
        ):  # session, person, rows, reach; in a test nothing is kept of sections and bell
            page = own.read(address)
        seen += re.findall(r"<blockquote[^>]*>(Answer \d)", page)
        older = re.search(r'rel="next" href="([^"]+)"', page)
        address = older and PAGE + older[1]
    assert seen == [f"Answer {number}" for number in (4, 3, 2, 1, 0)]
    assert own.get(f"{PAGE}?page=before-nonsense-1").status_code == 404


def test_the_pages_are_ones_own(said, ada, bayo, browser, browser_of):
    posting.post_comment(said.article, author=bayo, text="Not all.", parent=said)
    notice = Notice.objects.get()
    for address in (PAGE, CHOICES, f"{PAGE}{notice.pk}/"):
        assert browser.get(address).url == f"/accounts/login/?next={address}"
        assert "no-store" in browser.get(address)["Cache-Control"]
    assert browser_of(bayo).get(f"{PAGE}{notice.pk}/").status_code == 404
    own = browser_of(bayo)
    own.handler.enforce_csrf_checks = False
    assert own.post(f"{PAGE}{notice.pk}/mute/").status_code == 404
    notice.refresh_from_db()
    assert notice.read_at is None


def test_no_other_site_can_press_the_buttons(said, ada, bayo, browser_of):
    posting.post_comment(said.article, author=bayo, text="Not all.", parent=said)
    own = browser_of(ada)
    for address in (f"{PAGE}read/", f"{PAGE}{Notice.objects.get().pk}/mute/", CHOICES):
        assert own.post(address, {"when": "never"}).status_code == 403
    assert not NoticeChoice.objects.exists()


# What one chooses


def test_a_thread_is_muted_beside_its_notice_and_unmuted_on_the_page_of_mutes(said, ada, bayo, browser_of):
    answer = posting.post_comment(said.article, author=bayo, text="Not all.", parent=said)
    own = browser_of(ada)
    own.send(PAGE, f"{PAGE}{Notice.objects.get().pk}/mute/")
    posting.post_comment(said.article, author=bayo, text="Nearly none.", parent=said)
    assert told(ada) == [("reply", answer.pk)]
    assert "Ada Obi" in own.read(CHOICES).partition("Muted threads")[2]
    own.send(CHOICES, f"{CHOICES}unmute/thread/{said.pk}/")
    last = posting.post_comment(said.article, author=bayo, text="Or some.", parent=said)
    assert told(ada)[-1] == ("reply", last.pk)


def test_muted_people_are_listed_and_unmuted(ada, bayo, browser_of):
    reacting.mute(bayo, by=ada)
    own = browser_of(ada)
    assert "<bdi>Bayo</bdi>" in own.read(CHOICES)
    own.send(CHOICES, f"{CHOICES}unmute/person/{bayo.pk}/")
    assert "<bdi>Bayo</bdi>" not in own.read(CHOICES)
    assert not ada.muted.exists()


def test_a_muted_thread_of_a_story_that_is_gone_tells_nothing_of_it(said, ada, browser_of):
    ThreadMute.objects.create(person=ada, root=said)
    type(said.article).objects.update(status="withdrawn", withdrawn_at=said.created_at)
    own = browser_of(ada)
    assert said.article.headline not in own.read(CHOICES)
    own.send(CHOICES, f"{CHOICES}unmute/thread/{said.pk}/")
    assert not ThreadMute.objects.exists()


def test_when_mail_comes_is_chosen_and_what_is_no_choice_is_refused(ada, browser_of):
    own = browser_of(ada)
    assert re.search(r'value="now" checked', own.read(CHOICES))
    own.send(CHOICES, CHOICES, when="daily")
    assert re.search(r'value="daily" checked', own.read(CHOICES))
    refused = own.send(CHOICES, CHOICES, when="sometimes")
    assert refused.status_code == 422
    assert "Choose one of the three." in refused.content.decode()


def test_ones_account_leads_to_notices(ada, browser_of):
    assert f'href="{CHOICES}"' in browser_of(ada).read(reverse("account"))


# The bell


def rung(page: str) -> str:
    found = re.search(r'class="bell.*?visually-hidden">([^<]*)<', page, re.DOTALL)
    return found[1] if found else ""


def test_the_bell_counts_what_is_unread(said, ada, bayo, browser_of, browser):
    own = browser_of(ada)
    assert rung(own.read("/")) == "Notices"
    posting.post_comment(said.article, author=bayo, text="Not all.", parent=said)
    assert rung(own.read("/")) == "1 notice"
    posting.post_comment(said.article, author=bayo, text="Some.", parent=said)
    assert rung(own.read(said.article.get_absolute_url())) == "2 notices"
    assert rung(browser.read("/")) == ""


def test_a_hundred_are_99_and_more(ada, browser_of):
    Notice.objects.bulk_create([Notice(recipient=ada, kind="sanction") for _number in range(100)])
    assert rung(browser_of(ada).read("/")) == "99+ notices"
