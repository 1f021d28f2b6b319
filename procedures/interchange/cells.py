"""Cells of a workbook as values, or a message with the cell's address."""

from collections.abc import Callable
from typing import Any

from procedures.interchange.codes import BadCode, code_from_number
from procedures.interchange.form import Holds
from procedures.interchange.texts import BadText, check_encoding, clean_code, clean_text, quoted
from procedures.workbooks import Cell, CellKind

FLAGS = {"1": True, "true": True, "có": True, "x": True, "0": False, "false": False, "không": False}

REFUSED = {
    CellKind.FORMULA: "chứa công thức; hãy dán lại dưới dạng giá trị (Paste Values).",
    CellKind.ERROR: "báo lỗi của Excel; hãy sửa ô này.",
    CellKind.DATE: "được lưu thành ngày tháng; hãy định dạng ô là chữ (Text) rồi ghi lại.",
}


class BadCell(ValueError):
    """A cell cannot be taken; the message begins with its address, in Vietnamese."""


def text_of(cell: Cell | None, *, warnings: list[str], is_ours: bool = False) -> str:
    """Return the text of a cell, clean; a whole number stands for its digits. Raises `BadCell`.

    A cell of a file that `is_ours` was written by this system, or by somebody over what it wrote.
    """
    if cell is None:
        return ""
    _refuse(cell)
    if cell.kind is CellKind.NUMBER:
        number = float(cell.text)
        if not number.is_integer() or abs(number) >= 10**15:
            raise BadCell(f"Ô {cell.address} là số {cell.text}; ô này phải là chữ.")
        return str(int(number))
    if cell.kind is CellKind.BOOLEAN:
        raise BadCell(f"Ô {cell.address} là giá trị đúng/sai; ô này phải là chữ.")
    try:
        check_encoding(cell.text, where=f"Ô {cell.address}", is_ours=is_ours)
    except BadText as error:
        raise BadCell(str(error)) from error
    return clean_text(cell.text, where=f"Ô {cell.address}", warnings=warnings)


def code_of(cell: Cell | None, *, warnings: list[str]) -> str:
    """Return the national code in a cell, also where a program took it for a number. Raises `BadCell`."""
    if cell is None:
        raise BadCell("Dòng này không có mã thủ tục.")
    _refuse(cell)
    try:
        if cell.kind is CellKind.NUMBER:
            code = code_from_number(float(cell.text))
            warnings.append(f"Ô {cell.address}: mã được lưu thành số {cell.text}, đã đọc là {code}.")
            return code
        return clean_code(cell.text, where=f"Ô {cell.address}", warnings=warnings)
    except BadCode as error:
        raise BadCell(f"Ô {cell.address}: {error}") from error
    except BadText as error:
        raise BadCell(str(error)) from error


def value_of(cell: Cell | None, holds: Holds, *, warnings: list[str]) -> Any:
    """Return what a cell of our own format holds; None where it is blank and blank is no text. Raises `BadCell`."""
    if holds is Holds.TEXT:
        return text_of(cell, warnings=warnings, is_ours=True)
    if holds is Holds.WORDS:
        return text_of(cell, warnings=warnings, is_ours=True).splitlines()
    if cell is None:
        return None
    _refuse(cell)
    return _TYPED[holds](cell)


def _refuse(cell: Cell) -> None:
    if words := REFUSED.get(cell.kind):
        raise BadCell(f"Ô {cell.address} {words}")


def _number(cell: Cell) -> int | float:
    try:
        number = float(cell.text.replace(",", "."))
    except ValueError:
        raise BadCell(f"Ô {cell.address} phải là số, không phải “{quoted(cell.text)}”.") from None
    return int(number) if number.is_integer() else number


def _flag(cell: Cell) -> bool:
    flag = FLAGS.get(cell.text.strip().lower())
    if flag is None:
        raise BadCell(f"Ô {cell.address} phải là “có” hoặc “không”, không phải “{quoted(cell.text)}”.")
    return flag


_TYPED: dict[Holds, Callable[[Cell], Any]] = {Holds.WHOLE: _number, Holds.NUMBER: _number, Holds.FLAG: _flag}
