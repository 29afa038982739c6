"""Older installations are brought to the present tables with their conversations in them.

In a file of its own: the database is emptied afterwards, so this runs after what needs it as migrations left it.
"""

import pytest

from comments import deciding, posting
from comments.models import Comment, Conversation, Decision
from comments.moderation import Action, Reason, Verdict
from comments.standing import HELD
from tests import factories
from tests.articles.test_migrations import leaves, migrate


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_what_waited_is_queued_and_earlier_decisions_say_what_they_were():
    present = leaves()
    story, reader, other = factories.make_article(), factories.make_user(), factories.make_user()
    moderator = factories.make_user(role="Moderator")
    held = Verdict((Reason("links", Action.HOLD, "It holds 3 links"),))
    waits = posting.place_comment(story, author=reader, text="Three links", verdict=held)
    decided = posting.place_comment(story, author=other, text="One link", verdict=held)
    deciding.moderate(decided, by=moderator, to="approved", reason="No harm in it")
    try:
        migrate([("comments", "0006_watched_and_learned_words")])
    finally:
        migrate(present)
    assert list(Comment.objects.order_by("pk").values_list("pk", "priority")) == [(waits.pk, HELD), (decided.pk, None)]
    assert Conversation.objects.get().newest_id == decided.pk
    decision = Decision.objects.get()
    assert (decision.action, decision.person, decision.reason) == ("approve", other, "No harm in it")
