"""One row of the list that the national portal exports to Excel, as a partial record of ours. Pure."""

from collections.abc import Mapping

from procedures.national.reading import ReadRecord, cell_text
from procedures.national.record import read_identity

COLUMNS = ("Mã số", "Tên", "Cơ quan ban hành", "Cơ quan thực hiện", "Lĩnh vực")
"""The headings of the list, in the portal's order."""


def read_listed(row: Mapping[str, str]) -> ReadRecord:
    """Return a row of the portal's list, its cells by heading (`COLUMNS`), as a record that lacks all the rest.

    A cell holds several agencies or sectors, one a line. Raises `Unreadable` where there is no code or no name.
    """
    reading = ReadRecord()
    reading.record.update(read_identity(row.get("Mã số"), row.get("Tên"), reading))
    if sector := ", ".join(cell_text(row.get("Lĩnh vực")).splitlines()):
        reading.record["sector"] = sector
    if agencies := dict.fromkeys(cell_text(row.get("Cơ quan thực hiện")).splitlines()):
        reading.record["competences"] = [{"kind": "implementing", "name": name} for name in agencies if name]
    if issuer := cell_text(row.get("Cơ quan ban hành")):
        reading.record["source_note"] = f"Cơ quan ban hành: {issuer}"
    return reading
