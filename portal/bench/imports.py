"""The import of history: how many dossiers a second, with their events and ledgers, and the same file again."""

import csv
import resource
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from django.utils import timezone

from dossiers.history.importing import import_history
from dossiers.history.rows import COLUMNS

ROWS = 200_000
FIRST_DAY = datetime(2022, 1, 3, 2, tzinfo=UTC)
WARMING_ROWS = 2_000
"""How many rows go in first, uncounted: with them the process loads what an import needs."""


def measure(write: Callable[[str], object], *, rows: int = ROWS) -> None:
    """Import a file of another system, twice, and write a line of the table for each time."""
    with TemporaryDirectory(prefix="motcua-") as folder:
        warming, file = Path(folder) / "warming.csv", Path(folder) / "history.csv"
        _write_file(warming, "TRUOC", WARMING_ROWS)
        _write_file(file, "CU", rows)
        import_history(warming, at=timezone.now(), creates_missing=True)
        before = _most_megabytes()
        for what in ("import of history", "the same file again"):
            began, cpu_before = time.perf_counter(), time.process_time()
            report = import_history(file, at=timezone.now(), creates_missing=True)
            seconds, cpu = time.perf_counter() - began, time.process_time() - cpu_before
            taken = report.created + report.unchanged
            more = _most_megabytes() - before
            write(
                f"| {what}, {taken:,} dossiers | {seconds:.1f} s | {taken / seconds:,.0f} a second,"
                f" {cpu:.1f} s of our processor time, {more:.0f} MB more memory |"
            )


def _most_megabytes() -> float:
    """Return the most memory that this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _write_file(path: Path, prefix: str, rows: int) -> None:
    """Write a file as a department's old system would: five offices, forty procedures, a year and a half."""
    rnd = Random(prefix)  # noqa: S311 — the same file each time
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for number in range(rows):
            received = FIRST_DAY + timedelta(minutes=rnd.randrange(540 * 1440))
            due = received + timedelta(days=rnd.choice((5, 7, 14, 30)))
            finished = received + (due - received) * rnd.random() * 1.1 if rnd.random() < 0.95 else None
            returned = finished + timedelta(hours=20) if finished and rnd.random() < 0.9 else None
            writer.writerow(
                [
                    f"{prefix}-{number:07d}",
                    f"CU.{rnd.randrange(40):03d}",
                    f"CU-{rnd.randrange(5)}",
                    f"Lĩnh vực {rnd.randrange(8)}",
                    rnd.choice(("Trực tuyến", "Trực tiếp", "Bưu chính")),
                    rnd.choice(("mức 3", "mức 4", "")),
                    f"Nguyễn Văn {number}",
                    f"Cán bộ {rnd.randrange(60)}",
                    (received - timedelta(hours=2)).isoformat(),
                    *(at.isoformat() if at else "" for at in (received, due, finished, returned)),
                    "granted" if finished else "",
                ]
            )
