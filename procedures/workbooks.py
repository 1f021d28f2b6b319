"""Excel workbooks from strangers, read row by row in bounded memory, each cell with its address.

A workbook is looked into before it is read (`agencies.contents`): no macros, no entities, no password, no bomb. What it
reads then is what stands there: a formula is a formula and never its last result, a date is not a number, and which
cells are merged is known before the first row.
"""

import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import IO
from xml.parsers import expat

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.contents import FILE_TYPES, Refusal, Refused

MAX_COLUMNS = 256
"""A cell further right is not of a table that people keep, and would make a row of thousands of cells."""

MAX_MERGES = 10_000
CHUNK_BYTES = 64 * 1024
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
"""How Excel writes characters that XML cannot hold."""

_DAMAGED = gettext_lazy("Tệp Excel bị hỏng, không đọc được. Hãy mở bằng Excel, lưu lại rồi nhập.")

Attributes = dict[str, str]


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


class Sheet:
    """A sheet of an open workbook."""

    def __init__(self, workbook: "Workbook", name: str, path: str) -> None:
        self.name = name
        self._workbook = workbook
        self._path = path

    @property
    def merges(self) -> list[Merge]:
        """The merged cells; reads the sheet through once."""
        return self._survey[1]

    @property
    def row_count(self) -> int:
        """How many rows hold anything; reads the sheet through once."""
        return self._survey[0]

    def rows(self) -> Iterator[SheetRow]:
        """Yield the rows that hold anything, in the order of the file."""
        reader = _SheetReader(self._workbook)
        for chunk in self._workbook.chunks(self._path):
            reader.feed(chunk)
            yield from reader.taken_rows()

    @cached_property
    def _survey(self) -> tuple[int, list[Merge]]:
        reader, count = _SheetReader(self._workbook), 0
        for chunk in self._workbook.chunks(self._path):
            reader.feed(chunk)
            count += len(reader.taken_rows())
        return count, reader.merges


class Workbook:
    """A workbook that was looked into; `sheets` in the order of their tabs."""

    def __init__(self, package: zipfile.ZipFile) -> None:
        self._package = package
        with _damage_told():
            paths = self._paths_by_relation()
            self.sheets = [
                Sheet(self, attributes["name"], paths[_local_value(attributes, "id")])
                for tag, attributes in self._elements("xl/workbook.xml")
                if tag == "sheet" and _local_value(attributes, "id") in paths
            ]

    @cached_property
    def shared_texts(self) -> list[str]:
        """The texts that cells refer to by number."""
        reader = _SharedTextsReader()
        if "xl/sharedStrings.xml" in self._package.namelist():
            for chunk in self.chunks("xl/sharedStrings.xml"):
                with _damage_told():
                    reader.parser.Parse(chunk, False)
        return reader.texts

    @cached_property
    def date_styles(self) -> frozenset[int]:
        """The styles that show a number as a date or a time."""
        # Twelve megabytes that a process needs only once somebody brings a workbook.
        from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format

        formats = {number: is_date_format(words) for number, words in BUILTIN_FORMATS.items()}
        styles: list[bool] = []
        is_inside = False
        for tag, attributes in self._elements("xl/styles.xml"):
            if tag == "numFmt":
                formats[int(attributes["numFmtId"])] = is_date_format(attributes["formatCode"])
            elif tag in {"cellXfs", "cellStyles"}:
                is_inside = tag == "cellXfs"
            elif tag == "xf" and is_inside:
                styles.append(formats.get(int(attributes.get("numFmtId", 0)), False))
        return frozenset(number for number, is_date in enumerate(styles) if is_date)

    def chunks(self, path: str) -> Iterator[bytes]:
        """Yield the bytes of a part."""
        with self._package.open(path) as part:
            while chunk := part.read(CHUNK_BYTES):
                yield chunk

    def _elements(self, path: str) -> Iterator[tuple[str, Attributes]]:
        """Yield the elements of a small part, without their namespaces; nothing where the part is absent."""
        if path not in self._package.namelist():
            return
        elements: list[tuple[str, Attributes]] = []
        parser = _new_parser()
        parser.StartElementHandler = lambda tag, attributes: elements.append((_local(tag), attributes))
        for chunk in self.chunks(path):
            parser.Parse(chunk, False)
        yield from elements

    def _paths_by_relation(self) -> dict[str, str]:
        names = set(self._package.namelist())
        paths = {}
        for tag, attributes in self._elements("xl/_rels/workbook.xml.rels"):
            target = attributes.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            if tag == "Relationship" and path in names and attributes.get("Type", "").endswith("/worksheet"):
                paths[attributes["Id"]] = path
        return paths


@contextmanager
def open_workbook(file: IO[bytes]) -> Iterator[Workbook]:
    """Open a workbook that a stranger sent, or raise `BadWorkbook`; reading on may raise it, too."""
    try:
        FILE_TYPES["XLSX"].look_inside(file)
    except Refused as refused:
        raise BadWorkbook(_words_of(refused.refusal)) from refused
    with zipfile.ZipFile(file) as package:
        yield Workbook(package)


def column_letters(column: int) -> str:
    """Return the letters of a column that is counted from 1: 1 is “A”, 27 is “AA”."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


# ── How a sheet is read ──────────────────────────────────────────────────────────────────
@dataclass(slots=True)
class _OpenCell:
    """The cell whose element is being read."""

    row: int
    column: int
    type: str
    style: int
    has_formula: bool = False
    text: list[str] = field(default_factory=list)


class _SheetReader:
    """Takes a sheet's bytes as they come and keeps the rows that were complete until somebody takes them."""

    def __init__(self, workbook: Workbook) -> None:
        self.merges: list[Merge] = []
        self._workbook = workbook
        self._rows: list[SheetRow] = []
        self._cells: dict[int, Cell] = {}
        self._row = self._column = 0
        self._open: _OpenCell | None = None
        self._is_text = self._is_reading_aid = False
        self._parser = _new_parser()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters

    def feed(self, chunk: bytes) -> None:
        with _damage_told():
            self._parser.Parse(chunk, False)

    def taken_rows(self) -> list[SheetRow]:
        rows, self._rows = self._rows, []
        return rows

    def _start(self, tag: str, attributes: Attributes) -> None:
        match _local(tag):
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
        match _local(tag):
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
        self._column = _place(attributes["r"])[1] if "r" in attributes else self._column + 1
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
            text = _unescaped(text)
        elif kind is CellKind.NUMBER:
            float(text)
            kind = CellKind.DATE if cell.style in self._workbook.date_styles else kind
        return Cell(cell.row, cell.column, kind, text) if text.strip() else None

    def _add_merge(self, reference: str) -> None:
        first, _colon, last = reference.partition(":")
        (first_row, first_column), (last_row, last_column) = _place(first), _place(last or first)
        self.merges.append(Merge(reference, first_row, last_row, first_column, last_column))
        if len(self.merges) > MAX_MERGES:
            raise BadWorkbook(_("Trang tính có quá nhiều ô gộp. Hãy bỏ gộp ô rồi nhập lại."))


_KINDS = {"n": CellKind.NUMBER, "b": CellKind.BOOLEAN, "e": CellKind.ERROR, "d": CellKind.DATE}


class _SharedTextsReader:
    """Collects the texts that cells share; how a word is to be pronounced is none of it."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._parts: list[str] = []
        self._is_text = self._is_reading_aid = False
        self.parser = _new_parser()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters

    def _start(self, tag: str, _attributes: Attributes) -> None:
        match _local(tag):
            case "rPh":
                self._is_reading_aid = True
            case "t":
                self._is_text = not self._is_reading_aid

    def _end(self, tag: str) -> None:
        match _local(tag):
            case "si":
                self.texts.append(_unescaped("".join(self._parts)))
                self._parts = []
            case "t":
                self._is_text = False
            case "rPh":
                self._is_reading_aid = False

    def _characters(self, text: str) -> None:
        if self._is_text:
            self._parts.append(text)


@contextmanager
def _damage_told() -> Iterator[None]:
    """Raise what is wrong inside a workbook as `BadWorkbook`."""
    try:
        yield
    except BadWorkbook:
        raise
    except (expat.ExpatError, LookupError, ValueError, OverflowError) as error:
        raise BadWorkbook(_DAMAGED) from error


def _new_parser() -> expat.XMLParserType:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    return parser


def _local(tag: str) -> str:
    return tag.rpartition(" ")[2]


def _local_value(attributes: Attributes, name: str) -> str:
    """Return an attribute that carries a namespace by its own name."""
    return next((value for key, value in attributes.items() if key.endswith(f" {name}")), "")


def _place(reference: str) -> tuple[int, int]:
    """Return row and column of “B5”; raises `KeyError` for anything else."""
    match = re.fullmatch(r"\$?([A-Z]{1,3})\$?(\d{1,7})", reference)
    if not match:
        raise KeyError(reference)
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]), column


def _unescaped(text: str) -> str:
    return ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def _words_of(refusal: Refusal) -> str:
    return {
        Refusal.DISGUISED: _("Tệp này không phải tệp Excel (.xlsx). Hãy mở bằng Excel và lưu lại dạng .xlsx."),
        Refusal.MACRO: _("Tệp Excel chứa macro nên không được nhận. Hãy lưu lại dạng .xlsx không có macro."),
        Refusal.PASSWORD: _("Tệp Excel được đặt mật khẩu. Hãy bỏ mật khẩu rồi nhập lại."),
        Refusal.UNPACKS_TOO_LARGE: _("Tệp nén mở ra quá lớn so với dung lượng nên không được nhận."),
        Refusal.ACTIVE: _("Tệp Excel khai báo thực thể XML hoặc lấy dữ liệu từ nơi khác nên không được nhận."),
    }.get(refusal, str(_DAMAGED))
