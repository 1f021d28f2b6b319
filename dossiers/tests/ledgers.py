"""Ledgers as tests write them: entries from text, and the clock with its lines added up."""

from agencies.worktime import DayKind, SpecialDay
from dossiers.deadlines import Beginning, Entry, EntryKind, Limit, PauseCause, condensed, date_from_lines, replay
from dossiers.tests.due_dates import CALENDAR, NATIONAL_DAYS, at, calendar_with


def start(when="2025-03-10T08:00", limit="5 working_days", begins=None, **more):
    event = Beginning(at(begins), "biên bản kiểm tra thực tế") if begins else None
    return Entry(EntryKind.START, at(when), Limit.parse(limit), begins_with=event, **more)


def pause(when, policy=None, cause=PauseCause.SUPPLEMENT):
    return Entry(EntryKind.PAUSE, at(when), cause=cause, policy=policy)


def resume(when, **more):
    return Entry(EntryKind.RESUME, at(when), **more)


def extend(when, limit, **more):
    return Entry(EntryKind.EXTEND, at(when), Limit.parse(limit), **more)


def correct(when, limit, **more):
    return Entry(EntryKind.CORRECT, at(when), Limit.parse(limit), **more)


def reappoint(when, new_due, **more):
    return Entry(EntryKind.REAPPOINT, at(when), new_due_at=at(new_due), **more)


def changed(when, calendar, cause="Công điện số 01/CĐ-UBND"):
    return Entry(EntryKind.CALENDAR, at(when), calendar=calendar, cause=cause)


def stop(when):
    return Entry(EntryKind.STOP, at(when))


def closed_on(*days, hours=None):
    """The calendar of 2025 with these days closed besides."""
    closures = {at(f"{day}T00:00").date(): SpecialDay(DayKind.CLOSURE, "bão số 3", "Công điện") for day in days}
    return calendar_with(special=NATIONAL_DAYS | closures, **({"hours": hours} if hours else {}))


def clock(*entries):
    """The clock of a ledger, after the lines of each of its dates have been added up."""
    result = replay(entries, CALENDAR)
    for due in filter(None, (result.first_due, result.original_due, result.due)):
        assert date_from_lines(due.lines) == date_from_lines(condensed(due.lines)) == due.at
        assert all(line.text and "None" not in line.text for line in due.lines)
    return result


def dates(result):
    """First, original and present due moment as text."""
    return tuple(f"{due.at:%m-%dT%H:%M}" for due in (result.first_due, result.original_due, result.due))
