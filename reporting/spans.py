"""Where an open dossier stood at the end of each day, read from its ledger. Pure.

A dossier's life in the table of a day is a chain of spans: in time, overdue, paused. The end of the last day of a
period is judged by what the ledger said then, never by today's state. Whatever it is that a dossier waits for, it is
paused if its clock stands still: a supplement, a payment, an opinion, a verification.

Law: domain decision 6 (day-based limits compare local dates, hour-based and same-day limits compare instants; the
yardstick is the original due date, whatever appointment an apology has given since).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from dossiers.deadlines import EntryKind

ONE_DAY = timedelta(days=1)


class Stock(StrEnum):
    """How an open dossier stands at the end of a day."""

    IN_TIME = "in_time"
    OVERDUE = "overdue"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One entry of a ledger: what happened to the clock, on which local day, and the yardstick that it set, if any."""

    kind: str
    at: datetime
    on: date
    due_at: datetime | None
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Span:
    """From the end of one day to the end of another, both included."""

    first_on: date
    last_on: date
    stock: Stock


def spans(ledger: Sequence[LedgerLine], *, is_instant: bool, finished_on: date | None, until: date) -> Iterator[Span]:
    """Yield where a dossier stood, from the day of reception to the day before it ended, at most to `until`.

    At the end of a day a day-based limit is still kept on its due date; an hour-based one is not.
    """
    last_on = min(until, finished_on - ONE_DAY) if finished_on else until
    due_at: datetime | None = None
    due_on: date | None = None
    paused_at: datetime | None = None
    for index, line in enumerate(ledger):
        due_at, due_on = line.due_at or due_at, line.due_on or due_on
        if line.kind == EntryKind.PAUSE:
            paused_at = line.at
        elif line.kind == EntryKind.RESUME:
            paused_at = None
        segment_last = min(last_on, ledger[index + 1].on - ONE_DAY) if index + 1 < len(ledger) else last_on
        if segment_last < line.on or due_at is None or due_on is None:
            continue
        if paused_at is not None and paused_at <= due_at:
            yield Span(line.on, segment_last, Stock.PAUSED)
            continue
        # A pause that begins after the due moment changes nothing.
        overdue_from = due_on if is_instant else due_on + ONE_DAY
        if line.on < overdue_from:
            yield Span(line.on, min(segment_last, overdue_from - ONE_DAY), Stock.IN_TIME)
        if segment_last >= overdue_from:
            yield Span(max(line.on, overdue_from), segment_last, Stock.OVERDUE)


def standing_at_end_of(day: date, chain: Iterable[Span]) -> Stock | None:
    """Return where a dossier stood at the end of a day; None when it was not in the table."""
    for span in chain:
        if span.first_on <= day <= span.last_on:
            return span.stock
    return None
