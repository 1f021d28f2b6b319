"""What many tests begin with is made once a process; later tests get its rows by one INSERT a table, and fresh copies.

The small world is written by the services of the catalogue, in some fifty statements and a good part of a test's time.
Its rows are the same each time, so they are read off once, as literals, and written back. Nothing else is shared: each
test has its own transaction, and its own objects.
"""

import pickle
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar, cast

from django.db import IntegrityError, connection, transaction

from agencies import calendars

T = TypeVar("T")

Rows = dict[str, set[str]]
"""Of each table its rows, each as the literals that an INSERT takes."""


@dataclass(frozen=True)
class Memory:
    """What was made: the statements that write its rows, and the objects that its maker returned."""

    statements: list[str]
    objects: bytes


_memories: dict[str, Memory] = {}
_columns: dict[str, list[str]] = {}


def remembered(make: Callable[[], T]) -> T:
    """Return what `make` makes, inside the transaction of the caller; only its first call in a process runs it."""
    name = f"{make.__module__}.{make.__qualname__}"
    if memory := _memories.get(name):
        try:
            return cast(T, _recalled(memory))
        except IntegrityError:
            # The test wrote rows of its own first, where the remembered ones belong.
            return make()
    before = _rows()
    made = make()
    after = _rows()
    if all(before[table] <= rows for table, rows in after.items()):
        added = {table: sorted(rows - before[table]) for table, rows in after.items()}
        _memories[name] = Memory(_statements(added), pickle.dumps(made))
    return made


def _recalled(memory: Memory) -> object:
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(";".join(memory.statements))
        else:
            for statement in memory.statements:
                cursor.execute(statement)
    # Kept by the key of a revision, which is the same one in each test; what a test did to its rows is not.
    calendars._states.clear()
    return pickle.loads(memory.objects)


def _rows() -> Rows:
    """Read every row of every table of ours, as literals; one statement a table."""
    quoted = "quote_nullable({}::text)" if connection.vendor == "postgresql" else "quote({})"
    rows: Rows = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.django_table_names(only_existing=True):
            if table not in _columns:
                _columns[table] = [
                    column.name for column in connection.introspection.get_table_description(cursor, table)
                ]
            literals = " || ',' || ".join(quoted.format(_name(column)) for column in _columns[table])
            cursor.execute(f"SELECT {literals} FROM {_name(table)}")
            rows[table] = {literal for (literal,) in cursor.fetchall()}
    return rows


def _statements(rows: dict[str, list[str]]) -> list[str]:
    return [
        f"INSERT INTO {_name(table)} ({', '.join(map(_name, _columns[table]))})"
        f" VALUES {', '.join(f'({literals})' for literals in of_table)}"
        for table, of_table in rows.items()
        if of_table
    ]


def _name(name: str) -> str:
    return connection.ops.quote_name(name)
