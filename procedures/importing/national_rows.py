"""Rows of the detailed national catalogue: the safe side of `procedures.national`."""

import unicodedata
from typing import Any

from procedures.interchange.codes import BadCode, code_from_number
from procedures.interchange.rows import SourceRow
from procedures.interchange.shape import BadShape, taken
from procedures.interchange.texts import BadText, check_encoding, clean_code, quoted
from procedures.national.reading import ReadRecord, Unreadable
from procedures.national.record import read_record

CODE = "ma_thu_tuc"

TITLES = {
    "ma_thu_tuc": "Mã thủ tục",
    "ten_thu_tuc": "Tên thủ tục",
    "so_quyet_dinh": "Số quyết định",
    "cap_thuc_hien": "Cấp thực hiện",
    "loai_thu_tuc": "Loại thủ tục",
    "linh_vuc": "Lĩnh vực",
    "doi_tuong_thuc_hien": "Đối tượng thực hiện",
    "co_quan_thuc_hien": "Cơ quan thực hiện",
    "co_quan_co_tham_quyen": "Cơ quan có thẩm quyền",
    "co_quan_duoc_uy_quyen": "Cơ quan được ủy quyền",
    "co_quan_phoi_hop": "Cơ quan phối hợp",
    "dia_chi_tiep_nhan": "Địa chỉ tiếp nhận",
    "trinh_tu_thuc_hien": "Trình tự thực hiện",
    "cach_thuc_thuc_hien": "Cách thức thực hiện",
    "thanh_phan_ho_so": "Thành phần hồ sơ",
    "ket_qua_ten": "Tên kết quả",
    "ket_qua_ma": "Mã kết quả",
    "ket_qua_xu_ly": "Kết quả xử lý",
    "can_cu_phap_ly": "Căn cứ pháp lý",
    "yeu_cau_dieu_kien": "Yêu cầu, điều kiện",
    "thu_tuc_lien_quan": "Thủ tục liên quan",
}
"""The columns as the portal's page calls them."""


def read_national(given: dict[str, Any], *, row: int) -> SourceRow:
    """Return an object of the national catalogue as a row."""
    source = SourceRow(row, code=quoted(str(given.get(CODE) or "")))
    try:
        cells = _cells(given, source.warnings)
        source.code = cells[CODE]
        reading = read_record(cells)
    except (BadText, BadCode, Unreadable) as error:
        source.refusal = str(error)
        return source
    return row_of_reading(source, reading)


def column_warnings(first: dict[str, Any]) -> list[str]:
    """Return what is to be said of a file as a whole: columns that its first row lacks, or that nobody knows."""
    missing = [
        f"Thiếu cột “{column}” ({title}); phần này giữ nguyên."
        for column, title in TITLES.items()
        if column not in first
    ]
    unknown = [
        f"Cột “{quoted(column)}” không có trong định dạng nên không được nhập."
        for column in first
        if column not in TITLES
    ]
    return missing + unknown


def row_of_reading(source: SourceRow, reading: ReadRecord) -> SourceRow:
    """Return a row with what was read of it: its record in the shape that the catalogue keeps, doubts, counts."""
    source.counts = reading.counts
    for doubt in reading.warnings:
        raw = f" “{quoted(doubt.raw, 300)}”" if doubt.raw else ""
        source.warnings.append(f"{titled(doubt.field)}: {doubt.reason}{raw}")
    try:
        source.record, warnings = taken(reading.record, is_lenient=True)
    except BadShape as error:
        source.refusal = str(error)
        return source
    source.warnings += warnings
    return source


def titled(column: str) -> str:
    """Return what people call a column."""
    return TITLES.get(column, quoted(column))


def _cells(given: dict[str, Any], warnings: list[str]) -> dict[str, str]:
    """Return the columns of a row as texts; raise `BadText` or `BadCode`."""
    cells = {}
    composed: list[str] = []
    for column, value in given.items():
        if column == CODE and isinstance(value, int | float) and not isinstance(value, bool):
            cells[column] = code_from_number(value)
            warnings.append(f"Cột “{titled(CODE)}”: mã được lưu thành số {value}, đã đọc là {cells[column]}.")
        elif value is not None and not isinstance(value, str):
            raise BadText(f"Cột “{titled(column)}” phải là chữ.")
        elif column == CODE:
            cells[column] = clean_code(value or "", where=f"Cột “{titled(CODE)}”", warnings=warnings)
        elif value:
            # Not clean yet: where its spaces and line breaks stand tells the parts of a cell.
            check_encoding(value, where=f"Cột “{titled(column)}”")
            cells[column] = unicodedata.normalize("NFC", value)
            if cells[column] != value:
                composed.append(f"“{titled(column)}”")
    if CODE not in cells:
        raise BadText("Dòng này không có mã thủ tục.")
    if composed:
        warnings.append(f"Cột {', '.join(composed)} viết bằng Unicode tổ hợp; đã chuyển sang dạng dựng sẵn (NFC).")
    return cells
