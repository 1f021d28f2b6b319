"""The fast way into the database: COPY on PostgreSQL, one prepared statement for many rows on SQLite."""

import csv
import io
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, models

from dossiers.models import Dossier

Row = tuple[Any, ...]


def insert_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Write rows of the named attributes (`attname`); the caller holds the transaction.

    Columns that are not named must be nullable or have a default of the database. Constraints and triggers hold as
    for any other statement.
    """
    quoted = connection.ops.quote_name
    table = quoted(model._meta.db_table)
    known = {field.attname: field for field in model._meta.concrete_fields}
    fields = [known[name] for name in columns]
    names = ", ".join(quoted(str(field.column)) for field in fields)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            copied = io.StringIO()
            csv.writer(copied).writerows(rows)
            copied.seek(0)
            # What is empty is NULL, but for texts that are never NULL.
            texts = ", ".join(quoted(str(field.column)) for field in fields if not field.null)
            cursor.copy_expert(f"COPY {table} ({names}) FROM STDIN WITH (FORMAT csv, FORCE_NOT_NULL ({texts}))", copied)
        else:
            places = ", ".join(["%s"] * len(columns))
            statement = f"INSERT INTO {table} ({names}) VALUES ({places})"  # noqa: S608 — names of our own columns
            cursor.executemany(statement, [tuple(map(_bound, row)) for row in rows])


def take_keys(count: int) -> Iterator[int]:
    """Return the primary keys of dossiers to be written; one query. The caller holds the transaction."""
    table = Dossier._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            statement = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
            cursor.execute(statement, [table, count])
            return iter([key for (key,) in cursor.fetchall()])
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = (cursor.fetchone() or (0,))[0]
        return iter(range(last + 1, last + count + 1))


@contextmanager
def referring_to(known: Mapping[type[models.Model], Collection[int]]) -> Iterator[None]:
    """Check each row that is referred to once, and let PostgreSQL not check it again for every row that refers to it.

    The rows are held as its own check holds them, until the transaction ends. Half of the time of an import goes into
    those checks, and millions of rows refer to a few hundred. Where the database's user may not set
    `session_replication_role`, and on SQLite, everything is checked as ever. Raises `IntegrityError` where one is gone.
    """
    if not _may_trust():
        yield
        return
    with connection.cursor() as cursor:
        for model, keys in known.items():
            table, key = connection.ops.quote_name(model._meta.db_table), model._meta.pk.column
            statement = f"SELECT 1 FROM {table} WHERE {key} = ANY(%s) FOR KEY SHARE"  # noqa: S608 — names of our own
            cursor.execute(statement, [list(keys)])
            if len(cursor.fetchall()) != len(keys):
                raise IntegrityError(f"Some rows of {table} are gone.")
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield
        cursor.execute("SET LOCAL session_replication_role = origin")


def _may_trust() -> bool:
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        if connection.pg_version >= 150_000:  # type: ignore[attr-defined]
            cursor.execute("SELECT has_parameter_privilege('session_replication_role', 'SET')")
        else:
            cursor.execute("SELECT current_setting('is_superuser') = 'on'")
        return bool(cursor.fetchone()[0])


def _bound(value: Any) -> Any:
    """Return a value as SQLite's statements take it: as Django writes it there."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return value.hex
    return str(value) if isinstance(value, str) else value
