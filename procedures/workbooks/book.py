"""A workbook that a stranger sent: looked into before it is opened, then read sheet by sheet."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import IO

from django.utils.translation import gettext as _

from agencies.contents import FILE_TYPES, Refusal, Refused
from procedures.workbooks.cells import BadWorkbook, Merge, SheetRow
from procedures.workbooks.parsing import (
    DAMAGED,
    Attributes,
    SharedTextsReader,
    SheetReader,
    damage_told,
    local,
    local_value,
    new_parser,
)

CHUNK_BYTES = 64 * 1024


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
        reader = SheetReader(self._workbook)
        for chunk in self._workbook.chunks(self._path):
            reader.feed(chunk)
            yield from reader.taken_rows()

    @cached_property
    def _survey(self) -> tuple[int, list[Merge]]:
        reader, count = SheetReader(self._workbook), 0
        for chunk in self._workbook.chunks(self._path):
            reader.feed(chunk)
            count += len(reader.taken_rows())
        return count, reader.merges


class Workbook:
    """A workbook that was looked into; `sheets` in the order of their tabs."""

    def __init__(self, package: zipfile.ZipFile) -> None:
        self._package = package
        with damage_told():
            paths = self._paths_by_relation()
            self.sheets = [
                Sheet(self, attributes["name"], paths[local_value(attributes, "id")])
                for tag, attributes in self._elements("xl/workbook.xml")
                if tag == "sheet" and local_value(attributes, "id") in paths
            ]

    @cached_property
    def shared_texts(self) -> list[str]:
        """The texts that cells refer to by number."""
        reader = SharedTextsReader()
        if "xl/sharedStrings.xml" in self._package.namelist():
            for chunk in self.chunks("xl/sharedStrings.xml"):
                with damage_told():
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
        parser = new_parser()
        parser.StartElementHandler = lambda tag, attributes: elements.append((local(tag), attributes))
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


def _words_of(refusal: Refusal) -> str:
    return {
        Refusal.DISGUISED: _("Tệp này không phải tệp Excel (.xlsx). Hãy mở bằng Excel và lưu lại dạng .xlsx."),
        Refusal.MACRO: _("Tệp Excel chứa macro nên không được nhận. Hãy lưu lại dạng .xlsx không có macro."),
        Refusal.PASSWORD: _("Tệp Excel được đặt mật khẩu. Hãy bỏ mật khẩu rồi nhập lại."),
        Refusal.UNPACKS_TOO_LARGE: _("Tệp nén mở ra quá lớn so với dung lượng nên không được nhận."),
        Refusal.ACTIVE: _("Tệp Excel khai báo thực thể XML hoặc lấy dữ liệu từ nơi khác nên không được nhận."),
    }.get(refusal, str(DAMAGED))
