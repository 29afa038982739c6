"""What waited before there was a queue is in it, and earlier decisions say what was done, and about whom."""

from django.db import migrations, models
from django.db.models import Case, OuterRef, Q, Subquery, Value, When

HELD = 100  # as comments/standing.py puts it
ACTIONS = {"approved": "approve", "rejected": "reject", "removed": "remove"}


def queue(apps, schema_editor):
    apps.get_model("comments", "Comment").objects.filter(status="pending").update(priority=HELD)


def name_the_decisions(apps, schema_editor):
    Comment, Decision = apps.get_model("comments", "Comment"), apps.get_model("comments", "Decision")
    action = Case(*(When(status=status, then=Value(name)) for status, name in ACTIONS.items()), default=Value(""))
    author = Comment.objects.filter(pk=OuterRef("comment")).values("author")
    Decision.objects.filter(action="").update(action=action, person=Subquery(author))


class Migration(migrations.Migration):
    dependencies = [("comments", "0007_conversation_at_any_size")]

    operations = [
        migrations.RunPython(queue, migrations.RunPython.noop),
        migrations.RunPython(name_the_decisions, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.CheckConstraint(
                condition=~Q(status="pending") | Q(priority__isnull=False), name="comment_held_is_queued"
            ),
        ),
    ]
