"""Reading a CSV file of any length, row by row, with the line on which each row begins."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

SEPARATORS = ",;\t"
CHUNK_BYTES = 1 << 20


class UnreadableFile(ValueError):
    """A file cannot be read at all; the message says why."""


class Told(NamedTuple):
    """One row: the line on which it begins, and its fields by column; None where it has too many or too few."""

    line: int
    fields: dict[str, str] | None


@dataclass(frozen=True, slots=True)
class Table:
    """A file that can be read: its columns in their order, those that nobody asks for, and how many lines it has."""

    path: Path
    separator: str
    columns: tuple[str, ...]
    ignored: tuple[str, ...]
    lines: int

    def rows(self) -> Iterator[Told]:
        """Yield the rows below the header; empty lines are passed by."""
        with self.path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, delimiter=self.separator, strict=True)
            begins, seen_header = 1, False
            while True:
                try:
                    values = next(reader)
                except StopIteration:
                    return
                except csv.Error as error:
                    raise UnreadableFile(f"Không đọc được dòng {begins} của tệp “{self.path.name}”: {error}.") from None
                line, begins = begins, reader.line_num + 1
                if not any(values):
                    continue
                if not seen_header:
                    seen_header = True
                    continue
                is_whole = len(values) == len(self.columns)
                yield Told(line, dict(zip(self.columns, values, strict=True)) if is_whole else None)


def open_table(path: Path, wanted: Sequence[str]) -> Table:
    """Return a table that has all the wanted columns, in any order; raises `UnreadableFile`.

    The whole file is read once before anything is written: it must be UTF-8 to its end.
    """
    try:
        lines = _lines_in(path)
        with path.open(encoding="utf-8-sig", newline="") as file:
            header = next((line for line in file if line.strip()), "")
    except OSError as error:
        raise UnreadableFile(f"Không mở được tệp “{path.name}”: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise UnreadableFile(f"Tệp “{path.name}” không phải UTF-8; Ông/Bà lưu lại dưới dạng “CSV UTF-8”.") from None
    if not header:
        raise UnreadableFile(f"Tệp “{path.name}” trống.")
    separator = max(SEPARATORS, key=header.count)
    columns = tuple(name.strip().lower() for name in next(csv.reader([header], delimiter=separator)))
    if missing := [name for name in wanted if name not in columns]:
        raise UnreadableFile(f"Tệp “{path.name}” thiếu cột: {', '.join(missing)}.")
    if twice := sorted({name for name in columns if columns.count(name) > 1}):
        raise UnreadableFile(f"Tệp “{path.name}” có cột ghi hai lần: {', '.join(twice)}.")
    return Table(path, separator, columns, tuple(name for name in columns if name not in wanted), lines)


def _lines_in(path: Path) -> int:
    lines = 0
    with path.open(encoding="utf-8-sig", newline="") as file:
        while block := file.read(CHUNK_BYTES):
            lines += block.count("\n")
            last = block
    return lines + (0 if not lines or last.endswith("\n") else 1)
