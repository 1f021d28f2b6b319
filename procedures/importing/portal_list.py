"""The list of procedures that the national portal exports to Excel, as rows: a table under the title of the list."""

from collections.abc import Iterator

from agencies.vietnamese import folded
from procedures.importing.national_rows import row_of_reading
from procedures.interchange.cells import BadCell, code_of, text_of
from procedures.interchange.rows import MOST_PROCEDURES, BadFile, SourceRow
from procedures.interchange.tables import Table, check_columns, check_length, find_table
from procedures.national.portal_list import COLUMNS, read_listed
from procedures.national.reading import Unreadable
from procedures.workbooks import SheetRow, Workbook

CODE, NAME, _ISSUER, _AGENCIES, SECTOR = COLUMNS
NEEDED = (CODE, NAME, SECTOR)
"""Without the others a row is poorer, but still a procedure."""

TITLES = {folded(title): title for title in COLUMNS} | {
    "ma thu tuc": CODE,
    "ma tthc": CODE,
    "ma so tthc": CODE,
    "ma thu tuc hanh chinh": CODE,
    "ten thu tuc": NAME,
    "ten tthc": NAME,
    "ten thu tuc hanh chinh": NAME,
}
TITLE_ROWS = 60


def list_of(workbook: Workbook) -> Table:
    """Return the table of a workbook's first sheet that has one; raise `BadFile` where none does or it is not whole."""
    for sheet in workbook.sheets:
        check_length(sheet, MOST_PROCEDURES, besides=TITLE_ROWS)
        if table := find_table(sheet, TITLES, key=CODE):
            check_columns(table, NEEDED)
            return table
    words = ", ".join(f"“{title}”" for title in COLUMNS)
    raise BadFile(f"Không tìm thấy dòng tiêu đề có cột “{CODE}” trong tệp Excel. Danh sách phải có các cột {words}.")


def list_warnings(table: Table) -> list[str]:
    """Return what is to be said of a list as a whole: columns that it lacks or that nobody knows."""
    warnings = [f"Thiếu cột “{title}”; phần này không được nhập." for title in COLUMNS if title not in table.columns]
    return warnings + [f"Cột “{title}” không có trong định dạng nên không được nhập." for title in table.unknown]


def read_list(table: Table) -> Iterator[SourceRow]:
    """Yield the rows of a list."""
    for row in table.rows():
        yield _read(table, row)


def _read(table: Table, row: SheetRow) -> SourceRow:
    source = SourceRow(row.number)
    try:
        if reference := table.merged_at(row):
            raise BadCell(f"Dòng {row.number} có ô gộp {reference}; hãy bỏ gộp ô.")
        source.code = code_of(table.cell(row, CODE), warnings=source.warnings)
        texts = {
            title: text_of(table.cell(row, title), warnings=source.warnings) for title in table.columns if title != CODE
        }
        reading = read_listed(texts | {CODE: source.code})
    except (BadCell, Unreadable) as error:
        source.refusal = str(error)
        return source
    return row_of_reading(source, reading)
