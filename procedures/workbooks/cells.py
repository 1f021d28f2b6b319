"""What a sheet is made of: cells with their addresses, rows, merged cells. Pure."""

import re
from dataclasses import dataclass
from enum import StrEnum


class BadWorkbook(ValueError):
    """A file is not a workbook that can be read; the message says why, in Vietnamese, and what to do."""


class CellKind(StrEnum):
    """What a cell holds."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    BOOLEAN = "boolean"
    FORMULA = "formula"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that is not blank. `text` is what the file holds: of a formula the formula, of a number its digits."""

    row: int
    column: int
    kind: CellKind
    text: str

    @property
    def address(self) -> str:
        """Where it stands, as Excel says it: “B5”."""
        return f"{column_letters(self.column)}{self.row}"


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row with its number (from 1) and its cells by column (from 1); blank cells are not there."""

    number: int
    cells: dict[int, Cell]


@dataclass(frozen=True, slots=True)
class Merge:
    """Cells that were merged into one: `reference` as Excel says it, “A3:E3”."""

    reference: str
    first_row: int
    last_row: int
    first_column: int
    last_column: int


def column_letters(column: int) -> str:
    """Return the letters of a column that is counted from 1: 1 is “A”, 27 is “AA”."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def place_of(reference: str) -> tuple[int, int]:
    """Return row and column of “B5”; raises `KeyError` for anything else."""
    match = re.fullmatch(r"\$?([A-Z]{1,3})\$?(\d{1,7})", reference)
    if not match:
        raise KeyError(reference)
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]), column
