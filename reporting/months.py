"""The sums of the days by month, and what came and ended in any period from as few rows as possible."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from reporting.models import DailyFigure, MonthlyFigure
from reporting.periods import Period, month_of, months_between
from reporting.steps import FLOWS

CELL = ("agency_id", "channel")

MONTHS = 13
"""How many months dashboards show: a year, and the month with which it began, so that the newest stands beside itself a
year ago."""

EVERYWHERE = Q()

Sums = dict[tuple[Any, ...], Counter[str]]
"""Counts by measure, of each value of the columns asked for."""


def write_months(*, first: date, until: date) -> None:
    """Add up the months that the days touch anew; the caller holds the transaction in which the days were written."""
    begins, ends = month_of(first).first_on, month_of(until).last_on
    MonthlyFigure.objects.filter(month__range=(begins, ends)).delete()
    MonthlyFigure.objects.bulk_create(
        MonthlyFigure(month=month, agency_id=agency, channel=channel, **dict(zip(FLOWS, sums, strict=True)))
        for month, agency, channel, *sums in _sums_of_days(begins, ends)
    )


def months_unlike_days(period: Period) -> list[tuple[date, int, str, str, int, int]]:
    """Return where a month that a period touches is not the sum of its days; two queries.

    Month, agency's key, channel, measure, the sum of the days, and what is stored.
    """
    begins, ends = month_of(period.first_on).first_on, month_of(period.last_on).last_on
    right = {row[:3]: row[3:] for row in _sums_of_days(begins, ends)}
    rows = MonthlyFigure.objects.filter(month__range=(begins, ends)).values_list("month", *CELL, *FLOWS)
    stored = {row[:3]: row[3:] for row in rows}
    nothing = (0,) * len(FLOWS)
    return [
        (*cell, name, of_days, of_month)
        for cell in sorted(right.keys() | stored.keys())
        for name, of_days, of_month in zip(FLOWS, right.get(cell, nothing), stored.get(cell, nothing), strict=True)
        if of_days != of_month
    ]


def flows_between(period: Period, *, until: date, within: Q = EVERYWHERE, by: tuple[str, ...] = ()) -> Sums:
    """Return what came and ended in a period, computed up to a day, by columns of the figures; at most two queries.

    Whole months, and the one that runs if the period reaches as far as the figures, are read from their sums, the days
    around them one by one.
    """
    months = [
        month.first_on
        for month in months_between(period.first_on, period.last_on)
        if period.first_on <= month.first_on and min(month.last_on, until) <= period.last_on
    ]
    found: Sums = {}
    if months:
        _add(found, MonthlyFigure.objects.filter(within, month__in=months), by)
    rest = _around(period, months)
    if rest:
        _add(found, DailyFigure.objects.filter(within, rest), by)
    return found


def _around(period: Period, months: list[date]) -> Q | None:
    """Return the days of a period that lie in none of the months; None where there are no such days."""
    if not months:
        return Q(day__range=(period.first_on, period.last_on))
    first, last = min(months), month_of(max(months)).last_on
    days = None
    if period.first_on < first:
        days = Q(day__gte=period.first_on, day__lt=first)
    if last < period.last_on:
        after = Q(day__gt=last, day__lte=period.last_on)
        days = days | after if days else after
    return days


def _add(found: Sums, figures: "QuerySet[Any]", by: tuple[str, ...]) -> None:
    sums = {f"sum_{name}": Sum(name, default=0) for name in FLOWS}
    rows: Iterable[Mapping[str, Any]] = (
        figures.order_by().values(*by).annotate(**sums) if by else [figures.aggregate(**sums)]
    )
    for row in rows:
        counts = found.setdefault(tuple(row[name] for name in by), Counter())
        counts.update({name: row[f"sum_{name}"] for name in FLOWS})


def _sums_of_days(begins: date, ends: date) -> Iterable[tuple[Any, ...]]:
    sums = {f"sum_{name}": Sum(name) for name in FLOWS}
    days = DailyFigure.objects.filter(day__range=(begins, ends)).order_by().annotate(month=TruncMonth("day"))
    rows = days.values("month", *CELL).annotate(**sums).values_list("month", *CELL, *sums)
    return [row for row in rows if any(row[3:])]
