"""Comparing internal processes, stage by stage. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Role
from procedures.differences.aligning import paired
from procedures.differences.rows import column_words
from procedures.differences.telling import Difference, Kind, Section, quoted
from procedures.durations import working_time
from procedures.models import Step

Row = Mapping[str, Any]

COLUMNS = {
    "name": gettext_lazy("tên gọi"),
    "step": gettext_lazy("thuộc bước"),
    "role": gettext_lazy("vai trò"),
    "minutes": gettext_lazy("thời gian"),
    "agency": gettext_lazy("đơn vị"),
    "may_consult": gettext_lazy("được lấy ý kiến phối hợp"),
    "needs_seal": gettext_lazy("đóng dấu"),
}


def of_processes(before: Sequence[Row], after: Sequence[Row], names: Mapping[str, str]) -> Iterator[Difference]:
    """Tell what differs between two lists of processes; `names` are those of agencies."""
    pairs = paired(before, after, key=lambda process: tuple(process["agencies"]), text=lambda _process: "")
    for was, became in pairs:
        process = became or was or {}
        where = _where(process, names)
        subject = _("quy trình nội bộ") + where
        if was is None and became is not None:
            yield Difference(Section.PROCESSES, Kind.ADDED, subject, after=_stages(became, names))
        elif became is None and was is not None:
            yield Difference(Section.PROCESSES, Kind.REMOVED, subject, before=_stages(was, names))
        elif was is not None and became is not None:
            yield from _of_stages(was["stages"], became["stages"], where, names)


def _of_stages(
    before: Sequence[Row], after: Sequence[Row], where: str, names: Mapping[str, str]
) -> Iterator[Difference]:
    noun = _("bước") + where
    pairs = paired(
        before,
        after,
        key=lambda stage: stage["name"],
        text=lambda stage: f"{stage['name']} {stage['role']} {stage['step']}",
    )
    found = []
    for was, became in pairs:
        if was is None and became is not None:
            found.append(Difference(Section.PROCESSES, Kind.ADDED, noun, after=_stage(became, names)))
        elif became is None and was is not None:
            found.append(Difference(Section.PROCESSES, Kind.REMOVED, noun, before=_stage(was, names)))
        elif was is not None and became is not None:
            subject = _("bước %s") % quoted(became["name"]) + where
            found += [
                Difference(
                    Section.PROCESSES,
                    Kind.CHANGED,
                    f"{subject}, {COLUMNS.get(column, column)}",
                    _value(column, was[column], names),
                    _value(column, became[column], names),
                )
                for column in became
                if was[column] != became[column]
            ]
    yield from found or [Difference(Section.PROCESSES, Kind.MOVED, _("các bước") + where)]


def _where(process: Row, names: Mapping[str, str]) -> str:
    """Say at which agencies a process holds; one that the others share needs no word."""
    whose = ", ".join(names.get(code, code) for code in process["agencies"])
    return _(" tại %s") % whose if whose else ""


def _stages(process: Row, names: Mapping[str, str]) -> str:
    return "; ".join(_stage(stage, names) for stage in process["stages"])


def _stage(stage: Row, names: Mapping[str, str]) -> str:
    parts = [_value("role", stage["role"], names), _value("minutes", stage["minutes"], names)]
    if stage["agency"]:
        parts.append(_value("agency", stage["agency"], names))
    return f"{stage['name']} ({', '.join(parts)})"


def _value(column: str, value: Any, names: Mapping[str, str]) -> str:
    if column == "minutes":
        # Beside days `working_time` leaves minutes out; here two lengths must not read alike.
        return _("%(time)s (%(minutes)s phút)") % {"time": working_time(value), "minutes": value}
    if column == "role" and value in Role:
        return str(Role(value).label)
    if column == "step" and value in Step:
        return str(Step(value).label)
    if column == "agency":
        return names.get(value, value) or _("cơ quan giải quyết")
    return column_words(column, value)
