from django.db import migrations, models
from django.db.models import Max, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce


def find_the_newest(apps, schema_editor):
    Comment, Conversation = apps.get_model("comments", "Comment"), apps.get_model("comments", "Conversation")
    approved = Comment.objects.filter(article=OuterRef("pk"), status="approved").order_by().values("article")
    newest = Subquery(approved.annotate(newest=Max("pk")).values("newest"))
    Conversation.objects.update(newest_id=Coalesce(newest, Value(0)))


class Migration(migrations.Migration):
    dependencies = [("comments", "0008_what_waits_is_queued")]

    operations = [
        migrations.AddField(
            model_name="conversation",
            name="newest_id",
            field=models.BigIntegerField(default=0, editable=False),
        ),
        migrations.RunPython(find_the_newest, migrations.RunPython.noop),
    ]
