"""Fills the time of every published story into the rows that list it, ten thousand rows a transaction.

It can be stopped and run again, and nobody waits for it: each part holds its rows for a moment only.
"""

from django.db import migrations
from django.db.models import Max, Min, OuterRef, Subquery

ROWS = 10_000


def fill(apps, schema_editor):
    published = apps.get_model("articles", "Article").objects.filter(pk=OuterRef("article"), status="published")
    for name in ("Byline", "Tagging"):
        rows = apps.get_model("articles", name).objects
        ends = rows.aggregate(first=Min("pk"), last=Max("pk"))
        if ends["first"] is None:
            continue
        for start in range(ends["first"], ends["last"] + 1, ROWS):
            part = rows.filter(pk__gte=start, pk__lt=start + ROWS)
            part.update(listed_at=Subquery(published.values("published_at")[:1]))


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("articles", "0003_rows_that_list_stories")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
