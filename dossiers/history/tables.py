"""The fast way into the database: COPY on PostgreSQL, one prepared statement for many rows on SQLite."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import BytesIO

from django.db import IntegrityError, connection, models

from dossiers.history.lines import values_of
from dossiers.models import Dossier

READ_AT_ONCE = 1 << 24
"""COPY takes a table's lines in one go: to ask for more it would have to wait until the thread that reads lets it."""

OFFSET = "+00:00"
"""What stands at the end of every instant of a line; SQLite keeps instants in UTC without it."""


def insert_lines(model: type[models.Model], columns: Sequence[str], lines: Sequence[str]) -> None:
    """Write rows of the named attributes (`attname`), as `lines` writes them; the caller holds the transaction.

    Columns that are not named must be nullable or have a default of the database. Constraints and triggers hold as
    for any other statement.
    """
    quoted = connection.ops.quote_name
    table = quoted(model._meta.db_table)
    known = {field.attname: field for field in model._meta.concrete_fields}
    names = ", ".join(quoted(str(known[name].column)) for name in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            copied = BytesIO("\n".join([*lines, ""]).encode())
            cursor.copy_expert(f"COPY {table} ({names}) FROM STDIN", copied, READ_AT_ONCE)
        else:
            places = ", ".join(["%s"] * len(columns))
            statement = f"INSERT INTO {table} ({names}) VALUES ({places})"  # noqa: S608 — names of our own columns
            are_instants = [isinstance(known[name], models.DateTimeField) for name in columns]
            cursor.executemany(statement, [_bound(line, are_instants) for line in lines])


def take_keys(count: int) -> Iterator[int]:
    """Return the primary keys of dossiers to be written; one query. The caller holds the transaction."""
    table = Dossier._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sequence = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
            cursor.execute(f"SELECT ARRAY({sequence})", [table, count])
            return iter(cursor.fetchone()[0])
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


def _bound(line: str, are_instants: Sequence[bool]) -> list[str | None]:
    """Return the columns of a line as SQLite takes them: instants as Django keeps them there, numbers as texts."""
    return [
        value.removesuffix(OFFSET) if value and is_instant else value
        for value, is_instant in zip(values_of(line), are_instants, strict=True)
    ]
