"""A new installation, whose tables are made at once, has what one has that went through every migration."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from portal.tests.schema import schema_of

MADE_AT_START = {"portal_cache", "sqlite_sequence"}
"""What no migration makes."""

UNKEPT = {"id", "applied", "content_type_id"}
"""What differs from one installation to the next."""


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of a new installation."""
    folder = tmp_path_factory.mktemp("installation")
    names = ("DATABASE_URL", "REDIS_URL", "PORTAL_MODE")
    env = {name: value for name, value in os.environ.items() if name not in names}
    command = [sys.executable, "manage.py", "prepare"]
    subprocess.run(command, cwd=settings.BASE_DIR, env={**env, "PORTAL_VAR": str(folder)}, check=True)
    return folder / "db.sqlite3"


def drawn(file: Path) -> dict[tuple[str, str], frozenset[str]]:
    """Return tables, indexes and triggers by kind and name, each as the parts it consists of, in whatever order."""
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
        rows = database.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
    return {
        (kind, name): frozenset(parts(sql or "")) if kind == "table" else frozenset([sql])
        for kind, name, sql in rows
        if name not in MADE_AT_START and "portal_cache" not in name
    }


def parts(sql: str) -> Iterator[str]:
    """Give the columns and constraints of a table; which comes first follows from when it was added."""
    inside = sql[sql.index("(") + 1 : sql.rindex(")")]
    depth, begin = 0, 0
    for place, letter in enumerate(inside):
        depth += (letter == "(") - (letter == ")")
        if letter == "," and not depth:
            yield inside[begin:place].strip()
            begin = place + 1
    yield inside[begin:].strip()


def rows_of(file: Path) -> dict[str, list[str]]:
    """Return what is written in each table, without the keys that a database gives."""
    written = {}
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
        database.row_factory = sqlite3.Row
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in {*tables} - MADE_AT_START:
            rows = database.execute(f'SELECT * FROM "{table}"').fetchall()
            written[table] = sorted(str([(key, row[key]) for key in sorted({*row.keys()} - UNKEPT)]) for row in rows)
    return written


@pytest.mark.one_database
@pytest.mark.skipif(connection.vendor != "sqlite", reason="The tables of a server are migrated.")
def test_tables_made_at_once_are_those_that_the_migrations_make(db: None, prepared: Path) -> None:
    migrated, made = drawn(schema_of(connection).file), drawn(prepared)

    assert sorted({*made} ^ {*migrated}) == []
    assert {one: (made[one] ^ migrated[one]) for one in made if made[one] != migrated[one]} == {}
    assert len(made) > 300


@pytest.mark.one_database
@pytest.mark.skipif(connection.vendor != "sqlite", reason="The tables of a server are migrated.")
def test_tables_made_at_once_hold_what_the_migrations_write(db: None, prepared: Path) -> None:
    assert rows_of(prepared) == rows_of(schema_of(connection).file)
