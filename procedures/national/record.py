"""One row of the detailed national catalogue as a record of ours. Pure.

`read_record` reads column by column; the grammar of each glued table stands in the module that reads it: `ways`,
`limits`, `fees`, `documents`, `bases`, `results`. What cannot be read is kept in the source's words and noted, never
guessed.
"""

import re
from collections.abc import Mapping
from typing import Any

from procedures.national.bases import read_bases
from procedures.national.documents import read_documents, read_sets
from procedures.national.passages import passages
from procedures.national.reading import ReadRecord, Unreadable, cell_text
from procedures.national.results import read_results
from procedures.national.vocabulary import COMPETENCES, read_agencies, read_audience, read_levels
from procedures.national.ways import read_ways

CODE = re.compile(r"\d\.\d{6}(?:\.\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}|\.[A-Z]\d{2})?")
NATIONAL_CODE = re.compile(r"\b\d\.\d{6}\b")

LONGEST_AGENCY = 300
"""Characters; a longer “name” is a passage of another section that strayed into the column."""


def read_record(row: Mapping[str, str]) -> ReadRecord:
    """Return a row of the national catalogue, its cells by column (`ma_thu_tuc`, …), as a record.

    Absent columns and cells in which the source says “Không có thông tin” leave out their keys. Raises `Unreadable`
    where there is no code or no name.
    """
    reading = ReadRecord()
    reading.record.update(read_identity(row.get("ma_thu_tuc"), row.get("ten_thu_tuc"), reading))
    for key, value in _parts(row, reading):
        if value:
            reading.record[key] = value
    return reading


def read_identity(code_cell: str | None, name_cell: str | None, reading: ReadRecord) -> dict[str, str]:
    """Return the code, without the spaces that people type into it, and the name; raise `Unreadable` without them."""
    code, name = "".join(cell_text(code_cell).split()), " ".join(cell_text(name_cell).split())
    if not code:
        raise Unreadable("Dòng này không có mã thủ tục.")
    if not name:
        raise Unreadable(f"Thủ tục {code} không có tên.")
    if not CODE.fullmatch(code):
        reading.warn("ma_thu_tuc", "Mã thủ tục không đúng dạng quốc gia (ví dụ 1.001193).", code)
    return {"code": code, "name": name}


def _parts(row: Mapping[str, str], reading: ReadRecord) -> list[tuple[str, Any]]:
    """Return the other keys of a record in the order of the columns, empty ones included."""
    documents = row.get("thanh_phan_ho_so")
    return [
        ("sector", cell_text(row.get("linh_vuc"))),
        ("category", cell_text(row.get("loai_thu_tuc"))),
        ("level", read_levels(row.get("cap_thuc_hien"), reading)),
        ("audience", read_audience(row.get("doi_tuong_thuc_hien"), reading)),
        ("competences", _competences(row, reading)),
        ("promulgation", _promulgation(row.get("so_quyet_dinh"))),
        ("steps", passages(row.get("trinh_tu_thuc_hien"))),
        ("reception_address", cell_text(row.get("dia_chi_tiep_nhan"))),
        ("ways", read_ways(row.get("cach_thuc_thuc_hien"), reading)),
        ("sets", read_sets(documents)),
        ("required_documents", read_documents(documents, reading)),
        *read_results(row, reading).items(),
        ("conditions", passages(row.get("yeu_cau_dieu_kien"))),
        ("legal_bases", read_bases(row.get("can_cu_phap_ly"), reading)),
        ("related", _related(row.get("thu_tuc_lien_quan"), reading)),
    ]


def _competences(row: Mapping[str, str], reading: ReadRecord) -> list[dict[str, str]]:
    competences = []
    for column, kind in COMPETENCES.items():
        for name in read_agencies(row.get(column)):
            if len(name) <= LONGEST_AGENCY:
                competences.append({"kind": kind, "name": name})
            else:
                reading.keep(column, "Ô này không ghi tên cơ quan mà ghi nội dung khác.", name)
    return competences


def _promulgation(cell: str | None) -> dict[str, str]:
    number = "".join(cell_text(cell).split()).replace("./", "/").replace("/QD-", "/QĐ-")
    return {"number": number} if number else {}


def _related(cell: str | None, reading: ReadRecord) -> list[str]:
    """Return the codes of related procedures; the portal's own table names them without codes."""
    text = cell_text(cell)
    codes = list(dict.fromkeys(NATIONAL_CODE.findall(text)))
    if text and not codes:
        reading.keep("thu_tuc_lien_quan", "Thủ tục liên quan không ghi mã nên không liên kết được.", text)
    return codes
