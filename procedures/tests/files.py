"""Files as strangers send them, made on the spot."""

import gzip
import json
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import Any

import xlsxwriter

from procedures.importing.sources import open_source
from procedures.interchange.rows import SourceRow

HEADINGS = ["Mã số", "Tên", "Cơ quan ban hành", "Cơ quan thực hiện", "Lĩnh vực"]
ROW = ["1.001193", "Đăng ký khai sinh", "Bộ Tư pháp", "Ủy ban nhân dân cấp xã", "Hộ tịch"]

NATIONAL = {
    "ma_thu_tuc": "1.001193",
    "ten_thu_tuc": "Thủ tục đăng ký khai sinh",
    "linh_vuc": "Hộ tịch",
    "cap_thuc_hien": "Cấp xã",
    "so_quyet_dinh": "100/QĐ-BTP",
    "co_quan_thuc_hien": "Ủy ban nhân dân cấp xã",
    "cach_thuc_thuc_hien": "Hình thức nộpThời gianPhí, lệ phíMô tảTrực tiếp5 Ngày làm việcMiễn phí",
}
"""A row of the detailed national catalogue."""


def workbook(
    rows: Sequence[Sequence[Any]],
    *,
    merges: Sequence[str] = (),
    formulas: Mapping[str, str] | None = None,
    sheet: str = "Danh sách TTHC",
) -> bytes:
    """Return a workbook with one sheet; days become dates, `formulas` stand at addresses with the result 7."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False}) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        page = book.add_worksheet(sheet)
        for place, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, date):
                    page.write_datetime(place, column, value, day)
                else:
                    page.write(place, column, value)
        for reference in merges:
            page.merge_range(reference, "gộp")
        for address, formula in (formulas or {}).items():
            page.write_formula(address, formula, None, 7)
    return file.getvalue()


def portal_list(*rows: Sequence[Any], headings: Sequence[Any] = HEADINGS, **options: Any) -> bytes:
    """Return a list as the national portal exports it: a merged title, the headings, the rows."""
    return workbook([["DANH SÁCH THỦ TỤC HÀNH CHÍNH"], headings, *rows], merges=["A1:E1"], **options)


def lines(*entries: Any, packed: bool = False) -> bytes:
    """Return entries of JSON, one a line."""
    text = "".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in entries).encode()
    return gzip.compress(text) if packed else text


def repacked(content: bytes, *, add: Mapping[str, str] | None = None, change: Mapping[str, str] | None = None) -> bytes:
    """Return a workbook with parts added or replaced."""
    file, change = BytesIO(), change or {}
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change.get(name) or old.read(name))
        for name, text in (add or {}).items():
            new.writestr(name, text)
    return file.getvalue()


def read(content: bytes, *, name: str = "tep.xlsx") -> list[SourceRow]:
    """Return the rows of a file; raises `BadFile`."""
    with open_source(BytesIO(content), name=name) as source:
        return list(source.rows())
