"""The due moment of a dossier and the lines that prove it, in words that a stranger can follow."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum

from agencies.worktime import ONE_DAY, Session, name_of_day
from dossiers.deadlines.starting import StartRule
from procedures.limits import Limit, LimitUnit

SAME_DAY_CUTOFF = time(15, 0)


class Basis(StrEnum):
    """What is compared when a dossier is judged: local dates, or instants."""

    DAY = "day"
    INSTANT = "instant"


class LineKind(StrEnum):
    """What one line of the explanation says; `date_from_lines` computes with all but the `NOTES`, which come last."""

    RECEIVED = "received"
    RESTARTED = "restarted"
    BEGINS = "begins"
    START = "start"
    LIMIT = "limit"
    EXTENDED = "extended"
    CUTOFF = "cutoff"
    COUNTED = "counted"
    OFF = "off"
    GIVEN_BACK = "given_back"
    WORKED = "worked"
    LAST_DAY = "last_day"
    ROLLED_OVER = "rolled_over"
    REAPPOINTED = "reappointed"
    DUE = "due"
    PROMISED = "promised"
    PAUSED = "paused"
    PAUSED_TOO_LATE = "paused_too_late"
    UNCONFIRMED = "unconfirmed"
    CORRECTED = "corrected"
    RECALENDARED = "recalendared"
    CALENDAR_TOO_LATE = "calendar_too_late"


NOTES = (
    LineKind.PAUSED,
    LineKind.PAUSED_TOO_LATE,
    LineKind.UNCONFIRMED,
    LineKind.CORRECTED,
    LineKind.RECALENDARED,
    LineKind.CALENDAR_TOO_LATE,
)


@dataclass(frozen=True, slots=True)
class Line:
    """One step of the computation: what it is about (a day or an instant), the words, and the article of law.

    `number` is the ordinal of a counted day (a half for half a day), `until_number` and `until` close a run of days
    that `condensed` has drawn together, `at` and `until_at` bound a stretch of work, `limit` and `sessions` carry what
    the words say in a form that can be computed with.
    """

    kind: LineKind
    on: date
    name: str = ""
    ground: str = ""
    at: datetime | None = None
    until_at: datetime | None = None
    number: Decimal | int | None = None
    until_number: Decimal | int | None = None
    until: date | None = None
    limit: Limit | None = None
    sessions: tuple[Session, ...] = ()

    @property
    def text(self) -> str:
        """The line in Vietnamese, for the slip, the page and the API."""
        return _WORDING[self.kind](self)

    @property
    def minutes(self) -> int:
        """The length of a stretch of work in minutes."""
        return int((self.until_at - self.at).total_seconds()) // 60 if self.at and self.until_at else 0


@dataclass(frozen=True, slots=True)
class Due:
    """The moment at which a dossier is due, what is compared with it, and the proof.

    `Due(at, basis)` is enough to judge a dossier read from the database.
    """

    at: datetime
    basis: Basis
    lines: tuple[Line, ...] = field(default=(), compare=False, repr=False)


# ── Words


def _moment(at: datetime | None) -> str:
    return f"{at:%H:%M}, {name_of_day(at.date())}" if at else ""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _amount(number: Decimal | int | None) -> str:
    return f"{number:f}".rstrip("0").rstrip(".").replace(".", ",") if isinstance(number, Decimal) else str(number)


def _length(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return " ".join(filter(None, (f"{hours} giờ" if hours else "", f"{rest} phút" if rest else "")))


def _span(line: Line) -> str:
    """The day or the run of days that a line is about."""
    if line.until and line.until != line.on:
        return f"từ {name_of_day(line.on)} đến {name_of_day(line.until)}"
    return name_of_day(line.on)


def _start_words(line: Line) -> str:
    if line.name == StartRule.ON_DAY_OF_RECEIPT:
        return f"Ngày tiếp nhận {name_of_day(line.on)} không tính; thời hạn tính từ ngày liền sau."
    if line.name == StartRule.ON_DAY_OF_EVENT:
        return f"Ngày xảy ra sự kiện, {name_of_day(line.on)}, không tính; thời hạn tính từ ngày liền sau."
    reason = {
        StartRule.AT_RECEPTION: "Thời hạn",
        StartRule.AT_OPENING: "Tiếp nhận trước giờ làm việc nên thời hạn",
        StartRule.AFTER_BREAK: "Tiếp nhận trong giờ nghỉ giữa các buổi nên thời hạn",
        StartRule.NEXT_WORKING_DAY: "Tiếp nhận ngoài giờ làm việc nên thời hạn",
        StartRule.WHEN_WORK_RESUMES: "Lúc đó ngoài giờ làm việc nên thời hạn",
    }[StartRule(line.name)]
    return f"{reason} bắt đầu từ {_moment(line.at)}."


def _limit_words(line: Line) -> str:
    if not line.limit:
        return ""
    rule = {
        LimitUnit.WORKING_DAY: "chỉ tính ngày làm việc, ngày bắt đầu không tính",
        LimitUnit.CALENDAR_DAY: "tính cả ngày nghỉ, ngày bắt đầu không tính",
        LimitUnit.MONTH: "ngày bắt đầu không tính",
        LimitUnit.WORKING_HOUR: "chỉ tính giờ làm việc",
        LimitUnit.SAME_DAY: "",
    }[line.limit.unit]
    words = "Thời hạn giải quyết" if line.kind is LineKind.LIMIT else "Gia hạn thêm"
    return f"{words}: {line.limit}" + (f" ({rule})." if rule else ".")


def _counted_words(line: Line) -> str:
    if line.until_number is not None and line.until_number != line.number:
        return f"Ngày {_amount(line.number)}–{_amount(line.until_number)}: {_span(line)}."
    if isinstance(line.number, Decimal) and line.number % 1:
        return f"Nửa ngày cuối (đủ {_amount(line.number)} ngày): {_span(line)}."
    return f"Ngày {_amount(line.number)}: {_span(line)}."


def _given_back_words(line: Line) -> str:
    return f"{_capital(_span(line))}: tạm dừng" + (f" ({line.name})" if line.name else "") + ", không tính."


def _cutoff_words(line: Line) -> str:
    if line.at and line.at.time() < SAME_DAY_CUTOFF:
        return "Bắt đầu trước 15 giờ nên trả kết quả ngay trong ngày."
    return "Bắt đầu từ 15 giờ trở đi nên trả kết quả trong ngày làm việc tiếp theo."


def _due_words(line: Line) -> str:
    hours = ", ".join(f"{s.opens:%H:%M}–{s.closes:%H:%M}" for s in line.sessions)
    return f"Hẹn trả kết quả: {_moment(line.at)}" + (f" (giờ làm việc {hours})." if hours else ".")


def _rolled_over_words(line: Line) -> str:
    return f"{_capital(_span(line))}: {line.name or 'tạm dừng'}, chuyển sang ngày làm việc tiếp theo."


_WORDING: dict[LineKind, Callable[[Line], str]] = {
    LineKind.RECEIVED: lambda line: f"Tiếp nhận lúc {_moment(line.at)}.",
    LineKind.RESTARTED: lambda line: (
        f"Hồ sơ được bổ sung đầy đủ lúc {_moment(line.at)}; thời hạn giải quyết được tính lại từ đầu."
    ),
    LineKind.BEGINS: lambda line: (
        f"Theo quy định, thời hạn không tính từ lúc tiếp nhận mà tính từ {line.name or 'sự kiện'}: {_moment(line.at)}."
    ),
    LineKind.START: _start_words,
    LineKind.LIMIT: _limit_words,
    LineKind.EXTENDED: _limit_words,
    LineKind.CUTOFF: _cutoff_words,
    LineKind.COUNTED: _counted_words,
    LineKind.OFF: lambda line: f"{_capital(_span(line))}: {line.name}, không tính.",
    LineKind.GIVEN_BACK: _given_back_words,
    LineKind.WORKED: lambda line: (
        f"Từ {line.at:%H:%M} đến {line.until_at:%H:%M}, {name_of_day(line.on)}: {_length(line.minutes)}."
    ),
    LineKind.LAST_DAY: lambda line: (
        f"{_capital(str(line.limit))} kể từ {_span_start(line)} kết thúc vào {_span(line)}."
    ),
    LineKind.ROLLED_OVER: _rolled_over_words,
    LineKind.REAPPOINTED: lambda line: f"Cơ quan xin lỗi và hẹn lại: trả kết quả lúc {_moment(line.until_at)}.",
    LineKind.DUE: _due_words,
    LineKind.PROMISED: lambda line: f"Hệ thống trước đã hẹn trả kết quả: {_moment(line.at)}.",
    LineKind.PAUSED: lambda line: (
        f"Tạm dừng từ {_moment(line.at)} đến {_moment(line.until_at)}"
        + (f" ({line.name})" if line.name else "")
        + ": không tính."
    ),
    LineKind.PAUSED_TOO_LATE: lambda line: (
        f"Tạm dừng từ {_moment(line.at)} diễn ra sau thời điểm hẹn trả nên không làm thay đổi ngày hẹn."
    ),
    LineKind.UNCONFIRMED: lambda line: (
        f"Lịch nghỉ lễ năm {line.on.year} chưa được công bố chính thức; ngày hẹn trả có thể được điều chỉnh."
    ),
    LineKind.CORRECTED: lambda line: (
        f"Thời hạn ghi trên giấy tiếp nhận trước ({line.limit}) không đúng, đã được sửa lúc {_moment(line.at)}."
    ),
    LineKind.RECALENDARED: lambda line: (
        f"Lịch làm việc thay đổi{_because(line)}; ngày hẹn được tính lại lúc {_moment(line.at)}."
    ),
    LineKind.CALENDAR_TOO_LATE: lambda line: (
        f"Lịch làm việc thay đổi{_because(line)} lúc {_moment(line.at)} không làm thay đổi một hạn đã qua hoặc đưa ngày"
        " hẹn về trước lúc đó."
    ),
}


def _because(line: Line) -> str:
    return f" ({line.name})" if line.name else ""


def _span_start(line: Line) -> str:
    return name_of_day(line.at.date()) if line.at else ""


def condensed(lines: Iterable[Line]) -> tuple[Line, ...]:
    """The same explanation in fewer lines: neighbouring days of the same kind, name and ground are drawn together."""
    runs: list[Line] = []
    for line in lines:
        if runs and _continues(runs[-1], line):
            runs[-1] = replace(runs[-1], until=line.on, until_number=line.number)
        else:
            runs.append(line)
    return tuple(runs)


def _continues(run: Line, line: Line) -> bool:
    is_whole = not (isinstance(line.number, Decimal) and line.number % 1)
    return (
        line.kind in (LineKind.COUNTED, LineKind.OFF, LineKind.GIVEN_BACK, LineKind.ROLLED_OVER)
        and (run.kind, run.name, run.ground) == (line.kind, line.name, line.ground)
        and (run.until or run.on) + ONE_DAY == line.on
        and is_whole
    )
