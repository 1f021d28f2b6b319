"""Lists as files for a spreadsheet: the columns of the screen, written row by row, and no cell is ever a formula."""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

from django.utils import timezone

from agencies.vietnamese import normalised

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet takes a text that begins so for a formula."""

Cell = str | int | datetime | None


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
    yield "\ufeff"
    yield writer.writerow([safe_text(str(column.label)) for column in columns])
    for row in rows:
        yield writer.writerow([_text(column.cell(row)) for column in columns])


def safe_text(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    text = normalised(text)
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


def write_workbook(file: BinaryIO, columns: Sequence[Column], rows: Iterable[Any], *, title: str, at: datetime) -> int:
    """Write a table as XLSX and return how many lines it has; it never lies in memory at once."""
    # Takes a while to import, and only few ask for a workbook.
    import xlsxwriter

    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "in_memory": False, **plain})
    book.set_properties({"title": title, "created": timezone.localtime(at).replace(tzinfo=None)})
    sheet = book.add_worksheet()
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    moment = book.add_format({"num_format": "hh:mm dd/mm/yyyy", "valign": "top"})
    text = book.add_format({"text_wrap": True, "valign": "top"})
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width)
        sheet.write_string(0, place, str(column.label), head)
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    count = 0
    for count, row in enumerate(rows, start=1):
        for place, column in enumerate(columns):
            cell = column.cell(row)
            if isinstance(cell, datetime):
                sheet.write_datetime(count, place, timezone.localtime(cell).replace(tzinfo=None), moment)
            elif isinstance(cell, int):
                sheet.write_number(count, place, cell)
            else:
                sheet.write_string(count, place, cell or "", text)
    sheet.autofilter(0, 0, max(count, 1), len(columns) - 1)
    book.close()
    return count


def _text(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return f"{timezone.localtime(cell):%Y-%m-%d %H:%M}"
    return safe_text(str(cell)) if cell is not None else ""
