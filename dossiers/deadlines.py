"""When a dossier is due, why exactly then, and whether it was finished in time.

Pure: no database, no settings, no clock. Three layers:

* `due_date` counts one limit from one reception and returns the due moment with the lines that prove it;
* `replay` reads the ledger of a dossier (start, pause, resume, extend, re-appoint, stop) into the state of its clock;
* `standing` and `timeliness` judge a dossier that is still open, or finished, against its due moment.

Every rule of law is one named function whose docstring cites it, and the same text stands as ground on the lines.
"""

from __future__ import annotations

import calendar as gregorian
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from zoneinfo import ZoneInfo

from agencies.worktime import (
    AGENCY_HOURS_GROUND,
    HORIZON_DAYS,
    ONE_DAY,
    VIETNAM,
    CalendarHole,
    Session,
    WorkCalendar,
    end_of_half_day,
    name_of_day,
)
from procedures.limits import Limit, LimitUnit

SAME_DAY_CUTOFF = time(15, 0)
DUE_SOON_DAYS = 2
HALF = Decimal("0.5")

CIVIL_CODE_147_1 = "Khoản 1 Điều 147 Bộ luật Dân sự 2015"
CIVIL_CODE_147_2 = "Khoản 2 Điều 147 Bộ luật Dân sự 2015"
CIVIL_CODE_148_1 = "Khoản 1 Điều 148 Bộ luật Dân sự 2015"
CIVIL_CODE_148_3 = "Khoản 3 Điều 148 Bộ luật Dân sự 2015"
CIVIL_CODE_148_5 = "Khoản 5 Điều 148 Bộ luật Dân sự 2015"
DECREE_61_19_4 = "Khoản 4 Điều 19 Nghị định số 61/2018/NĐ-CP"
DECREE_61_19_9 = "Khoản 9 Điều 19 Nghị định số 61/2018/NĐ-CP"
DECREE_23_7 = "Điều 7 Nghị định số 23/2015/NĐ-CP"


# ── Errors ────────────────────────────────────────────────────────────────────────────────────────────────────────────


class DeadlineError(ValueError):
    """A deadline cannot be computed from what was given; the message is Vietnamese and may be shown."""


class BadLimit(DeadlineError):
    """The amount means nothing in its unit, or is longer than any law allows."""


class BadPause(DeadlineError):
    """A pause ends before it begins, has no end, or cannot be read."""


class LinesDoNotAddUp(DeadlineError):
    """The explanation of a due date contradicts itself, or has been altered."""


class LedgerError(DeadlineError):
    """The entries of a clock's ledger cannot have happened in this order."""


class NotStarted(LedgerError):
    """Something happened to a clock that has not started."""


class AlreadyStarted(LedgerError):
    """A clock was started twice."""


class AlreadyPaused(LedgerError):
    """A clock was paused while it was paused."""


class NotPaused(LedgerError):
    """A clock was resumed while it was running."""


class AlreadyStopped(LedgerError):
    """Something happened to a clock after it had stopped."""


class OutOfOrder(LedgerError):
    """An entry is earlier than the one before it."""


class ExtensionTooLate(LedgerError):
    """A limit was extended after it had been breached."""


class SecondReappointment(LedgerError):
    """The citizen was given a new appointment for a second time."""


class BadAppointment(LedgerError):
    """A new appointment has no date, or one that is not later than the due date."""


# ── The due moment and the lines that prove it ────────────────────────────────────────────────────────────────────────


class Basis(StrEnum):
    """What is compared when a dossier is judged: local dates, or instants."""

    DAY = "day"
    INSTANT = "instant"


class LineKind(StrEnum):
    """What one line of the explanation says; the last three are notes, `date_from_lines` computes with the others."""

    RECEIVED = "received"
    RESTARTED = "restarted"
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
    PAUSED = "paused"
    PAUSED_TOO_LATE = "paused_too_late"
    UNCONFIRMED = "unconfirmed"


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


# ── 1. When the clock starts ──────────────────────────────────────────────────────────────────────────────────────────


class StartRule(StrEnum):
    """Which rule decided when the clock starts."""

    AT_RECEPTION = "at_reception"
    AT_OPENING = "at_opening"
    AFTER_BREAK = "after_break"
    NEXT_WORKING_DAY = "next_working_day"
    ON_DAY_OF_RECEIPT = "on_day_of_receipt"


@dataclass(frozen=True, slots=True)
class Start:
    """When the clock starts and by which rule; the local date of `at` is day 0."""

    at: datetime
    rule: StartRule

    @property
    def on(self) -> date:
        """Day 0."""
        return self.at.date()


def start_at_reception(received: datetime, calendar: WorkCalendar) -> datetime | None:
    """Within a session: the moment written on the receipt.

    Law: Bộ luật Dân sự 2015 Điều 147 khoản 1; the receipt (form 01) records hour and minute.
    """
    moment = received.time()
    return received if any(s.opens <= moment < s.closes for s in calendar.sessions_on(received.date())) else None


def start_at_opening(received: datetime, calendar: WorkCalendar) -> datetime | None:
    """Before the first session of a working day: when that session opens.

    Law: the agency's published hours.
    """
    sessions = calendar.sessions_on(received.date())
    if sessions and received.time() < sessions[0].opens:
        return calendar.at(received.date(), sessions[0].opens)
    return None


def start_after_break(received: datetime, calendar: WorkCalendar) -> datetime | None:
    """Between two sessions: when the next one begins.

    Law: the agency's published hours.
    """
    sessions = calendar.sessions_on(received.date())
    for earlier, later in pairwise(sessions):
        if earlier.closes <= received.time() < later.opens:
            return calendar.at(received.date(), later.opens)
    return None


def start_on_next_working_day(received: datetime, calendar: WorkCalendar) -> datetime | None:
    """After the last session or on a day off: at the opening of the next working day.

    Law: the agency's published hours.
    """
    return calendar.opening(calendar.next_working_day(received.date()))


def start_on_day_of_receipt(received: datetime, calendar: WorkCalendar) -> datetime | None:
    """Limits in calendar days and months run through days off, so day 0 is the day of receipt, worked or not.

    Law: Bộ luật Dân sự 2015 Điều 147 khoản 2; domain decision 4.
    """
    return received


START_RULES = (
    (StartRule.AT_RECEPTION, start_at_reception, CIVIL_CODE_147_1),
    (StartRule.AT_OPENING, start_at_opening, AGENCY_HOURS_GROUND),
    (StartRule.AFTER_BREAK, start_after_break, AGENCY_HOURS_GROUND),
    (StartRule.NEXT_WORKING_DAY, start_on_next_working_day, AGENCY_HOURS_GROUND),
)
CALENDAR_START_RULES = ((StartRule.ON_DAY_OF_RECEIPT, start_on_day_of_receipt, CIVIL_CODE_147_2),)
_START_GROUNDS = {rule: ground for rule, _, ground in START_RULES + CALENDAR_START_RULES}


def effective_start(received_at: datetime, calendar: WorkCalendar, unit: LimitUnit = LimitUnit.WORKING_DAY) -> Start:
    """When the clock of a dossier received at this instant starts: the first rule that applies to such a limit."""
    received = calendar.local(received_at)
    for rule, start_of, _ground in (
        CALENDAR_START_RULES if unit in (LimitUnit.CALENDAR_DAY, LimitUnit.MONTH) else START_RULES
    ):
        if at := start_of(received, calendar):
            return Start(at, rule)
    raise AssertionError("the last rule always applies")


# ── 2. Pauses ─────────────────────────────────────────────────────────────────────────────────────────────────────────


class PauseCause(StrEnum):
    """Why a clock stands still."""

    SUPPLEMENT = "supplement"
    PAYMENT = "payment"
    CONSULTATION = "consultation"
    VERIFICATION = "verification"

    @property
    def label(self) -> str:
        """The Vietnamese name."""
        return _CAUSE_LABELS[self]


_CAUSE_LABELS = {
    PauseCause.SUPPLEMENT: "chờ bổ sung hồ sơ",
    PauseCause.PAYMENT: "chờ thực hiện nghĩa vụ tài chính",
    PauseCause.CONSULTATION: "chờ ý kiến cơ quan phối hợp",
    PauseCause.VERIFICATION: "chờ xác minh",
}


@dataclass(frozen=True, slots=True)
class Pause:
    """A time that does not count, from its first minute up to but not including `resumed_at` (None: still open).

    `cause` is a `PauseCause` or free words.
    """

    paused_at: datetime
    resumed_at: datetime | None
    cause: str = ""
    ground: str = ""

    @classmethod
    def parse(cls, text: str) -> Pause:
        """Read `2026-01-06T09:00+07:00/2026-01-08T14:00+07:00`."""
        begins, slash, ends = text.strip().partition("/")
        try:
            if not slash:
                raise ValueError
            return cls(datetime.fromisoformat(begins.strip()), datetime.fromisoformat(ends.strip()))
        except ValueError:
            raise BadPause(
                f"Không đọc được khoảng tạm dừng “{text}”. Hãy ghi theo mẫu "
                "2026-01-06T09:00+07:00/2026-01-08T14:00+07:00."
            ) from None

    @property
    def cause_label(self) -> str:
        """The cause in Vietnamese."""
        return _CAUSE_LABELS.get(self.cause, self.cause)  # type: ignore[call-overload]


@dataclass(frozen=True, slots=True)
class _Interval:
    """A pause on the wall clock of the calendar, cut to the minute."""

    begins: datetime
    ends: datetime
    pause: Pause

    def gives_back(self, day: date) -> bool:
        """Whether a day does not count because of this pause; the day of resuming counts again.

        Law: domain decision 5.
        """
        return self.begins.date() <= day < self.ends.date()


def _intervals(pauses: Iterable[Pause], calendar: WorkCalendar) -> list[_Interval]:
    intervals = []
    for pause in pauses:
        if pause.resumed_at is None:
            raise BadPause("Khoảng tạm dừng chưa kết thúc nên chưa tính được ngày hẹn trả.")
        begins, ends = calendar.local(pause.paused_at), calendar.local(pause.resumed_at)
        if ends < begins:
            raise BadPause(
                f"Khoảng tạm dừng kết thúc ({ends:%H:%M %d/%m/%Y}) trước khi bắt đầu ({begins:%H:%M %d/%m/%Y})."
            )
        intervals.append(_Interval(begins, ends, pause))
    return sorted(intervals, key=lambda interval: (interval.begins, interval.ends))


# ── 3. Counting ───────────────────────────────────────────────────────────────────────────────────────────────────────


def due_date(
    received_at: datetime,
    limit: Limit,
    calendar: WorkCalendar,
    pauses: Sequence[Pause] = (),
    *,
    extensions: Sequence[Limit] = (),
) -> Due:
    """When a dossier received at this instant is due under this limit, with the lines that prove it.

    A pause that begins after the due moment changes nothing. An extension in the unit of the limit is added to it, one
    in another unit is counted from where the time before it ends. Raises `BadLimit`, `BadPause` or `CalendarHole`.
    """
    return _due_date(LineKind.RECEIVED, received_at, limit, calendar, pauses, extensions)


def _due_date(
    opening_line: LineKind,
    received_at: datetime,
    limit: Limit,
    calendar: WorkCalendar,
    pauses: Sequence[Pause],
    extensions: Sequence[Limit],
) -> Due:
    intervals = _intervals(pauses, calendar)
    start = effective_start(received_at, calendar, limit.unit)
    lines = _reception_lines(opening_line, calendar.local(received_at), start, calendar)
    at = start.at
    for promised in _in_runs_of_one_unit([limit, *extensions]):
        total = check_limit(Limit(sum((part.amount for part in promised), Decimal(0)), limit_unit := promised[0].unit))
        for part in promised:
            kind = LineKind.LIMIT if part is limit else LineKind.EXTENDED
            lines.append(Line(kind, at.date(), ground=_COUNTING_GROUNDS[limit_unit], at=at, limit=part))
        at = _COUNTERS[limit_unit](at, total, calendar, intervals, lines)
    lines += [
        Line(LineKind.PAUSED_TOO_LATE, interval.begins.date(), interval.pause.cause_label, at=interval.begins)
        for interval in intervals
        if interval.begins > at
    ]
    if not calendar.is_confirmed(at.date()):
        lines.append(Line(LineKind.UNCONFIRMED, at.date()))
    return Due(at, BASIS_OF[limit.unit], tuple(lines))


def check_limit(limit: Limit) -> Limit:
    """The limit itself, or `BadLimit` when its amount means nothing in its unit."""
    amount, unit = limit.amount, limit.unit
    if not amount.is_finite() or amount <= 0:
        raise BadLimit("Thời hạn phải là số lớn hơn 0.")
    if amount > _LONGEST[unit]:
        raise BadLimit("Thời hạn dài hơn 10 năm; vui lòng kiểm tra lại.")
    if unit is LimitUnit.WORKING_DAY and amount % HALF:
        raise BadLimit("Thời hạn theo ngày làm việc chỉ tính chẵn hoặc nửa ngày.")
    if unit is LimitUnit.WORKING_HOUR and (amount * 60) % 1:
        raise BadLimit("Thời hạn theo giờ làm việc phải tròn số phút.")
    if unit in (LimitUnit.CALENDAR_DAY, LimitUnit.MONTH) and amount % 1:
        raise BadLimit("Thời hạn theo ngày hoặc theo tháng phải là số nguyên.")
    return limit


_LONGEST = {
    LimitUnit.WORKING_DAY: 2500,
    LimitUnit.CALENDAR_DAY: 3650,
    LimitUnit.WORKING_HOUR: 20_000,
    LimitUnit.MONTH: 120,
    LimitUnit.SAME_DAY: 1,
}
BASIS_OF = {
    LimitUnit.WORKING_DAY: Basis.DAY,
    LimitUnit.CALENDAR_DAY: Basis.DAY,
    LimitUnit.MONTH: Basis.DAY,
    LimitUnit.WORKING_HOUR: Basis.INSTANT,
    LimitUnit.SAME_DAY: Basis.INSTANT,
}
_COUNTING_GROUNDS = {
    LimitUnit.WORKING_DAY: CIVIL_CODE_147_2,
    LimitUnit.CALENDAR_DAY: CIVIL_CODE_147_2,
    LimitUnit.MONTH: CIVIL_CODE_147_2,
    LimitUnit.WORKING_HOUR: CIVIL_CODE_147_1,
    LimitUnit.SAME_DAY: DECREE_23_7,
}


def _in_runs_of_one_unit(limits: Sequence[Limit]) -> list[list[Limit]]:
    runs: list[list[Limit]] = []
    for limit in limits:
        if runs and runs[-1][0].unit is limit.unit:
            runs[-1].append(limit)
        else:
            runs.append([limit])
    return runs


def _reception_lines(kind: LineKind, received: datetime, start: Start, calendar: WorkCalendar) -> list[Line]:
    ground = DECREE_61_19_4 if kind is LineKind.RESTARTED else ""
    lines = [Line(kind, received.date(), ground=ground, at=received)]
    day = received.date()
    while day < start.on:
        if not calendar.is_working_day(day):
            lines.append(_off(day, calendar))
        day += ONE_DAY
    lines.append(Line(LineKind.START, start.on, start.rule, _START_GROUNDS[start.rule], at=start.at))
    return lines


def _off(day: date, calendar: WorkCalendar) -> Line:
    return Line(LineKind.OFF, day, calendar.why_off(day), calendar.ground_off(day))


def _given_back(day: date, pause: Pause) -> Line:
    return Line(LineKind.GIVEN_BACK, day, pause.cause_label, pause.ground)


def _due_at(at: datetime, calendar: WorkCalendar) -> Line:
    return Line(LineKind.DUE, at.date(), "", AGENCY_HOURS_GROUND, at=at, sessions=calendar.sessions_on(at.date()))


def _pause_over(day: date, intervals: Sequence[_Interval], due_at: datetime | None) -> Pause | None:
    """The pause that gives this day back. `due_at` is set if the limit would end on this day, namely then."""
    for interval in intervals:
        if interval.gives_back(day) and not (due_at and interval.begins > due_at):
            return interval.pause
    return None


def _too_long() -> CalendarHole:
    return CalendarHole("Không tìm được ngày hẹn trả trong 10 năm; vui lòng kiểm tra thời hạn và lịch làm việc.")


def count_working_days(
    start: datetime, limit: Limit, calendar: WorkCalendar, intervals: Sequence[_Interval], lines: list[Line]
) -> datetime:
    """The end of the last session of working day N, day 0 being the day of the start; half a day ends at midday.

    Law: Bộ luật Dân sự 2015 Điều 147 khoản 2 (the first day is not counted); domain decision 4.
    """
    ends_of = calendar.half_day if limit.amount % 1 else calendar.closing
    day, number = start.date(), 0
    for _ in range(HORIZON_DAYS):
        day += ONE_DAY
        if not calendar.is_working_day(day):
            lines.append(_off(day, calendar))
            continue
        is_last = number + 1 >= limit.amount
        due_at = ends_of(day) if is_last else None
        if pause := _pause_over(day, intervals, due_at):
            lines.append(_given_back(day, pause))
            continue
        number += 1
        lines.append(Line(LineKind.COUNTED, day, number=limit.amount if due_at and limit.amount % 1 else number))
        if due_at:
            lines.append(_due_at(due_at, calendar))
            return due_at
    raise _too_long()


def count_calendar_days(
    start: datetime, limit: Limit, calendar: WorkCalendar, intervals: Sequence[_Interval], lines: list[Line]
) -> datetime:
    """The end of the last session of calendar day N, day 0 being the day of the start.

    Law: Bộ luật Dân sự 2015 Điều 147 khoản 2, Điều 148 khoản 1.
    """
    last = _end_of_days(start.date(), int(limit.amount), calendar, intervals, lines, is_each_written=True)
    return roll_over(last, calendar, intervals, lines)


def count_months(
    start: datetime, limit: Limit, calendar: WorkCalendar, intervals: Sequence[_Interval], lines: list[Line]
) -> datetime:
    """The day of the last month with the number of the start's, or that month's last day.

    Law: Bộ luật Dân sự 2015 Điều 147 khoản 2, Điều 148 khoản 3.
    """
    first = start.date()
    last = add_months(first, int(limit.amount))
    lines.append(Line(LineKind.LAST_DAY, last, ground=CIVIL_CODE_148_3, at=start, limit=limit))
    if intervals:
        last = _end_of_days(first, (last - first).days, calendar, intervals, lines, is_each_written=False)
    return roll_over(last, calendar, intervals, lines)


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or the last day of that month when it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    try:
        return date(year, month + 1, min(day.day, gregorian.monthrange(year, month + 1)[1]))
    except ValueError:
        raise _too_long() from None


def _end_of_days(
    day: date,
    count: int,
    calendar: WorkCalendar,
    intervals: Sequence[_Interval],
    lines: list[Line],
    *,
    is_each_written: bool,
) -> date:
    number = 0
    for _ in range(HORIZON_DAYS):
        day += ONE_DAY
        ends_here = number + 1 == count and calendar.is_working_day(day)
        if pause := _pause_over(day, intervals, calendar.closing(day) if ends_here else None):
            lines.append(_given_back(day, pause))
            continue
        number += 1
        if is_each_written:
            lines.append(Line(LineKind.COUNTED, day, number=number))
        if number == count:
            return day
    raise _too_long()


def roll_over(day: date, calendar: WorkCalendar, intervals: Sequence[_Interval], lines: list[Line]) -> datetime:
    """The end of the last day's last session; a last day off moves on to the next working day that is not paused.

    Law: Bộ luật Dân sự 2015 Điều 148 khoản 5.
    """
    for _ in range(HORIZON_DAYS):
        if not calendar.is_working_day(day):
            lines.append(Line(LineKind.ROLLED_OVER, day, calendar.why_off(day), CIVIL_CODE_148_5))
        elif pause := _pause_over(day, intervals, calendar.closing(day)):
            lines.append(Line(LineKind.ROLLED_OVER, day, pause.cause_label, pause.ground))
        else:
            due_at = calendar.closing(day)
            lines.append(_due_at(due_at, calendar))
            return due_at
        day += ONE_DAY
    raise _too_long()


def same_day(
    start: datetime, limit: Limit, calendar: WorkCalendar, intervals: Sequence[_Interval], lines: list[Line]
) -> datetime:
    """The end of the day for what is received before 15:00, else the end of the next working day.

    Law: Nghị định 23/2015/NĐ-CP Điều 7.
    """
    day = start.date()
    lines.append(Line(LineKind.CUTOFF, day, ground=DECREE_23_7, at=start, limit=limit))
    if start.time() >= SAME_DAY_CUTOFF:
        day += ONE_DAY
    for _ in range(HORIZON_DAYS):
        if not calendar.is_working_day(day):
            lines.append(_off(day, calendar))
        elif pause := _pause_over(day, intervals, calendar.closing(day)):
            lines.append(_given_back(day, pause))
        else:
            due_at = calendar.closing(day)
            lines.append(_due_at(due_at, calendar))
            return due_at
        day += ONE_DAY
    raise _too_long()


def count_working_hours(
    start: datetime, limit: Limit, calendar: WorkCalendar, intervals: Sequence[_Interval], lines: list[Line]
) -> datetime:
    """When the hours have been worked, minute by minute inside the sessions; an exact fit ends at the session's end.

    Law: Bộ luật Dân sự 2015 Điều 147 khoản 1.
    """
    left, day = int(limit.amount * 60), start.date()
    for begins, ends in _unpaused(start, calendar, intervals, lines):
        while (day := day + ONE_DAY) < begins.date():
            if not calendar.is_working_day(day):
                lines.append(_off(day, calendar))
        day = begins.date()
        if (day - start.date()).days > HORIZON_DAYS:
            break
        until = min(ends, begins + timedelta(minutes=left))
        worked = Line(LineKind.WORKED, day, at=begins, until_at=until)
        lines.append(worked)
        left -= worked.minutes
        if not left:
            lines.append(Line(LineKind.DUE, day, at=until))
            return until
    raise _too_long()


def _unpaused(
    start: datetime, calendar: WorkCalendar, intervals: Sequence[_Interval], lines: list[Line]
) -> Iterator[tuple[datetime, datetime]]:
    """The stretches of work from the start on without what is paused; each pause that bites is written down once."""
    waiting = list(intervals)
    for begins, ends in calendar.stretches(start):
        while waiting and waiting[0].begins < ends:
            interval = waiting[0]
            if interval.ends > begins:
                if interval.begins > begins:
                    yield begins, interval.begins
                line = Line(
                    LineKind.PAUSED,
                    interval.begins.date(),
                    interval.pause.cause_label,
                    interval.pause.ground,
                    at=interval.begins,
                    until_at=interval.ends,
                )
                if lines[-1] != line:
                    lines.append(line)
                begins = max(begins, min(interval.ends, ends))
            if interval.ends > ends:
                break
            waiting.pop(0)
        if begins < ends:
            yield begins, ends


_COUNTERS = {
    LimitUnit.WORKING_DAY: count_working_days,
    LimitUnit.CALENDAR_DAY: count_calendar_days,
    LimitUnit.MONTH: count_months,
    LimitUnit.SAME_DAY: same_day,
    LimitUnit.WORKING_HOUR: count_working_hours,
}


# ── 4. Words ──────────────────────────────────────────────────────────────────────────────────────────────────────────


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
    reason = {
        StartRule.AT_RECEPTION: "Thời hạn",
        StartRule.AT_OPENING: "Tiếp nhận trước giờ làm việc nên thời hạn",
        StartRule.AFTER_BREAK: "Tiếp nhận trong giờ nghỉ giữa các buổi nên thời hạn",
        StartRule.NEXT_WORKING_DAY: "Tiếp nhận ngoài giờ làm việc nên thời hạn",
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
}


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


# ── 5. The proof: adding the lines up again ───────────────────────────────────────────────────────────────────────────


def date_from_lines(lines: Sequence[Line]) -> datetime:
    """The due moment that the lines add up to, recomputed from them alone as a reader with a pencil would.

    Raises `LinesDoNotAddUp` when a day is missing, counted twice or out of order, or the numbers do not fit the limit.
    """
    return _Pencil(lines).add_up()


class _Pencil:
    """Reads the lines one after another; knows no calendar."""

    def __init__(self, lines: Sequence[Line]) -> None:
        notes = (LineKind.PAUSED, LineKind.PAUSED_TOO_LATE, LineKind.UNCONFIRMED)
        self.lines = [line for line in lines if line.kind not in notes]
        self.place = 0

    def add_up(self) -> datetime:
        at = self._reception()
        while self.place < len(self.lines):
            if appointment := self._take(LineKind.REAPPOINTED):
                at = self._reappointed(at, appointment[0])
                continue
            promised = self._take(LineKind.LIMIT, LineKind.EXTENDED)
            self._expect(bool(promised) and all(line.at == at for line in promised))
            at = self._counted(at, [line.limit for line in promised if line.limit])
        return at

    def _take(self, *kinds: LineKind) -> list[Line]:
        first = self.place
        while self.place < len(self.lines) and self.lines[self.place].kind in kinds:
            self.place += 1
        return self.lines[first : self.place]

    def _take_one(self, *kinds: LineKind) -> Line:
        self._expect(self.place < len(self.lines) and self.lines[self.place].kind in kinds)
        self.place += 1
        return self.lines[self.place - 1]

    def _expect(self, is_so: bool) -> None:
        if not is_so:
            raise LinesDoNotAddUp("Các dòng giải trình không khớp với ngày hẹn trả.")

    def _days(self, day: date, *kinds: LineKind) -> tuple[date, list[Line]]:
        """The lines of these kinds, which must follow each other day by day after `day`; and the last day."""
        lines = self._take(*kinds)
        for line in lines:
            self._expect(line.on == day + ONE_DAY)
            day = line.until or line.on
        return day, lines

    def _reception(self) -> datetime:
        received = self._take_one(LineKind.RECEIVED, LineKind.RESTARTED)
        received_at = self._instant(received.at)
        is_off = self.place < len(self.lines) and self.lines[self.place].on == received.on
        last_off, off = self._days(received.on - ONE_DAY if is_off else received.on, LineKind.OFF)
        start = self._take_one(LineKind.START)
        start_at = self._instant(start.at)
        self._expect(received_at <= start_at and start_at.date() == start.on)
        self._expect(start.on == last_off + ONE_DAY if off else received.on <= start.on <= received.on + ONE_DAY)
        return start_at

    def _instant(self, at: datetime | None) -> datetime:
        if at is None:
            raise LinesDoNotAddUp("Một dòng giải trình thiếu thời điểm.")
        return at

    def _counted(self, at: datetime, limits: list[Limit]) -> datetime:
        unit, amount = limits[0].unit, sum((limit.amount for limit in limits), Decimal(0))
        self._expect(all(limit.unit is unit for limit in limits))
        if unit is LimitUnit.WORKING_HOUR:
            return self._hours(at, int(amount * 60))
        if unit is LimitUnit.SAME_DAY:
            last = self._same_day(at)
        elif unit is LimitUnit.MONTH:
            last = self._months(at, int(amount))
        else:
            last = self._numbered(at, amount)
        due = self._take_one(LineKind.DUE)
        self._expect(due.on == last and due.at is not None and bool(due.sessions))
        closes = end_of_half_day(due.sessions) if amount % 1 else due.sessions[-1].closes
        return datetime.combine(last, closes, tzinfo=at.tzinfo)

    def _hours(self, at: datetime, minutes: int) -> datetime:
        for line in self._take(LineKind.WORKED, LineKind.OFF):
            if line.kind is LineKind.WORKED and line.at and line.until_at:
                self._expect(at <= line.at < line.until_at)
                minutes, at = minutes - line.minutes, line.until_at
        self._expect(minutes == 0 and self._take_one(LineKind.DUE).at == at)
        return at

    def _same_day(self, at: datetime) -> date:
        self._take_one(LineKind.CUTOFF)
        first = at.date() if at.time() < SAME_DAY_CUTOFF else at.date() + ONE_DAY
        last, _ = self._days(first - ONE_DAY, LineKind.OFF, LineKind.GIVEN_BACK)
        return last + ONE_DAY

    def _months(self, at: datetime, months: int) -> date:
        last = self._take_one(LineKind.LAST_DAY).on
        self._expect(last == add_months(at.date(), months))
        given_back = self._take(LineKind.GIVEN_BACK)
        day = at.date()
        for line in given_back:
            self._expect(line.on > day)
            day = line.until or line.on
            last += timedelta(days=_days_in(line))
        self._expect(day <= last)
        return self._rolled_over(last)

    def _numbered(self, at: datetime, amount: Decimal) -> date:
        last, lines = self._days(at.date(), LineKind.COUNTED, LineKind.OFF, LineKind.GIVEN_BACK)
        number: Decimal | int = 0
        for line in (line for line in lines if line.kind is LineKind.COUNTED):
            self._expect(line.number in (number + 1, amount if amount - number < 1 else None))
            number = line.number if line.until_number is None else line.until_number  # type: ignore[assignment]
            self._expect(number - line.number == ((line.until or line.on) - line.on).days)  # type: ignore[operator]
        self._expect(number == amount and lines[-1].kind is LineKind.COUNTED)
        return self._rolled_over(last)

    def _rolled_over(self, last: date) -> date:
        rolled_to, lines = self._days(last - ONE_DAY, LineKind.ROLLED_OVER)
        return rolled_to + ONE_DAY if lines else last

    def _reappointed(self, at: datetime, appointment: Line) -> datetime:
        given_back = sum(_days_in(line) for line in self._take(LineKind.GIVEN_BACK))
        self._expect(appointment.at == at)
        appointed = self._instant(appointment.until_at)
        last, lines = self._days(appointed.date(), LineKind.COUNTED, LineKind.OFF)
        counted = sum(_days_in(line) for line in lines if line.kind is LineKind.COUNTED)
        self._expect(counted == given_back)
        return datetime.combine(last, appointed.time(), tzinfo=appointed.tzinfo)


def _days_in(line: Line) -> int:
    """How many days a line is about."""
    return ((line.until or line.on) - line.on).days + 1


# ── 6. The ledger ─────────────────────────────────────────────────────────────────────────────────────────────────────


class EntryKind(StrEnum):
    """What happened to the clock."""

    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    EXTEND = "extend"
    REAPPOINT = "reappoint"
    STOP = "stop"


class Policy(StrEnum):
    """What a pause does to the time that is left: it waits, or the limit starts again when the pause ends.

    Law: RESTART is Nghị định 61/2018/NĐ-CP Điều 19 khoản 4; PAUSE is the default of the regime in force.
    """

    PAUSE = "pause"
    RESTART = "restart"


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the ledger.

    `limit` belongs to START and EXTEND, `policy` to PAUSE (None is the default, to wait), `new_due_at` to
    REAPPOINT; the others leave them out.
    """

    kind: EntryKind
    at: datetime
    limit: Limit | None = None
    cause: str = ""
    ground: str = ""
    policy: Policy | None = None
    new_due_at: datetime | None = None


class ClockState(StrEnum):
    """Whether time is running."""

    NOT_STARTED = "not_started"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Clock:
    """What a ledger says: the state of the clock, and three due moments.

    * `first_due` is what the receipt promised; nothing ever changes it.
    * `original_due` is that promise moved only by what the law lets move it: pauses, restarts, extensions. It is the
      yardstick for early, on time and late.
    * `due` is the appointment that holds now: `original_due`, or the re-appointment given with an apology.

    While the clock is paused, they say what held when it was paused. `pauses` keeps every interval, whatever the
    policy, the open one last with `resumed_at` None.
    """

    state: ClockState
    calendar: WorkCalendar = field(repr=False, compare=False)
    limit: Limit | None = None
    started_at: datetime | None = None
    first_due: Due | None = None
    original_due: Due | None = None
    due: Due | None = None
    pauses: tuple[Pause, ...] = ()
    extensions: tuple[Limit, ...] = ()
    restarts: int = 0
    reappointed_at: datetime | None = None
    stopped_at: datetime | None = None

    @property
    def paused_at(self) -> datetime | None:
        """Since when the clock stands still, or None when it does not."""
        return self.pauses[-1].paused_at if self.state is ClockState.PAUSED else None

    @property
    def supplement_requests(self) -> int:
        """How often the citizen was asked for a supplement; the national index counts a second one as late."""
        return sum(pause.cause == PauseCause.SUPPLEMENT for pause in self.pauses)

    def consumed_minutes(self, at: datetime) -> int:
        """The working minutes used up to this instant since reception, without the pauses."""
        if not self.started_at:
            return 0
        until = min(moment for moment in (at, self.stopped_at) if moment)
        between = self.calendar.working_minutes_between
        used = max(0, between(self.started_at, until))
        for pause in self.pauses:
            used -= max(0, between(min(pause.paused_at, until), min(pause.resumed_at or until, until)))
        return used

    def remaining_minutes(self, at: datetime) -> int:
        """The working minutes left until `due`, negative when it has passed; a clock that stands keeps its figure."""
        if not self.due:
            return 0
        moment = min(moment for moment in (at, self.stopped_at) if moment)
        if self.paused_at and self.paused_at <= self.due.at:
            moment = min(moment, self.paused_at)
        return self.calendar.working_minutes_between(moment, self.due.at)

    def standing(self, at: datetime) -> Standing | None:
        """How an open dossier stands at this instant; None before the clock has started."""
        paused_at = self.paused_at
        return standing(self.due, at, self.calendar, is_paused=paused_at is not None, paused_at=paused_at)


def replay(entries: Iterable[Entry], calendar: WorkCalendar) -> Clock:
    """The clock that these entries, in the order of the ledger, add up to; raises `LedgerError` when they cannot."""
    ledger = _Ledger(calendar)
    for entry in entries:
        ledger.apply(entry)
    return ledger.clock()


class _Ledger:
    """The state of a clock between two entries."""

    def __init__(self, calendar: WorkCalendar) -> None:
        self.calendar = calendar
        self.started_at: datetime | None = None
        self.stopped_at: datetime | None = None
        self.last_at: datetime | None = None
        self.limit: Limit | None = None
        self.first_due: Due | None = None
        self.pauses: list[Pause] = []
        self.open_pause: Entry | None = None
        self.extensions: list[Limit] = []
        self.restarts = 0
        self.run_at: datetime | None = None  # when the limit began to count: reception, or the last restart
        self.run_pauses: list[Pause] = []
        self.run_extensions: list[Limit] = []
        self.reappointment: Entry | None = None
        self.pauses_since_reappointment: list[Pause] = []
        self._due: Due | None = None

    def apply(self, entry: Entry) -> None:
        kind = EntryKind(entry.kind)
        self.calendar.local(entry.at)  # refuses an instant without time zone
        if kind is not EntryKind.START and self.started_at is None:
            raise NotStarted("Thời hạn giải quyết chưa bắt đầu tính nên chưa thể tạm dừng, gia hạn hoặc kết thúc.")
        if self.stopped_at:
            raise AlreadyStopped("Thời hạn giải quyết đã kết thúc, không thể ghi thêm.")
        if self.last_at and entry.at < self.last_at:
            raise OutOfOrder(
                f"Bút toán lúc {self.calendar.local(entry.at):%H:%M %d/%m/%Y} sớm hơn bút toán liền trước "
                f"({self.calendar.local(self.last_at):%H:%M %d/%m/%Y})."
            )
        getattr(self, f"_{kind}")(entry)
        self.last_at = entry.at

    def _start(self, entry: Entry) -> None:
        if self.started_at:
            raise AlreadyStarted("Thời hạn giải quyết đã bắt đầu tính, không thể bắt đầu lần nữa.")
        if not entry.limit:
            raise BadLimit("Chưa có thời hạn giải quyết nên không thể bắt đầu tính.")
        self.started_at = self.run_at = entry.at
        self.limit = entry.limit
        self.first_due = self.original_due()

    def _pause(self, entry: Entry) -> None:
        if self.open_pause:
            raise AlreadyPaused("Thời hạn giải quyết đang tạm dừng, không thể tạm dừng lần nữa.")
        self.open_pause = entry

    def _resume(self, entry: Entry) -> None:
        paused = self.open_pause
        if not paused:
            raise NotPaused("Thời hạn giải quyết không tạm dừng nên không thể tính tiếp.")
        self.open_pause = None
        pause = Pause(paused.at, entry.at, paused.cause, paused.ground)
        self.pauses.append(pause)
        # The waiting time of the citizen never heals a breach: a pause after the due moment neither gives time back
        # nor starts the limit again.
        is_in_time = self.calendar.local(paused.at) <= self.original_due().at
        if is_in_time and Policy(paused.policy or Policy.PAUSE) is Policy.RESTART:
            self.run_at, self.run_pauses, self.run_extensions = entry.at, [], []
            self.reappointment, self.pauses_since_reappointment = None, []
            self.restarts += 1
        else:
            self.run_pauses.append(pause)
            self.pauses_since_reappointment.append(pause)
        self._due = None

    def _extend(self, entry: Entry) -> None:
        if not entry.limit:
            raise BadLimit("Gia hạn phải ghi rõ thêm bao nhiêu thời gian.")
        original = self.original_due()
        decided_at = self.open_pause.at if self.open_pause else entry.at
        if is_breached(original, decided_at, self.calendar.zone):
            raise ExtensionTooLate("Hồ sơ đã quá hạn nên không thể gia hạn.")
        self.extensions.append(entry.limit)
        self.run_extensions.append(entry.limit)
        self._due = None

    def _reappoint(self, entry: Entry) -> None:
        if self.reappointed_at:
            raise SecondReappointment("Chỉ được hẹn lại ngày trả kết quả một lần.")
        if not entry.new_due_at:
            raise BadAppointment("Hẹn lại phải ghi rõ ngày trả kết quả mới.")
        if self.calendar.local(entry.new_due_at) <= self.original_due().at:
            raise BadAppointment("Ngày hẹn lại phải sau ngày hẹn trả hiện tại.")
        self.reappointment, self.reappointed_at = entry, entry.at

    reappointed_at: datetime | None = None

    def _stop(self, entry: Entry) -> None:
        if self.open_pause:
            self.pauses.append(Pause(self.open_pause.at, entry.at, self.open_pause.cause, self.open_pause.ground))
            self.open_pause = None
        self.stopped_at = entry.at

    def original_due(self) -> Due:
        """The promise as the law has moved it so far."""
        if self.run_at is None or self.limit is None:
            raise NotStarted("Thời hạn giải quyết chưa bắt đầu tính.")
        if self._due is None:
            kind = LineKind.RESTARTED if self.restarts else LineKind.RECEIVED
            self._due = _due_date(kind, self.run_at, self.limit, self.calendar, self.run_pauses, self.run_extensions)
        return self._due

    def due(self) -> Due:
        """The appointment that holds now."""
        original = self.original_due()
        if not self.reappointment or not self.reappointment.new_due_at:
            return original
        appointed = self.calendar.local(self.reappointment.new_due_at)
        lines = [
            Line(LineKind.REAPPOINTED, appointed.date(), ground=DECREE_61_19_9, at=original.at, until_at=appointed)
        ]
        appointed = _moved_by_pauses(appointed, self.pauses_since_reappointment, self.calendar, lines)
        return Due(appointed, original.basis, original.lines + tuple(lines)) if appointed > original.at else original

    def clock(self) -> Clock:
        if self.started_at is None:
            return Clock(ClockState.NOT_STARTED, self.calendar)
        pauses = list(self.pauses)
        if self.open_pause:
            pauses.append(Pause(self.open_pause.at, None, self.open_pause.cause, self.open_pause.ground))
        state = ClockState.PAUSED if self.open_pause else ClockState.STOPPED if self.stopped_at else ClockState.RUNNING
        return Clock(
            state,
            self.calendar,
            limit=self.limit,
            started_at=self.started_at,
            first_due=self.first_due,
            original_due=self.original_due(),
            due=self.due(),
            pauses=tuple(pauses),
            extensions=tuple(self.extensions),
            restarts=self.restarts,
            reappointed_at=self.reappointed_at,
            stopped_at=self.stopped_at,
        )


def _moved_by_pauses(
    appointed: datetime, pauses: Sequence[Pause], calendar: WorkCalendar, lines: list[Line]
) -> datetime:
    """A new appointment after pauses that began since it was made: each working day of a pause moves it by one."""
    given_back = []
    for interval in _intervals(pauses, calendar):
        day = interval.begins.date()
        while interval.begins <= appointed and day < interval.ends.date():
            if calendar.is_working_day(day):
                given_back.append(_given_back(day, interval.pause))
            day += ONE_DAY
    lines += given_back
    day, number = appointed.date(), 0
    while number < len(given_back):
        day += ONE_DAY
        if calendar.is_working_day(day):
            number += 1
            lines.append(Line(LineKind.COUNTED, day, number=number))
        else:
            lines.append(_off(day, calendar))
    return calendar.at(day, appointed.time())


# ── 7. Judging ────────────────────────────────────────────────────────────────────────────────────────────────────────


class Standing(StrEnum):
    """How an open dossier stands against its due moment. Derived on each read, never stored."""

    IN_TIME = "in_time"
    DUE_SOON = "due_soon"
    DUE_TODAY = "due_today"
    OVERDUE = "overdue"
    PAUSED = "paused"

    @property
    def label(self) -> str:
        """The Vietnamese name."""
        return {
            Standing.IN_TIME: "Còn hạn",
            Standing.DUE_SOON: "Sắp đến hạn",
            Standing.DUE_TODAY: "Đến hạn hôm nay",
            Standing.OVERDUE: "Quá hạn",
            Standing.PAUSED: "Tạm dừng",
        }[self]


class Timeliness(StrEnum):
    """How a finished dossier was finished."""

    EARLY = "early"
    ON_TIME = "on_time"
    LATE = "late"

    @property
    def label(self) -> str:
        """The Vietnamese name."""
        return {
            Timeliness.EARLY: "Trước hạn",
            Timeliness.ON_TIME: "Đúng hạn",
            Timeliness.LATE: "Trễ hạn",
        }[self]


def is_breached(due: Due, at: datetime, zone: ZoneInfo = VIETNAM) -> bool:
    """Whether a dossier that is not finished before or at this instant is late.

    Law: domain decision 6; hour-based and same-day limits compare instants, day-based limits local dates.
    """
    if due.basis == Basis.INSTANT:
        return at > due.at
    return at.astimezone(zone).date() > due.at.astimezone(zone).date()


def breach_at(due: Due, zone: ZoneInfo = VIETNAM) -> datetime:
    """The legal instant of the breach, whoever notices it and whenever.

    A day-based limit may be kept at any hour of the due date: that is the midnight which ends it. For an hour-based or
    same-day limit it is the due moment, which itself is still in time.
    """
    local = due.at.astimezone(zone)
    return local if due.basis == Basis.INSTANT else datetime.combine(local.date() + ONE_DAY, time(0), tzinfo=zone)


def standing(
    due: Due | None,
    at: datetime,
    calendar: WorkCalendar,
    *,
    is_paused: bool = False,
    paused_at: datetime | None = None,
    soon_days: int = DUE_SOON_DAYS,
) -> Standing | None:
    """How an open dossier stands at this instant; None without a due moment, because nothing may be claimed then.

    Due soon is the due date's last `soon_days` working days before it: from then on the handling agency has to
    prepare the apology (domain decision 7). A pause that began after the due moment (`paused_at`) hides nothing.
    """
    if due is None:
        return None
    if is_paused and (paused_at is None or paused_at <= due.at):
        return Standing.PAUSED
    if is_breached(due, at, calendar.zone):
        return Standing.OVERDUE
    today, due_on = at.astimezone(calendar.zone).date(), due.at.astimezone(calendar.zone).date()
    if today == due_on:
        return Standing.DUE_TODAY
    return Standing.DUE_SOON if today >= calendar.shift_working_days(due_on, -soon_days) else Standing.IN_TIME


def timeliness(due: Due | None, finished_at: datetime, zone: ZoneInfo = VIETNAM) -> Timeliness | None:
    """How a dossier was finished; None without a due moment: it is neither on time nor late.

    Give it `Clock.original_due`: an apology does not turn a late dossier into an on-time one.
    """
    if due is None:
        return None
    if is_breached(due, finished_at, zone):
        return Timeliness.LATE
    finished_on, due_on = finished_at.astimezone(zone).date(), due.at.astimezone(zone).date()
    return Timeliness.EARLY if finished_on < due_on else Timeliness.ON_TIME
