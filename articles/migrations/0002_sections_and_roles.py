"""The six sections, and the two roles that write: Writer (own drafts) and Editor (everything)."""

from django.apps.registry import Apps
from django.contrib.auth.management import create_permissions
from django.db import migrations

SECTIONS = ["News", "Entertainment", "Relationship", "Lifestyle", "Sport", "Technology"]
WRITER = ["add_article", "change_article", "view_article", "add_image", "change_image", "view_image", "view_author",
          "view_topic", "view_category"]
EDITOR = [*WRITER, "publish_article", "edit_others_article", "add_author", "change_author", "delete_author", "add_topic",
          "change_topic", "delete_topic", "change_category", "delete_image"]


def make_sections(apps: Apps, schema_editor) -> None:
    Category = apps.get_model("articles", "Category")
    for position, name in enumerate(SECTIONS, start=1):
        Category.objects.get_or_create(slug=name.lower(), defaults={"name": name, "position": position * 10})


def make_roles(apps: Apps, schema_editor) -> None:
    # Permissions are made after all migrations have run; here they are needed now.
    app = apps.get_app_config("articles")
    app.models_module = True
    create_permissions(app, apps=apps, verbosity=0)
    app.models_module = None
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    for role, codenames in {"Writer": WRITER, "Editor": EDITOR}.items():
        group, _ = Group.objects.get_or_create(name=role)
        group.permissions.add(*Permission.objects.filter(content_type__app_label="articles", codename__in=codenames))


class Migration(migrations.Migration):
    dependencies = [("articles", "0001_initial"), ("auth", "0012_alter_user_first_name_max_length"),
                    ("contenttypes", "0002_remove_content_type_name")]
    operations = [
        migrations.RunPython(make_sections, migrations.RunPython.noop),
        migrations.RunPython(make_roles, migrations.RunPython.noop),
    ]
