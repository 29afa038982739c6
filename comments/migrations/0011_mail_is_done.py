"""Notices whose mail is done bear no time of it, so that the index of the others can be told by that."""

from django.db import migrations, models
from django.db.models import Q


def take_times_off(apps, schema_editor):
    apps.get_model("comments", "Notice").objects.exclude(mail__in=["due", "sending"]).update(mail_at=None)


class Migration(migrations.Migration):
    dependencies = [("comments", "0010_the_log_by_kind_and_person")]

    operations = [
        migrations.RunPython(take_times_off, migrations.RunPython.noop),
        migrations.RemoveIndex(model_name="notice", name="notice_to_mail"),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["mail", "recipient"], condition=Q(mail_at__isnull=False), name="notice_to_mail"),
        ),
    ]
