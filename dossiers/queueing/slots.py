"""When one may come: the hours of tickets and the slots of appointments, out of the office's working calendar."""

from datetime import date, datetime, timedelta

from agencies.worktime import WorkCalendar

EARLY = timedelta(minutes=30)
"""How long before work begins the first number is given: people stand at the door by then."""


def tickets_until(calendar: WorkCalendar, *, at: datetime) -> datetime | None:
    """Return until when numbers are given on the day of an instant; None where none is given now.

    From half an hour before work begins until it ends, the midday break included.
    """
    day = calendar.local(at).date()
    if not calendar.is_working_day(day):
        return None
    closing = calendar.closing(day)
    return closing if calendar.opening(day) - EARLY <= at < closing else None


def slots_on(day: date, calendar: WorkCalendar, *, minutes: int) -> list[datetime]:
    """Return when the slots of a day begin; each lies within one session of work. None on a day off."""
    length = timedelta(minutes=minutes)
    slots = []
    for session in calendar.sessions_on(day):
        start, end = calendar.at(day, session.opens), calendar.at(day, session.closes)
        while start + length <= end:
            slots.append(start)
            start += length
    return slots


def days_offered(calendar: WorkCalendar, *, at: datetime, ahead: int) -> list[date]:
    """Return the days on which one may book: today while it is worked, and so many working days after it."""
    today = calendar.local(at).date()
    days = [today] if calendar.is_working_day(today) and at < calendar.closing(today) else []
    day = today
    for _step in range(ahead):
        day = calendar.next_working_day(day)
        days.append(day)
    return days
