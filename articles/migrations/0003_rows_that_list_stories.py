"""The rows by which topics and authors list stories get a column for the story's time.

The table of topics is the one that was there; only the model is new. Columns that may be empty are added at once, however
many rows there are.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0002_sections_and_roles")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="Tagging",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("article", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="taggings", to="articles.article")),
                        ("topic", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="taggings", to="articles.topic")),
                    ],
                    options={
                        "verbose_name": "topic of a story",
                        "verbose_name_plural": "topics of stories",
                        "db_table": "articles_article_topics",
                        "unique_together": {("article", "topic")},
                    },
                ),
                migrations.AlterField(
                    model_name="article",
                    name="topics",
                    field=models.ManyToManyField(blank=True, related_name="articles", through="articles.Tagging", to="articles.topic", verbose_name="topics"),
                ),
            ],
        ),
        migrations.AddField("byline", "listed_at", models.DateTimeField(editable=False, null=True)),
        migrations.AddField("tagging", "listed_at", models.DateTimeField(editable=False, null=True)),
    ]
