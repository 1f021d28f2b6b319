"""The nightly statistics: computed from the facts, checked against their identities, recorded as a run."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from time import monotonic

from django.db import transaction
from django.db.models import Min, Q
from django.utils import timezone

from dossiers.models import DossierEvent
from dossiers.workflow import Action
from reporting.facts import MEASURES, Cell, Figures, figures_of
from reporting.identities import Finding, Identity, expected_open, open_at_end
from reporting.models import DailyFigure, RunState, StatisticsRun
from reporting.turn import statistics_turn

ONE_DAY = timedelta(days=1)
OVERLAP = timedelta(hours=1)
"""How far before the last run's start we look for events: one that was being written then was not seen by it."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a computation did: the run it recorded, None where there was nothing to do."""

    run: StatisticsRun | None


def compute_statistics(*, until: date, at: datetime, rebuild: bool = False) -> Outcome:
    """Bring the daily figures up to the end of a day; exactly one at a time, or `TurnTaken`.

    Incremental: from the day after the last complete run, or from the earliest day that an event recorded since then
    belongs to, so that missed nights and late entries heal. `rebuild` starts from the first dossier. The rows of the
    days are exchanged in one transaction: killed in the middle, the old figures stand, and the next run gives the same.
    """
    with statistics_turn():
        began = monotonic()
        StatisticsRun.objects.filter(state=RunState.RUNNING).update(state=RunState.FAILED)
        first = first_day_to_compute(until=until, rebuild=rebuild)
        if first is None:
            return Outcome(None)
        run = StatisticsRun.objects.create(until=until, first_day=first, state=RunState.RUNNING, started_at=at)
        try:
            figures = figures_of(first, until)
            with transaction.atomic():
                _exchange(figures, first=first, until=until, rebuild=rebuild)
                run.findings = [finding.as_row() for finding in check_identities(first=first, until=until)]
                run.rows_written = len(figures)
                run.state = RunState.COMPLETE
                run.finished_at = at + timedelta(seconds=monotonic() - began)
                run.save()
        except BaseException:
            StatisticsRun.objects.filter(pk=run.pk).update(state=RunState.FAILED)
            raise
    return Outcome(run)


def first_day_to_compute(*, until: date, rebuild: bool = False) -> date | None:
    """Return the first day whose figures may be missing or outdated; None when there is nothing to compute."""
    beginning = DossierEvent.objects.aggregate(first=Min("at"))["first"]
    if beginning is None:
        return None
    first_ever = timezone.localdate(beginning)
    last = StatisticsRun.objects.filter(state=RunState.COMPLETE).order_by("-until", "-started_at").first()
    if rebuild or last is None:
        return first_ever if first_ever <= until else None
    first = min([last.until + ONE_DAY, *_days_touched_since(last.started_at - OVERLAP)])
    return first if first <= until else None


def _days_touched_since(recorded_at: datetime) -> list[date]:
    """Return the earliest day that an event recorded since then belongs to, and the earliest that one changes.

    A corrected receipt may move a dossier to another agency, with all its days since reception.
    """
    events = DossierEvent.objects.filter(recorded_at__gte=recorded_at)
    found = events.aggregate(first=Min("at"), corrected=Min("dossier__received_on", filter=Q(action=Action.CORRECT)))
    days = [timezone.localdate(found["first"])] if found["first"] else []
    return [*days, found["corrected"]] if found["corrected"] else days


def verify_statistics(*, until: date) -> list[str]:
    """Compare the stored figures with the facts, day by day; return one sentence for each cell that differs."""
    first = first_day_to_compute(until=until, rebuild=True)
    if first is None:
        return []
    facts, stored = figures_of(first, until), stored_figures(first, until)
    return [
        f"{cell[0].isoformat()} {cell[1]} {cell[2]} {cell[3]} {measure}: {stored.get(cell, {}).get(measure, 0)}"
        f" ≠ {facts.get(cell, {}).get(measure, 0)}"
        for cell in sorted(facts.keys() | stored.keys())
        for measure in MEASURES
        if stored.get(cell, {}).get(measure, 0) != facts.get(cell, {}).get(measure, 0)
    ]


def check_identities(*, first: date, until: date) -> list[Finding]:
    """Check the stored figures of each cell day by day: what was open, came and ended must give what is open."""
    before = stored_figures(first - ONE_DAY, first - ONE_DAY)
    open_now: dict[tuple[int, str, str], int] = defaultdict(int)
    for cell, figures in before.items():
        open_now[cell[1:]] = open_at_end(figures)
    by_day: dict[date, dict[tuple[int, str, str], Mapping[str, int]]] = defaultdict(dict)
    for cell, figures in stored_figures(first, until).items():
        by_day[cell[0]][cell[1:]] = figures
    findings = []
    day = first
    nothing: Mapping[str, int] = dict.fromkeys(MEASURES, 0)
    while day <= until:
        today = by_day.get(day, {})
        for cell in sorted(open_now.keys() | today.keys()):
            counted = today.get(cell, nothing)
            expected, found = expected_open(open_now[cell], counted), open_at_end(counted)
            if expected != found:
                findings.append(Finding(Identity.CONTINUITY, day, *cell, expected, found))
            open_now[cell] = found
        day += ONE_DAY
    return findings


def stored_figures(first: date, until: date) -> Figures:
    """Return the stored figures of the days; one query."""
    rows = DailyFigure.objects.filter(day__range=(first, until)).values_list(
        "day", "agency_id", "channel", "service_level", *MEASURES
    )
    return {_cell(row): dict(zip(MEASURES, row[4:], strict=True)) for row in rows.iterator(chunk_size=5000)}


def _cell(row: tuple[date, int, str, str]) -> Cell:
    return row[0], row[1], row[2], row[3]


def _exchange(figures: Figures, *, first: date, until: date, rebuild: bool) -> None:
    """Replace the stored rows of the days; a rebuild replaces all days up to `until`."""
    stale = DailyFigure.objects.filter(day__lte=until)
    (stale if rebuild else stale.filter(day__gte=first)).delete()
    DailyFigure.objects.bulk_create(
        (
            DailyFigure(day=day, agency_id=agency, channel=channel, service_level=level, **measures)
            for (day, agency, channel, level), measures in figures.items()
        ),
        batch_size=500,
    )
