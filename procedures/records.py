"""The structured record of a procedure, as the catalogue's files and imports carry it, and what may be wrong with it.

Pure: a record is checked without a database. `procedures.services.publish_version` makes a version of it.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from accounts.models import Role
from agencies.models import Level
from procedures.limits import LimitUnit
from procedures.models import Audience, Channel, FeeKind, ServiceLevel, Step

Record = Mapping[str, Any]

EVERY_COMMUNE = "@communes"
"""Stands for the people's committee of every commune among a record's agencies."""

MINUTES_OF_DAY = 480
WORKING_DAYS_OF_MONTH = 22

LIFE_EVENTS = frozenset(
    {
        "birth",
        "marriage",
        "death",
        "residence",
        "housing",
        "land",
        "business",
        "vehicle",
        "work",
        "study",
        "health",
        "social_support",
        "justice",
    }
)

ISSUERS = {
    "BCA": "Bộ Công an",
    "BCT": "Bộ Công Thương",
    "BDTTG": "Bộ Dân tộc và Tôn giáo",
    "BGDĐT": "Bộ Giáo dục và Đào tạo",
    "BKHCN": "Bộ Khoa học và Công nghệ",
    "BNG": "Bộ Ngoại giao",
    "BNNMT": "Bộ Nông nghiệp và Môi trường",
    "BNV": "Bộ Nội vụ",
    "BTC": "Bộ Tài chính",
    "BTP": "Bộ Tư pháp",
    "BVHTTDL": "Bộ Văn hóa, Thể thao và Du lịch",
    "BXD": "Bộ Xây dựng",
    "BYT": "Bộ Y tế",
    "BHXH": "Bảo hiểm xã hội Việt Nam",
    "TTCP": "Thanh tra Chính phủ",
    "UBND": "Ủy ban nhân dân tỉnh",
}
"""Who signs a decision, by the letters that end its number."""

ROLES_OF_STEP = {
    Step.RECEPTION: {Role.CLERK},
    Step.APPRAISAL: {Role.APPRAISER},
    Step.APPROVAL: {Role.APPRAISER, Role.APPROVER, Role.SEAL_KEEPER},
    Step.RETURN: {Role.CLERK, Role.SEAL_KEEPER},
}


class BadRecord(ValueError):
    """A record cannot be published; `problems` names each fault in words that an editor may read."""

    def __init__(self, code: str, problems: Sequence[str]) -> None:
        super().__init__(f"Thủ tục {code or '(chưa có mã)'}: " + " ".join(problems))
        self.code = code
        self.problems = list(problems)


def limit_minutes(limit: Record) -> int:
    """Return the working minutes that a limit allows, as internal processes budget them.

    A working day is eight hours; calendar days and months are brought to whole working days.
    """
    amount = float(limit["amount"])
    match LimitUnit(limit["unit"]):
        case LimitUnit.WORKING_HOUR:
            return round(amount * 60)
        case LimitUnit.SAME_DAY:
            return MINUTES_OF_DAY
        case LimitUnit.CALENDAR_DAY:
            return max(1, int(amount * 5 / 7)) * MINUTES_OF_DAY
        case LimitUnit.MONTH:
            return round(amount * WORKING_DAYS_OF_MONTH * MINUTES_OF_DAY)
        case _:
            return round(amount * MINUTES_OF_DAY)


def shortest_limit_minutes(record: Record) -> int:
    """Return the working minutes of the shortest usual limit of a record: the first one of each way."""
    return min(limit_minutes(way["limits"][0]) for way in record["ways"])


def issuer_of(number: str) -> str:
    """Return who issues decisions of this number (“2230/QĐ-BTP”), or the letters themselves where we do not know."""
    letters = number.rsplit("-", 1)[-1].strip()
    return ISSUERS.get(letters, letters)


def check_record(record: Record) -> None:
    """Raise `BadRecord` with every fault of a record, or return."""
    problems = list(_problems(record))
    if problems:
        raise BadRecord(str(record.get("code", "")), problems)


def _problems(record: Record) -> Iterator[str]:
    missing = [name for name in ("code", "name", "sector", "agencies", "ways", "process") if not record.get(name)]
    if missing:
        yield f"Thiếu {', '.join(missing)}."
        return
    if any(text != unicodedata.normalize("NFC", text) for text in _texts(record)):
        yield "Văn bản chưa ở dạng Unicode dựng sẵn (NFC)."
    yield from _unknown("Cấp thực hiện", record.get("level", ()), Level)
    yield from _unknown("Đối tượng thực hiện", record.get("audience", ()), Audience)
    yield from _unknown("Sự kiện trong đời", record.get("life_events", ()), LIFE_EVENTS)
    yield from _unknown("Mức độ dịch vụ công", [record.get("service_level")], ServiceLevel)
    if not record.get("level") or not record.get("audience"):
        yield "Phải ghi cấp thực hiện và đối tượng thực hiện."
    if record.get("service_level") != ServiceLevel.FULL and not record.get("service_level_reason"):
        yield "Dịch vụ công chưa toàn trình phải ghi lý do."
    if not record.get("taken_in_at_centre", True) and not record.get("not_taken_in_reason"):
        yield "Thủ tục không tiếp nhận tại bộ phận một cửa phải ghi lý do."
    if not record.get("results"):
        yield "Phải có ít nhất một kết quả thực hiện."
    for part in ("required_documents", "results"):
        if any(not row.get("name", "").strip() for row in record.get(part, ())):
            yield "Giấy tờ hoặc kết quả chưa có tên."
    ways_are_sound = True
    for problem in _problems_of_ways(record["ways"]):
        ways_are_sound = False
        yield problem
    yield from _problems_of_stages(record, check_sum=ways_are_sound)


def _problems_of_ways(ways: Sequence[Record]) -> Iterator[str]:
    channels = [way.get("channel") for way in ways]
    yield from _unknown("Hình thức nộp", channels, Channel)
    if len(set(channels)) != len(channels):
        yield "Một hình thức nộp được ghi hai lần."
    for way in ways:
        if not way.get("limits"):
            yield f"Hình thức “{way.get('channel')}” chưa có thời hạn giải quyết."
        for limit in way.get("limits", ()):
            yield from _unknown("Đơn vị thời hạn", [limit.get("unit")], LimitUnit)
            if not isinstance(limit.get("amount"), int | float) or limit["amount"] <= 0:
                yield "Thời hạn phải lớn hơn 0."
        for fee in way.get("fees", ()):
            yield from _unknown("Loại khoản thu", [fee.get("kind")], FeeKind)
            amount = fee.get("amount")
            if amount is not None and (not isinstance(amount, int) or amount < 0):
                yield f"Mức thu “{fee.get('name')}” phải là số nguyên đồng."
            if amount is None and not fee.get("condition"):
                yield f"Mức thu “{fee.get('name')}” do Hội đồng nhân dân quyết định phải ghi rõ trong điều kiện."


def _problems_of_stages(record: Record, *, check_sum: bool) -> Iterator[str]:
    stages = record["process"].get("stages", ())
    yield from _unknown("Bước của quy trình nội bộ", [stage.get("step") for stage in stages], Step)
    yield from _unknown("Vai trò trong quy trình nội bộ", [stage.get("role") for stage in stages], Role)
    for stage in stages:
        if not stage.get("name", "").strip():
            yield "Có bước xử lý chưa ghi nội dung công việc."
        elif stage.get("role") not in ROLES_OF_STEP.get(stage.get("step"), ()):
            yield f"Bước “{stage['name']}” giao cho vai trò không phù hợp."
    steps = [list(Step).index(Step(stage["step"])) for stage in stages if stage.get("step") in set(Step)]
    if steps != sorted(steps):
        yield "Các bước phải theo thứ tự tiếp nhận, thẩm định, phê duyệt, trả kết quả."
    roles = {stage.get("role") for stage in stages}
    for role in (Role.CLERK, Role.APPRAISER, Role.APPROVER):
        if role not in roles:
            yield f"Quy trình nội bộ thiếu vai trò “{role.label}”."
    is_sealed = any(stage.get("needs_seal") for stage in stages)
    if is_sealed != (Role.SEAL_KEEPER in roles):
        yield "Bước đóng dấu phải do văn thư giữ con dấu thực hiện."
    if record.get("four_step") and not is_sealed:
        yield "Thủ tục thực hiện bốn bước tại trung tâm phải có bước đóng dấu."
    if not check_sum:
        return
    budget, allowed = sum(stage.get("minutes", 0) for stage in stages), shortest_limit_minutes(record)
    if budget != allowed:
        yield f"Tổng thời gian các bước ({budget} phút) khác thời hạn giải quyết ({allowed} phút)."


def _unknown(what: str, given: Iterable[Any], known: Iterable[Any]) -> Iterator[str]:
    for value in sorted({str(value) for value in given} - {str(value) for value in known}):
        yield f"{what} “{value}” không có trong danh mục."


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _texts(part)
