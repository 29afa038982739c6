"""Older installations are brought to the present tables with their stories in them.

In a file of its own: the database is emptied afterwards, so this runs after what needs it as migrations left it.
"""

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from articles.models import Article
from tests import factories
from tests.articles.test_listing_rows import times


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_rows_of_an_older_installation_are_given_their_times(settings):
    """From the tables as they were, with stories in them, to the present ones."""
    before, present = [("articles", "0002_sections_and_roles"), ("comments", "0002_moderators")], leaves()
    story = factories.make_article("Published", topics=("Boats",), authors=("Ada Obi", "Idris Kane"))
    draft = factories.make_article("A draft", state="draft", topics=("Boats",))
    try:
        migrate(before)
        with connection.cursor() as cursor:
            columns = connection.introspection.get_table_description(cursor, "articles_article_topics")
        assert "listed_at" not in {column.name for column in columns}
    finally:
        migrate(present)
    assert (times(story), times(draft)) == ({story.published_at}, {None})
    assert list(Article.objects.published().about(factories.make_topic("Boats"))) == [story]


def migrate(to: list[tuple[str, str]]) -> None:
    MigrationExecutor(connection).migrate(to)


def leaves() -> list[tuple[str, str]]:
    graph = MigrationExecutor(connection).loader.graph
    return [leaf for app in apps.get_app_configs() for leaf in graph.leaf_nodes(app.label)]
