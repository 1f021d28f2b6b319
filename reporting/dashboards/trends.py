"""Trends from the nightly facts: what came and ended each month, what was open at its end, and the same a year ago."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q, Sum

from agencies.models import Agency
from reporting.dashboards.scope import Scope
from reporting.models import DailyFigure
from reporting.months import MONTHS, flows_between
from reporting.periods import ONE_DAY, Period, month_of, same_period_last_year
from reporting.rates import Interval, rate, wilson
from reporting.steps import FLOWS, STOCKS

NOTHING = dict.fromkeys((*FLOWS, *STOCKS), 0)
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
    flows = flows_between(Period(months[0].first_on, until), until=until, within=_within(scope), by=("month",))
    stood = _stocks(scope, [month.last_on for month in months], by=("day",))
    return [
        Sums(month, {**NOTHING, **flows.get((month.first_on,), {}), **stood.get((month.last_on,), {})})
        for month in months
    ]


def compared(scope: Scope, period: Period, *, until: date) -> tuple[Sums, Sums]:
    """Return a period, computed up to a day, and the same days a year before; at most five queries."""
    periods = period, same_period_last_year(Period(period.first_on, period.last_on))
    stood = _stocks(scope, [each.last_on for each in periods], by=("day",))
    this, before = (
        Sums(
            each,
            {
                **NOTHING,
                **flows_between(each, until=until, within=_within(scope)).get((), {}),
                **stood.get((each.last_on,), {}),
            },
        )
        for each in periods
    )
    return this, before


def by_agency(scope: Scope, period: Period, *, until: date) -> list[tuple[str, str, Sums]]:
    """Return (code, short name, sums) of each agency that had a dossier, the most overdue first; four queries."""
    flows = flows_between(period, until=until, within=_within(scope), by=("agency_id",))
    stood = _stocks(scope, [period.last_on], by=("agency_id",))
    agencies = Agency.objects.filter(pk__in={pk for (pk,) in flows.keys() | stood.keys()})
    found = [
        (code, name, Sums(period, {**NOTHING, **flows.get((pk,), {}), **stood.get((pk,), {})}))
        for pk, code, name in agencies.values_list("pk", "code", "short_name")
    ]
    return sorted(found, key=lambda one: (-one[2]["overdue"], -one[2]["late"], one[0]))


def _stocks(scope: Scope, days: Iterable[date], *, by: tuple[str, ...]) -> dict[tuple[Any, ...], dict[str, int]]:
    """Return what was open at the end of days, by columns of the figures; one query."""
    sums = {f"sum_{name}": Sum(name) for name in STOCKS}
    rows = DailyFigure.objects.filter(_within(scope), day__in=[*days]).order_by().values(*by).annotate(**sums)
    return {tuple(row[name] for name in by): {name: row[f"sum_{name}"] for name in STOCKS} for row in rows}


def _within(scope: Scope) -> Q:
    return Q() if scope.agency_pks is None else Q(agency__in=scope.agency_pks)


def this_month(until: date) -> Period:
    """Return the month of the last computed day, up to that day."""
    return Period(month_of(until).first_on, until)


def last_days(until: date, *, days: int) -> Period:
    """Return so many days up to the last computed one."""
    return Period(until - timedelta(days=days) + ONE_DAY, until)
