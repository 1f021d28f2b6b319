"""Many ledgers at once, each with the calendars under which its entries were reckoned, in bounded memory."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from django.db.models import QuerySet

from agencies.calendars import CalendarState, states_at
from agencies.worktime import WorkCalendar
from dossiers import deadlines
from dossiers.clock import as_entry
from dossiers.models import ClockEntry, Dossier

CHUNK = 500
"""How many dossiers are in memory at once."""

FIRST_REVISION = 1
"""What entries without a revision were reckoned under: they are older than the second one."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """A dossier, its rows in their order, the same as the arithmetic takes them, and the calendar it began with."""

    dossier: Dossier
    rows: tuple[ClockEntry, ...]
    entries: tuple[deadlines.Entry, ...]
    calendar: WorkCalendar

    def replayed(self, *added: deadlines.Entry) -> list[deadlines.Clock]:
        """Return the clock after each entry, those that are only added in thought included."""
        return deadlines.replay_each([*self.entries, *added], self.calendar)


def ledgers_of(dossiers: "QuerySet[Dossier]") -> Iterator[Ledger]:
    """Yield the ledgers of dossiers in the order of their keys; three statements for each `CHUNK` at most."""
    states = states_at([FIRST_REVISION])
    ordered, chunk = dossiers.order_by("pk"), list(dossiers.order_by("pk")[:CHUNK])
    while chunk:
        rows = list(ClockEntry.objects.filter(dossier__in=chunk).order_by("dossier_id", "ordinal"))
        unknown = {row.calendar_revision for row in rows if row.calendar_revision} - states.keys()
        states |= states_at(unknown) if unknown else {}
        of_dossier = {pk: tuple(entries) for pk, entries in groupby(rows, key=lambda row: row.dossier_id)}
        for dossier in chunk:
            yield _ledger(dossier, of_dossier.get(dossier.pk, ()), states)
        chunk = list(ordered.filter(pk__gt=chunk[-1].pk)[:CHUNK]) if len(chunk) == CHUNK else []


def _ledger(dossier: Dossier, rows: tuple[ClockEntry, ...], states: dict[int, CalendarState]) -> Ledger:
    calendars = {number: state.calendar(dossier.agency_id) for number, state in states.items()}
    first = calendars.get(FIRST_REVISION) or CalendarState(0).calendar(dossier.agency_id)
    entries = tuple(as_entry(row, calendars.get(row.calendar_revision or FIRST_REVISION)) for row in rows)
    return Ledger(dossier, rows, entries, first)
