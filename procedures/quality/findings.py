"""What a check of the catalogue finds: a rule, a record, a place in it, and the mend. Pure."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

Looked = TypeVar("Looked")
"""What a rule looks at: one procedure, or the catalogue as a whole."""

Found = TypeVar("Found")
"""What it yields: a fault, of the catalogue together with whose it is."""


class Severity(StrEnum):
    """How much a finding weighs; an error breaks a promise to somebody, a warning may, a note is worth a look."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


SEVERITY_LABELS = {
    Severity.ERROR: gettext_lazy("Phải sửa"),
    Severity.WARNING: gettext_lazy("Nên xem"),
    Severity.NOTE: gettext_lazy("Lưu ý"),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """What a rule has to say: the path of the value, as `procedures.records` names it, and what is wrong with it."""

    where: str
    text: str


@dataclass(frozen=True, slots=True)
class Rule(Generic[Looked, Found]):
    """One thing that is checked: its name, how much it weighs, what mends it, and the function that looks."""

    key: str
    severity: Severity
    label: Promise
    mend: Promise
    faults: Callable[[Looked], Iterator[Found]]


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault of a record of the catalogue. `code` is empty where the fault is not a procedure's.

    `version` is the number of the version that was looked at, 0 where it is about none.
    """

    rule: str
    severity: Severity
    code: str
    name: str
    sector: str
    where: str
    text: str
    version: int = 0


PARTS = {
    "name": gettext_lazy("tên"),
    "sector": gettext_lazy("lĩnh vực"),
    "level": gettext_lazy("cấp thực hiện"),
    "audience": gettext_lazy("đối tượng"),
    "agencies": gettext_lazy("cơ quan thực hiện"),
    "competences": gettext_lazy("cơ quan"),
    "keywords": gettext_lazy("từ khóa"),
    "summary": gettext_lazy("tóm tắt"),
    "steps": gettext_lazy("trình tự"),
    "ways": gettext_lazy("cách nộp"),
    "limits": gettext_lazy("thời hạn"),
    "fees": gettext_lazy("phí, lệ phí"),
    "required_documents": gettext_lazy("giấy tờ"),
    "results": gettext_lazy("kết quả"),
    "conditions": gettext_lazy("điều kiện"),
    "legal_bases": gettext_lazy("căn cứ pháp lý"),
    "related": gettext_lazy("thủ tục liên quan"),
    "service_level": gettext_lazy("mức độ dịch vụ công"),
    "service_level_reason": gettext_lazy("lý do chưa toàn trình"),
    "not_taken_in_reason": gettext_lazy("lý do không tiếp nhận"),
    "four_step": gettext_lazy("bốn bước tại trung tâm"),
    "processes": gettext_lazy("quy trình nội bộ"),
    "stages": gettext_lazy("bước xử lý"),
}
"""The parts of a record in words; what is smaller than these needs none."""


def place_words(where: str) -> str:
    """Return the path of a value in words: `ways.0.limits.1.amount` is “cách nộp 1, thời hạn 2”."""
    found: list[str] = []
    for step in where.split("."):
        if re.fullmatch(r"\d+", step) and found:
            found[-1] = _("%(part)s %(number)s") % {"part": found[-1], "number": int(step) + 1}
        elif step in PARTS:
            found.append(str(PARTS[step]))
    return ", ".join(found)
