"""The migrated, empty database that every test run begins with: migrated once, then copied.

Applying every migration takes a worker about twenty seconds; copying what they made takes less than one. The copy is
known by what made it – the migrations, what they import of ours, Django's version – so a changed migration makes
another one. `migrate` still runs over the copy, and finds nothing to do.
"""

import fcntl
import hashlib
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import django
from django.conf import settings

_OURS = re.compile(
    r"^\s*(?:from|import) ((?:agencies|accounts|procedures|dossiers|exchange|reporting|portal)[\w.]*)", re.M
)


def fingerprint(root: Path) -> str:
    """Return a short name for what the migrations below `root` make."""
    migrations = sorted(root.glob("*/migrations/*.py"))
    made_by = {path: path.read_bytes() for path in migrations}
    for text in list(made_by.values()):
        for module in _OURS.findall(text.decode()):
            path = root.joinpath(*module.split(".")).with_suffix(".py")
            # What a module of models lends a migration is the default of a new row: it shapes no table.
            if ".models" not in module and path.exists():
                made_by[path] = path.read_bytes()
    digest = hashlib.sha256(f"{django.VERSION} {sqlite3.sqlite_version}".encode())
    for path, content in sorted(made_by.items()):
        digest.update(str(path.relative_to(root)).encode() + b"\0" + content + b"\0")
    return digest.hexdigest()[:12]


@contextmanager
def one_at_a_time(folder: Path) -> Iterator[IO[str]]:
    """Let one process of this folder make or copy the migrated database; the others wait for it."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "schema.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield lock


class Schema:
    """The migrated database of one set of migrations, kept where the test databases are."""

    def __init__(self, connection: Any, root: Path, folder: Path) -> None:
        """Name it after the migrations below `root`; a file of SQLite is kept in `folder`."""
        self.connection = connection
        self.print = fingerprint(root)
        self.folder = folder
        self.prefix = f"mot_cua_schema_{hashlib.sha256(str(root).encode()).hexdigest()[:8]}_"
        self.is_file = connection.vendor == "sqlite"

    @property
    def file(self) -> Path:
        """Where SQLite keeps it."""
        return self.folder / f"schema-{self.print}.sqlite3"

    def begin_with_it(self) -> bool:
        """Let the test database begin as a copy, if there is one to copy; say whether there is."""
        test = self.connection.settings_dict["TEST"]
        if self.is_file:
            if is_kept := self.file.exists():
                Path(test["NAME"]).write_bytes(self.file.read_bytes())
            return is_kept
        with self._elsewhere() as cursor:
            cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [self.prefix])
            kept = {name for (name,) in cursor.fetchall()}
            for name in kept - {self.prefix + self.print}:
                cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        if is_kept := self.prefix + self.print in kept:
            test["TEMPLATE"] = self.prefix + self.print
        return is_kept

    def keep(self) -> None:
        """Keep a copy of the test database, which has just been migrated."""
        if self.is_file:
            for old in self.folder.glob("schema-*.sqlite3"):
                old.unlink()
            unfinished = self.file.with_suffix(".unfinished")
            unfinished.unlink(missing_ok=True)
            with self.connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [str(unfinished)])
            unfinished.rename(self.file)
            return
        migrated = self.connection.settings_dict["NAME"]
        self.connection.close()
        with self._elsewhere() as cursor:
            # Copied under another name first: what bears the right one is whole.
            cursor.execute(f'DROP DATABASE IF EXISTS "{self.prefix}unfinished"')
            cursor.execute(f'CREATE DATABASE "{self.prefix}unfinished" TEMPLATE "{migrated}"')
            cursor.execute(f'ALTER DATABASE "{self.prefix}unfinished" RENAME TO "{self.prefix}{self.print}"')

    @contextmanager
    def _elsewhere(self) -> Iterator[Any]:
        """Speak to the server without touching the test database."""
        with self.connection._nodb_cursor() as cursor:
            yield cursor


def schema_of(connection: Any) -> Schema:
    """Return the schema of this checkout on this connection."""
    return Schema(connection, Path(settings.BASE_DIR), Path(settings.VAR_DIR) / "test")
