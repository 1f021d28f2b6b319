"""Working time of a State agency: which days it works, between which hours, and sums over them.

Pure: no database, no settings, no clock. The calendar is data that the caller passes in and may keep for as long as
the data does not change. Everything is counted in whole minutes of local time, because the receipt given to the
citizen shows hours and minutes: seconds are cut off, so that what is printed can be recomputed from what is printed.

Opening a counter on a Saturday morning does not make that Saturday a working day. A calendar holds the hours that
count for deadlines, not the hours in which a door is open.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from typing import TypeVar
from zoneinfo import ZoneInfo

from agencies.sessions import (
    BadSessions,
    Session,
    WorktimeError,
    checked_sessions,
    end_of_half_day,
    first_half,
    format_sessions,
    minute_of,
    parse_sessions,
)

__all__ = [
    "AGENCY_HOURS_GROUND",
    "HORIZON_DAYS",
    "ONE_DAY",
    "VIETNAM",
    "WEEKDAY_NAMES",
    "BadSessions",
    "CalendarHole",
    "DayKind",
    "NaiveInstant",
    "Session",
    "SpecialDay",
    "WorkCalendar",
    "WorktimeError",
    "end_of_half_day",
    "first_half",
    "format_sessions",
    "layered",
    "name_of_day",
    "parse_sessions",
    "weekdays_worked",
]

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
HORIZON_DAYS = 3653  # ten years: no limit in the catalogue and no pause in an archive is longer
Key = TypeVar("Key", int, date)
Value = TypeVar("Value")

ONE_DAY = timedelta(days=1)

WEEKDAY_NAMES = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
WEEKEND_NAME = "nghỉ cuối tuần"
WEEKEND_GROUND = "Quyết định số 188/1999/QĐ-TTg (tuần làm việc 40 giờ)"
NO_HOURS_NAME = "không có giờ làm việc"
AGENCY_HOURS_GROUND = "Lịch làm việc của cơ quan"


class NaiveInstant(WorktimeError):
    """An instant came without a time zone, so nobody can know which day it belongs to."""


class CalendarHole(WorktimeError):
    """The calendar has no working time for ten years: it is wrong, and no date may be promised from it."""


class DayKind(StrEnum):
    """How one date differs from its weekday."""

    DAY_OFF = "day_off"
    MAKEUP = "makeup"
    HALF_DAY = "half_day"
    CUSTOM_SESSIONS = "custom_sessions"
    CLOSURE = "closure"

    @property
    def label(self) -> str:
        """The Vietnamese name."""
        return {
            DayKind.DAY_OFF: "ngày nghỉ",
            DayKind.MAKEUP: "ngày làm bù",
            DayKind.HALF_DAY: "ngày chỉ làm việc buổi sáng",
            DayKind.CUSTOM_SESSIONS: "ngày có giờ làm việc riêng",
            DayKind.CLOSURE: "ngày tạm đóng cửa (bão, lũ, dịch bệnh)",
        }[self]

    @property
    def is_off(self) -> bool:
        """Whether nothing is worked on such a day."""
        return self in (DayKind.DAY_OFF, DayKind.CLOSURE)


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """One date that differs from its weekday, why, and the decision that orders it.

    `stands_for` is the day off that a make-up day repays: its hours are worked. A half day without hours of its own is
    worked until the midday break of its weekday. `is_confirmed` is False while only the law in general, and not yet the
    notice for that year, says so.
    """

    kind: DayKind
    name: str
    decision: str = ""
    sessions: tuple[Session, ...] = ()
    stands_for: date | None = None
    is_confirmed: bool = True

    def __post_init__(self) -> None:
        if self.kind.is_off and self.sessions:
            raise BadSessions(f"Ngày nghỉ “{self.name}” không được có giờ làm việc.")
        if self.kind is DayKind.CUSTOM_SESSIONS and not self.sessions:
            raise BadSessions(f"Ngày “{self.name}” phải ghi giờ làm việc riêng.")
        checked_sessions(self.sessions)


@dataclass(frozen=True, eq=False)
class WorkCalendar:
    """The working time of one agency or unit.

    `weekly` maps a weekday (Monday is 0) to its sessions; a weekday that is absent is not worked. `special` maps
    dates that differ from their weekday, and wins. `revision` is the number of the calendar's state that it shows, and
    `agency_pk` whose it is (None: the province's); 0 where it stands for no rows.
    """

    zone: ZoneInfo
    weekly: Mapping[int, tuple[Session, ...]]
    special: Mapping[date, SpecialDay] = field(default_factory=dict)
    revision: int = 0
    agency_pk: int | None = None
    # Days already looked up: a deadline touches the same few weeks again and again.
    _spans: dict[date, tuple[tuple[int, int], ...]] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        for weekday, sessions in self.weekly.items():
            if weekday not in range(7):
                raise BadSessions(f"Không có ngày thứ {weekday} trong tuần (thứ Hai là 0, Chủ nhật là 6).")
            checked_sessions(sessions)

    # ── Days ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def sessions_on(self, day: date) -> tuple[Session, ...]:
        """The sessions worked on this day, in order; empty on a day off."""
        special = self.special.get(day)
        if special is None:
            return self.weekly.get(day.weekday(), ())
        if special.kind.is_off:
            return ()
        if special.kind is DayKind.HALF_DAY and not special.sessions:
            return first_half(self.weekly.get(day.weekday(), ()))
        return special.sessions or self._sessions_repaid_by(special)

    def _sessions_repaid_by(self, makeup: SpecialDay) -> tuple[Session, ...]:
        if makeup.stands_for and (sessions := self.weekly.get(makeup.stands_for.weekday(), ())):
            return sessions
        return next((self.weekly[weekday] for weekday in range(7) if self.weekly.get(weekday)), ())

    def is_working_day(self, day: date) -> bool:
        """Whether any time is worked on this day."""
        return bool(self._spans_on(day))

    def why_off(self, day: date) -> str:
        """The name of the holiday or weekend that makes this a day off; empty when it is a working day."""
        if self.is_working_day(day):
            return ""
        if special := self.special.get(day):
            return special.name
        return WEEKEND_NAME if day.weekday() >= 5 else NO_HOURS_NAME

    def ground_off(self, day: date) -> str:
        """The decision or law that makes this a day off; empty when it is a working day."""
        if self.is_working_day(day):
            return ""
        if special := self.special.get(day):
            return special.decision
        return WEEKEND_GROUND if day.weekday() >= 5 else AGENCY_HOURS_GROUND

    def is_confirmed(self, day: date) -> bool:
        """Whether the days off of this day's year are known for certain, so that a promise made for it holds."""
        return not self.special or (day.year <= self._last_year and day.year not in self._unconfirmed_years)

    @cached_property
    def _last_year(self) -> int:
        return max(self.special).year

    @cached_property
    def _unconfirmed_years(self) -> frozenset[int]:
        return frozenset(day.year for day, special in self.special.items() if not special.is_confirmed)

    def next_working_day(self, day: date) -> date:
        """The first working day strictly after this one, or `CalendarHole`."""
        return self._search(day, ONE_DAY)

    def previous_working_day(self, day: date) -> date:
        """The last working day strictly before this one, or `CalendarHole`."""
        return self._search(day, -ONE_DAY)

    def shift_working_days(self, day: date, count: int) -> date:
        """The working day that lies `count` working days after (before, when negative) this day."""
        step = self.next_working_day if count > 0 else self.previous_working_day
        for _ in range(abs(count)):
            day = step(day)
        return day

    def working_days_between(self, first: date, last: date) -> int:
        """How many working days lie after `first` up to and including `last`; negative when `last` is earlier."""
        if last < first:
            return -self.working_days_between(last, first)
        return sum(self.is_working_day(first + timedelta(days=n)) for n in range(1, (last - first).days + 1))

    def _search(self, day: date, step: timedelta) -> date:
        try:
            for _ in range(HORIZON_DAYS):
                day += step
                if self._spans_on(day):
                    return day
        except OverflowError:
            pass
        raise CalendarHole(
            "Lịch làm việc không có ngày làm việc nào trong 10 năm liền; vui lòng kiểm tra lại lịch của cơ quan."
        )

    # ── Instants ──────────────────────────────────────────────────────────────────────────────────────────────────

    def local(self, at: datetime) -> datetime:
        """The instant on this calendar's wall clock, cut to the minute."""
        if at.tzinfo is None:
            raise NaiveInstant("Thời điểm phải kèm múi giờ, ví dụ 2026-01-05T16:40+07:00.")
        try:
            return at.astimezone(self.zone).replace(second=0, microsecond=0)
        except OverflowError:
            raise WorktimeError("Thời điểm nằm ngoài khoảng ngày tháng cho phép.") from None

    def at(self, day: date, moment: time) -> datetime:
        """This day at this time of the wall clock, as an aware instant."""
        return datetime.combine(day, moment, tzinfo=self.zone)

    def opening(self, day: date) -> datetime:
        """When work begins on this working day."""
        return self.at(day, self._worked(day)[0].opens)

    def closing(self, day: date) -> datetime:
        """When the last session of this working day ends."""
        return self.at(day, self._worked(day)[-1].closes)

    def half_day(self, day: date) -> datetime:
        """When the first half of this working day ends."""
        return self.at(day, end_of_half_day(self._worked(day)))

    def _worked(self, day: date) -> tuple[Session, ...]:
        sessions = self.sessions_on(day)
        if not sessions:
            raise WorktimeError(f"Ngày {day:%d/%m/%Y} là ngày nghỉ ({self.why_off(day)}), không có giờ làm việc.")
        return sessions

    # ── Minutes ───────────────────────────────────────────────────────────────────────────────────────────────────

    def working_minutes_on(self, day: date) -> int:
        """The working minutes of one day."""
        return sum(closes - opens for opens, closes in self._spans_on(day))

    def stretches(self, start_at: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Every session from this instant on, the first one cut to begin there; `CalendarHole` where they end."""
        start = self.local(start_at)
        day, from_minute = start.date(), start.hour * 60 + start.minute
        while True:
            for opens, closes in self._spans_on(day):
                if closes > from_minute:
                    yield self._instant(day, max(opens, from_minute)), self._instant(day, closes)
            day, from_minute = self.next_working_day(day), 0

    def add_working_minutes(self, start_at: datetime, minutes: int) -> datetime:
        """When this many working minutes have passed; an exact fit ends where the session ends."""
        if minutes < 0:
            raise WorktimeError("Số phút làm việc phải từ 0 trở lên.")
        if minutes == 0:
            return self.local(start_at)
        for begins, ends in self.stretches(start_at):
            length = _minutes_apart(begins, ends)
            if minutes <= length:
                return begins + timedelta(minutes=minutes)
            minutes -= length
            if (begins.date() - start_at.date()).days > HORIZON_DAYS:
                break
        raise CalendarHole("Thời hạn dài hơn 10 năm; vui lòng kiểm tra lại thời hạn và lịch làm việc.")

    def working_minutes_between(self, begins_at: datetime, ends_at: datetime) -> int:
        """The working minutes from one instant to another; negative when the second is earlier."""
        begins, ends = self.local(begins_at), self.local(ends_at)
        if ends < begins:
            return -self.working_minutes_between(ends_at, begins_at)
        day, last = begins.date(), ends.date()
        from_minute = begins.hour * 60 + begins.minute
        until_minute = ends.hour * 60 + ends.minute
        if day == last:
            return self._minutes_within(day, from_minute, until_minute)
        total = self._minutes_within(day, from_minute, 24 * 60) + self._minutes_within(last, 0, until_minute)
        for n in range(1, (last - day).days):
            total += self.working_minutes_on(day + timedelta(days=n))
        return total

    def _minutes_within(self, day: date, from_minute: int, until_minute: int) -> int:
        return sum(max(0, min(closes, until_minute) - max(opens, from_minute)) for opens, closes in self._spans_on(day))

    def _spans_on(self, day: date) -> tuple[tuple[int, int], ...]:
        spans = self._spans.get(day)
        if spans is None:
            spans = tuple((minute_of(session.opens), minute_of(session.closes)) for session in self.sessions_on(day))
            self._spans[day] = spans
        return spans

    def _instant(self, day: date, minute: int) -> datetime:
        return datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=self.zone)


def layered(*levels: Mapping[Key, Value]) -> dict[Key, Value]:
    """One rule for each weekday or date from the rules of nation, province, agency, unit: the most specific wins.

    Levels come in that order. A level that says nothing about a key inherits; a weekday with no sessions is closed.
    """
    merged: dict[Key, Value] = {}
    for level in levels:
        merged |= level
    return merged


def weekdays_worked(sessions: Sequence[Session], weekdays: Sequence[int] = range(5)) -> dict[int, tuple[Session, ...]]:
    """A week in which the same hours are worked on each of these weekdays (Monday to Friday unless told)."""
    return {weekday: tuple(sessions) for weekday in weekdays}


def name_of_day(day: date) -> str:
    """A date as a clerk says it: “thứ Hai 10/03/2025”."""
    return f"{WEEKDAY_NAMES[day.weekday()]} {day.day:02}/{day.month:02}/{day.year:04}"


def _minutes_apart(begins: datetime, ends: datetime) -> int:
    # Both carry the same zone, so Python subtracts wall clocks; sessions are wall-clock times too.
    return int((ends - begins).total_seconds()) // 60
