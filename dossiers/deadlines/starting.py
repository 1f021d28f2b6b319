"""When the clock of a dossier starts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import pairwise

from agencies.worktime import AGENCY_HOURS_GROUND, WorkCalendar
from dossiers.deadlines.grounds import CIVIL_CODE_147_1, CIVIL_CODE_147_2, CIVIL_CODE_147_3
from procedures.limits import LimitUnit

Rule = tuple["StartRule", Callable[[datetime, WorkCalendar], datetime | None], str]


class StartRule(StrEnum):
    """Which rule decided when the clock starts."""

    AT_RECEPTION = "at_reception"
    AT_OPENING = "at_opening"
    AFTER_BREAK = "after_break"
    NEXT_WORKING_DAY = "next_working_day"
    ON_DAY_OF_RECEIPT = "on_day_of_receipt"
    ON_DAY_OF_EVENT = "on_day_of_event"
    WHEN_WORK_RESUMES = "when_work_resumes"


@dataclass(frozen=True, slots=True)
class Start:
    """When the clock starts and by which rule; the local date of `at` is day 0."""

    at: datetime
    rule: StartRule

    @property
    def on(self) -> date:
        """Day 0."""
        return self.at.date()


@dataclass(frozen=True, slots=True)
class Beginning:
    """The event from which the law counts a limit, where that is not reception: its instant, what it is, the ground."""

    at: datetime
    name: str = ""
    ground: str = ""


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


def start_on_day_of_event(happened: datetime, calendar: WorkCalendar) -> datetime | None:
    """Limits in days that begin with an event: day 0 is the day on which it happens, worked or not.

    Law: Bộ luật Dân sự 2015 Điều 147 khoản 3 (the day of the event is not counted).
    """
    return happened


def start_when_work_resumes(happened: datetime, calendar: WorkCalendar) -> datetime | None:
    """Limits in hours that begin with an event outside the sessions: when the next session opens.

    Law: Bộ luật Dân sự 2015 Điều 147 khoản 1; the agency's published hours.
    """
    return next(calendar.stretches(happened))[0]


START_RULES = (
    (StartRule.AT_RECEPTION, start_at_reception, CIVIL_CODE_147_1),
    (StartRule.AT_OPENING, start_at_opening, AGENCY_HOURS_GROUND),
    (StartRule.AFTER_BREAK, start_after_break, AGENCY_HOURS_GROUND),
    (StartRule.NEXT_WORKING_DAY, start_on_next_working_day, AGENCY_HOURS_GROUND),
)
CALENDAR_START_RULES = ((StartRule.ON_DAY_OF_RECEIPT, start_on_day_of_receipt, CIVIL_CODE_147_2),)
EVENT_HOUR_START_RULES = (
    (StartRule.AT_RECEPTION, start_at_reception, CIVIL_CODE_147_1),
    (StartRule.WHEN_WORK_RESUMES, start_when_work_resumes, AGENCY_HOURS_GROUND),
)
EVENT_START_RULES = ((StartRule.ON_DAY_OF_EVENT, start_on_day_of_event, CIVIL_CODE_147_3),)
START_GROUNDS = {
    rule: ground
    for rules in (START_RULES, CALENDAR_START_RULES, EVENT_START_RULES, EVENT_HOUR_START_RULES)
    for rule, _, ground in rules
}

UNITS_THROUGH_DAYS_OFF = (LimitUnit.CALENDAR_DAY, LimitUnit.MONTH)
UNITS_OF_DAYS = (*UNITS_THROUGH_DAYS_OFF, LimitUnit.WORKING_DAY)


def effective_start(received_at: datetime, calendar: WorkCalendar, unit: LimitUnit = LimitUnit.WORKING_DAY) -> Start:
    """When the clock of a dossier received at this instant starts: the first rule that applies to such a limit."""
    rules = CALENDAR_START_RULES if unit in UNITS_THROUGH_DAYS_OFF else START_RULES
    return _first_that_applies(rules, received_at, calendar)


def start_with_event(happened_at: datetime, calendar: WorkCalendar, unit: LimitUnit) -> Start:
    """When a limit starts that the law counts from an event other than reception, such as a verification on site."""
    rules = EVENT_START_RULES if unit in UNITS_OF_DAYS else EVENT_HOUR_START_RULES
    return _first_that_applies(rules, happened_at, calendar)


def _first_that_applies(rules: Sequence[Rule], at: datetime, calendar: WorkCalendar) -> Start:
    local = calendar.local(at)
    for rule, start_of, _ground in rules:
        if starts_at := start_of(local, calendar):
            return Start(starts_at, rule)
    raise AssertionError("the last rule always applies")
