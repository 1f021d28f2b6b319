"""The fast way into the database: COPY on PostgreSQL, one prepared statement for many rows on SQLite."""

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db import connection, models

from dossiers.models import Dossier

Row = tuple[Any, ...]

NULL = "\\N"
ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def insert_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Write rows of the named attributes (`attname`); the caller holds the transaction.

    Columns that are not named must be nullable or have a default of the database. Constraints and triggers hold as
    for any other statement.
    """
    table = connection.ops.quote_name(model._meta.db_table)
    names = ", ".join(connection.ops.quote_name(model._meta.get_field(name).column) for name in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            copied = io.StringIO("".join(map(_line, rows)))
            cursor.copy_expert(f"COPY {table} ({names}) FROM STDIN", copied)
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


def _line(row: Row) -> str:
    return "\t".join([WRITTEN.get(type(value), _text)(value) for value in row]) + "\n"


def _text(value: object) -> str:
    text = str(value)
    return text if text.isprintable() and "\\" not in text else text.translate(ESCAPED)


WRITTEN: dict[type, Callable[[Any], str]] = {
    type(None): lambda _value: NULL,
    bool: lambda value: "t" if value else "f",
    int: str,
    datetime: datetime.isoformat,
    date: date.isoformat,
    UUID: str,
}


def _bound(value: Any) -> Any:
    """Return a value as SQLite's statements take it: as Django writes it there."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return value.hex
    return str(value) if isinstance(value, str) else value
