"""Reading the parts of a workbook as their bytes come: nothing is kept but what was not taken yet."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol
from xml.parsers import expat

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procedures.workbooks.cells import BadWorkbook, Cell, CellKind, Merge, SheetRow, column_letters, place_of

MAX_COLUMNS = 256
"""A cell further right is not of a table that people keep, and would make a row of thousands of cells."""

MAX_MERGES = 10_000
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
"""How Excel writes characters that XML cannot hold."""

DAMAGED = gettext_lazy("Tệp Excel bị hỏng, không đọc được. Hãy mở bằng Excel, lưu lại rồi nhập.")

Attributes = dict[str, str]


class Surroundings(Protocol):
    """What the cells of a sheet refer to."""

    @property
    def shared_texts(self) -> list[str]:
        """The texts that cells refer to by number."""

    @property
    def date_styles(self) -> frozenset[int]:
        """The styles that show a number as a date or a time."""


@dataclass(slots=True)
class _OpenCell:
    """The cell whose element is being read."""

    row: int
    column: int
    type: str
    style: int
    has_formula: bool = False
    text: list[str] = field(default_factory=list)


class SheetReader:
    """Takes a sheet's bytes as they come and keeps the rows that were complete until somebody takes them."""

    def __init__(self, workbook: Surroundings) -> None:
        self.merges: list[Merge] = []
        self._workbook = workbook
        self._rows: list[SheetRow] = []
        self._cells: dict[int, Cell] = {}
        self._row = self._column = 0
        self._open: _OpenCell | None = None
        self._is_text = self._is_reading_aid = False
        self._parser = new_parser()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters

    def feed(self, chunk: bytes) -> None:
        """Read on; raises `BadWorkbook`."""
        with damage_told():
            self._parser.Parse(chunk, False)

    def taken_rows(self) -> list[SheetRow]:
        """Return the rows that were complete since somebody last asked."""
        rows, self._rows = self._rows, []
        return rows

    def _start(self, tag: str, attributes: Attributes) -> None:
        match local(tag):
            case "row":
                self._row = int(attributes.get("r", self._row + 1))
                self._column = 0
                self._cells = {}
            case "c":
                self._open = self._begin_cell(attributes)
            case "f" if self._open:
                self._open.has_formula = True
                self._is_text = True
            case "v" | "t" if self._open:
                self._is_text = not self._is_reading_aid and not self._open.has_formula
            case "rPh":
                self._is_reading_aid = True
            case "mergeCell":
                self._add_merge(attributes.get("ref", ""))

    def _end(self, tag: str) -> None:
        match local(tag):
            case "row":
                if self._cells:
                    self._rows.append(SheetRow(self._row, self._cells))
            case "c" if self._open:
                if cell := self._finished_cell(self._open):
                    self._cells[cell.column] = cell
                self._open = None
            case "f" | "v" | "t":
                self._is_text = False
            case "rPh":
                self._is_reading_aid = False

    def _characters(self, text: str) -> None:
        if self._is_text and self._open:
            self._open.text.append(text)

    def _begin_cell(self, attributes: Attributes) -> _OpenCell:
        self._column = place_of(attributes["r"])[1] if "r" in attributes else self._column + 1
        if self._column > MAX_COLUMNS:
            where = f"{column_letters(self._column)}{self._row}"
            raise BadWorkbook(
                _("Ô %(cell)s nằm quá xa bên phải; bảng chỉ được có %(most)s cột.")
                % {"cell": where, "most": MAX_COLUMNS}
            )
        return _OpenCell(self._row, self._column, attributes.get("t", "n"), int(attributes.get("s", 0)))

    def _finished_cell(self, cell: _OpenCell) -> Cell | None:
        text = "".join(cell.text)
        if cell.has_formula:
            return Cell(cell.row, cell.column, CellKind.FORMULA, f"={text}")
        if not text.strip():
            return None
        kind = _KINDS.get(cell.type, CellKind.TEXT)
        if cell.type == "s":
            text = self._workbook.shared_texts[int(text)]
        elif cell.type in {"str", "inlineStr"}:
            text = unescaped(text)
        elif kind is CellKind.NUMBER:
            float(text)
            kind = CellKind.DATE if cell.style in self._workbook.date_styles else kind
        return Cell(cell.row, cell.column, kind, text) if text.strip() else None

    def _add_merge(self, reference: str) -> None:
        first, _colon, last = reference.partition(":")
        (first_row, first_column), (last_row, last_column) = place_of(first), place_of(last or first)
        self.merges.append(Merge(reference, first_row, last_row, first_column, last_column))
        if len(self.merges) > MAX_MERGES:
            raise BadWorkbook(_("Trang tính có quá nhiều ô gộp. Hãy bỏ gộp ô rồi nhập lại."))


_KINDS = {"n": CellKind.NUMBER, "b": CellKind.BOOLEAN, "e": CellKind.ERROR, "d": CellKind.DATE}


class SharedTextsReader:
    """Collects the texts that cells share; how a word is to be pronounced is none of it."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._parts: list[str] = []
        self._is_text = self._is_reading_aid = False
        self.parser = new_parser()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters

    def _start(self, tag: str, _attributes: Attributes) -> None:
        match local(tag):
            case "rPh":
                self._is_reading_aid = True
            case "t":
                self._is_text = not self._is_reading_aid

    def _end(self, tag: str) -> None:
        match local(tag):
            case "si":
                self.texts.append(unescaped("".join(self._parts)))
                self._parts = []
            case "t":
                self._is_text = False
            case "rPh":
                self._is_reading_aid = False

    def _characters(self, text: str) -> None:
        if self._is_text:
            self._parts.append(text)


@contextmanager
def damage_told() -> Iterator[None]:
    """Raise what is wrong inside a workbook as `BadWorkbook`."""
    try:
        yield
    except BadWorkbook:
        raise
    except (expat.ExpatError, LookupError, ValueError, OverflowError) as error:
        raise BadWorkbook(DAMAGED) from error


def new_parser() -> expat.XMLParserType:
    """Return a parser that names elements with their namespaces, parted by a space."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    return parser


def local(tag: str) -> str:
    """Return the name of an element without its namespace."""
    return tag.rpartition(" ")[2]


def local_value(attributes: Attributes, name: str) -> str:
    """Return an attribute that carries a namespace by its own name."""
    return next((value for key, value in attributes.items() if key.endswith(f" {name}")), "")


def unescaped(text: str) -> str:
    """Return a text with the characters that Excel wrote as “_x000A_”."""
    return ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text
