"""Lists as files for a spreadsheet: the columns of the screen, written row by row, and no cell is ever a formula."""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO

from django.utils import timezone

from agencies.spreadsheets import BYTE_ORDER_MARK, no_formula
from agencies.vietnamese import normalised

Cell = str | int | float | Decimal | date | datetime | None

MOST_ROWS = 1_048_576
"""A sheet has no more rows; the rest goes on the next one."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list: its heading, what stands in it for a row, how wide it is in a workbook (characters)."""

    label: Any
    cell: Callable[[Any], Cell]
    width: int = 20


class _Line:
    """A file that only hands on what is written to it."""

    def write(self, text: str) -> str:
        return text


def csv_lines(columns: Sequence[Column], rows: Iterable[Any]) -> Iterator[str]:
    """Yield a table as CSV, line by line; moments are local, the mark at the beginning tells a spreadsheet UTF-8."""
    writer = csv.writer(_Line())
    yield BYTE_ORDER_MARK
    yield writer.writerow([safe_text(str(column.label)) for column in columns])
    for row in rows:
        yield writer.writerow([_text(column.cell(row)) for column in columns])


def safe_text(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    # Most cells of a long list are codes and numbers, which have one form only.
    if not (text.isascii() and text.isprintable() and text == text.strip()):
        text = normalised(text)
    return no_formula(text)


def write_workbook(file: BinaryIO, columns: Sequence[Column], rows: Iterable[Any], *, title: str, at: datetime) -> int:
    """Write a table as XLSX and return how many lines it has; it never lies in memory at once."""
    # Takes a while to import, and only few ask for a workbook.
    import xlsxwriter

    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "in_memory": False, **plain})
    book.set_properties({"title": title, "created": timezone.localtime(at).replace(tzinfo=None)})
    formats = _Formats(book)
    sheet, line, count = _sheet(book, columns, formats), 0, 0
    for row in rows:
        count, line = count + 1, line + 1
        if line == MOST_ROWS:
            sheet.autofilter(0, 0, line - 1, len(columns) - 1)
            sheet, line = _sheet(book, columns, formats), 1
        for place, column in enumerate(columns):
            _write(sheet, line, place, column.cell(row), formats)
    sheet.autofilter(0, 0, max(line, 1), len(columns) - 1)
    book.close()
    return count


class _Formats:
    """How the cells of one workbook look."""

    def __init__(self, book: Any) -> None:
        self.head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self.moment = book.add_format({"num_format": "hh:mm dd/mm/yyyy", "valign": "top"})
        self.day = book.add_format({"num_format": "dd/mm/yyyy", "valign": "top"})
        self.text = book.add_format({"text_wrap": True, "valign": "top"})


def _sheet(book: Any, columns: Sequence[Column], formats: _Formats) -> Any:
    """Return an empty sheet with its headings."""
    sheet = book.add_worksheet()
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width)
        sheet.write_string(0, place, str(column.label), formats.head)
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    return sheet


def _write(sheet: Any, line: int, place: int, cell: Cell, formats: _Formats) -> None:
    if isinstance(cell, datetime):
        sheet.write_datetime(line, place, timezone.localtime(cell).replace(tzinfo=None), formats.moment)
    elif isinstance(cell, date):
        sheet.write_datetime(line, place, cell, formats.day)
    elif isinstance(cell, int | float | Decimal):
        sheet.write_number(line, place, cell)
    else:
        sheet.write_string(line, place, cell or "", formats.text)


def _text(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return f"{timezone.localtime(cell):%Y-%m-%d %H:%M}"
    if isinstance(cell, str):
        return safe_text(cell)
    return "" if cell is None else str(cell)
