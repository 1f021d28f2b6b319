"""What is published stays: the database itself refuses to change a published report, its cells or its list.

Triggers rather than model overrides, because `QuerySet.update()`, SQL by hand and other programs pass models by.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from dossiers import append_only

TRAIL = ("reporting_reportevent",)
"""Only ever added to, like the events of dossiers."""

REPORT = "reporting_report"

PARTS = ("reporting_reportcell", "reporting_reportentry", "reporting_reportopendata", "reporting_reportfile")
"""What belongs to a report and freezes with it."""

REFUSAL = "a published report is never changed"


def install(connection: Any) -> None:
    """Freeze what is published."""
    append_only.install(connection, TRAIL)
    with connection.cursor() as cursor:
        # A migration may come here before the migration of a part that is younger.
        there = set(connection.introspection.table_names(cursor))
        parts = [table for table in PARTS if table in there]
        for statement in _on_postgresql(parts) if connection.vendor == "postgresql" else _on_sqlite(parts):
            cursor.execute(statement)


def remove(connection: Any) -> None:
    """Take the triggers away, where they are."""
    append_only.remove(connection, TRAIL)
    with connection.cursor() as cursor:
        for table in (REPORT, *PARTS):
            for verb in ("insert", "update", "delete", "truncate"):
                if connection.vendor == "postgresql":
                    cursor.execute(f"DROP TRIGGER IF EXISTS {table}_frozen_{verb} ON {table}")
                else:
                    cursor.execute(f"DROP TRIGGER IF EXISTS {table}_frozen_{verb}")


@contextmanager
def lift(connection: Any) -> Iterator[None]:
    """Lift the rule for a while: only for emptying a test database, and for a test that forges a report."""
    remove(connection)
    try:
        yield
    finally:
        install(connection)


def _on_postgresql(parts: Sequence[str]) -> Iterator[str]:
    refuse = f"RAISE EXCEPTION '{REFUSAL} (%)', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'"
    is_published = f"SELECT 1 FROM {REPORT} WHERE state = 'published' AND id"  # noqa: S608 — own table names
    body = "RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
    yield f"CREATE OR REPLACE FUNCTION refuse_published() {body} {refuse}; END $$"
    yield (
        f"CREATE OR REPLACE FUNCTION refuse_published_part() {body} "
        f"IF EXISTS ({is_published} = OLD.report_id) THEN {refuse}; END IF; "
        "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
    )
    # Looked at once for all rows of a statement: the list behind a report may have a million.
    yield (
        f"CREATE OR REPLACE FUNCTION refuse_added_part() {body} "  # noqa: S608 — own table names
        f"IF EXISTS ({is_published} IN (SELECT report_id FROM added)) "
        f"THEN {refuse}; END IF; RETURN NULL; END $$"
    )
    for verb in ("update", "delete"):
        yield (
            f"CREATE TRIGGER {REPORT}_frozen_{verb} BEFORE {verb.upper()} ON {REPORT} FOR EACH ROW "
            "WHEN (OLD.state = 'published') EXECUTE FUNCTION refuse_published()"
        )
        for table in parts:
            yield (
                f"CREATE TRIGGER {table}_frozen_{verb} BEFORE {verb.upper()} ON {table} FOR EACH ROW "
                "EXECUTE FUNCTION refuse_published_part()"
            )
    for table in parts:
        yield (
            f"CREATE TRIGGER {table}_frozen_insert AFTER INSERT ON {table} REFERENCING NEW TABLE AS added "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_added_part()"
        )
    for table in (REPORT, *parts):
        yield (
            f"CREATE TRIGGER {table}_frozen_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_published()"
        )


def _on_sqlite(parts: Sequence[str]) -> Iterator[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    for verb in ("UPDATE", "DELETE"):
        yield (
            f"CREATE TRIGGER {REPORT}_frozen_{verb.lower()} BEFORE {verb} ON {REPORT} "
            f"WHEN OLD.state = 'published' {refuse}"
        )
    for table in parts:
        for verb, row in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD")):
            is_published = f"SELECT 1 FROM {REPORT} WHERE id = {row}.report_id AND state = 'published'"  # noqa: S608
            yield (
                f"CREATE TRIGGER {table}_frozen_{verb.lower()} BEFORE {verb} ON {table} "
                f"WHEN EXISTS ({is_published}) {refuse}"
            )
