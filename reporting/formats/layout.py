"""A report laid out for a spreadsheet: lines above the table, headings, rows of values, and what explains them. Pure.

A percentage is worked out here and not kept; the count that it is of stands in a column behind it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

from reporting.reports.printing import days, printed_row, written
from reporting.reports.snapshot import Column, Ratio, Row, Snapshot, Unit, canonical, percentages, sha256_of


class Percentage(NamedTuple):
    """A percentage as it is shown, for a cell that shows percentages."""

    value: Decimal


Value = str | int | Decimal | date | Percentage | None

IN_PERCENT = frozenset({Unit.RATE, Unit.SHARE})
FIRST_WIDTH, TEXT_WIDTH, WIDTH = 40, 28, 13


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of the sheet; `width` in characters."""

    group: str
    label: str
    width: int = WIDTH


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the sheet."""

    values: tuple[Value, ...]
    is_total: bool = False


def headings(snapshot: Snapshot) -> list[Heading]:
    """Return the columns of the sheet: code, name, the report's columns, and the wholes of its percentages."""
    found = [Heading("", "Mã", 16), Heading("", snapshot.row_label, FIRST_WIDTH)]
    for column, _index, has_whole in _columns(snapshot):
        width = TEXT_WIDTH if column.unit == Unit.TEXT else WIDTH
        found.append(Heading(column.group, label_of(column), width))
        if has_whole:
            of = column.label if column.unit == Unit.RATE else column.group
            found.append(Heading(column.group, f"Mẫu số của {of.lower()}" if of else "Mẫu số"))
    return found


def lines(snapshot: Snapshot) -> Iterator[Line]:
    """Yield the rows, each with a value for every heading."""
    for row in snapshot.rows:
        yield Line((row.code, row.label, *_values(snapshot, row)), row.is_total)


def above(snapshot: Snapshot) -> list[str]:
    """Return what stands above the table; its second line is the title."""
    number = f"Số {snapshot.number}" if snapshot.number else "Dự thảo"
    published = f", công bố ngày {_day(snapshot.published_on)}" if snapshot.published_on else ""
    first, last = _day(snapshot.first_on), _day(snapshot.last_on)
    # The names of cut-off periods and of ranges say their days already.
    days = "" if last in snapshot.period_name else f": {first}–{last}"
    period = f"{snapshot.period_name}{days}. {snapshot.scope_name}"
    return [snapshot.issuer, snapshot.title, period, f"{number}{published}", snapshot.unit_note]


def below(snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    """Yield what explains the table, in two columns: notes, definitions, corrections, the hash."""
    for note in snapshot.notes:
        yield "Ghi chú", note
    for one in snapshot.definitions:
        yield one.label, f"{one.sentence} ({one.law})" if one.law else one.sentence
    yield from corrections(snapshot)
    if snapshot.listing.sha256:
        yield "Danh sách hồ sơ", f"{snapshot.listing.length} dòng, SHA-256 {snapshot.listing.sha256}"
    yield "SHA-256 của số liệu", sha256_of(canonical(snapshot))


def corrections(snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    """Yield every cell that this version changes, with what stood there and why."""
    if snapshot.correction is None:
        return
    yield f"Đính chính {snapshot.correction.number}", snapshot.correction.reason
    rows = {row.key: row.label for row in snapshot.rows}
    columns = {column.key: column for column in snapshot.columns}
    for one in snapshot.correction.amendments:
        column = columns.get(one.column)
        place = f"{rows.get(one.row, one.row)}, {_full_label(column) if column else one.column}"
        unit = column.unit if column else Unit.COUNT
        yield place, f"{written(unit, one.old)} → {written(unit, one.new)}"


def _columns(snapshot: Snapshot) -> Iterator[tuple[Column, int, bool]]:
    """Yield each column with its place, and whether the whole of its percentages follows it.

    Shares of one group have one whole, behind the last of them.
    """
    numbered = enumerate(snapshot.columns)
    for _kind, neighbours in groupby(numbered, key=lambda one: (one[1].group, one[1].unit)):
        together = list(neighbours)
        for place, column in together:
            is_last = column is together[-1][1]
            yield column, place, column.unit == Unit.RATE or (column.unit == Unit.SHARE and is_last)


def _values(snapshot: Snapshot, row: Row) -> Iterator[Value]:
    percents, printed = percentages(snapshot.columns, row), printed_row(snapshot, row)
    for column, place, has_whole in _columns(snapshot):
        cell = row.cells[place]
        if column.unit in IN_PERCENT:
            percent = percents.get(column.key)
            yield None if percent is None else Percentage(percent)
        elif isinstance(cell, Ratio):
            # What is worked out from two counts and is no single number, such as an interval.
            yield printed[place].text
        else:
            yield _value(column.unit, cell)
        if has_whole:
            yield cell.whole if isinstance(cell, Ratio) else None


def _value(unit: Unit, cell: int | str | None) -> Value:
    if isinstance(cell, str):
        return date.fromisoformat(cell) if unit == Unit.DATE and cell else cell
    if cell is not None and unit == Unit.DURATION:
        return days(cell)
    return Decimal(cell) / 100 if cell is not None and unit == Unit.POINTS else cell


def label_of(column: Column) -> str:
    """Return the heading of a column, with its unit where the words do not say it."""
    return f"{column.label} (ngày)" if column.unit == Unit.DURATION else column.label


def _full_label(column: Column) -> str:
    return f"{column.group}: {column.label}" if column.group else column.label


def _day(iso: str) -> str:
    return f"{date.fromisoformat(iso):%d/%m/%Y}"
