"""Fixed words of the national catalogue and the values that our records have for them. Pure."""

import re

from procedures.national.letters import UPPER
from procedures.national.reading import ReadRecord, cell_text

LEVELS = {
    "trung ương": "central",
    "bộ": "central",
    "tỉnh": "province",
    "huyện": "district",
    "xã": "commune",
}
"""Levels of government by what follows “Cấp”; “Cơ quan khác” names none."""

OTHER_AGENCY = "cơ quan khác"

AUDIENCES = {
    "Công dân Việt Nam": "citizen",
    "Đảng viên": "citizen",
    "Người Việt Nam định cư ở nước ngoài": "overseas_vietnamese",
    "Người nước ngoài": "foreigner",
    "Doanh nghiệp có vốn đầu tư nước ngoài": "business",
    "Doanh nghiệp Việt Nam": "business",
    "Doanh nghiệp": "business",
    "Hộ kinh doanh": "business",
    "Hợp tác xã": "cooperative",
    "Tổ chức (không bao gồm doanh nghiệp, HTX)": "organisation",
    "Tổ chức nước ngoài": "organisation",
    "Tổ chức Đảng": "organisation",
    "Tổ chức": "organisation",
    "Cán bộ, công chức, viên chức": "official",
}

COMPETENCES = {
    "co_quan_co_tham_quyen": "competent",
    "co_quan_thuc_hien": "implementing",
    "co_quan_duoc_uy_quyen": "authorised",
    "co_quan_phoi_hop": "cooperating",
}
"""Parts of an agency in a procedure, by the column that names it."""

NEXT_NAME = re.compile(rf",\s*(?=[{UPPER}“\"])(?![^()]{{0,200}}\))")
"""Between two names, not inside “Ủy ban nhân dân xã, phường” or between brackets."""


def read_levels(cell: str | None, reading: ReadRecord) -> list[str]:
    """Return the levels of government that a cell names, in its order."""
    levels = []
    for word in re.split(r"[,;]\s*", cell_text(cell)):
        level = LEVELS.get(re.sub(r"^cấp\s+", "", word.lower()))
        if level:
            levels.append(level)
        elif word and word.lower() != OTHER_AGENCY:
            reading.warn("cap_thuc_hien", "Cấp thực hiện không có trong danh mục.", word)
    return list(dict.fromkeys(levels))


def read_audience(cell: str | None, reading: ReadRecord) -> list[str]:
    """Return who may ask for the procedure; several groups of the portal are one of ours."""
    text = cell_text(cell)
    audience = []
    for words in sorted(AUDIENCES, key=len, reverse=True):
        found = re.compile(rf"(?:^|,\s*){re.escape(words)}(?=,|$)", re.IGNORECASE)
        if found.search(text):
            audience.append((text.lower().index(words.lower()), AUDIENCES[words]))
            text = found.sub(lambda match: "," + " " * (len(match[0]) - 1), text)
    if rest := text.strip(", "):
        reading.warn("doi_tuong_thuc_hien", "Đối tượng thực hiện không có trong danh mục.", rest)
    return list(dict.fromkeys(value for _, value in sorted(audience)))


def read_agencies(cell: str | None) -> list[str]:
    """Return the names of agencies in a cell that parts them by commas."""
    names = [name.strip(" ,;") for name in NEXT_NAME.split(cell_text(cell))]
    return [name for name in dict.fromkeys(names) if name and name.lower() != OTHER_AGENCY]
