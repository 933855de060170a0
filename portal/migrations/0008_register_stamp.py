"""Gives the register a stamp of its own, so that what was made from it outlasts publications."""

from typing import Any

from django.db import migrations


def add(apps: Any, schema_editor: Any) -> None:
    """Add the row; its value is made by the field's default."""
    apps.get_model("portal", "ContentStamp").objects.using(schema_editor.connection.alias).get_or_create(pk=2)


def remove(apps: Any, schema_editor: Any) -> None:
    """Take the row away."""
    apps.get_model("portal", "ContentStamp").objects.using(schema_editor.connection.alias).filter(pk=2).delete()


class Migration(migrations.Migration):
    """One row."""

    dependencies = [("portal", "0007_private_files")]

    operations = [migrations.RunPython(add, remove)]
