"""When the clock of a dossier starts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import pairwise

from agencies.worktime import AGENCY_HOURS_GROUND, WorkCalendar
from dossiers.deadlines.grounds import CIVIL_CODE_147_1, CIVIL_CODE_147_2
from procedures.limits import LimitUnit


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
START_GROUNDS = {rule: ground for rule, _, ground in START_RULES + CALENDAR_START_RULES}


def effective_start(received_at: datetime, calendar: WorkCalendar, unit: LimitUnit = LimitUnit.WORKING_DAY) -> Start:
    """When the clock of a dossier received at this instant starts: the first rule that applies to such a limit."""
    received = calendar.local(received_at)
    for rule, start_of, _ground in (
        CALENDAR_START_RULES if unit in (LimitUnit.CALENDAR_DAY, LimitUnit.MONTH) else START_RULES
    ):
        if at := start_of(received, calendar):
            return Start(at, rule)
    raise AssertionError("the last rule always applies")
