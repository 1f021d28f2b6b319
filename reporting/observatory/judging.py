"""How the observatory judges: rates only of enough dossiers, with their interval, never a ranking. Pure."""

from dataclasses import dataclass
from decimal import Decimal

from reporting.answers import Cell
from reporting.rates import Interval, rate, wilson

LEAST = 30
"""Fewer resolved dossiers tell nothing about an office: then no rate is shown."""

BINS = (0, 1, 2, 3, 5, 7, 10, 15, 20, 30, 45, 60)
"""The ends of the histogram's columns, in days of the wall clock; beyond the last one everything is one column."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What came and how punctually it was resolved; without rate below the least number."""

    received: int
    resolved: int
    kept: int
    late: int
    median_days: float | None
    p90_days: float | None

    @property
    def is_enough(self) -> bool:
        """Whether there are enough resolved dossiers to show a rate."""
        return self.resolved >= LEAST

    @property
    def kept_rate(self) -> Decimal | None:
        """Early and on time, of all resolved."""
        return rate(self.kept, self.resolved) if self.is_enough else None

    @property
    def interval(self) -> Interval | None:
        """Where the rate lies in 95 of 100 cases."""
        return wilson(self.kept, self.resolved) if self.is_enough else None


def nothing_judged() -> Judged:
    """Return what a month without any dossier is judged."""
    return Judged(0, 0, 0, 0, None, None)


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """What people said: how many, of how many that could have, how many were satisfied."""

    ended: int
    rated: int
    favourable: int

    @property
    def response(self) -> Decimal | None:
        """The response rate."""
        return rate(self.rated, self.ended)

    @property
    def satisfied(self) -> Decimal | None:
        """Satisfied or very satisfied, of all who rated."""
        return rate(self.favourable, self.rated)

    @property
    def interval(self) -> Interval | None:
        """Where that rate lies in 95 of 100 cases."""
        return wilson(self.favourable, self.rated)


def judged(cell: Cell) -> Judged:
    """Return a cell of figures as the observatory judges it."""
    counts = cell.counts
    kept = counts["early"] + counts["on_time"]
    return Judged(counts["received"], counts["resolved"], kept, counts["late"], cell.median_days, cell.p90_days)
