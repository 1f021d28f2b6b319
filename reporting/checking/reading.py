"""A table of published figures as it was printed: names, counts and percentages, read without changing them. Pure."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

COLUMNS = ("report", "figure", "whole", "value", "printed_percent", "note")
NEEDED = ("report", "figure", "value")
MOST_LINES = 20_000
LONGEST_NUMBER = 20

NOTHING = frozenset({"", "-", "–", "—", "…", "...", "n/a", "na"})
"""What stands in a cell in which nothing is printed."""

FOOTNOTE_MARKS = dict.fromkeys(map(ord, "¹²³⁴⁵⁶⁷⁸⁹⁰*†‡"))

GROUPED = re.compile(r"[1-9]\d{0,2}(?:([.,' ])\d{3})(?:\1\d{3})*")
PLAIN = re.compile(r"\d+(?:[.,]\d+)?|[.,]\d+")
MIXED = re.compile(r"\d{1,3}(?:,\d{3})+\.\d+|\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?: \d{3})+[.,]\d+")
ABOUT = re.compile(r"[<>≤≥≈~]")

NOT_COUNTED = frozenset(
    "median mean average avg p50 p75 p90 p95 percentile score index rate percent ratio points per growth change".split()
)
"""Words in the name of a figure that is measured or computed, not counted: it may have decimals and has no parts."""

UNITS_OF_TIME = frozenset({"days", "hours", "minutes"})


class Unreadable(ValueError):
    """A file that is no table of figures; the message says why and in which line."""


@dataclass(frozen=True, slots=True)
class Printed:
    """One row as it was printed. `name` and `whole` are the names as they are compared, `figure` as it was written.

    `value` and `percent` are None where nothing is printed, or nothing that is a number; then the text says which.
    """

    line: int
    report: str
    figure: str
    name: str
    whole: str
    value_text: str
    percent_text: str
    note: str
    value: Decimal | None
    percent: Decimal | None

    @property
    def is_counted(self) -> bool:
        """Whether the figure is a number of things, judged by its name."""
        return is_counted(self.name)

    @property
    def count(self) -> int | None:
        """The number of things, or None where it is none: not printed, negative, broken, or measured."""
        if self.value is None or not self.is_counted or self.value < 0 or self.value != self.value.to_integral_value():
            return None
        return int(self.value)

    @property
    def value_is_unreadable(self) -> bool:
        """Whether something is printed as the value that is no number."""
        return self.value is None and self.value_text.casefold() not in NOTHING

    @property
    def percent_is_unreadable(self) -> bool:
        """Whether something is printed as the percentage that is no number, nor a bound such as “<1”."""
        text = self.percent_text.rstrip("% ")
        return self.percent is None and text.casefold() not in NOTHING and not ABOUT.match(text)


def is_counted(name: str) -> bool:
    """Tell a number of things from a duration, a score or a rate, by the words of its name."""
    words = re.split(r"[._]", name)
    if NOT_COUNTED.intersection(words):
        return False
    # “late.over_30_days” counts dossiers, “elapsed_days” counts none.
    return not (words[-1] in UNITS_OF_TIME and not re.search(r"\d", name.rpartition(".")[2]))


def read(content: bytes) -> list[Printed]:
    """Return the rows of a file in UTF-8; raises `Unreadable`."""
    try:
        return read_text(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Unreadable(_("Tệp không phải văn bản UTF-8. Ông/Bà lưu lại dưới dạng CSV UTF-8.")) from None


def read_text(text: str) -> list[Printed]:
    """Return the rows of a table whose cells are parted by commas, semicolons or tabs; raises `Unreadable`."""
    lines = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=_delimiter(text), strict=True)
    try:
        head = [_name(cell) for cell in next(lines, [])]
        missing = [name for name in NEEDED if name not in head]
        if missing:
            raise Unreadable(_("Dòng tiêu đề thiếu cột: %(columns)s.") % {"columns": ", ".join(missing)})
        rows = list(_rows(lines, head))
    except csv.Error:
        message = _("Không đọc được dòng %(line)d: dấu ngoặc kép hoặc ký tự không đúng dạng CSV.")
        raise Unreadable(message % {"line": lines.line_num}) from None
    if not rows:
        raise Unreadable(_("Bảng không có số liệu nào."))
    return rows


def _delimiter(text: str) -> str:
    head = text.lstrip("\ufeff\r\n ").split("\n", 1)[0]
    return max(",;\t", key=head.count)


def _rows(lines: Any, head: Sequence[str]) -> Iterator[Printed]:
    for cells in lines:
        if lines.line_num > MOST_LINES:
            raise Unreadable(_("Bảng có quá %(most)d dòng. Ông/Bà chia ra nhiều lần.") % {"most": MOST_LINES})
        if any(cell.strip() for cell in cells):
            yield _printed(lines.line_num, _by_column(lines.line_num, cells, head))


def _by_column(line: int, cells: Sequence[str], head: Sequence[str]) -> Mapping[str, str]:
    row = dict(zip(head, (_clean(cell) for cell in cells), strict=False))
    has_more = any(cell.strip() for cell in cells[len(head) :])
    # A note may have lost its quotation marks. A number there was cut in two by its decimal comma.
    is_cut = len(cells) > len(head) and _number(row.get("note", ""), is_counted=False) is not None
    if is_cut or (has_more and head[-1] != "note"):
        raise Unreadable(
            _('Dòng %(line)d có nhiều ô hơn dòng tiêu đề. Số có dấu phẩy phải đặt trong ngoặc kép, ví dụ "69,35".')
            % {"line": line}
        )
    return row


def _printed(line: int, row: Mapping[str, str]) -> Printed:
    if not row.get("figure"):
        raise Unreadable(_("Dòng %(line)d thiếu tên số liệu (cột figure).") % {"line": line})
    name = _name(row["figure"])
    value_text, percent_text = row.get("value", ""), row.get("printed_percent", "")
    return Printed(
        line=line,
        report=row.get("report", ""),
        figure=row["figure"],
        name=name,
        whole=_name(row.get("whole", "")),
        value_text=value_text,
        percent_text=percent_text,
        note=row.get("note", ""),
        value=_number(value_text, is_counted=is_counted(name)),
        percent=_number(percent_text.rstrip("% ").lstrip("≈~ "), is_counted=False),
    )


def _clean(cell: str) -> str:
    """Return a cell with one kind of space, of minus and of digits, without the mark of a footnote."""
    return " ".join(unicodedata.normalize("NFKC", cell.translate(FOOTNOTE_MARKS)).replace("−", "-").split())


def _name(cell: str) -> str:
    return re.sub(r"[\s-]+", "_", _clean(cell).casefold())


def _number(text: str, *, is_counted: bool) -> Decimal | None:
    """Return a printed number; 49.343 is a count of thousands, and as a percentage a number with three decimals."""
    sign, text = (-1, text[1:].lstrip()) if text.startswith("-") else (1, text)
    if not text.isascii() or len(text) > LONGEST_NUMBER:
        return None
    if MIXED.fullmatch(text) or (is_counted and GROUPED.fullmatch(text)):
        whole, part = text, ""
        if MIXED.fullmatch(text):
            at = max(text.rfind("."), text.rfind(","))
            whole, part = text[:at], f".{text[at + 1 :]}"
        return sign * Decimal(re.sub(r"[.,' ]", "", whole) + part)
    if PLAIN.fullmatch(text):
        return sign * Decimal(text.replace(",", "."))
    return None
