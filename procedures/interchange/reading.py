"""Reading our own format: a record a line, or a workbook with a sheet for each part.

A row brings only the keys that the file has: what a line or a sheet does not mention is not said to be empty.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from agencies.vietnamese import folded
from procedures.interchange import form
from procedures.interchange.cells import BadCell, code_of, value_of
from procedures.interchange.form import SheetForm
from procedures.interchange.rows import MOST_PROCEDURES, BadFile, SourceRow, counts_of
from procedures.interchange.shape import BadShape, taken
from procedures.interchange.tables import Table, check_columns, check_length, find_table
from procedures.interchange.texts import quoted
from procedures.workbooks import Sheet, SheetRow, Workbook

MOST_PART_ROWS = 400_000

Parts = dict[str, dict[str, list[dict[str, Any]]]]
"""The rows of the sheets: by part, then by code."""


def read_given(given: dict[str, Any], *, row: int) -> SourceRow:
    """Return an object of our JSON as a row."""
    source = SourceRow(row, code=quoted(str(given.get("code") or "")))
    try:
        source.record, source.warnings = taken(given)
    except BadShape as error:
        source.refusal = str(error)
        return source
    source.code = source.record["code"]
    source.counts = counts_of(source.record)
    return source


def is_own_workbook(workbook: Workbook) -> bool:
    """Say whether a workbook is of our format; raise `BadFile` where it is of a version that we do not know."""
    about: dict[str, str] = {}
    for row in workbook.sheets[0].rows() if workbook.sheets else ():
        if row.number > len(form.SHEETS):
            break
        about[row.cells[1].text if 1 in row.cells else ""] = row.cells[2].text if 2 in row.cells else ""
    if about.get(form.FORMAT_TITLE) != form.FORMAT:
        return False
    if about.get(form.VERSION_TITLE) != str(form.VERSION):
        raise BadFile(
            f"Tệp theo phiên bản {about.get(form.VERSION_TITLE)!r} của định dạng; chỉ đọc được {form.VERSION}."
        )
    return True


def count_procedures(workbook: Workbook) -> int:
    """Return how many rows the sheet of procedures has under its headings."""
    name = folded(form.PROCEDURES.name)
    return sum(max(0, sheet.row_count - 1) for sheet in workbook.sheets if folded(sheet.name) == name)


def read_workbook(workbook: Workbook) -> Iterator[SourceRow]:
    """Yield the rows of a workbook of ours: a procedure each, then rows of parts that belong to none."""
    tables = _tables(workbook)
    if form.PROCEDURES.name not in tables:
        raise BadFile(f"Tệp không có trang “{form.PROCEDURES.name}”.")
    reader = _PartsReader()
    for sheet in form.SHEETS[1:]:
        if sheet.name in tables:
            reader.read(tables[sheet.name], sheet)
    table = tables[form.PROCEDURES.name]
    for row in table.rows():
        yield _procedure(table, row, reader)
    yield from reader.orphans()


def _tables(workbook: Workbook) -> dict[str, Table]:
    tables = {}
    names = {folded(sheet.name): sheet for sheet in form.SHEETS}
    for page in workbook.sheets:
        sheet = names.get(folded(page.name))
        if sheet is None:
            continue
        check_length(page, MOST_PROCEDURES if sheet is form.PROCEDURES else MOST_PART_ROWS)
        tables[sheet.name] = _table(page, sheet)
    if form.WAYS.name in tables or any(sheet.name in tables for sheet in form.WAY_SHEETS):
        for sheet in (form.WAYS, *form.WAY_SHEETS):
            if sheet.name not in tables:
                raise BadFile(f"Tệp thiếu trang “{sheet.name}”: cách thức, thời hạn và phí đi cùng nhau.")
    return tables


def _table(page: Sheet, sheet: SheetForm) -> Table:
    titles = {folded(title): title for title in sheet.titles}
    table = find_table(page, titles, key=form.CODE_TITLE)
    if table is None:
        raise BadFile(f"Trang “{page.name}” không có cột “{form.CODE_TITLE}”.")
    check_columns(table, sheet.titles)
    return table


class _PartsReader:
    """Keeps the rows of the part sheets by code until their procedure comes by."""

    def __init__(self) -> None:
        self.parts: Parts = {}
        self.faults: dict[str, list[str]] = defaultdict(list)
        self.warnings: dict[str, list[str]] = defaultdict(list)
        self._first_rows: dict[str, tuple[str, int]] = {}
        self._nameless: list[SourceRow] = []

    def read(self, table: Table, sheet: SheetForm) -> None:
        """Read a part sheet to its end."""
        rows = self.parts.setdefault(sheet.part, {})
        for row in table.rows():
            warnings: list[str] = []
            try:
                code = code_of(table.cell(row, form.CODE_TITLE), warnings=warnings)
            except BadCell as error:
                self._nameless.append(SourceRow(row.number, refusal=f"Trang “{sheet.name}”: {error}"))
                continue
            self._first_rows.setdefault(code, (sheet.name, row.number))
            try:
                rows.setdefault(code, []).append(_values(table, row, sheet, warnings))
            except BadCell as error:
                self.faults[code].append(f"Trang “{sheet.name}”: {error}")
            self.warnings[code] += [f"Trang “{sheet.name}”: {warning}" for warning in warnings]

    def take(self, code: str) -> dict[str, Any]:
        """Return the parts of a procedure, and no longer keep them."""
        self._first_rows.pop(code, None)
        of_code = {part: rows.pop(code, []) for part, rows in self.parts.items()}
        record: dict[str, Any] = {
            sheet.part: [row["text"] for row in of_code[sheet.part]]
            for sheet in form.TEXT_SHEETS
            if sheet.part in of_code
        }
        record |= {sheet.part: of_code[sheet.part] for sheet in form.ROW_SHEETS if sheet.part in of_code}
        if form.WAYS.part in of_code:
            record["ways"] = _ways(of_code)
        if form.STAGES.part in of_code:
            record["processes"] = _processes(of_code[form.STAGES.part])
        return record

    def orphans(self) -> Iterator[SourceRow]:
        """Yield, as refused, the rows whose procedure is not in the file."""
        yield from self._nameless
        for code, (name, number) in self._first_rows.items():
            words = f"Trang “{name}”: thủ tục này không có ở trang “{form.PROCEDURES.name}”."
            yield SourceRow(number, code=code, refusal=words)


def _procedure(table: Table, row: SheetRow, reader: _PartsReader) -> SourceRow:
    source = SourceRow(row.number)
    try:
        source.code = code_of(table.cell(row, form.CODE_TITLE), warnings=source.warnings)
        given = _values(table, row, form.PROCEDURES, source.warnings)
    except BadCell as error:
        source.refusal = str(error)
        return source
    given["promulgation"] = {"number": given["promulgation"]}
    given |= reader.take(source.code) | {"code": source.code}
    source.warnings += reader.warnings.pop(source.code, [])
    if faults := reader.faults.pop(source.code, []):
        source.refusal = " ".join(faults)
        return source
    shaped = read_given(given, row=row.number)
    shaped.warnings = source.warnings + shaped.warnings
    return shaped


def _values(table: Table, row: SheetRow, sheet: SheetForm, warnings: list[str]) -> dict[str, Any]:
    """Return the cells of a row by key; raise `BadCell`, also where cells are merged."""
    if reference := table.merged_at(row):
        raise BadCell(f"Dòng {row.number} có ô gộp {reference}; hãy bỏ gộp ô.")
    return {
        column.key: value_of(table.cell(row, column.title), column.holds, warnings=warnings) for column in sheet.columns
    }


def _ways(of_code: dict[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    ways = [{**way, "limits": [], "fees": []} for way in of_code[form.WAYS.part]]
    by_channel = {way["channel"]: way for way in ways}
    for sheet in form.WAY_SHEETS:
        for row in of_code[sheet.part]:
            channel = row.pop("channel")
            if channel not in by_channel:
                by_channel[channel] = {"channel": channel, "note": "", "limits": [], "fees": []}
                ways.append(by_channel[channel])
            by_channel[channel][sheet.part].append(row)
    return ways


def _processes(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    processes: dict[Any, dict[str, Any]] = {}
    for row in rows:
        number, agencies = row.pop("process"), row.pop("agencies")
        processes.setdefault(number, {"agencies": agencies, "stages": []})["stages"].append(row)
    return list(processes.values())
