"""An index for each of the desk's lists of comments and conversations."""

from django.db import migrations, models
from django.db.models import F


class Migration(migrations.Migration):
    dependencies = [("comments", "0002_moderators")]

    operations = [
        migrations.AddIndex("comment", models.Index(F("created_at").desc(), F("id").desc(), name="comment_newest")),
        migrations.AddIndex("comment", models.Index("status", F("created_at").desc(), F("id").desc(), name="comment_newest_in_state")),
        migrations.AddIndex("conversation", models.Index("state", F("article").desc(), name="conversation_in_state")),
        migrations.RemoveIndex("comment", "comment_pending"),
    ]
