"""The table “Căn cứ pháp lý”: names and numbers of legal texts. Pure.

    cell   := "Tên văn bản pháp lýMã văn bản" basis*
    basis  := name number
    name   := any text, often one that mentions the same number and others
    number := “123/2015/NĐ-CP”, sometimes with its kind before it (“Thông tư số 03/2023/TT-BTP”), or without its letters
              (“14/2026”), or the whole name once more

A number has a cell of its own where it is glued to what stands before it or after it; inside a name it stands between
spaces or marks. A number that is followed at once by another belongs to a name, since no name is empty.
"""

import re
from typing import Any

from procedures.national.letters import LOWER, UPPER
from procedures.national.numbers import NUMBER
from procedures.national.reading import ReadRecord, cell_text

COLUMN = "can_cu_phap_ly"
HEADER = re.compile(r"Tên văn bản pháp lý\s*Mã văn bản")

KIND = r"(?:Thông tư liên tịch|Thông tư|Nghị định|Nghị quyết|Quyết định|Bộ luật|Luật|Pháp lệnh|Công văn|Chỉ thị)"
BARE_NUMBER = rf"(?<=[{LOWER}.;)])\d{{1,4}}/(?:19|20)\d\d(?=[{LOWER}{UPPER}-]|\Z)"
CELL = re.compile(rf"(?P<kind>(?<=[^\s(“\"])(?i:{KIND})(?: số)? ?)?(?P<number>{NUMBER}|{BARE_NUMBER})")

NAME_GOES_ON = re.compile(rf"[,;:)/”\"]|\.(?![{UPPER}{LOWER}-]|\Z)|\s+[{LOWER}({{]")
SET_OFF = re.compile(r"[\s(“\"/:]")
SWALLOWED = re.compile(rf"[{LOWER}.;)\d]{KIND}|[{LOWER};][{UPPER}][{LOWER}]")
"""Two names that nothing parts: the number between them was not recognised."""


def read_bases(cell: str | None, reading: ReadRecord) -> list[dict[str, Any]]:
    """Return the legal bases of a record; a text that cannot be parted is kept whole and noted."""
    text = HEADER.sub("", cell_text(cell))
    bases, place = [], 0
    for match in _cells(text):
        bases.append(_basis(text[place : match.start()], match["number"]))
        place = match.end()
    if rest := text[place:].strip(" .;"):
        bases.append(_basis_without_cell(rest))
    for basis in bases:
        is_read = bool(basis["number"]) and not SWALLOWED.search(basis["name"])
        reading.count("legal_bases", is_read=is_read)
        if not is_read:
            reading.warn(
                COLUMN, "Không tách chắc chắn được tên và số, ký hiệu của văn bản; cần kiểm tra.", basis["name"]
            )
    return bases


def _cells(text: str) -> list[re.Match[str]]:
    """Return the numbers that fill a cell of their own."""
    numbers = list(CELL.finditer(text))
    begins = {match.start("number") for match in numbers}
    return [match for match in numbers if match.end() not in begins and _has_cell(text, match)]


def _has_cell(text: str, match: re.Match[str]) -> bool:
    begin, end = match.span()
    if end == len(text) or not (text[end].isspace() or NAME_GOES_ON.match(text, end)):
        return True
    # A kind glued to what stands before it begins a name: “…NĐ-CP” + “Thông tư số 05/2024/TT-BXD ngày…”.
    is_glued_before = begin > 0 and not SET_OFF.match(text, begin - 1) and not match["kind"]
    return is_glued_before and not NAME_GOES_ON.match(text, end)


def _basis(name: str, number: str) -> dict[str, Any]:
    return {"number": number, "name": name.strip().lstrip("-–+*•.; \n").rstrip(" ;"), "article": "", "url": ""}


def _basis_without_cell(text: str) -> dict[str, Any]:
    """Return a basis whose second cell holds the name once more, or no number that we know."""
    half = text[: len(text) // 2].strip(" .")
    is_doubled = text[len(text) // 2 :].strip(" .") == half
    mentioned = re.search(NUMBER, half) if is_doubled else None
    return _basis(half if is_doubled else text, mentioned[0] if mentioned else "")
