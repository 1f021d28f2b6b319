"""A published report, its cells and its list are never changed: the database refuses it."""

from typing import Any

from django.db import migrations

from reporting.append_only import install, remove


def forwards(apps: Any, schema_editor: Any) -> None:
    """Put the triggers on."""
    install(schema_editor.connection)


def backwards(apps: Any, schema_editor: Any) -> None:
    """Take the triggers off."""
    remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0002_append_only"), ("reporting", "0003_reports")]
    operations = [migrations.RunPython(forwards, backwards)]
