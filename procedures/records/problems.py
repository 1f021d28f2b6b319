"""What may be wrong with a record: where it contradicts itself, and what it lacks to be published. Pure."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from accounts.models import Role
from agencies.models import Level
from procedures.declarations import problems_of_declaration
from procedures.durations import working_time
from procedures.life_events import LifeEvent
from procedures.limits import LimitUnit
from procedures.models import Audience, Channel, CompetenceKind, FeeKind, ServiceLevel, Step
from procedures.records.minutes import allowed_minutes
from procedures.records.shape import ROLES_OF_STEP, Record

NOT_COMPOSED = "Văn bản chưa ở dạng Unicode dựng sẵn (NFC)."


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault of a record: `where` is the path of the value (`ways.0.limits.1.amount`), `text` says what to mend."""

    where: str
    text: str

    def __str__(self) -> str:
        return self.text


class BadRecord(ValueError):
    """A record cannot be published; `problems` names each fault in words that an editor may read."""

    def __init__(self, code: str, problems: Sequence[Problem]) -> None:
        super().__init__(f"Thủ tục {code or '(chưa có mã)'}: " + " ".join(problem.text for problem in problems))
        self.code = code
        self.problems = list(problems)


def problems_of(record: Record, *, complete: bool, budgeted: bool = True) -> list[Problem]:
    """Return every fault of a record: where it contradicts itself and, if it is to be `complete`, what it lacks.

    Unless it is to be `budgeted`, the stages of a process need not add up to the time limit.
    """
    problems = list(_contradictions(record, budgeted=budgeted))
    if complete:
        problems += _gaps(record)
    return problems


def check_record(record: Record, *, complete: bool = True, budgeted: bool = True) -> None:
    """Raise `BadRecord` with every fault of a record (`problems_of`), or return."""
    if problems := problems_of(record, complete=complete, budgeted=budgeted):
        raise BadRecord(str(record.get("code", "")), problems)


def gaps_of(record: Record) -> list[Problem]:
    """Return what a record lacks to be published, and nothing of its contradictions."""
    return list(_gaps(record))


# ── What it lacks ────────────────────────────────────────────────────────────────────────────────

NEEDED = {
    "code": "Chưa có mã thủ tục.",
    "name": "Chưa có tên thủ tục.",
    "sector": "Chưa có lĩnh vực.",
    "level": "Chưa ghi cấp thực hiện.",
    "audience": "Chưa ghi đối tượng thực hiện.",
    "agencies": "Chưa có cơ quan thực hiện.",
    "ways": "Chưa có hình thức nộp nào.",
    "results": "Phải có ít nhất một kết quả thực hiện.",
    "processes": "Chưa có quy trình nội bộ.",
}


def _gaps(record: Record) -> Iterator[Problem]:
    for name, text in NEEDED.items():
        if not record.get(name):
            yield Problem(name, text)
    for place, way in enumerate(record.get("ways", ())):
        label = Channel(way["channel"]).label if way.get("channel") in Channel else way.get("channel")
        if not way.get("limits"):
            yield Problem(f"ways.{place}.limits", f"Hình thức “{label}” chưa có thời hạn giải quyết.")
        for nth, limit in enumerate(way.get("limits", ())):
            if limit.get("amount") is None:
                where = f"ways.{place}.limits.{nth}.amount"
                yield Problem(where, f"Thời hạn “{limit.get('text', '')}” chưa đọc được thành số và đơn vị.")
    if record.get("service_level") in (None, "", ServiceLevel.UNSTATED):
        yield Problem("service_level", "Chưa chọn mức độ dịch vụ công trực tuyến.")


# ── Where it contradicts itself ──────────────────────────────────────────────────────────────────


def _contradictions(record: Record, *, budgeted: bool) -> Iterator[Problem]:
    for where, text in _texts(record):
        if text != unicodedata.normalize("NFC", text):
            yield Problem(where, NOT_COMPOSED)
    yield from _unknown("level", "Cấp thực hiện", record.get("level", ()), Level)
    yield from _unknown("audience", "Đối tượng thực hiện", record.get("audience", ()), Audience)
    yield from _unknown("life_events", "Sự kiện trong đời", record.get("life_events", ()), LifeEvent)
    level = record.get("service_level") or ServiceLevel.UNSTATED
    yield from _unknown("service_level", "Mức độ dịch vụ công", [level], ServiceLevel)
    if level not in (ServiceLevel.FULL, ServiceLevel.UNSTATED) and not record.get("service_level_reason"):
        yield Problem("service_level_reason", "Dịch vụ công chưa toàn trình phải ghi lý do.")
    if not record.get("taken_in_at_centre", True) and not record.get("not_taken_in_reason"):
        yield Problem("not_taken_in_reason", "Thủ tục không tiếp nhận tại bộ phận một cửa phải ghi lý do.")
    for part, what in (("required_documents", "Giấy tờ"), ("results", "Kết quả"), ("competences", "Cơ quan")):
        for place, row in enumerate(record.get(part, ())):
            if not row.get("name", "").strip():
                yield Problem(f"{part}.{place}.name", f"{what} chưa có tên.")
    kinds = [part.get("kind") for part in record.get("competences", ())]
    yield from _unknown("competences", "Tư cách của cơ quan", kinds, CompetenceKind)
    for where, text in _problems_of_declaration(record):
        yield Problem(where, text)
    ways_are_sound = True
    for problem in _problems_of_ways(record.get("ways", ())):
        ways_are_sound = False
        yield problem
    is_comparable = budgeted and ways_are_sound
    yield from _problems_of_processes(record, allowed=allowed_minutes(record) if is_comparable else None)


def _problems_of_declaration(record: Record) -> Iterator[tuple[str, str]]:
    documents = {row.get("name", "") for row in record.get("required_documents", ())}
    return problems_of_declaration(record.get("declaration") or [], documents=documents)


def _problems_of_ways(ways: Sequence[Record]) -> Iterator[Problem]:
    channels = [way.get("channel") for way in ways]
    yield from _unknown("ways", "Hình thức nộp", channels, Channel)
    if len(set(channels)) != len(channels):
        yield Problem("ways", "Một hình thức nộp được ghi hai lần.")
    for place, way in enumerate(ways):
        for nth, limit in enumerate(way.get("limits", ())):
            yield from _problems_of_limit(f"ways.{place}.limits.{nth}", limit)
        for nth, fee in enumerate(way.get("fees", ())):
            yield from _problems_of_fee(f"ways.{place}.fees.{nth}", fee)


def _problems_of_limit(where: str, limit: Record) -> Iterator[Problem]:
    amount, unit = limit.get("amount"), limit.get("unit")
    if amount is None and not unit:
        if not limit.get("text"):
            yield Problem(f"{where}.amount", "Thời hạn phải có số và đơn vị.")
        return
    yield from _unknown(f"{where}.unit", "Đơn vị thời hạn", [unit], LimitUnit)
    if not isinstance(amount, int | float) or isinstance(amount, bool) or amount <= 0:
        yield Problem(f"{where}.amount", "Thời hạn phải lớn hơn 0.")
    elif unit == LimitUnit.SAME_DAY and amount != 1:
        yield Problem(f"{where}.amount", "Thời hạn “trong ngày làm việc” luôn có số lượng là 1.")


def _problems_of_fee(where: str, fee: Record) -> Iterator[Problem]:
    yield from _unknown(f"{where}.kind", "Loại khoản thu", [fee.get("kind")], FeeKind)
    amount = fee.get("amount")
    if amount is not None and (not isinstance(amount, int) or isinstance(amount, bool) or amount < 0):
        yield Problem(f"{where}.amount", f"Mức thu “{fee.get('name')}” phải là số nguyên đồng.")
    if amount is None and not fee.get("condition") and not fee.get("text"):
        text = f"Mức thu “{fee.get('name')}” do Hội đồng nhân dân quyết định phải ghi rõ trong điều kiện."
        yield Problem(f"{where}.condition", text)


def _problems_of_processes(record: Record, *, allowed: int | None) -> Iterator[Problem]:
    processes = record.get("processes", ())
    named = Counter(code for process in processes for code in process.get("agencies") or ("",))
    for code, times in named.items():
        if times > 1:
            text = (
                f"Cơ quan {code} có hai quy trình." if code else "Có hai quy trình dùng chung cho các cơ quan còn lại."
            )
            yield Problem("processes", text)
        if code and code not in record.get("agencies", ()):
            yield Problem("processes", f"Cơ quan {code} có quy trình nhưng không thực hiện thủ tục này.")
    if processes and "" not in named and (without := set(record.get("agencies", ())) - set(named)):
        yield Problem("processes", f"Chưa có quy trình nội bộ của {', '.join(sorted(without))}.")
    for place, process in enumerate(processes):
        where = f"processes.{place}.stages"
        stages = process.get("stages", ())
        yield from _problems_of_stages(where, stages, is_four_step=bool(record.get("four_step")))
        budget = sum(_minutes(stage) for stage in stages)
        if allowed is not None and budget != allowed:
            text = f"Tổng thời gian các bước ({working_time(budget)} = {budget} phút) khác thời hạn giải quyết"
            yield Problem(where, f"{text} ({working_time(allowed)} = {allowed} phút).")


def _problems_of_stages(where: str, stages: Sequence[Record], *, is_four_step: bool) -> Iterator[Problem]:
    yield from _unknown(where, "Bước của quy trình nội bộ", [stage.get("step") for stage in stages], Step)
    yield from _unknown(where, "Vai trò trong quy trình nội bộ", [stage.get("role") for stage in stages], Role)
    for nth, stage in enumerate(stages):
        yield from _problems_of_stage(f"{where}.{nth}", stage)
    yield from _problems_of_order(where, stages)
    roles = {stage.get("role") for stage in stages}
    for role in (Role.CLERK, Role.APPRAISER, Role.APPROVER):
        if role not in roles:
            yield Problem(where, f"Quy trình nội bộ thiếu vai trò “{role.label}”.")
    is_sealed = any(stage.get("needs_seal") for stage in stages)
    if is_sealed != (Role.SEAL_KEEPER in roles):
        yield Problem(where, "Bước đóng dấu phải do văn thư giữ con dấu thực hiện.")
    if is_four_step and not is_sealed:
        yield Problem(where, "Thủ tục thực hiện bốn bước tại trung tâm phải có bước đóng dấu.")


def _problems_of_stage(where: str, stage: Record) -> Iterator[Problem]:
    if not stage.get("name", "").strip():
        yield Problem(f"{where}.name", "Có bước xử lý chưa ghi nội dung công việc.")
    elif stage.get("step") in Step and stage.get("role") not in ROLES_OF_STEP[Step(stage["step"])]:
        yield Problem(f"{where}.role", f"Bước “{stage['name']}” giao cho vai trò không phù hợp.")
    minutes = stage.get("minutes", 0)
    if not isinstance(minutes, int) or isinstance(minutes, bool) or minutes < 0:
        yield Problem(f"{where}.minutes", "Thời gian của bước phải là số phút, không âm.")


def _problems_of_order(where: str, stages: Sequence[Record]) -> Iterator[Problem]:
    """A dossier walks the four steps in order; a stage that stands elsewhere is never reached."""
    order = [list(Step).index(Step(stage["step"])) for stage in stages if stage.get("step") in Step]
    if order != sorted(order):
        yield Problem(where, "Các bước phải theo thứ tự tiếp nhận, thẩm định, phê duyệt, trả kết quả.")
    approvals = [nth for nth, stage in enumerate(stages) if stage.get("role") == Role.APPROVER]
    for nth, stage in enumerate(stages):
        if stage.get("needs_seal") and approvals and nth < approvals[-1]:
            text = f"Bước “{stage.get('name', '')}” không đến được: con dấu chỉ đóng sau khi đã phê duyệt."
            yield Problem(f"{where}.{nth}.step", text)


def _minutes(stage: Record) -> int:
    minutes = stage.get("minutes", 0)
    return minutes if isinstance(minutes, int) else 0


def _unknown(where: str, what: str, given: Iterable[Any], known: Iterable[Any]) -> Iterator[Problem]:
    for value in sorted({str(value) for value in given} - {str(value) for value in known}):
        yield Problem(where, f"{what} “{value}” không có trong danh mục.")


def _texts(value: Any, where: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield where, value
    elif isinstance(value, Mapping):
        for name, part in value.items():
            yield from _texts(part, f"{where}.{name}" if where else str(name))
    elif isinstance(value, list | tuple):
        for place, part in enumerate(value):
            yield from _texts(part, f"{where}.{place}")
