"""What became of a petition and what administrators changed is only ever added to: the database refuses anything else."""

from typing import Any

from django.db import migrations

from dossiers.append_only import TRAILS, install, remove


def forwards(apps: Any, schema_editor: Any) -> None:
    """Put the triggers on."""
    install(schema_editor.connection, TRAILS)


def backwards(apps: Any, schema_editor: Any) -> None:
    """Take the triggers off."""
    remove(schema_editor.connection, TRAILS)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_desks"), ("dossiers", "0016_desks")]
    operations = [migrations.RunPython(forwards, backwards)]
