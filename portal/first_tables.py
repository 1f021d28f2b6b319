"""The tables of a new installation on SQLite: made at once as the models are today, not migration by migration.

Django draws every model anew after each of hundreds of operations, which takes twenty seconds where there is nothing
to migrate. What comes out is the same to the last index and trigger; `portal/tests/test_first_tables.py` compares.
"""

from typing import Any

from django.apps import apps
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from dossiers import append_only
from reporting import append_only as published


def are_wanted(connection: Any) -> bool:
    """Say whether a database is an empty file of SQLite; what holds a table already is migrated."""
    return connection.vendor == "sqlite" and not connection.introspection.table_names()


def make(connection: Any) -> None:
    """Make all tables and triggers, and note every migration as applied: all of it or nothing.

    A migration that writes rows would have to be repeated here; so far each of them mends rows that are there.
    """
    migrations = MigrationLoader(connection, ignore_no_migrations=True).disk_migrations
    applied = MigrationRecorder(connection).Migration
    with connection.schema_editor() as editor:
        editor.create_model(applied)
        for model in apps.get_models():
            if model._meta.can_migrate(connection):
                editor.create_model(model)
        # What the editor has put off belongs to the tables that the triggers are put on.
        while editor.deferred_sql:
            editor.execute(editor.deferred_sql.pop(0))
        append_only.install(connection, append_only.TABLES)
        published.install(connection)
        applied.objects.using(connection.alias).bulk_create(applied(app=app, name=name) for app, name in migrations)
