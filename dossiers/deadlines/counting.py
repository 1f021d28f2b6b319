"""Counting a limit: one named function for each unit of law, and the lines that it writes while it counts."""

from __future__ import annotations

import calendar as gregorian
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import groupby

from agencies.worktime import AGENCY_HOURS_GROUND, HORIZON_DAYS, ONE_DAY, CalendarHole, WorkCalendar
from dossiers.deadlines.errors import BadLimit
from dossiers.deadlines.grounds import (
    CIVIL_CODE_147_1,
    CIVIL_CODE_147_2,
    CIVIL_CODE_147_3,
    CIVIL_CODE_148_3,
    CIVIL_CODE_148_5,
    DECREE_23_7,
    DECREE_61_19_4,
)
from dossiers.deadlines.lines import SAME_DAY_CUTOFF, Basis, Due, Line, LineKind
from dossiers.deadlines.pauses import Interval, Pause, intervals_on
from dossiers.deadlines.starting import START_GROUNDS, Beginning, Start, effective_start, start_with_event
from procedures.limits import Limit, LimitUnit

HALF = Decimal("0.5")


def due_date(
    received_at: datetime,
    limit: Limit,
    calendar: WorkCalendar,
    pauses: Sequence[Pause] = (),
    *,
    extensions: Sequence[Limit] = (),
    begins_with: Beginning | None = None,
) -> Due:
    """When a dossier received at this instant is due under this limit, with the lines that prove it.

    A limit that the law counts from another event `begins_with` it, if that is later. A pause that begins after the due
    moment changes nothing. An extension in the unit of the limit is added to it, one in another unit is counted from
    where the time before it ends. Raises `BadLimit`, `BadPause` or `CalendarHole`.
    """
    return counted_from(LineKind.RECEIVED, received_at, limit, calendar, pauses, extensions, begins_with)


def counted_from(
    opening: LineKind,
    received_at: datetime,
    limit: Limit,
    calendar: WorkCalendar,
    pauses: Sequence[Pause],
    extensions: Sequence[Limit],
    begins_with: Beginning | None = None,
) -> Due:
    """As `due_date`; `opening` says whether the limit runs from the reception or starts again after a supplement."""
    if any(extension.unit is LimitUnit.SAME_DAY for extension in extensions):
        raise BadLimit("Gia hạn phải ghi thêm bao nhiêu ngày, giờ hoặc tháng, không ghi “trong ngày”.")
    tally = Tally(calendar, intervals_on(pauses, calendar))
    at, kind = tally.write_start(opening, received_at, limit.unit, begins_with).at, LineKind.LIMIT
    for promised in _in_runs_of_one_unit([limit, *extensions]):
        unit = promised[0].unit
        for part in promised:
            tally.lines.append(Line(kind, at.date(), ground=_GROUNDS[unit], at=at, limit=check_limit(part)))
            kind = LineKind.EXTENDED
        total = check_limit(Limit(sum((part.amount for part in promised), Decimal(0)), unit))
        at = _COUNTERS[unit](at, total, tally)
    tally.write_notes(at)
    return Due(at, BASIS_OF[limit.unit], tuple(tally.lines))


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
_GROUNDS = {
    LimitUnit.WORKING_DAY: CIVIL_CODE_147_2,
    LimitUnit.CALENDAR_DAY: CIVIL_CODE_147_2,
    LimitUnit.MONTH: CIVIL_CODE_147_2,
    LimitUnit.WORKING_HOUR: CIVIL_CODE_147_1,
    LimitUnit.SAME_DAY: DECREE_23_7,
}


def _in_runs_of_one_unit(limits: Sequence[Limit]) -> list[list[Limit]]:
    return [list(run) for _, run in groupby(limits, key=lambda limit: limit.unit)]


@dataclass(slots=True)
class Tally:
    """What a count needs and what it writes down."""

    calendar: WorkCalendar
    intervals: Sequence[Interval]
    lines: list[Line] = field(default_factory=list)

    def write_start(
        self, opening: LineKind, received_at: datetime, unit: LimitUnit, event: Beginning | None = None
    ) -> Start:
        """The instant of reception, the event if another one counts, the days off before day 0 and its rule."""
        moment = self.calendar.local(received_at)
        ground = DECREE_61_19_4 if opening is LineKind.RESTARTED else ""
        self.lines.append(Line(opening, moment.date(), ground=ground, at=moment))
        if event and self.calendar.local(event.at) > moment:
            moment = self.calendar.local(event.at)
            ground = event.ground or CIVIL_CODE_147_3
            self.lines.append(Line(LineKind.BEGINS, moment.date(), event.name, ground, at=moment))
            start = start_with_event(moment, self.calendar, unit)
        else:
            start = effective_start(moment, self.calendar, unit)
        day = moment.date()
        while day < start.on:
            if not self.calendar.is_working_day(day):
                self.write_off(day)
            day += ONE_DAY
        self.lines.append(Line(LineKind.START, start.on, start.rule, START_GROUNDS[start.rule], at=start.at))
        return start

    def write_off(self, day: date, kind: LineKind = LineKind.OFF, ground: str = "") -> None:
        """A day off, by its name and the decision that orders it."""
        self.lines.append(Line(kind, day, self.calendar.why_off(day), ground or self.calendar.ground_off(day)))

    def write_paused(self, day: date, pause: Pause, kind: LineKind = LineKind.GIVEN_BACK) -> None:
        """A day that a pause gives back."""
        self.lines.append(Line(kind, day, pause.label, pause.ground))

    def write_pause(self, interval: Interval) -> None:
        """A pause of a limit in hours; the same pause is met again in each session that it covers."""
        label, ground = interval.pause.label, interval.pause.ground
        begins, ends = interval.begins, interval.ends
        line = Line(LineKind.PAUSED, begins.date(), label, ground, at=begins, until_at=ends)
        if self.lines[-1] != line:
            self.lines.append(line)

    def write_due(self, at: datetime) -> datetime:
        """The end of the count, with the hours of that day; returns it."""
        hours = self.calendar.sessions_on(at.date())
        self.lines.append(Line(LineKind.DUE, at.date(), "", AGENCY_HOURS_GROUND, at=at, sessions=hours))
        return at

    def write_notes(self, at: datetime) -> None:
        """What a reader should know beside the sum: pauses that came too late, a calendar that may still change."""
        for interval in self.intervals:
            if interval.begins > at:
                day = interval.begins.date()
                self.lines.append(Line(LineKind.PAUSED_TOO_LATE, day, interval.pause.label, at=interval.begins))
        if not self.calendar.is_confirmed(at.date()):
            self.lines.append(Line(LineKind.UNCONFIRMED, at.date()))

    def pause_over(self, day: date, due_at: datetime | None) -> Pause | None:
        """The pause that gives this day back. `due_at` is set if the limit would end on this day, namely then."""
        for interval in self.intervals:
            if interval.gives_back(day) and not (due_at and interval.begins > due_at):
                return interval.pause
        return None


def _too_long() -> CalendarHole:
    return CalendarHole("Không tìm được ngày hẹn trả trong 10 năm; vui lòng kiểm tra thời hạn và lịch làm việc.")


def count_working_days(start: datetime, limit: Limit, tally: Tally) -> datetime:
    """The end of the last session of working day N, day 0 being the day of the start; half a day ends at midday.

    Law: Bộ luật Dân sự 2015 Điều 147 khoản 2 (the first day is not counted); domain decision 4.
    """
    ends_of = tally.calendar.half_day if limit.amount % 1 else tally.calendar.closing
    day, number = start.date(), 0
    for _ in range(HORIZON_DAYS):
        day += ONE_DAY
        if not tally.calendar.is_working_day(day):
            tally.write_off(day)
            continue
        is_last = number + 1 >= limit.amount
        due_at = ends_of(day) if is_last else None
        if pause := tally.pause_over(day, due_at):
            tally.write_paused(day, pause)
            continue
        number += 1
        tally.lines.append(Line(LineKind.COUNTED, day, number=limit.amount if due_at and limit.amount % 1 else number))
        if due_at:
            return tally.write_due(due_at)
    raise _too_long()


def count_calendar_days(start: datetime, limit: Limit, tally: Tally) -> datetime:
    """The end of the last session of calendar day N, day 0 being the day of the start.

    Law: Bộ luật Dân sự 2015 Điều 147 khoản 2, Điều 148 khoản 1.
    """
    last = _end_of_days(start.date(), int(limit.amount), tally, is_each_written=True)
    return roll_over(last, tally)


def count_months(start: datetime, limit: Limit, tally: Tally) -> datetime:
    """The day of the last month with the number of the start's, or that month's last day.

    Law: Bộ luật Dân sự 2015 Điều 147 khoản 2, Điều 148 khoản 3.
    """
    first = start.date()
    last = add_months(first, int(limit.amount))
    tally.lines.append(Line(LineKind.LAST_DAY, last, ground=CIVIL_CODE_148_3, at=start, limit=limit))
    if tally.intervals:
        last = _end_of_days(first, (last - first).days, tally, is_each_written=False)
    return roll_over(last, tally)


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or the last day of that month when it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    try:
        return date(year, month + 1, min(day.day, gregorian.monthrange(year, month + 1)[1]))
    except ValueError:
        raise _too_long() from None


def _end_of_days(day: date, count: int, tally: Tally, *, is_each_written: bool) -> date:
    number = 0
    for _ in range(HORIZON_DAYS):
        day += ONE_DAY
        ends_here = number + 1 == count and tally.calendar.is_working_day(day)
        if pause := tally.pause_over(day, tally.calendar.closing(day) if ends_here else None):
            tally.write_paused(day, pause)
            continue
        number += 1
        if is_each_written:
            tally.lines.append(Line(LineKind.COUNTED, day, number=number))
        if number == count:
            return day
    raise _too_long()


def roll_over(day: date, tally: Tally) -> datetime:
    """The end of the last day's last session; a last day off moves on to the next working day that is not paused.

    Law: Bộ luật Dân sự 2015 Điều 148 khoản 5.
    """
    for _ in range(HORIZON_DAYS):
        if not tally.calendar.is_working_day(day):
            tally.write_off(day, LineKind.ROLLED_OVER, CIVIL_CODE_148_5)
        elif pause := tally.pause_over(day, tally.calendar.closing(day)):
            tally.write_paused(day, pause, LineKind.ROLLED_OVER)
        else:
            return tally.write_due(tally.calendar.closing(day))
        day += ONE_DAY
    raise _too_long()


def same_day(start: datetime, limit: Limit, tally: Tally) -> datetime:
    """The end of the day for what is received before 15:00, else the end of the next working day.

    Law: Nghị định 23/2015/NĐ-CP Điều 7.
    """
    day = start.date()
    tally.lines.append(Line(LineKind.CUTOFF, day, ground=DECREE_23_7, at=start))
    if start.time() >= SAME_DAY_CUTOFF:
        day += ONE_DAY
    for _ in range(HORIZON_DAYS):
        if not tally.calendar.is_working_day(day):
            tally.write_off(day)
        elif pause := tally.pause_over(day, tally.calendar.closing(day)):
            tally.write_paused(day, pause)
        else:
            return tally.write_due(tally.calendar.closing(day))
        day += ONE_DAY
    raise _too_long()


def count_working_hours(start: datetime, limit: Limit, tally: Tally) -> datetime:
    """When the hours have been worked, minute by minute inside the sessions; an exact fit ends at the session's end.

    Law: Bộ luật Dân sự 2015 Điều 147 khoản 1.
    """
    left, day = int(limit.amount * 60), start.date()
    for begins, ends in _unpaused(start, tally):
        while (day := day + ONE_DAY) < begins.date():
            if not tally.calendar.is_working_day(day):
                tally.write_off(day)
        day = begins.date()
        if (day - start.date()).days > HORIZON_DAYS:
            break
        until = min(ends, begins + timedelta(minutes=left))
        worked = Line(LineKind.WORKED, day, at=begins, until_at=until)
        tally.lines.append(worked)
        left -= worked.minutes
        if not left:
            tally.lines.append(Line(LineKind.DUE, day, at=until))
            return until
    raise _too_long()


def _unpaused(start: datetime, tally: Tally) -> Iterator[tuple[datetime, datetime]]:
    """The stretches of work from the start on without what is paused; each pause that bites is written down once."""
    waiting = list(tally.intervals)
    for begins, ends in tally.calendar.stretches(start):
        while waiting and waiting[0].begins < ends:
            interval = waiting[0]
            if interval.ends > begins:
                if interval.begins > begins:
                    yield begins, interval.begins
                tally.write_pause(interval)
                begins = interval.ends
            if interval.ends > ends:
                break
            waiting.pop(0)
        if begins < ends:
            yield begins, ends


_COUNTERS: dict[LimitUnit, Callable[[datetime, Limit, Tally], datetime]] = {
    LimitUnit.WORKING_DAY: count_working_days,
    LimitUnit.CALENDAR_DAY: count_calendar_days,
    LimitUnit.MONTH: count_months,
    LimitUnit.SAME_DAY: same_day,
    LimitUnit.WORKING_HOUR: count_working_hours,
}
