"""The working calendar of an agency, compiled from its rows: as it is now, and as it was under an earlier revision."""

import threading
from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from agencies.compiled import CompiledQuery
from agencies.models import Agency, CalendarDay, CalendarLevel, CalendarRevision, OfficeHours
from agencies.sessions import Session, parse_sessions
from agencies.worktime import SpecialDay, WorkCalendar, layered

NEWEST_REVISION = CompiledQuery(lambda: CalendarRevision.objects.order_by("-number")[:1])

STATES_KEPT = 64
"""How many revisions a process keeps compiled; a replay of the whole archive meets them in order."""

Owner = tuple[str, int | None]
"""Whose rule it is: the level, and the agency at the level of agencies."""

NATION: Owner = (CalendarLevel.NATION.value, None)
PROVINCE: Owner = (CalendarLevel.PROVINCE.value, None)


def agency_level(agency_pk: int) -> Owner:
    """Return the owner of an agency's own rules."""
    return (CalendarLevel.AGENCY.value, agency_pk)


@dataclass
class CalendarState:
    """All rules of one revision, by their owner, and the calendars compiled from them so far."""

    number: int
    hours: dict[Owner, dict[int, tuple[Session, ...]]] = field(default_factory=dict)
    days: dict[Owner, dict[date, SpecialDay]] = field(default_factory=dict)
    parents: dict[int, int | None] = field(default_factory=dict)
    _calendars: dict[int | None, WorkCalendar] = field(default_factory=dict)

    def calendar(self, agency_pk: int | None) -> WorkCalendar:
        """Return the calendar of an agency (None: the province's); the same one each time it is asked for."""
        held = self._calendars.get(agency_pk)
        if held is None:
            held = self._calendars[agency_pk] = self._compiled(agency_pk)
        return held

    def _compiled(self, agency_pk: int | None) -> WorkCalendar:
        owners = [NATION, PROVINCE, *map(agency_level, self.line_of(agency_pk))]
        if not any(owner in self.hours or owner in self.days for owner in owners[2:]) and agency_pk is not None:
            general = self.calendar(None)
            weekly, special = general.weekly, general.special
        else:
            weekly = layered(*(self.hours.get(owner, {}) for owner in owners))
            special = layered(*(self.days.get(owner, {}) for owner in owners))
        return WorkCalendar(ZoneInfo(settings.TIME_ZONE), weekly, special, self.number, agency_pk)

    def line_of(self, agency_pk: int | None) -> list[int]:
        """Return the agencies above an agency, the highest first, and the agency itself."""
        line: list[int] = []
        while agency_pk is not None and agency_pk not in line:
            line.insert(0, agency_pk)
            agency_pk = self.parents.get(agency_pk)
        return line


_states: OrderedDict[UUID | None, CalendarState] = OrderedDict()
_lock = threading.Lock()


def calendar_of(agency: Agency | None) -> WorkCalendar:
    """Return the working calendar of an agency; without one, the province's.

    One query when the compiled calendar is fresh: every change of the calendar is a new revision, so that a change is
    seen by every process at its next deadline, without a restart.
    """
    (calendar,) = calendars_of([agency.pk if agency else None]).values()
    return calendar


def calendar_under(stamp: UUID | None, agency_pk: int | None) -> WorkCalendar:
    """Return an agency's calendar of the newest revision, whose stamp was read along with something else.

    No query where the revision is compiled already.
    """
    held = _states.get(stamp) if stamp else None
    return (held or newest_state()).calendar(agency_pk)


def calendars_of(keys: Collection[int | None]) -> dict[int | None, WorkCalendar]:
    """Return the working calendars of agencies by their key; one query when they are fresh."""
    state = newest_state()
    return {key: state.calendar(key) for key in keys}


def newest_state() -> CalendarState:
    """Return the rules that hold now; one query when they are compiled."""
    return _state_of(next(iter(NEWEST_REVISION()), None))


def calendars_at(agency_pk: int | None, revisions: Collection[int]) -> dict[int, WorkCalendar]:
    """Return the calendars of an agency under revisions, by their numbers; one query beside compiling.

    Raises `CalendarRevision.DoesNotExist` for a number that was never given. Which agency is above which is not part
    of a revision: a unit that moves takes the rules of its new agency along into its past.
    """
    states = states_at(revisions)
    if missing := sorted(set(revisions) - states.keys()):
        raise CalendarRevision.DoesNotExist(f"There is no revision {missing[0]} of the calendar.")
    return {number: state.calendar(agency_pk) for number, state in states.items()}


def national_days() -> dict[date, SpecialDay]:
    """Return the nation's days of the newest revision, without what province and agencies add; one query when fresh."""
    return newest_state().days.get(NATION, {})


def _state_of(revision: CalendarRevision | None) -> CalendarState:
    stamp = revision.stamp if revision else None
    if stamp and (held := _states.get(stamp)):
        return held
    state = _read_state(revision.number if revision else 0)
    if stamp:
        # Without a revision nothing tells when rows change, so nothing is kept.
        with _lock:
            _states[stamp] = state
            while len(_states) > STATES_KEPT:
                _states.popitem(last=False)
    return state


def _in_force(number: int) -> Q:
    # A row that no revision has announced yet (0) is seen only where there is no revision at all.
    return Q(since_revision__range=(min(1, number), number)) & (Q(until_revision=None) | Q(until_revision__gt=number))


def _read_state(number: int) -> CalendarState:
    state = CalendarState(number, parents=dict(Agency.objects.values_list("pk", "parent_id")))
    for row in OfficeHours.objects.filter(_in_force(number)):
        state.hours.setdefault((row.level, row.agency_id), {})[row.weekday] = parse_sessions(row.sessions)
    for day in CalendarDay.objects.filter(_in_force(number)):
        state.days.setdefault((day.level, day.agency_id), {})[day.day] = day.as_special_day()
    return state


def revise(*, at: datetime, decision: str = "", words: str = "") -> CalendarRevision:
    """Put the rows that were added since the last revision into force under a new one, and return it.

    Call it in the transaction that writes the rows, and ask for no calendar between the two.
    """
    with transaction.atomic():
        lock_revisions()
        newest = CalendarRevision.objects.order_by("-number").values_list("number", flat=True).first() or 0
        revision = CalendarRevision.objects.create(number=newest + 1, changed_at=at, decision=decision, words=words)
        for rows in (OfficeHours.objects, CalendarDay.objects):
            rows.filter(since_revision=0).update(since_revision=revision.number)
    return revision


def lock_revisions() -> None:
    """Let revisions be made one after another, until the transaction ends: the first one's row is the lock."""
    CalendarRevision.objects.select_for_update().order_by("number").first()


def states_at(revisions: Collection[int]) -> dict[int, CalendarState]:
    """Return the rules that held under several revisions, by their numbers; one query beside compiling.

    A number that was never given is not in the answer.
    """
    return {row.number: _state_of(row) for row in CalendarRevision.objects.filter(number__in=revisions)}
