"""Rows of the detailed national catalogue: the safe side of `procedures.national`."""

import unicodedata
from typing import Any

from procedures.interchange.codes import BadCode, code_from_number
from procedures.interchange.rows import SourceRow
from procedures.interchange.shape import BadShape, taken
from procedures.interchange.texts import BadText, check_encoding, clean_code, quoted
from procedures.national.reading import ReadRecord, Unreadable
from procedures.national.record import read_record

CODE = "ma_thu_tuc"


def read_national(given: dict[str, Any], *, row: int) -> SourceRow:
    """Return an object of the national catalogue as a row."""
    source = SourceRow(row, code=quoted(str(given.get(CODE) or "")))
    try:
        cells = _cells(given, source.warnings)
        source.code = cells[CODE]
        reading = read_record(cells)
    except (BadText, BadCode, Unreadable) as error:
        source.refusal = str(error)
        return source
    return row_of_reading(source, reading)


def row_of_reading(source: SourceRow, reading: ReadRecord) -> SourceRow:
    """Return a row with what was read of it: its record in the shape that the catalogue keeps, doubts, counts."""
    source.counts = reading.counts
    for doubt in reading.warnings:
        raw = f" “{quoted(doubt.raw, 300)}”" if doubt.raw else ""
        source.warnings.append(f"{doubt.field}: {doubt.reason}{raw}")
    try:
        source.record, warnings = taken(reading.record, is_lenient=True)
    except BadShape as error:
        source.refusal = str(error)
        return source
    source.warnings += warnings
    return source


def _cells(given: dict[str, Any], warnings: list[str]) -> dict[str, str]:
    """Return the columns of a row as texts; raise `BadText` or `BadCode`."""
    cells = {}
    composed: list[str] = []
    for column, value in given.items():
        if column == CODE and isinstance(value, int | float) and not isinstance(value, bool):
            cells[column] = code_from_number(value)
            warnings.append(f"Cột {CODE}: mã được lưu thành số {value}, đã đọc là {cells[column]}.")
        elif value is not None and not isinstance(value, str):
            raise BadText(f"Cột {quoted(column)} phải là chữ.")
        elif column == CODE:
            cells[column] = clean_code(value or "", where=f"Cột {CODE}", warnings=warnings)
        elif value:
            # Not clean yet: where its spaces and line breaks stand tells the parts of a cell.
            check_encoding(value, where=f"Cột {quoted(column)}")
            cells[column] = unicodedata.normalize("NFC", value)
            if cells[column] != value:
                composed.append(quoted(column))
    if CODE not in cells:
        raise BadText("Dòng này không có mã thủ tục.")
    if composed:
        warnings.append(f"Cột {', '.join(composed)} viết bằng Unicode tổ hợp; đã chuyển sang dạng dựng sẵn (NFC).")
    return cells
