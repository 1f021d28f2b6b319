"""A file beside the database in which an import remembers codes and events: memory does not grow with the files."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from dossiers.history.rows import LogRow

CODES_AT_ONCE = 900
"""How many codes stand in one statement: SQLite takes a thousand parameters."""


class Scratch:
    """What has been read so far. It holds one connection and is used by one thread."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        connection.executescript(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
            "CREATE TABLE seen (code TEXT PRIMARY KEY) WITHOUT ROWID;"
            "CREATE TABLE log (code TEXT, line INT, step TEXT, action TEXT, officer TEXT, at TEXT, claimed INT);"
            "BEGIN;"
        )

    def is_new(self, code: str) -> bool:
        """Remember a code and say whether it had not been there before."""
        return self._connection.execute("INSERT OR IGNORE INTO seen VALUES (?)", [code]).rowcount == 1

    def keep_log(self, rows: Iterable[LogRow]) -> None:
        """Keep the events of a whole file."""
        told = ((row.code, row.line, row.step, row.action, row.officer, row.at.isoformat(), 0) for row in rows)
        self._connection.executemany("INSERT INTO log VALUES (?, ?, ?, ?, ?, ?, ?)", told)
        self._connection.execute("CREATE INDEX log_of_dossier ON log (code, at, line)")

    def claim_log(self, codes: Sequence[str]) -> dict[str, list[LogRow]]:
        """Return the events of dossiers in the order in which they happened, and remember that somebody has them."""
        found: dict[str, list[LogRow]] = defaultdict(list)
        for start in range(0, len(codes), CODES_AT_ONCE):
            some = codes[start : start + CODES_AT_ONCE]
            condition = f"code IN ({', '.join('?' * len(some))})"
            rows = self._connection.execute(
                f"SELECT code, line, step, action, officer, at FROM log WHERE {condition} ORDER BY at, line",  # noqa: S608 — places for parameters
                some,
            )
            for code, line, step, action, officer, at in rows:
                found[code].append(LogRow(line, code, step, action, officer, datetime.fromisoformat(at)))
            self._connection.execute(f"UPDATE log SET claimed = 1 WHERE {condition}", some)  # noqa: S608
        return found

    def unclaimed_log(self) -> Iterator[tuple[int, str]]:
        """Yield line and code of the events whose dossier was not in the file, or was refused."""
        return iter(self._connection.execute("SELECT line, code FROM log WHERE claimed = 0 ORDER BY line"))


@contextmanager
def scratch() -> Iterator[Scratch]:
    """Make a scratch file for the time of one import."""
    with (
        TemporaryDirectory(prefix="motcua-") as folder,
        closing(sqlite3.connect(Path(folder) / "scratch.sqlite3", isolation_level=None)) as connection,
    ):
        yield Scratch(connection)
