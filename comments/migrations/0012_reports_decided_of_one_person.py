"""How often a reporter was right is read by an index of what was decided, the latest first."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('comments', '0011_mail_is_done'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='report',
            index=models.Index(models.F('by'), models.OrderBy(models.F('at'), descending=True), condition=models.Q(('outcome', ''), _negated=True), name='report_decided_newest_by'),
        ),
    ]
