"""The role that looks after the conversation: Moderator. Editors may do all that it may."""

from django.apps.registry import Apps
from django.contrib.auth.management import create_permissions
from django.db import migrations

MODERATOR = ["view_comment", "change_comment", "moderate_comment", "view_conversation", "change_conversation"]


def make_role(apps: Apps, schema_editor) -> None:
    # Permissions are made after all migrations have run; here they are needed now.
    app = apps.get_app_config("comments")
    app.models_module = True
    create_permissions(app, apps=apps, verbosity=0)
    app.models_module = None
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    permissions = Permission.objects.filter(content_type__app_label="comments", codename__in=MODERATOR)
    for role in ("Moderator", "Editor"):
        group, _ = Group.objects.get_or_create(name=role)
        group.permissions.add(*permissions)


class Migration(migrations.Migration):
    dependencies = [("comments", "0001_initial"), ("articles", "0002_sections_and_roles")]
    operations = [migrations.RunPython(make_role, migrations.RunPython.noop)]
