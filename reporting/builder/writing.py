"""The answer as a page shows it: numbers and days as they are written, a dash for nothing. Pure."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from agencies.numerals import written_number
from dossiers.papers.tables import Cell
from reporting.builder.tables import Heading


def cells(headings: Sequence[Heading], row: dict[str, Any]) -> list[dict[str, Any]]:
    """Return a row as the table component takes it."""
    return [{"text": written(heading.value(row)), "numeric": heading.is_number} for heading in headings]


def written_row(headings: Sequence[Heading], row: dict[str, Any], *, skip: int) -> list[dict[str, Any]]:
    """Return the line of totals: its name under the first columns, then the numbers."""
    names = [{"text": _("Tổng cộng")}, *({"text": ""} for _column in range(skip - 1))]
    return [*names, *cells(headings[skip:], row)]


def written(cell: Cell) -> str:
    """Return what is read in a cell."""
    if cell is None:
        return "–"
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, int):
        return written_number(cell)
    return written_number(cell, 2) if isinstance(cell, Decimal | float) else cell
