"""A report as CSV for a spreadsheet: one line of headings, then the rows; percentages with the count they are of."""

import csv
import io
from collections.abc import Iterator
from decimal import Decimal

from agencies.spreadsheets import BYTE_ORDER_MARK
from dossiers.papers.tables import safe_text
from reporting.rates import wilson
from reporting.reports.printing import days
from reporting.reports.snapshot import Cell, Column, Ratio, Row, Snapshot, Unit, percentages


def render(snapshot: Snapshot) -> bytes:
    """Return the table; no cell is ever a formula."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([safe_text(heading) for heading in _headings(snapshot)])
    for row in snapshot.rows:
        writer.writerow(_line(snapshot, row))
    return (BYTE_ORDER_MARK + text.getvalue()).encode()


def _headings(snapshot: Snapshot) -> Iterator[str]:
    yield "Mã"
    yield snapshot.row_label
    for column in snapshot.columns:
        name = f"{column.group}: {column.label}" if column.group else column.label
        if column.unit in {Unit.RATE, Unit.SHARE}:
            yield f"{name} (%)"
            yield f"{name} (tử số)"
            yield f"{name} (mẫu số)"
        elif column.unit == Unit.INTERVAL:
            yield f"{name} (%)"
        else:
            yield f"{name} (ngày)" if column.unit == Unit.DURATION else name


def _line(snapshot: Snapshot, row: Row) -> list[str]:
    percents = percentages(snapshot.columns, row)
    cells = [safe_text(row.code), safe_text(row.label)]
    for column, cell in zip(snapshot.columns, row.cells, strict=True):
        cells += _cells(column, cell, percents.get(column.key))
    return cells


def _cells(column: Column, cell: Cell, percent: Decimal | None) -> list[str]:
    if column.unit in {Unit.RATE, Unit.SHARE}:
        parts = [str(cell.part), str(cell.whole)] if isinstance(cell, Ratio) else ["", ""]
        return ["" if percent is None else str(percent), *parts]
    if isinstance(cell, Ratio):
        found = wilson(cell.part, cell.whole)
        return [f"{found.low}–{found.high}" if found else ""]
    if cell is None:
        return [""]
    if isinstance(cell, str):
        return [safe_text(cell)]
    if column.unit == Unit.DURATION:
        return [str(days(cell))]
    return [str(Decimal(cell) / 100)] if column.unit == Unit.POINTS else [str(cell)]
