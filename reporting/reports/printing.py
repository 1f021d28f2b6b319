"""How the cells of a report are written: numbers as in Vietnam, percentages worked out, “–” for nothing of nothing.

Page and paper write the same; files for machines take the numbers themselves (`reporting.formats`).
"""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from agencies.numerals import written_number, written_percent
from reporting.periods import SECONDS_A_DAY
from reporting.rates import wilson
from reporting.reports.snapshot import Cell, Column, Ratio, Row, Snapshot, Unit, percentages

NOTHING = "–"
TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Printed:
    """A cell as it is read; `of` is the whole of a rate, to be printed beside it."""

    column: Column
    cell: Cell
    text: str
    of: str = ""
    is_zero: bool = False


def printed_row(snapshot: Snapshot, row: Row) -> list[Printed]:
    """Return the cells of a row as they are read, in the language that is active."""
    percents = percentages(snapshot.columns, row)
    return [
        _printed(column, cell, percents.get(column.key))
        for column, cell in zip(snapshot.columns, row.cells, strict=True)
    ]


def written(unit: Unit, cell: Cell) -> str:
    """Return a cell by itself, as a corrigendum prints it; a rate as “part/whole”."""
    if isinstance(cell, Ratio):
        return f"{written_number(cell.part)}/{written_number(cell.whole)}"
    if cell is None or (cell == "" and unit != Unit.TEXT):
        return NOTHING
    if isinstance(cell, str):
        return f"{date.fromisoformat(cell):%d/%m/%Y}" if unit == Unit.DATE else cell
    if unit == Unit.DURATION:
        return written_number(days(cell), 1)
    if unit == Unit.POINTS:
        return written_number(Decimal(cell) / 100, 2)
    return written_number(cell)


def days(seconds: int) -> Decimal:
    """Return a duration in days, with one decimal, rounded half up."""
    return (Decimal(seconds) / SECONDS_A_DAY).quantize(TENTH, ROUND_HALF_UP)


def interval(cell: Ratio) -> str:
    """Return between which percentages a rate lies: “96,3–100 %”."""
    found = wilson(cell.part, cell.whole)
    if found is None:
        return NOTHING
    return f"{written_number(found.low, 1)}–{written_percent(found.high, 1)}"


def _printed(column: Column, cell: Cell, percent: Decimal | None) -> Printed:
    if isinstance(cell, Ratio) and column.unit == Unit.INTERVAL:
        return Printed(column, cell, interval(cell))
    if isinstance(cell, Ratio):
        text = NOTHING if percent is None else written_percent(percent)
        return Printed(column, cell, text, written_number(cell.whole) if cell.whole else "")
    return Printed(column, cell, written(column.unit, cell), is_zero=cell == 0)
