"""An index for every list; those of single columns that these make needless go."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F


class Migration(migrations.Migration):
    dependencies = [("articles", "0004_times_of_listed_stories")]

    operations = [
        migrations.AddIndex("byline", models.Index("author", F("listed_at").desc(), F("article").desc(), name="byline_newest")),
        migrations.AddIndex("tagging", models.Index("topic", F("listed_at").desc(), F("article").desc(), name="tagging_newest")),
        migrations.AddIndex("author", models.Index(fields=["name", "id"], name="author_a_to_z")),
        migrations.AddIndex("topic", models.Index(fields=["name", "id"], name="topic_a_to_z")),
        migrations.AddIndex("image", models.Index(F("uploaded_at").desc(), F("id").desc(), name="image_newest")),
        migrations.AddIndex("article", models.Index("status", F("modified_at").desc(), F("id").desc(), name="article_last_saved_in_state")),
        migrations.AddIndex("article", models.Index("category", F("modified_at").desc(), F("id").desc(), name="article_last_saved_in_section")),
        migrations.AlterField("byline", "article", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="bylines", to="articles.article")),
        migrations.AlterField("byline", "author", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="bylines", to="articles.author")),
        migrations.AlterField("tagging", "article", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="taggings", to="articles.article")),
        migrations.AlterField("tagging", "topic", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="taggings", to="articles.topic")),
    ]
