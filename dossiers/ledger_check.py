"""Whether what is stored of a dossier's dates is what its ledger adds up to."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from dossiers import deadlines
from dossiers.ledgers import Ledger
from dossiers.models import ClockEntry, Dossier, EntryKind, Origin


@dataclass(frozen=True, slots=True)
class Difference:
    """One place that does not agree: the column (with the entry's ordinal), what is stored, what follows."""

    code: str
    column: str
    stored: Any
    reckoned: Any

    def __str__(self) -> str:
        return f"{self.code}: {self.column} – lưu {_said(self.stored)}, sổ cho {_said(self.reckoned)}"


def differences(ledger: Ledger) -> Iterator[Difference]:
    """Yield where the stored dates of a dossier, of its entries, or its lines differ from the replayed ledger."""
    dossier = ledger.dossier
    if not ledger.rows:
        # What was taken over without a promise has no clock.
        has_no_clock = dossier.origin != Origin.PORTAL and dossier.due_at is None
        if dossier.received_at is not None and not has_no_clock:
            yield Difference(dossier.code, "clock_entries", None, "sổ trống dù hồ sơ đã tiếp nhận")
        return
    try:
        clocks = ledger.replayed()
        yield from _of_lines(dossier, clocks[-1])
    except (deadlines.DeadlineError, ValueError) as error:
        yield Difference(dossier.code, "clock_entries", "không tính lại được", str(error))
        return
    for row, clock in zip(ledger.rows, clocks, strict=True):
        yield from _of_entry(dossier, row, clock, is_of_another_agency=_is_of_another_agency(ledger, row))
    yield from _of_dossier(ledger, clocks[-1])


def _of_lines(dossier: Dossier, clock: deadlines.Clock) -> Iterator[Difference]:
    """Add up the lines of each date again."""
    dates = {"first_due": clock.first_due, "original_due": clock.original_due, "due": clock.due}
    for name, due in dates.items():
        if due is None:
            continue
        for lines in (due.lines, deadlines.condensed(due.lines)):
            total = deadlines.date_from_lines(lines)
            if total != due.at:
                yield Difference(dossier.code, f"lines of {name}", total, due.at)


def _of_entry(
    dossier: Dossier, row: ClockEntry, clock: deadlines.Clock, *, is_of_another_agency: bool
) -> Iterator[Difference]:
    if row.due_at is None or is_of_another_agency or clock.due is None or clock.original_due is None:
        return
    reckoned = {
        "due_at": clock.due.at,
        "due_on": timezone.localdate(clock.due.at),
        "original_due_at": clock.original_due.at if clock.original_due.at != clock.due.at else None,
    }
    for name, expected in reckoned.items():
        if getattr(row, name) != expected:
            yield Difference(dossier.code, f"clock_entries[{row.ordinal}].{name}", getattr(row, name), expected)


def _is_of_another_agency(ledger: Ledger, row: ClockEntry) -> bool:
    """Say whether an entry is older than the correction that gave the dossier to another agency, with its calendar."""
    if ledger.dossier.code.startswith(f"{ledger.dossier.agency.code}-"):
        return False
    return any(later.kind == EntryKind.CORRECT for later in ledger.rows if later.ordinal > row.ordinal)


def _of_dossier(ledger: Ledger, clock: deadlines.Clock) -> Iterator[Difference]:
    dossier = ledger.dossier
    if clock.due is None or clock.original_due is None or clock.first_due is None:
        if dossier.origin == Origin.PORTAL or dossier.due_at is not None:
            yield Difference(dossier.code, "due_at", dossier.due_at, None)
        return
    reckoned: dict[str, Any] = {
        "received_at": clock.started_at,
        "due_at": clock.due.at,
        "due_on": timezone.localdate(clock.due.at),
        "original_due_at": clock.original_due.at,
        "original_due_on": timezone.localdate(clock.original_due.at),
        "first_due_at": clock.first_due.at,
        "due_basis": clock.due.basis.value,
        "limit_amount": clock.limit.amount if clock.limit else None,
        "limit_unit": clock.limit.unit.value if clock.limit else "",
        "extensions": len(clock.extensions),
        "reappointed_at": clock.reappointed_at,
        "paused_at": _paused_at(ledger),
    }
    for name, expected in reckoned.items():
        if getattr(dossier, name) != expected:
            yield Difference(dossier.code, name, getattr(dossier, name), expected)


def _paused_at(ledger: Ledger) -> datetime | None:
    """Since when the clock stands still; one that stood still at its end keeps the moment."""
    turns = [row for row in ledger.rows if row.kind in (EntryKind.PAUSE, EntryKind.RESUME)]
    return turns[-1].at if turns and turns[-1].kind == EntryKind.PAUSE else None


def _said(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%H:%M:%S %d/%m/%Y}"
    return "(trống)" if value in (None, "") else str(value)
