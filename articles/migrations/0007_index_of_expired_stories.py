"""An index for the desk's list of expired stories, and for the next to expire."""

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("articles", "0006_copies_of_pictures")]

    operations = [
        migrations.AddIndex(
            "article",
            models.Index(
                "status",
                F("expires_at").desc(),
                F("id").desc(),
                condition=Q(expires_at__isnull=False),
                name="article_last_expired",
            ),
        ),
    ]
