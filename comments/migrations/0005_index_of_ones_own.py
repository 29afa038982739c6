"""What somebody has said under a story is found without walking all that was said there."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("comments", "0004_indexes_of_answers")]

    operations = [
        migrations.AddIndex(
            "comment", models.Index(fields=["author", "article"], name="comment_by_author_under_story")
        ),
    ]
