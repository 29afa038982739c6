"""The log is read by kind and by person; who looks after the conversation also says how those of a section begin."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models

SECTIONS = ["view_sectionrule", "change_sectionrule", "add_sectionrule"]
ROLES = {"Moderator": SECTIONS, "Editor": [*SECTIONS, "add_conversation"]}  # only editors can look for a story


def grant(apps: Apps, schema_editor) -> None:
    """To roles that are there; who has made their own of them keeps what they have."""
    # Permissions are made after all migrations have run; here they are needed now.
    app = apps.get_app_config("comments")
    app.models_module = True
    create_permissions(app, apps=apps, verbosity=0)
    app.models_module = None
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    for role, names in ROLES.items():
        group = Group.objects.filter(name=role).first()
        if group:
            group.permissions.add(*Permission.objects.filter(content_type__app_label="comments", codename__in=names))


class Migration(migrations.Migration):

    dependencies = [
        ('comments', '0009_newest_of_a_conversation'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='conversation',
            name='article',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='conversation', serialize=False, to='articles.article', verbose_name='story'),
        ),
        migrations.AlterField(
            model_name='decision',
            name='person',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='decided_about', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='decision',
            index=models.Index(models.F('action'), models.OrderBy(models.F('at'), descending=True), models.OrderBy(models.F('id'), descending=True), name='decision_newest_of_kind'),
        ),
        migrations.AddIndex(
            model_name='decision',
            index=models.Index(models.F('person'), models.OrderBy(models.F('at'), descending=True), models.OrderBy(models.F('id'), descending=True), name='decision_about_person'),
        ),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
