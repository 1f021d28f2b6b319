"""Rows that are only ever added: the database itself refuses to change or delete events, entries and trails.

Triggers rather than model overrides, because `QuerySet.update()`, SQL by hand and other programs pass models by.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

LIVES = ("dossiers_dossierevent", "dossiers_clockentry")
"""What a dossier's life is told by."""

TRAILS = ("dossiers_feedbackevent", "accounts_administrativeevent")
"""What became of a petition, and what administrators changed."""

TABLES = LIVES + TRAILS


def install(connection: Any, tables: tuple[str, ...]) -> None:
    """Make the tables append-only."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ "
                "BEGIN RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME "
                "USING ERRCODE = 'integrity_constraint_violation'; END $$"
            )
            for table in tables:
                cursor.execute(
                    f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
                    "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
                )
                cursor.execute(
                    f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
                    "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
                )
        else:
            for table in tables:
                for verb in ("UPDATE", "DELETE"):
                    cursor.execute(
                        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                        f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are only ever added'); END"
                    )


def remove(connection: Any, tables: tuple[str, ...]) -> None:
    """Take the triggers away, where they are."""
    with connection.cursor() as cursor:
        for table in tables:
            if connection.vendor == "postgresql":
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}")
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_truncate ON {table}")
            else:
                for verb in ("update", "delete"):
                    cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}")


@contextmanager
def lift(connection: Any) -> Iterator[None]:
    """Lift the rule for a while: only for emptying a test database."""
    remove(connection, TABLES)
    try:
        yield
    finally:
        install(connection, TABLES)
