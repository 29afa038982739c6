from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0005_indexes_of_lists'),
    ]

    operations = [
        # Rows that stand keep an empty value, which means the whole picture, until `manage.py redraw_pictures` has run.
        migrations.AddField(
            model_name='image',
            name='copies',
            field=models.JSONField(default=dict, editable=False),
        ),
    ]
