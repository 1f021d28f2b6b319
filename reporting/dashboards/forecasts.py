"""The forecast of lateness: made each night for what is due in three working days, and held against what came of it.

It looks at what was known on the morning of its day, whenever it runs, so a missed night is made up for.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Case, Count, Max, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils import timezone

from agencies.calendars import calendar_of
from agencies.worktime import WorkCalendar
from dossiers import verdicts
from dossiers.deadlines import Basis
from dossiers.models import Dossier, DossierEvent, UsualTime
from dossiers.risk import budget_ahead, remaining_minutes
from dossiers.workflow import ON_THE_CLOCK, Status
from procedures.models import Stage
from reporting.conditions import midnight
from reporting.dashboards.scope import Scope
from reporting.forecasting import (
    BANDS,
    BY_NUMBER,
    DAYS_AHEAD,
    Band,
    HitRate,
    Outcome,
    band_of,
    chance_of,
    hit_rate,
    past_of,
)
from reporting.models import LatenessForecast

ONE_DAY = timedelta(days=1)
CATCH_UP = 10
"""How many missed days are made up for."""

LOOK_BACK = 365
"""How many days of forecasts are held against what came of them."""

CHUNK = 500


def forecast_until(today: date) -> int:
    """Make the forecasts of each working day up to today that has none; return how many. Safe when run twice."""
    newest = LatenessForecast.objects.aggregate(newest=Max("made_on"))["newest"]
    return forecast_between(max(newest + ONE_DAY, today - timedelta(days=CATCH_UP)) if newest else today, today)


def forecast_between(first: date, last: date) -> int:
    """Make the forecasts of each working day as they would have been made that morning; return how many."""
    calendar = calendar_of(None)
    day, made = first, 0
    while day <= last:
        if calendar.is_working_day(day):
            made += forecast(day, calendar=calendar)
        day += ONE_DAY
    return made


def forecast(on: date, *, calendar: WorkCalendar) -> int:
    """Make the forecasts of one morning; return how many dossiers got one. Six queries."""
    at = midnight(on)
    due_on = calendar.shift_working_days(on, DAYS_AHEAD)
    last_event = DossierEvent.objects.filter(dossier=OuterRef("pk"), at__lt=at).order_by("-ordinal")
    dossiers = (
        Dossier.objects.filter(
            Q(finished_at=None) | Q(finished_at__gte=at),
            due_at__gte=midnight(due_on),
            due_at__lt=midnight(due_on + ONE_DAY),
            received_at__lt=at,
            forecast=None,
        )
        .annotate(status_then=Subquery(last_event.values("status_after")[:1]))
        .filter(~verdicts.PAUSED, status_then__in=ON_THE_CLOCK)
        .only("pk", "process_id", "due_at", "due_basis")
    )
    past = past_of(outcomes(before=on))
    usual = _usual_times(dossiers)
    made = []
    for dossier in dossiers.iterator(chunk_size=CHUNK):
        if dossier.due_at is None:
            continue
        left = remaining_minutes(dossier.due_at, Basis(dossier.due_basis), at=at, calendar=calendar)
        band = band_of(left - usual(dossier))
        chance = chance_of(band, past[band.number])
        made.append(LatenessForecast(dossier=dossier, made_on=on, band=band.number, chance=chance))
    LatenessForecast.objects.bulk_create(made, batch_size=CHUNK, ignore_conflicts=True)
    return len(made)


def outcomes(*, before: date, scope: Scope | None = None) -> list[Outcome]:
    """Return what came of the forecasts of the year before a day; one query."""
    rows = (
        _decided(before=before, scope=scope)
        .values("forecast__band", "forecast__chance")
        .annotate(whole=Count("pk"), late=Count("pk", filter=Q(was_late=1)))
        .order_by("forecast__band", "forecast__chance")
    )
    return [Outcome(row["forecast__band"], row["forecast__chance"], row["whole"], row["late"]) for row in rows]


def behind_band(number: int, *, before: date, scope: Scope, is_late: bool = False) -> "QuerySet[Dossier]":
    """Return the decided dossiers of a band, or those of them that were late: the list of a number of its table."""
    decided = _decided(before=before, scope=scope).filter(forecast__band=number)
    return decided.filter(was_late=1) if is_late else decided


def _decided(*, before: date, scope: Scope | None) -> "QuerySet[Any]":
    """Give each dossier that was forecast in the year before a day and is decided by then: `was_late` is 1 or 0.

    It is decided when it has ended with a result, or is past its due date.
    """
    forecasts = LatenessForecast.objects.filter(made_on__lt=before, made_on__gte=before - timedelta(days=LOOK_BACK))
    if scope is not None and scope.agency_pks is not None:
        forecasts = forecasts.filter(dossier__agency__in=scope.agency_pks)
    ids = forecasts.values("dossier")
    at = midnight(before)
    decided = Dossier.objects.filter(pk__in=ids).filter(Q(verdicts.RESOLVED, finished_at__lt=at) | verdicts.overdue(at))
    is_late = Case(When(verdicts.LATE | Q(finished_at=None), then=Value(1)), default=Value(0))
    return decided.annotate(was_late=is_late)


@dataclass(frozen=True, slots=True)
class BandShown:
    """One band: what is said of it, what came of it."""

    band: Band
    whole: int
    late: int


@dataclass(frozen=True, slots=True)
class ForecastPage:
    """The forecasts that are still open, the most likely first, and how good the earlier ones were."""

    upcoming: Sequence[LatenessForecast]
    count: int
    likely: int
    hits: HitRate
    bands: Sequence[BandShown]


SHOWN = 50


def forecast_page(scope: Scope, *, at: datetime) -> ForecastPage:
    """Return the page of a part of the province; four queries."""
    today = timezone.localdate(at)
    found = outcomes(before=today, scope=scope)
    upcoming = _upcoming(scope, at=at)
    counts = upcoming.aggregate(count=Count("pk"), likely=Count("pk", filter=Q(chance__gte=50)))
    past = past_of(found)
    return ForecastPage(
        upcoming=list(upcoming.order_by("-chance", "dossier__due_at", "dossier_id")[:SHOWN]),
        count=counts["count"],
        likely=counts["likely"],
        hits=hit_rate(found),
        bands=[BandShown(band, past[band.number][1], past[band.number][0]) for band in BANDS],
    )


def band_label(number: int) -> str:
    """Return the words of a band."""
    return str(BY_NUMBER[number].label)


def _upcoming(scope: Scope, *, at: datetime) -> "QuerySet[LatenessForecast]":
    undecided = Q(dossier__finished_at=None, dossier__due_at__gte=at, dossier__status__in=ON_THE_CLOCK)
    found = LatenessForecast.objects.filter(undecided).select_related(
        "dossier__agency", "dossier__version", "dossier__holder"
    )
    return found if scope.agency_pks is None else found.filter(dossier__agency__in=scope.agency_pks)


class _Usual:
    """What the rest of the way usually takes, by process and status; the budgets where nothing was counted."""

    def __init__(self, times: Mapping[tuple[int, str], int], stages: Iterable[Stage]) -> None:
        self.times = dict(times)
        self.stages: dict[int, list[Stage]] = {}
        for stage in stages:
            self.stages.setdefault(stage.process_id, []).append(stage)

    def __call__(self, dossier: Dossier) -> int:
        process, status = dossier.process_id or 0, str(dossier.status_then)  # type: ignore[attr-defined]
        if (process, status) not in self.times:
            self.times[process, status] = budget_ahead(self.stages.get(process, []), Status(status))
        return self.times[process, status]


def _usual_times(dossiers: "QuerySet[Dossier]") -> _Usual:
    processes = set(dossiers.order_by().values_list("process_id", flat=True).distinct())
    times = UsualTime.objects.filter(process__in=processes).values_list("process_id", "status", "minutes")
    stages = Stage.objects.filter(process__in=processes)
    return _Usual({(process, status): minutes for process, status, minutes in times}, stages)
