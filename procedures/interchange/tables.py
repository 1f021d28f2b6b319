"""A table in a sheet of a stranger: where its headings are, which column is which, which rows are merged."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from agencies.vietnamese import folded
from procedures.interchange.rows import BadFile
from procedures.interchange.texts import quoted
from procedures.workbooks import Cell, Sheet, SheetRow, column_letters

MOST_MERGED_ROWS = 50_000

FARTHEST_HEADING = 30
"""Rows; above the headings stand the name of the State and the title of the list."""


@dataclass(frozen=True)
class Table:
    """A table: its sheet, the row of its headings, the column of each of them, and headings that nobody knows."""

    sheet: Sheet
    heading_row: int
    columns: Mapping[str, int]
    unknown: Sequence[str] = ()

    def rows(self) -> Iterator[SheetRow]:
        """Yield the rows under the headings that hold anything in the table's columns."""
        places = set(self.columns.values())
        for row in self.sheet.rows():
            if row.number > self.heading_row and places.intersection(row.cells):
                yield row

    def cell(self, row: SheetRow, title: str) -> Cell | None:
        """Return the cell of a row under a heading; None where it is blank or there is no such column."""
        return row.cells.get(self.columns[title]) if title in self.columns else None

    def merged_at(self, row: SheetRow) -> str:
        """Return which merged cells of the table a row lies in (“B5:B7”), or nothing."""
        return self._merged_rows.get(row.number, "")

    @cached_property
    def _merged_rows(self) -> dict[int, str]:
        last = max(self.columns.values())
        rows: dict[int, str] = {}
        for merge in self.sheet.merges:
            if merge.first_column <= last and merge.last_row >= self.heading_row:
                rows.update(dict.fromkeys(range(merge.first_row, merge.last_row + 1), merge.reference))
            if len(rows) > MOST_MERGED_ROWS:
                raise BadFile(f"Trang “{self.sheet.name}” có quá nhiều ô gộp ({merge.reference}). Hãy bỏ gộp ô.")
        return rows


def find_table(sheet: Sheet, titles: Mapping[str, str], *, key: str) -> Table | None:
    """Return the table of a sheet, found by a heading; None where no row near the top has the heading `key`.

    `titles` leads from the folded words of a heading to its name. Raises `BadFile` where a heading stands twice or is
    merged.
    """
    for row in sheet.rows():
        if row.number > FARTHEST_HEADING:
            return None
        if any(titles.get(folded(cell.text)) == key for cell in row.cells.values()):
            return _table(sheet, row, titles)
    return None


def check_columns(table: Table, needed: Sequence[str]) -> None:
    """Raise `BadFile` where a table lacks a column."""
    if missing := [title for title in needed if title not in table.columns]:
        where = f"Trang “{table.sheet.name}”, dòng {table.heading_row}"
        raise BadFile(f"{where}: thiếu cột {_list_of(missing)}. Hãy thêm cột rồi nhập lại.")


def check_length(sheet: Sheet, most: int, *, besides: int = 1) -> None:
    """Raise `BadFile` where a sheet has more rows than are taken, `besides` those of its title and headings."""
    if sheet.row_count > most + besides:
        found, bound = (f"{number:,}".replace(",", ".") for number in (sheet.row_count, most))
        raise BadFile(f"Trang “{sheet.name}” có {found} dòng; mỗi lần nhập nhiều nhất {bound} dòng. Hãy tách tệp.")


def _table(sheet: Sheet, row: SheetRow, titles: Mapping[str, str]) -> Table:
    columns: dict[str, int] = {}
    unknown = []
    for column, cell in sorted(row.cells.items()):
        title = titles.get(folded(cell.text))
        if title is None:
            unknown.append(quoted(cell.text))
        elif title in columns:
            first = f"{column_letters(columns[title])}{row.number}"
            raise BadFile(
                f"Trang “{sheet.name}”: cột “{title}” có hai lần, ở ô {first} và {cell.address}. Hãy bỏ một cột."
            )
        else:
            columns[title] = column
    table = Table(sheet, row.number, columns, unknown)
    if reference := table.merged_at(row):
        raise BadFile(f"Trang “{sheet.name}”: dòng tiêu đề cột có ô gộp {reference}. Hãy bỏ gộp ô rồi nhập lại.")
    return table


def _list_of(titles: Sequence[str]) -> str:
    return ", ".join(f"“{title}”" for title in titles)
