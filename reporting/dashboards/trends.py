"""Trends from the nightly facts: what came and ended each month, what was open at its end, and the same a year ago."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet, Sum

from reporting.dashboards.scope import Scope
from reporting.models import DailyFigure
from reporting.periods import ONE_DAY, Period, month_of, same_period_last_year
from reporting.rates import Interval, rate, wilson
from reporting.steps import FLOWS, STOCKS

MONTHS = 13
"""A year, and the month with which it began: the newest month stands beside itself a year ago."""

RESOLVED = ("early", "on_time", "late", "undated")
OPEN = ("in_time", "overdue", "open_undated", "paused")


@dataclass(frozen=True, slots=True)
class Sums:
    """What came and ended in a period, and what was open at its end."""

    period: Period
    counts: Mapping[str, int]

    def __getitem__(self, key: str) -> int:
        return self.counts[key]

    @property
    def resolved(self) -> int:
        """Finished with a result."""
        return sum(self.counts[key] for key in RESOLVED)

    @property
    def kept(self) -> int:
        """Finished early or on time."""
        return self.counts["early"] + self.counts["on_time"]

    @property
    def open(self) -> int:
        """Open at the end, paused included."""
        return sum(self.counts[key] for key in OPEN)

    @property
    def kept_rate(self) -> Decimal | None:
        """Early and on time, of all resolved; None where nothing was resolved."""
        return rate(self.kept, self.resolved)

    @property
    def kept_interval(self) -> Interval | None:
        """Between which rates the rate lies that so many dossiers stand for, in 95 of 100 cases."""
        return wilson(self.kept, self.resolved)


def months_of(scope: Scope, *, until: date) -> list[Sums]:
    """Return the last thirteen months, the oldest first, the newest up to `until`; two queries."""
    months = [Period(month_of(until).first_on, until)]
    while len(months) < MONTHS:
        months.append(month_of(months[-1].day_before))
    months.reverse()
    counts: dict[date, dict[str, int]] = {month.first_on: dict.fromkeys((*FLOWS, *STOCKS), 0) for month in months}
    figures = _within(scope).filter(day__range=(months[0].first_on, until))
    sums = {f"sum_{key}": Sum(key) for key in FLOWS}
    flows: Iterable[Mapping[str, Any]] = figures.values("day__year", "day__month").annotate(**sums).order_by()
    for row in flows:
        first_on = date(row["day__year"], row["day__month"], 1)
        counts[first_on].update({key: row[f"sum_{key}"] for key in FLOWS})
    ends = figures.filter(day__in=[month.last_on for month in months])
    stood: Iterable[Mapping[str, Any]] = (
        ends.values("day").annotate(**{f"sum_{key}": Sum(key) for key in STOCKS}).order_by()
    )
    for row in stood:
        counts[row["day"].replace(day=1)].update({key: row[f"sum_{key}"] for key in STOCKS})
    return [Sums(month, counts[month.first_on]) for month in months]


def compared(scope: Scope, period: Period) -> tuple[Sums, Sums]:
    """Return a period and the same days a year before; one query."""
    before = same_period_last_year(Period(period.first_on, period.last_on))
    this_row, before_row = _sums(period, "this_"), _sums(before, "before_")
    days = Q(day__range=(period.first_on, period.last_on)) | Q(day__range=(before.first_on, before.last_on))
    row = _within(scope).filter(days).aggregate(**this_row, **before_row)
    this = Sums(period, {key: row[f"this_{key}"] for key in (*FLOWS, *STOCKS)})
    return this, Sums(before, {key: row[f"before_{key}"] for key in (*FLOWS, *STOCKS)})


def by_agency(scope: Scope, period: Period) -> list[tuple[str, str, Sums]]:
    """Return (code, short name, sums) of each agency that had a dossier, the most overdue first; one query."""
    figures = _within(scope).filter(day__range=(period.first_on, period.last_on))
    rows: Iterable[Mapping[str, Any]] = (
        figures.values("agency__code", "agency__short_name").annotate(**_sums(period, "sum_")).order_by()
    )
    found = [
        (
            row["agency__code"],
            row["agency__short_name"],
            Sums(period, {key: row[f"sum_{key}"] for key in (*FLOWS, *STOCKS)}),
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: (-one[2]["overdue"], -one[2]["late"], one[0]))


def _sums(period: Period, prefix: str) -> dict[str, Sum]:
    days, end = Q(day__range=(period.first_on, period.last_on)), Q(day=period.last_on)
    return {
        **{f"{prefix}{key}": Sum(key, filter=days, default=0) for key in FLOWS},
        **{f"{prefix}{key}": Sum(key, filter=end, default=0) for key in STOCKS},
    }


def _within(scope: Scope) -> "QuerySet[DailyFigure]":
    figures = DailyFigure.objects.all()
    return figures if scope.agency_pks is None else figures.filter(agency__in=scope.agency_pks)


def this_month(until: date) -> Period:
    """Return the month of the last computed day, up to that day."""
    return Period(month_of(until).first_on, until)


def last_days(until: date, *, days: int) -> Period:
    """Return so many days up to the last computed one."""
    return Period(until - timedelta(days=days) + ONE_DAY, until)
