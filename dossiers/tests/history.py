"""Files of history for tests: rows of a known shape, of which a test says only what matters to it."""

import csv
from pathlib import Path

from dossiers.history.importing import Report, import_history
from dossiers.history.rows import COLUMNS, LOG_COLUMNS
from dossiers.tests.world import MONDAY_MORNING

ROW = {
    "code": "HS-1",
    "procedure_code": "9.000001",
    "agency_code": "H98.03",
    "sector": "Bổ trợ tư pháp",
    "channel": "desk",
    "applicant_name": "Nguyễn Thị Hoa",
    "submitted_at": "2026-01-05T08:00:00+07:00",
    "received_at": "2026-01-05T09:00:00+07:00",
    "due_at": "2026-01-12T17:00:00+07:00",
}
"""A dossier that is open. What a test does not name is empty."""


def write(path: Path, rows: list[dict[str, str]], columns: tuple[str, ...] = COLUMNS) -> Path:
    """Write a file of rows; what a row does not name is as in `ROW`."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def imported(folder: Path, *rows: dict[str, str], log: list[dict[str, str]] | None = None, **options) -> Report:
    """Import rows, each as `ROW` but for what it says, with codes HS-1, HS-2… where it says none."""
    told = [{**ROW, "code": f"HS-{number}", **row} for number, row in enumerate(rows, start=1)]
    path = write(folder / "history.csv", told)
    events = write(folder / "events.csv", log, LOG_COLUMNS) if log is not None else None
    return import_history(path, events_path=events, at=options.pop("at", MONDAY_MORNING), **options)
