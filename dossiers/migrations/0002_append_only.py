"""Events and ledger entries are only ever added: the database refuses anything else."""

from typing import Any

from django.db import migrations

from dossiers.append_only import LIVES, install, remove


def forwards(apps: Any, schema_editor: Any) -> None:
    """Put the triggers on."""
    install(schema_editor.connection, LIVES)


def backwards(apps: Any, schema_editor: Any) -> None:
    """Take the triggers off."""
    remove(schema_editor.connection, LIVES)


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
