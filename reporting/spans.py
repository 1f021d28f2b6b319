"""Where an open dossier stood at the end of each day, read from its ledger. Pure.

A dossier's life in the table of a day is a chain of spans: in time, overdue, paused. The end of the last day of a
period is judged by what the ledger said then, never by today's state.

Law: domain decision 6 (day-based limits compare local dates, hour-based and same-day limits compare instants).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

ONE_DAY = timedelta(days=1)


class Stock(StrEnum):
    """How an open dossier stands at the end of a day."""

    IN_TIME = "in_time"
    OVERDUE = "overdue"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class LedgerDay:
    """One entry of a ledger, as days: since when it holds, whether the clock stands still, the due date after it."""

    on: date
    is_pause: bool
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Span:
    """From the end of one day to the end of another, both included."""

    first_on: date
    last_on: date
    stock: Stock


def spans(ledger: Sequence[LedgerDay], *, is_instant: bool, finished_on: date | None, until: date) -> Iterator[Span]:
    """Yield where a dossier stood, from the day of reception to the day before it ended, at most to `until`.

    At the end of a day a day-based limit is still kept on its due date; an hour-based one is not.
    """
    last_on = min(until, finished_on - ONE_DAY) if finished_on else until
    due_on: date | None = None
    for index, entry in enumerate(ledger):
        due_on = entry.due_on or due_on
        segment_last = min(last_on, ledger[index + 1].on - ONE_DAY) if index + 1 < len(ledger) else last_on
        if segment_last < entry.on or due_on is None:
            continue
        overdue_from = due_on if is_instant else due_on + ONE_DAY
        if entry.is_pause and entry.on < overdue_from:
            # A pause that begins after the due moment changes nothing; one before it stops the judging.
            yield Span(entry.on, segment_last, Stock.PAUSED)
            continue
        if entry.on < overdue_from:
            yield Span(entry.on, min(segment_last, overdue_from - ONE_DAY), Stock.IN_TIME)
        if segment_last >= overdue_from:
            yield Span(max(entry.on, overdue_from), segment_last, Stock.OVERDUE)


def standing_at_end_of(day: date, chain: Iterable[Span]) -> Stock | None:
    """Return where a dossier stood at the end of a day; None when it was not in the table."""
    for span in chain:
        if span.first_on <= day <= span.last_on:
            return span.stock
    return None
