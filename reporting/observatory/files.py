"""A table of the observatory as a file: CSV for a spreadsheet, JSON with licence, dictionary and columns."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from agencies.spreadsheets import BYTE_ORDER_MARK
from dossiers.papers.tables import safe_text
from procedures.open_data.files import LICENCE
from reporting.observatory.tables import Value
from reporting.opendata.dictionary import OpenColumn
from reporting.periods import Period

FORMS = {"csv": "text/csv; charset=utf-8", "json": "application/json; charset=utf-8"}
"""What a table may leave as, with its media type."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table with what a reader must know of it; `dictionary` is the address where its columns are explained."""

    title: str
    about: str
    period: Period
    columns: Sequence[OpenColumn]
    rows: Iterable[Sequence[Value]]
    dictionary: str


def as_csv(sheet: Sheet) -> bytes:
    """Return the table with its column names; no cell is ever a formula, what is not shown is empty."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([column.name for column in sheet.columns])
    for row in sheet.rows:
        writer.writerow([_text(value) for value in row])
    return (BYTE_ORDER_MARK + text.getvalue()).encode()


def as_json(sheet: Sheet) -> bytes:
    """Return the table as one object: its rows are objects, what is not shown is null."""
    names = [column.name for column in sheet.columns]
    document: dict[str, Any] = {
        "title": sheet.title,
        "about": sheet.about,
        "first_on": sheet.period.first_on.isoformat(),
        "last_on": sheet.period.last_on.isoformat(),
        "licence": LICENCE,
        "dictionary": sheet.dictionary,
        "columns": [{"name": column.name, "meaning": str(column.meaning)} for column in sheet.columns],
        "rows": [dict(zip(names, map(_number, row), strict=True)) for row in sheet.rows],
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


WRITTEN = {"csv": as_csv, "json": as_json}


def _text(value: Value) -> str:
    if value is None:
        return ""
    return safe_text(value) if isinstance(value, str) else str(value)


def _number(value: Value) -> Any:
    return float(value) if isinstance(value, Decimal) else value
