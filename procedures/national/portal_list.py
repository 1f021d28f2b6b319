"""One row of the list that the national portal exports to Excel, as a partial record of ours. Pure."""

from collections.abc import Mapping

from agencies.vietnamese import normalised
from procedures.national.reading import ReadRecord, Unreadable


def read_listed(row: Mapping[str, str]) -> ReadRecord:
    """Return a row of the portal's list, its cells by heading (“Mã số”, “Tên”, …), as a record that lacks the rest.

    Raise `Unreadable` where it has no code or no name.
    """
    code, name = normalised(row.get("Mã số") or ""), normalised(row.get("Tên") or "")
    if not code:
        raise Unreadable("Dòng này không có mã thủ tục.")
    if not name:
        raise Unreadable(f"Thủ tục {code} không có tên.")
    reading = ReadRecord()
    reading.record.update(code=code, name=name, sector=normalised(row.get("Lĩnh vực") or ""))
    return reading
