"""From the ledger's rows to the arithmetic of deadlines and back: the only bridge between the two."""

from collections.abc import Iterable
from decimal import Decimal

from agencies.worktime import WorkCalendar
from dossiers import deadlines
from dossiers.models import ClockEntry, Dossier
from procedures.limits import Limit, LimitUnit


def limit_of(dossier: Dossier) -> Limit:
    """Return the limit that a received dossier was promised."""
    return Limit(Decimal(dossier.limit_amount or 0), LimitUnit(dossier.limit_unit))


def as_entry(row: ClockEntry) -> deadlines.Entry:
    """Return a row of the ledger as the arithmetic takes it."""
    limit = Limit(Decimal(row.limit_amount), LimitUnit(row.limit_unit)) if row.limit_amount else None
    return deadlines.Entry(
        kind=deadlines.EntryKind(row.kind),
        at=row.at,
        limit=limit,
        cause=row.cause,
        ground=row.legal_ground,
        policy=deadlines.Policy(row.policy) if row.policy else None,
    )


def replayed(rows: Iterable[ClockEntry], calendar: WorkCalendar) -> deadlines.Clock:
    """Return the state of the clock that follows from the ledger's rows, in their order."""
    return deadlines.replay([as_entry(row) for row in rows], calendar)
