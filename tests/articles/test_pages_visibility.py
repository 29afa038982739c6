"""Every reader's page, for every role, over a story in every state: only what is published is anywhere."""

import pytest
from django.utils import timezone

from tests import factories

HEADLINE = "A sentinel among headlines"
STATES = {"draft": 404, "in_review": 404, "scheduled": 404, "published": 200, "expired": 404, "withdrawn": 410}
ROLES = ["nobody", "reader", "Writer", "Editor", "Moderator", "superuser"]

pytestmark = pytest.mark.django_db


def person(role):
    if role == "superuser":
        return factories.make_user("root", is_superuser=True, role="Editor")
    return factories.make_user(role.lower(), role="" if role == "reader" else role)


def pages_about(story) -> list[str]:
    day = timezone.localtime(story.published_at or timezone.now())
    return [
        "/",
        "/for-you/",
        "/news/",
        "/topics/sentinels/",
        "/authors/sentinel-writer/",
        f"/archive/{day:%Y/%m}/",
        f"/archive/{day:%Y/%m/%d}/",
        "/search/?q=sentinel",
        "/search/?q=unheard-of",
    ]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("state", STATES)
def test_only_a_published_story_is_in_the_lists_and_at_its_address(client, state, role):
    story = factories.make_article(
        HEADLINE,
        state=state,
        authors=("Sentinel Writer",),
        topics=("Sentinels",),
        body="Words unheard-of.",
        summary="A standfirst like no other.",
        is_pick=True,
    )
    if role != "nobody":
        client.force_login(person(role))
    is_public = state == "published"

    at_its_address = client.get(story.get_absolute_url())
    assert at_its_address.status_code == STATES[state]
    for words in (HEADLINE, "unheard-of", "like no other"):
        assert (words in at_its_address.content.decode()) == is_public
    for page in pages_about(story):
        response = client.get(page)
        assert response.status_code in {200, 404}, page
        assert (HEADLINE in response.content.decode()) == is_public, page
    for index, name in {"/topics/": "Sentinels", "/authors/": "Sentinel Writer"}.items():
        assert (f">{name}</a>" in client.get(index).content.decode()) == is_public, index
    assert ("archive/2" in client.get("/archive/").content.decode()) == is_public


@pytest.mark.parametrize("state", ["draft", "scheduled", "withdrawn"])
def test_a_story_beside_another_is_a_published_one(client, state):
    shown = factories.make_article("The one that is read", topics=("Sentinels",))
    hidden = factories.make_article(HEADLINE, state=state, topics=("Sentinels",))
    also_shown = factories.make_article("The one to read next", topics=("Sentinels",))
    page = client.get(shown.get_absolute_url()).content.decode()
    assert also_shown.headline in page
    assert hidden.headline not in page


def test_a_scheduled_story_appears_and_an_expiring_one_leaves_at_its_second(client, time_machine):
    noon = timezone.now().replace(microsecond=0)
    story = factories.make_article(
        HEADLINE,
        at=noon + timezone.timedelta(hours=1),
        expires_at=noon + timezone.timedelta(hours=2),
    )
    address = story.get_absolute_url()
    for seconds, status in {3599: 404, 3600: 200, 7199: 200, 7200: 404}.items():
        time_machine.move_to(noon + timezone.timedelta(seconds=seconds), tick=False)
        assert client.get(address).status_code == status
        assert (HEADLINE in client.get("/").content.decode()) == (status == 200)
