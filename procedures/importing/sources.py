"""What kind of file somebody brought, by its content and not by its name, and its rows.

A file is known to be whole before its first row is given out: compressed text is unpacked, a workbook looked through.
"""

import gzip
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from procedures.importing.national_rows import CODE as NATIONAL_CODE
from procedures.importing.national_rows import column_warnings, read_national
from procedures.importing.portal_list import list_of, list_warnings, read_list
from procedures.interchange.json_texts import BadJson, read_object, read_value
from procedures.interchange.reading import count_procedures, is_own_workbook, read_given, read_workbook
from procedures.interchange.rows import MOST_PROCEDURES, BadFile, SourceRow
from procedures.interchange.texts import quoted
from procedures.models import Source
from procedures.workbooks import BadWorkbook, Workbook, open_workbook

MOST_UNPACKED = 300 * 1024 * 1024
MOST_OF_A_LIST = 64 * 1024 * 1024
"""Bytes of a JSON list, which is read as a whole; a file with a record a line may be as large as it likes."""

MOST_OF_A_LINE = 8 * 1024 * 1024
MOST_LINES_TO_TELL = 50
"""Lines in which a first object is looked for that tells what the file is."""

CHUNK = 1024 * 1024
HEAD = 8

BINARY = {
    b"%PDF": "PDF",
    b"\x89PNG": "ảnh PNG",
    b"\xff\xd8\xff": "ảnh JPG",
    b"GIF8": "ảnh GIF",
    b"\x7fELF": "chương trình",
    b"MZ": "chương trình",
}
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
UTF_8_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class SourceFile:
    """An open file: what it is, how many rows it has, its rows, and what is to be said of it as a whole."""

    kind: Source
    total: int
    rows: Callable[[], Iterator[SourceRow]]
    warnings: list[str]


@contextmanager
def open_source(file: IO[bytes], *, name: str) -> Iterator[SourceFile]:
    """Open a file that brings procedures; raises `BadFile`, also from its rows, with words for the person."""
    with ExitStack() as stack:
        try:
            yield _open(file, name, stack)
        except BadWorkbook as error:
            raise BadFile(str(error)) from error


def _open(file: IO[bytes], name: str, stack: ExitStack) -> SourceFile:
    file.seek(0)
    head = file.read(HEAD)
    file.seek(0)
    if not head:
        raise BadFile("Tệp không có nội dung.")
    if head.startswith(b"PK\x03\x04"):
        return _of_workbook(stack.enter_context(open_workbook(file)))
    if head.startswith(OLD_EXCEL):
        raise BadFile("Đây là tệp Excel đời cũ (.xls) hoặc có mật khẩu. Hãy lưu lại dạng .xlsx không mật khẩu.")
    if name.lower().endswith((".xlsx", ".xlsm", ".xls")):
        raise BadFile(f"Tệp “{quoted(name)}” có tên là Excel nhưng nội dung không phải Excel. Hãy lưu lại dạng .xlsx.")
    if head.startswith(b"\x1f\x8b"):
        file = _unpacked(file, stack)
        head = file.read(HEAD)
        file.seek(0)
    return _of_text(file, head)


def _of_workbook(workbook: Workbook) -> SourceFile:
    if is_own_workbook(workbook):
        return SourceFile(Source.OWN_FILE, count_procedures(workbook), lambda: read_workbook(workbook), [])
    table = list_of(workbook)
    total = sum(1 for _row in table.rows())
    return SourceFile(Source.NATIONAL_LIST, total, lambda: read_list(table), list_warnings(table))


# ── Text: JSON, a record a line or one list ──────────────────────────────────────────────
def _of_text(file: IO[bytes], head: bytes) -> SourceFile:
    for beginning, what in BINARY.items():
        if head.startswith(beginning):
            raise BadFile(f"Nội dung tệp là {what}, không phải danh mục thủ tục (JSON hoặc Excel .xlsx).")
    if head.startswith(UTF_16):
        raise BadFile("Tệp viết bằng UTF-16. Hãy lưu lại dạng UTF-8 rồi nhập.")
    if head.removeprefix(UTF_8_MARK).lstrip().startswith(b"["):
        return _of_list(file)
    total = _count_lines(file)
    first = _first_object(file)
    kind, read = _kind_of(first)
    return SourceFile(kind, total, lambda: _lines(file, read), _column_warnings(kind, first))


def _of_list(file: IO[bytes]) -> SourceFile:
    content = file.read(MOST_OF_A_LIST + 1)
    if len(content) > MOST_OF_A_LIST:
        raise BadFile("Danh sách JSON quá lớn. Hãy dùng dạng mỗi dòng một thủ tục (JSON Lines).")
    try:
        entries = read_value(content.removeprefix(UTF_8_MARK).decode("utf-8"))
    except UnicodeDecodeError as error:
        raise BadFile(f"Tệp không phải UTF-8 (byte thứ {error.start + 1}). Hãy lưu lại dạng UTF-8.") from error
    except BadJson as error:
        raise BadFile(str(error)) from error
    _check_count(len(entries))
    first = next((entry for entry in entries if isinstance(entry, dict)), None)
    kind, read = _kind_of(first)

    def rows() -> Iterator[SourceRow]:
        for row, entry in enumerate(entries, start=1):
            if isinstance(entry, dict):
                yield read(entry, row=row)
            else:
                yield SourceRow(row, refusal="Mỗi mục của danh sách phải là một đối tượng JSON {…}.")

    return SourceFile(kind, len(entries), rows, _column_warnings(kind, first))


def _column_warnings(kind: Source, first: dict[str, Any] | None) -> list[str]:
    """Return what is to be said of the columns of a file, judged by its first object."""
    return column_warnings(first) if kind is Source.NATIONAL_RECORD and first else []


def _kind_of(given: dict[str, Any] | None) -> tuple[Source, Callable[..., SourceRow]]:
    """Return what a file is by the keys of its first object."""
    if given is not None and NATIONAL_CODE in given:
        return Source.NATIONAL_RECORD, read_national
    if given is not None and "code" in given:
        return Source.OWN_FILE, read_given
    raise BadFile(
        "Không nhận ra tệp này. Tệp JSON phải có mỗi dòng một thủ tục, với trường “code” (định dạng trao đổi)"
        f" hoặc “{NATIONAL_CODE}” (bản chi tiết quốc gia)."
    )


def _first_object(file: IO[bytes]) -> dict[str, Any] | None:
    """Return the first object among the first lines; raise `BadFile` with the first fault where there is none."""
    first_fault: str = ""
    for row, line in _raw_lines(file):
        if row > MOST_LINES_TO_TELL:
            break
        try:
            return read_object(_decoded(line))
        except BadJson as error:
            first_fault = first_fault or f"Dòng {row}: {error}"
    if first_fault:
        raise BadFile(f"Tệp không phải danh mục thủ tục dạng JSON. {first_fault}")
    return None


def _lines(file: IO[bytes], read: Callable[..., SourceRow]) -> Iterator[SourceRow]:
    for row, line in _raw_lines(file):
        try:
            given = read_object(_decoded(line))
        except BadJson as error:
            yield SourceRow(row, refusal=str(error))
        else:
            yield read(given, row=row)


def _raw_lines(file: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """Yield the lines that hold anything, with their numbers."""
    file.seek(0)
    row = 0
    while line := file.readline(MOST_OF_A_LINE + 1):
        row += 1
        if len(line) > MOST_OF_A_LINE:
            raise BadFile(f"Dòng {row} dài hơn {MOST_OF_A_LINE // 1024 // 1024} MB.")
        if row == 1:
            line = line.removeprefix(UTF_8_MARK)
        if line.strip():
            yield row, line


def _decoded(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadJson(f"Không phải UTF-8 (byte thứ {error.start + 1} của dòng).") from error


def _count_lines(file: IO[bytes]) -> int:
    total = sum(1 for _line in _raw_lines(file))
    _check_count(total)
    return total


def _check_count(total: int) -> None:
    if total > MOST_PROCEDURES:
        found, most = (f"{number:,}".replace(",", ".") for number in (total, MOST_PROCEDURES))
        raise BadFile(f"Tệp có {found} dòng; mỗi lần nhập nhiều nhất {most} dòng. Hãy tách tệp.")


def _unpacked(file: IO[bytes], stack: ExitStack) -> IO[bytes]:
    """Return what a gzip file holds, whole, or raise `BadFile`."""
    unpacked = stack.enter_context(SpooledTemporaryFile(max_size=4 * CHUNK))  # noqa: SIM115
    size = 0
    try:
        with gzip.open(file) as packed:
            while chunk := packed.read(CHUNK):
                size += len(chunk)
                if size > MOST_UNPACKED:
                    raise BadFile("Tệp nén mở ra quá lớn so với dung lượng nên không được nhận.")
                unpacked.write(chunk)
    except (OSError, EOFError, zlib.error) as error:
        raise BadFile("Tệp nén .gz bị hỏng hoặc tải chưa hết.") from error
    if not size:
        raise BadFile("Tệp không có nội dung.")
    unpacked.seek(0)
    if unpacked.read(2) == b"\x1f\x8b":
        raise BadFile("Tệp được nén hai lần. Hãy giải nén một lần rồi nhập.")
    unpacked.seek(0)
    return unpacked
