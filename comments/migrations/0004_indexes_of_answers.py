"""Finding a submission again, and the answers of a comment, by indexes that SQLite does not mistake for others."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("comments", "0003_indexes_of_lists")]

    operations = [
        migrations.AddIndex("comment", models.Index(fields=["article", "submission"], name="comment_submission")),
        migrations.AddIndex(
            "comment",
            models.Index(fields=["parent"], condition=Q(parent__isnull=False), name="comment_answers"),
        ),
        migrations.AlterField(
            "comment",
            "parent",
            models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="children",
                to="comments.comment",
            ),
        ),
    ]
