"""Due dates as tests write them: moments, pauses and limits as text."""

from datetime import datetime

from agencies.calendar_seed import NATIONAL_DAYS
from agencies.worktime import VIETNAM, WorkCalendar, parse_sessions, weekdays_worked
from dossiers.deadlines import (
    Limit,
    Pause,
    condensed,
    date_from_lines,
    due_date,
)

EIGHT_HOURS = "07:30-11:30,13:00-17:00"
SEVEN_AND_A_HALF = "07:30-11:30,13:30-17:00"
EIGHT_TO_FIVE = "08:00-12:00,13:00-17:00"


def calendar_with(hours=EIGHT_HOURS, special=NATIONAL_DAYS):
    return WorkCalendar(VIETNAM, weekdays_worked(parse_sessions(hours)), special)


CALENDAR = calendar_with()


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


def pauses_from(text):
    return [Pause(*map(at, interval.split("/"))) for interval in text.split()]


def due(received, limit, pauses="", calendar=CALENDAR, **more):
    """The due moment as text, after its lines have been added up, drawn together or not."""
    result = due_date(at(received), Limit.parse(limit), calendar, pauses_from(pauses), **more)
    assert date_from_lines(result.lines) == date_from_lines(condensed(result.lines)) == result.at
    return f"{result.at:%Y-%m-%dT%H:%M}"
