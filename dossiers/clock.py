"""From the ledger's rows to the arithmetic of deadlines and back: the only bridge between the two."""

from collections.abc import Iterable
from decimal import Decimal

from agencies.calendars import calendars_at
from agencies.worktime import WorkCalendar
from dossiers import deadlines
from dossiers.models import ClockEntry, Dossier
from procedures.limits import Limit, LimitUnit


def limit_of(dossier: Dossier) -> Limit:
    """Return the limit that a received dossier was promised."""
    return Limit(Decimal(dossier.limit_amount or 0), LimitUnit(dossier.limit_unit))


def as_entry(row: ClockEntry, calendar: WorkCalendar | None = None) -> deadlines.Entry:
    """Return a row of the ledger as the arithmetic takes it; `calendar` is that of the row's revision."""
    limit = Limit(Decimal(row.limit_amount), LimitUnit(row.limit_unit)) if row.limit_amount else None
    return deadlines.Entry(
        kind=deadlines.EntryKind(row.kind),
        at=row.at,
        limit=limit,
        cause=row.cause,
        ground=row.legal_ground,
        policy=deadlines.Policy(row.policy) if row.policy else None,
        new_due_at=row.new_due_at,
        begins_with=deadlines.Beginning(row.begins_at, row.evidence) if row.begins_at else None,
        calendar=calendar,
    )


def entries_of(dossier: Dossier, rows: Iterable[ClockEntry]) -> list[deadlines.Entry]:
    """Return the ledger of a dossier as the arithmetic takes it, with the calendars of its revisions; one query."""
    rows = list(rows)
    calendars = calendars_at(dossier.agency_id, _revisions_in(rows))
    return [as_entry(row, calendars.get(row.calendar_revision or 0)) for row in rows]


def replayed(rows: Iterable[ClockEntry], calendar: WorkCalendar) -> deadlines.Clock:
    """Return the state of the clock that follows from the ledger's rows, in their order.

    `calendar` is the dossier's as it is now. No query unless an entry was reckoned under another revision: then one.
    """
    return deadlines.replay(entries_under(rows, calendar), calendar)


def entries_under(rows: Iterable[ClockEntry], calendar: WorkCalendar) -> list[deadlines.Entry]:
    """Return the ledger's rows as the arithmetic takes them; `calendar` serves its own revision and rows without one.

    No query unless an entry was reckoned under another revision: then one.
    """
    rows = list(rows)
    earlier = _revisions_in(rows) - {calendar.revision}
    calendars = calendars_at(calendar.agency_pk, earlier) if earlier else {}
    calendars[calendar.revision] = calendar
    return [as_entry(row, calendars.get(row.calendar_revision or 0)) for row in rows]


def _revisions_in(rows: Iterable[ClockEntry]) -> set[int]:
    return {row.calendar_revision for row in rows if row.calendar_revision}
