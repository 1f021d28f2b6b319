"""Writing our own format: a record a line, or a workbook with a sheet for each part. Streams; holds no more than asked.

Law of both: reading what was written yields the same canonical records (`docs/exchange-format.md`).
"""

import json
from collections.abc import Iterable, Iterator
from typing import IO, TYPE_CHECKING, Any

from procedures.interchange import form
from procedures.interchange.form import Holds, SheetForm
from procedures.records import Record

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

MOST_OF_A_CELL = 32_767
"""Characters that Excel keeps in a cell."""


class TextTooLong(ValueError):
    """A text does not fit into a cell of Excel; the message names procedure and column, in Vietnamese."""


def line_of(record: Record) -> str:
    """Return a canonical record as one line of JSON, with its line break."""
    return json.dumps(record, ensure_ascii=False, separators=(", ", ": ")) + "\n"


def write_workbook(records: Iterable[Record], file: IO[bytes]) -> int:
    """Write canonical records as a workbook; return how many. Raises `TextTooLong`."""
    # Ten megabytes that no other page needs.
    from xlsxwriter import Workbook

    # Each sheet waits in a file of its own, so the number of records costs no memory.
    with Workbook(file, {"constant_memory": True, "strings_to_urls": False, "strings_to_numbers": False}) as workbook:
        bold = workbook.add_format({"bold": True})
        about = workbook.add_worksheet(form.ABOUT)
        pages = {sheet.name: _Page(workbook.add_worksheet(sheet.name), sheet, bold) for sheet in form.SHEETS}
        count = 0
        for count, record in enumerate(records, start=1):  # noqa: B007 - the last one is the count
            for sheet, row in _rows(record):
                pages[sheet.name].write(record["code"], row)
        _write_about(about, count=count)
    return count


def _write_about(page: "Worksheet", *, count: int) -> None:
    lines = [
        (form.FORMAT_TITLE, form.FORMAT),
        (form.VERSION_TITLE, form.VERSION),
        ("Số thủ tục", count),
        ("Cách dùng", "Mỗi trang là một phần của thủ tục; các dòng nối với nhau bằng mã thủ tục. Không đổi tên cột."),
    ]
    for place, line in enumerate(lines):
        page.write_row(place, 0, line)


class _Page:
    """A sheet that is being written, row after row."""

    def __init__(self, page: "Worksheet", sheet: SheetForm, bold: Any) -> None:
        self._page = page
        self._sheet = sheet
        self._place = 0
        page.freeze_panes(1, 1)
        page.set_column(0, len(sheet.titles) - 1, 18)
        page.write_row(0, 0, sheet.titles, bold)

    def write(self, code: str, row: Record) -> None:
        self._place += 1
        self._page.write_string(self._place, 0, code)
        for place, column in enumerate(self._sheet.columns, start=1):
            value = row[column.key]
            if column.holds is Holds.FLAG:
                self._page.write_boolean(self._place, place, value)
            elif column.holds in (Holds.WHOLE, Holds.NUMBER):
                if value is not None:
                    self._page.write_number(self._place, place, value)
            elif text := "\n".join(value) if column.holds is Holds.WORDS else value:
                if len(text) > MOST_OF_A_CELL:
                    raise TextTooLong(
                        f"Thủ tục {code}: “{column.title}” dài {len(text)} ký tự, ô Excel chỉ chứa {MOST_OF_A_CELL}."
                        " Hãy xuất dạng JSON."
                    )
                self._page.write_string(self._place, place, text)


def _rows(record: Record) -> Iterator[tuple[SheetForm, Record]]:
    """Yield the rows of a record with the sheets that they stand in."""
    yield form.PROCEDURES, {**record, "promulgation": record["promulgation"]["number"]}
    for sheet in form.TEXT_SHEETS:
        for text in record[sheet.part]:
            yield sheet, {"text": text}
    for sheet in form.ROW_SHEETS:
        for row in record[sheet.part]:
            yield sheet, row
    for way in record["ways"]:
        yield form.WAYS, way
        for sheet in form.WAY_SHEETS:
            for row in way[sheet.part]:
                yield sheet, {**row, "channel": way["channel"]}
    for number, process in enumerate(record["processes"], start=1):
        for stage in process["stages"]:
            yield form.STAGES, {**stage, "process": number, "agencies": process["agencies"]}
