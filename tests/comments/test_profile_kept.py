"""A public page is kept between any two changes of what it shows, and made anew by each."""

import pytest

from articles import publishing
from comments import posting
from comments.profiles import showing
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def test_a_kept_page_is_made_anew_by_all_that_changes_it(client):
    """Every change is seen by the next reader, though the page is kept between any two."""
    ada, story = factories.make_user("Ada Obi"), factories.make_article("Ferries")
    said = posting.post_comment(story, author=ada, text="The boats were late.")
    showing.open_page(ada)
    showing.show_all(ada)

    def seen() -> str:
        first, second = client.get(f"/readers/{ada.pk}/"), client.get(f"/readers/{ada.pk}/")
        assert first.status_code == 200 and "public" in first["Cache-Control"]
        assert first.content == second.content
        return first.content.decode()

    assert "The boats were late." in seen()
    posting.edit_comment(said, by=ada, text="The boats were on time.")
    assert "The boats were on time." in seen()
    ada.username = "Ada Bello"
    ada.save()
    assert "Ada Bello" in seen()
    posting.post_comment(story, author=ada, text="One more.")
    assert "One more." in seen()
    publishing.withdraw(story, by=factories.make_user(is_superuser=True), reason="We could not stand it up.")
    assert "One more." not in seen()
