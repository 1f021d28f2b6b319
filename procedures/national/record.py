"""One row of the detailed national catalogue as a record of ours. Pure."""

from collections.abc import Mapping

from agencies.vietnamese import normalised
from procedures.national.reading import ReadRecord, Unreadable


def read_record(row: Mapping[str, str]) -> ReadRecord:
    """Return a row of the national catalogue as a record; raise `Unreadable` where it has no code or no name."""
    code, name = normalised(row.get("ma_thu_tuc") or ""), normalised(row.get("ten_thu_tuc") or "")
    if not code:
        raise Unreadable("Dòng này không có mã thủ tục.")
    if not name:
        raise Unreadable(f"Thủ tục {code} không có tên.")
    reading = ReadRecord()
    reading.record.update(code=code, name=name, sector=normalised(row.get("linh_vuc") or ""))
    return reading
