"""Where the time of resolved dossiers went, kept month by month for the dashboards: to reckon it reads every event."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max, Min, Sum

from agencies.models import Agency
from reporting.measures.holding import places
from reporting.models import DailyFigure, MonthlyHolding, StatisticsRun
from reporting.months import MONTHS
from reporting.periods import Period, months_between
from reporting.questions import Key, Question, Where
from reporting.turn import statistics_turn


@dataclass(frozen=True, slots=True)
class Place:
    """How long resolved dossiers were held at one place, in all, and how many were held there.

    `key` is a step of an office, or whom the office waited for.
    """

    key: str
    minutes: int
    dossiers: int


def keep_holdings(run: StatisticsRun) -> int:
    """Reckon the months anew that a night touched, and those that an earlier one left behind; returns how many.

    Of the months that dashboards show: older ones are reckoned when somebody asks. One transaction a month: what a
    fault cuts off, the next night makes up for.
    """
    first, until = run.first_day or run.until, run.until
    begun = DailyFigure.objects.aggregate(first=Min("day"))["first"] or until
    kept = {
        month: (since, last)
        for month, since, last in MonthlyHolding.objects.order_by()
        .values_list("month")
        .annotate(since=Min("until"), last=Max("until"))
    }
    shown = months_between(begun, until)[:MONTHS]
    # What no night reckons anew any more may not be shown as kept.
    MonthlyHolding.objects.exclude(month__in=[month.first_on for month in shown]).delete()
    touched = [
        part
        for part in (Period(month.first_on, min(month.last_on, until)) for month in shown)
        if part.last_on >= first or kept.get(part.first_on) != (part.last_on, part.last_on)
    ]
    for part in touched:
        with statistics_turn(), transaction.atomic():
            _keep(part)
    return len(touched)


def holdings(where: Where, period: Period) -> list[Place]:
    """Return where the time went of what was resolved in a period: as kept, or reckoned now. One query, or two."""
    kept = MonthlyHolding.objects.filter(month=period.first_on, until=period.last_on)
    if where.agency_pks is not None:
        kept = kept.filter(agency__in=where.agency_pks)
    rows = kept.order_by().values_list("place").annotate(minutes=Sum("minutes"), dossiers=Sum("dossiers"))
    found = [Place(*row) for row in rows]
    return found or _together(places(Question(period, where=where, by=(Key.AGENCY,))))


def _keep(month: Period) -> None:
    agencies = dict(Agency.objects.order_by().values_list("code", "pk"))
    MonthlyHolding.objects.filter(month=month.first_on).delete()
    MonthlyHolding.objects.bulk_create(
        MonthlyHolding(
            month=month.first_on,
            until=month.last_on,
            agency_id=agencies[agency],
            place=place,
            minutes=minutes,
            dossiers=dossiers,
        )
        for (agency,), place, minutes, dossiers in places(Question(month, by=(Key.AGENCY,)))
        if minutes
    )


def _together(rows: Iterable[tuple[tuple[str, ...], str, int, int]]) -> list[Place]:
    minutes: dict[str, int] = {}
    dossiers: dict[str, int] = {}
    for _cell, place, spent, held in rows:
        minutes[place] = minutes.get(place, 0) + spent
        dossiers[place] = dossiers.get(place, 0) + held
    return [Place(place, minutes[place], dossiers[place]) for place in minutes]
