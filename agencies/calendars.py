"""The working calendar of an agency, compiled from its rows and kept until the rows change."""

import threading
from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q

from agencies.compiled import CompiledQuery
from agencies.models import Agency, CalendarDay, CalendarRevision, OfficeHours
from agencies.worktime import SpecialDay, WorkCalendar, layered, parse_sessions

NEWEST_REVISION = CompiledQuery(lambda: CalendarRevision.objects.order_by("-pk")[:1])

_compiled: dict[int | None, tuple[UUID | None, WorkCalendar]] = {}
_lock = threading.Lock()


def calendar_of(agency: Agency | None) -> WorkCalendar:
    """Return the working calendar of an agency; without one, the province's.

    One query when the compiled calendar is fresh: every change of the calendar writes a new stamp (`revise`), so that a
    change is seen by every process at its next deadline, without a restart.
    """
    (calendar,) = calendars_of([agency.pk if agency else None]).values()
    return calendar


def calendars_of(keys: Collection[int | None]) -> dict[int | None, WorkCalendar]:
    """Return the working calendars of agencies by their key; one query when all of them are fresh."""
    stamp = next((revision.stamp for revision in NEWEST_REVISION()), None)
    return {key: _fresh(key, stamp) for key in keys}


def _fresh(key: int | None, stamp: UUID | None) -> WorkCalendar:
    held = _compiled.get(key)
    if held and held[0] == stamp:
        return held[1]
    calendar = _compile(key)
    with _lock:
        _compiled[key] = (stamp, calendar)
    return calendar


def revise(*, at: datetime) -> None:
    """Tell every process that the calendar has changed. Call it in the transaction that changes the rows."""
    CalendarRevision.objects.update_or_create(pk=1, defaults={"stamp": uuid4(), "changed_at": at})


def _compile(agency_pk: int | None) -> WorkCalendar:
    ours = Q(agency=None) | Q(agency_id=agency_pk)
    weekly: dict[int | None, dict[int, str]] = defaultdict(dict)
    for row in OfficeHours.objects.filter(ours):
        weekly[row.agency_id][row.weekday] = row.sessions
    special: dict[int | None, dict[date, SpecialDay]] = defaultdict(dict)
    for day in CalendarDay.objects.filter(ours):
        special[day.agency_id][day.day] = day.as_special_day()
    hours = {weekday: parse_sessions(text) for weekday, text in {**weekly[None], **weekly[agency_pk]}.items()}
    return WorkCalendar(
        zone=ZoneInfo(settings.TIME_ZONE), weekly=hours, special=layered(special[None], special[agency_pk])
    )
