"""The working calendar as officers read it: a year with its hours and special days, the changes, what they move."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from agencies.calendar_alarm import Alarm, calendar_alarm
from agencies.calendar_changes import DayRow, Row, capital
from agencies.calendar_library import expected_days
from agencies.calendars import NATION, PROVINCE, CalendarState, Owner, agency_level, newest_state
from agencies.models import Agency, CalendarChange, CalendarLevel, CalendarRevision
from agencies.sessions import format_sessions
from agencies.worktime import ONE_DAY, WEEKDAY_NAMES, DayKind, SpecialDay, WorkCalendar, name_of_day
from dossiers.models import ClockEntry, EntryKind

CHANGES_SHOWN = 20


@dataclass(frozen=True, slots=True)
class YearPage:
    """A year of one agency's calendar (without one, the province's)."""

    year: int
    agency: Agency | None
    revision: CalendarRevision | None
    alarm: Alarm | None
    is_confirmed: bool
    days: tuple[list[dict[str, Any]], ...]
    hours: tuple[list[dict[str, Any]], ...]
    months: tuple[list[dict[str, Any]], ...]
    changes: tuple[CalendarChange, ...]


def year_page(year: int, agency: Agency | None, *, today: date) -> YearPage:
    """Return the page; four statements when the calendar is compiled, whatever it holds."""
    state = newest_state()
    calendar = state.calendar(agency.pk if agency else None)
    names = {each.pk: each.short_name for each in Agency.objects.filter(pk__in=state.line_of(calendar.agency_pk))}
    changes = CalendarChange.objects.select_related("proposed_by", "decided_by")[:CHANGES_SHOWN]
    return YearPage(
        year,
        agency,
        CalendarRevision.objects.filter(number=state.number).first(),
        calendar_alarm(calendar, today=today),
        calendar.is_confirmed(date(year, 1, 1)),
        tuple(_day_rows(year, state, calendar, names)),
        tuple(_hours_rows(state, calendar, names)),
        tuple(_month_rows(year, calendar)),
        tuple(changes),
    )


def _owners(state: CalendarState, calendar: WorkCalendar) -> list[Owner]:
    return [NATION, PROVINCE, *map(agency_level, state.line_of(calendar.agency_pk))]


def _owner_words(owner: Owner, names: Mapping[int, str]) -> str:
    level, agency_pk = owner
    return names.get(agency_pk, "") if agency_pk else str(CalendarLevel(level).label)


def _day_rows(
    year: int, state: CalendarState, calendar: WorkCalendar, names: Mapping[int, str]
) -> list[list[dict[str, Any]]]:
    """Return the special days in their order, runs of one rule drawn together, each with whose rule it is."""
    found = [
        (day, owner, special)
        for owner in _owners(state, calendar)
        for day, special in state.days.get(owner, {}).items()
        if day.year == year
    ]
    found.sort(key=lambda each: each[0])
    rows = []
    for run in _runs(found):
        (first, owner, special), (last, _owner, _special) = run[0], run[-1]
        is_overruled = calendar.special[first] is not special and calendar.special[first] != special
        words = name_of_day(first) if first == last else f"{name_of_day(first)} – {name_of_day(last)}"
        rows.append(
            [
                {"text": capital(words)},
                {"text": special.name, "detail": _("theo quy định riêng của cấp dưới") if is_overruled else ""},
                {
                    "text": special.kind.label.capitalize(),
                    "detail": format_sessions(special.sessions).replace(",", ", "),
                },
                {"text": _owner_words(owner, names)},
                {"text": special.decision, "detail": "" if special.is_confirmed else _("chưa xác nhận")},
            ]
        )
    return rows


def _runs(found: Sequence[tuple[date, Owner, SpecialDay]]) -> list[list[tuple[date, Owner, SpecialDay]]]:
    runs: list[list[tuple[date, Owner, SpecialDay]]] = []
    for each in found:
        last = runs[-1][-1] if runs else None
        if last and last[0] + ONE_DAY == each[0] and last[1:] == each[1:]:
            runs[-1].append(each)
        else:
            runs.append([each])
    return runs


def _hours_rows(state: CalendarState, calendar: WorkCalendar, names: Mapping[int, str]) -> list[list[dict[str, Any]]]:
    """Return the hours of each weekday with whose rule they are."""
    owners = _owners(state, calendar)[::-1]
    rows = []
    for weekday, name in enumerate(WEEKDAY_NAMES):
        owner = next((each for each in owners if weekday in state.hours.get(each, {})), None)
        sessions = calendar.weekly.get(weekday, ())
        words = ", ".join(f"{session.opens:%H:%M}–{session.closes:%H:%M}" for session in sessions)
        rows.append(
            [
                {"text": capital(name)},
                {"text": words or _("Không làm việc")},
                {"text": _owner_words(owner, names) if owner else "–"},
            ]
        )
    return rows


def _month_rows(year: int, calendar: WorkCalendar) -> list[list[dict[str, Any]]]:
    """Return how many days are worked in each month, and which weekdays are off or weekends worked."""
    days = [date(year, 1, 1) + timedelta(days=n) for n in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)]
    rows: list[list[dict[str, Any]]] = []
    for month, of_month in groupby(days, key=lambda day: day.month):
        dates = list(of_month)
        worked = [day for day in dates if calendar.is_working_day(day)]
        off = [day for day in dates if calendar.weekly.get(day.weekday()) and day not in worked]
        besides = [day for day in worked if not calendar.weekly.get(day.weekday())]
        rows.append(
            [
                {"text": _("Tháng %(month)s") % {"month": month}},
                {"text": len(worked)},
                {"text": ", ".join(f"{day:%d/%m}" for day in off) or "–"},
                {"text": ", ".join(f"{day:%d/%m}" for day in besides) or "–"},
            ]
        )
    return rows


def rows_to_confirm(year: int) -> list[DayRow]:
    """Return what a change that confirms a year begins with: its national days as they stand, or as they are expected.

    One statement when the calendar is compiled.
    """
    known = {day: special for day, special in newest_state().days.get(NATION, {}).items() if day.year == year}
    return [
        DayRow(
            CalendarLevel.NATION,
            "",
            day,
            str(special.kind),
            special.name,
            format_sessions(special.sessions),
            special.stands_for,
        )
        for day, special in sorted((known or expected_days(year)).items())
    ]


def row_words(rows: Sequence[Row], agencies: Mapping[str, Agency]) -> list[list[dict[str, Any]]]:
    """Return the rows of a change as a table shows them."""
    return [_row_words(row, agencies) for row in rows]


def _row_words(row: Row, agencies: Mapping[str, Agency]) -> list[dict[str, Any]]:
    agency = agencies.get(row.agency)
    whose = agency.short_name if agency else str(CalendarLevel(row.level).label)
    if isinstance(row, DayRow):
        words = DayKind(row.kind).label.capitalize() if row.kind else _("Bỏ quy định riêng của ngày này")
        detail = row.sessions.replace(",", ", ")
        if row.stands_for:
            detail = _("làm bù cho %(day)s") % {"day": f"{row.stands_for:%d/%m/%Y}"}
        return [
            {"text": capital(name_of_day(row.day))},
            {"text": words, "detail": detail},
            {"text": row.name or "–", "detail": "" if row.is_confirmed else _("chưa xác nhận")},
            {"text": whose},
        ]
    if row.sessions is None:
        hours = _("Bỏ giờ riêng")
    else:
        hours = row.sessions.replace(",", ", ") or _("Không làm việc")
    return [{"text": capital(WEEKDAY_NAMES[row.weekday])}, {"text": hours}, {"text": "–"}, {"text": whose}]


def moved_by(change: CalendarChange) -> int:
    """Return in how many ledgers an applied change stands; one statement."""
    return ClockEntry.objects.filter(kind=EntryKind.CALENDAR, calendar_revision=change.revision_id).count()
