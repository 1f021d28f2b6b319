"""A day on which a storm closed the province: the calendar is changed by two people, and what was running moves."""

from datetime import datetime, time

from accounts.models import User
from agencies import calendars
from agencies.calendar_changes import DayRow, changed
from agencies.models import CalendarLevel
from agencies.worktime import DayKind, WorkCalendar
from dossiers.services import calendar as changes
from portal.demo.cases import Days, Life

DAYS_AGO = 110
"""Working days between the storm and the end of the history."""

DECISION = "Công điện số 07/CĐ-UBND của Ủy ban nhân dân tỉnh An Hòa (giả lập)"
WORDS = "Nghỉ làm việc để phòng, chống bão."


class Storm:
    """The storm of the year."""

    def __init__(self, days: Days, *, until: datetime) -> None:
        self.days = days
        calendar = days.calendar
        self.day = calendar.shift_working_days(until.date(), -DAYS_AGO)
        self.eve = calendar.previous_working_day(self.day)
        self.rows = [
            DayRow(
                level=CalendarLevel.PROVINCE.value, agency="", day=self.day, kind=DayKind.CLOSURE.value, name="Nghỉ bão"
            )
        ]

    def calendar_afterwards(self) -> WorkCalendar:
        """Return the calendar in which the day is off: nobody comes to a closed counter."""
        return changed(calendars.newest_state(), self.rows, decision=DECISION, agencies={}).calendar(None)

    def life(self, *, proposer: User, leader: User) -> Life:
        """Propose the day off in the afternoon before, and put it into force."""
        at = self.days.calendar.at(self.eve, time(14, 5))
        yield at
        change = changes.propose(self.rows, decision=DECISION, actor=proposer, at=at, words=WORDS)
        at = self.days.calendar.at(self.eve, time(14, 40))
        yield at
        changes.apply(change, seen=changes.preview(change, at=at).seen, actor=leader, at=at)
        changes.catch_up(at=at)
        self.days.exchange(calendars.calendar_of(None))
