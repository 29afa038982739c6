"""Words that moderators watch for, and what is learned from their decisions."""
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('comments', '0005_index_of_ones_own'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Learned',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('word', models.CharField(max_length=40, unique=True)),
                ('kept', models.PositiveIntegerField(default=0)),
                ('refused', models.PositiveIntegerField(default=0)),
            ],
            options={
                'verbose_name': 'learned word',
                'verbose_name_plural': 'learned words',
            },
        ),
        migrations.CreateModel(
            name='WordRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.CharField(max_length=100, verbose_name='word or phrase')),
                ('key', models.CharField(editable=False, max_length=400, unique=True)),
                ('action', models.CharField(choices=[('hold', 'Suspect: the comment waits for a moderator'), ('refuse', 'Banned: the comment is not taken, and its author is told the word')], default='hold', max_length=6, verbose_name='what happens')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='why')),
                ('added_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='added')),
                ('added_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'watched word',
                'verbose_name_plural': 'watched words',
                'ordering': ['words'],
                'indexes': [models.Index(models.OrderBy(models.F('added_at'), descending=True), models.OrderBy(models.F('id'), descending=True), name='word_rule_newest')],
            },
        ),
    ]
