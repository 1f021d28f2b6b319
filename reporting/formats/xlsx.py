"""A report as XLSX: the table as it was published, and a second sheet that explains it."""

import io
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.utils import timezone
from django.utils.translation import override

from agencies.vietnamese import normalised
from reporting.formats.layout import Heading, Line, Percentage, Value, above, below, headings, lines
from reporting.reports.snapshot import Snapshot

PLAIN = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
NUMBERS = {"count": "#,##0", "decimal": "#,##0.00", "day": "dd/mm/yyyy", "percent": "0.00%", "text": "@"}


def render(snapshot: Snapshot) -> bytes:
    """Return the file; no cell is ever a formula, and the same report gives the same bytes."""
    # Takes a while to import, and only few ask for a workbook.
    import xlsxwriter

    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, PLAIN)
    made = timezone.localtime(datetime.fromisoformat(snapshot.as_of)).replace(tzinfo=None)
    book.set_properties({"title": snapshot.title, "company": snapshot.issuer, "created": made})
    with override("vi"):
        _write_table(book, snapshot)
        _write_explanation(book, snapshot)
    book.close()
    return file.getvalue()


def _write_table(book: Any, snapshot: Snapshot) -> None:
    sheet, columns = book.add_worksheet("Báo cáo"), headings(snapshot)
    bold = book.add_format({"bold": True})
    title = book.add_format({"bold": True, "font_size": 14})
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width)
    top = above(snapshot)
    for number, line in enumerate(top):
        sheet.write_string(number, 0, normalised(line), title if line == snapshot.title else bold)
    first = len(top) + 1
    _write_headings(sheet, columns, first, book)
    formats = {(name, is_total): _format(book, name, is_total) for name in NUMBERS for is_total in (False, True)}
    for number, row in enumerate(lines(snapshot), start=first + 2):
        _write_line(sheet, number, row, formats)
    sheet.freeze_panes(first + 2, 2)
    sheet.repeat_rows(first, first + 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _write_headings(sheet: Any, columns: Sequence[Heading], first: int, book: Any) -> None:
    """Write two lines of headings; what stands under one group is joined."""
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter", "align": "center", "border": 1})
    place = 0
    for group, members in groupby(columns, key=lambda column: column.group):
        names = [normalised(column.label) for column in members]
        last = place + len(names) - 1
        if not group:
            for number, name in enumerate(names, start=place):
                sheet.merge_range(first, number, first + 1, number, name, head)
        else:
            if len(names) > 1:
                sheet.merge_range(first, place, first, last, normalised(group), head)
            else:
                sheet.write_string(first, place, normalised(group), head)
            for number, name in enumerate(names, start=place):
                sheet.write_string(first + 1, number, name, head)
        place = last + 1


def _format(book: Any, name: str, is_total: bool) -> Any:
    wrap = {"text_wrap": True} if name == "text" else {}
    return book.add_format({"num_format": NUMBERS[name], "bold": is_total, "valign": "top", "border": 1, **wrap})


def _write_line(sheet: Any, number: int, row: Line, formats: dict[tuple[str, bool], Any]) -> None:
    for place, value in enumerate(row.values):
        name = _kind(value)
        format_ = formats[name, row.is_total]
        if value is None:
            sheet.write_blank(number, place, None, format_)
        elif isinstance(value, str):
            sheet.write_string(number, place, normalised(value), format_)
        elif isinstance(value, date):
            sheet.write_datetime(number, place, value, format_)
        else:
            sheet.write_number(number, place, value.value / 100 if isinstance(value, Percentage) else value, format_)


def _kind(value: Value) -> str:
    if isinstance(value, Percentage):
        return "percent"
    if isinstance(value, date):
        return "day"
    if isinstance(value, Decimal):
        return "decimal"
    return "count" if isinstance(value, int) else "text"


def _write_explanation(book: Any, snapshot: Snapshot) -> None:
    sheet = book.add_worksheet("Giải thích")
    wrap, bold = book.add_format({"text_wrap": True, "valign": "top"}), book.add_format({"bold": True, "valign": "top"})
    sheet.set_column(0, 0, 44)
    sheet.set_column(1, 1, 110)
    for number, (name, words) in enumerate(below(snapshot)):
        sheet.write_string(number, 0, normalised(name), bold)
        sheet.write_string(number, 1, normalised(words), wrap)
