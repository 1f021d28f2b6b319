"""The cell “Kết quả xử lý”: results with their codes, then the keywords and the summary of the page. Pure.

    cell   := result* ["Từ khóa" words "Mô tả" words] [the boxes at the side of the page]
    result := name "Mã: " code

The columns `ket_qua_ten` and `ket_qua_ma` hold the first result only, and the code there swallowed the first letter of
what follows it (“KQ.G15.000031T” of “…31Từ khóa”), so they serve where the cell holds nothing.
"""

import re
from collections.abc import Mapping
from typing import Any

from procedures.national.reading import ReadRecord, cell_text

COLUMN = "ket_qua_xu_ly"

CODE = (
    r"(?:KQ[.-][A-Z]\d{2}[.-]?\d{6}|\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}-KQ\d{4,6}"
    r"|(?:[A-Z0-9]+[.-])*[A-Z]*\d+|[a-z]+\d*)"
)
"""Codes of the national list, old and new; and what officers type where they have none (“78”, “utw”)."""

END_OF_RESULT = re.compile(rf"Mã: ?(?P<code>{CODE})")
SIDE_OF_PAGE = re.compile(
    r"Chọn cơ quan thực hiện\s*(?:Tỉnh/ ?Thành phố|Bộ ngành).*\Z|Tìm kiếm nhiều nhất.*\Z", re.DOTALL
)
FIRST_CODE = re.compile(r"KQ[.-][A-Z]\d{2}[.-]?\d{6}")


def read_results(row: Mapping[str, str], reading: ReadRecord) -> dict[str, Any]:
    """Return `results`, `keywords` and `summary` of a record, empty where the row holds none."""
    text = SIDE_OF_PAGE.sub("", cell_text(row.get(COLUMN)))
    table, _, foot = text.partition("Từ khóa")
    keywords, _, summary = foot.partition("Mô tả")
    return {
        "results": _results(table, reading) or _first_result(row),
        "keywords": [word for part in re.split(r"[,;\n]", cell_text(keywords)) if (word := part.strip())],
        "summary": cell_text(summary),
    }


def _results(table: str, reading: ReadRecord) -> list[dict[str, Any]]:
    results, place = [], 0
    for match in END_OF_RESULT.finditer(table):
        results.append(_result(table[place : match.start()], match["code"]))
        place = match.end()
    if rest := table[place:].strip(" .;-\n"):
        if "Mã:" in rest:
            reading.warn(COLUMN, "Không đọc được mã của kết quả; giữ nguyên văn.", rest)
        results.append(_result(rest, ""))
    return [result for result in results if result["name"]]


def _first_result(row: Mapping[str, str]) -> list[dict[str, Any]]:
    name = cell_text(row.get("ket_qua_ten"))
    code = FIRST_CODE.match(cell_text(row.get("ket_qua_ma")))
    return [_result(name, code[0] if code else "")] if name else []


def _result(name: str, code: str) -> dict[str, Any]:
    return {"name": cell_text(name).strip("-–+*•; \n"), "code": code, "validity": ""}
