"""The nightly statistics: computed from the facts, checked against their identities, recorded as a run."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from time import monotonic, process_time

from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from dossiers.models import Dossier, DossierEvent
from dossiers.workflow import Action
from reporting.identities import Finding
from reporting.models import DailyFigure, MonthlyFigure, RunState, StatisticsRun
from reporting.months import write_months
from reporting.periods import ONE_DAY, Period, cut_into_months
from reporting.rollup import differences, write_figures
from reporting.soundness import findings_of_days, findings_of_period
from reporting.turn import statistics_turn

OVERLAP = timedelta(hours=1)
"""How far before the last run's start we look for events: one that was being written then was not seen by it."""

REWRITES = (Action.CORRECT, Action.TAKE_OVER)
"""What may change where, or when, a dossier stood on earlier days."""


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
        began, began_working = monotonic(), process_time()
        StatisticsRun.objects.filter(state=RunState.RUNNING).update(state=RunState.FAILED)
        first = first_day_to_compute(until=until, rebuild=rebuild)
        if first is None:
            return Outcome(None)
        run = StatisticsRun.objects.create(
            until=until, first_day=first, state=RunState.RUNNING, started_at=at, is_rebuild=rebuild
        )
        try:
            with transaction.atomic():
                stale = DailyFigure.objects.filter(day__lte=until)
                (stale if rebuild else stale.filter(day__gte=first)).delete()
                if rebuild:
                    # History may begin later than it did: no month of before may be left.
                    MonthlyFigure.objects.filter(month__lte=until).delete()
                run.rows_written = write_figures(first=first, until=until)
                write_months(first=first, until=until)
                run.findings = [finding.as_row() for finding in findings_of_days(first=first, until=until)]
                run.state = RunState.COMPLETE
                run.finished_at = at + timedelta(seconds=monotonic() - began)
                run.processor_seconds = round(process_time() - began_working, 3)
                run.save()
        except BaseException:
            StatisticsRun.objects.filter(pk=run.pk).update(state=RunState.FAILED)
            raise
    return Outcome(run)


def first_day_to_compute(*, until: date, rebuild: bool = False) -> date | None:
    """Return the first day whose figures may be missing or outdated; None when there is nothing to compute."""
    first_ever = _first_day_ever()
    if first_ever is None:
        return None
    last = StatisticsRun.objects.filter(state=RunState.COMPLETE).order_by("-until", "-started_at").first()
    if rebuild or last is None:
        return first_ever if first_ever <= until else None
    first = min([last.until + ONE_DAY, *_days_touched_since(last.started_at - OVERLAP)])
    return first if first <= until else None


def _first_day_ever() -> date | None:
    """Return the day on which the first dossier entered the table; two looks at the ends of indexes."""
    ends = Dossier.objects.aggregate(received=Min("received_on")), Dossier.objects.aggregate(ended=Min("finished_on"))
    return min((day for end in ends for day in end.values() if day is not None), default=None)


def _days_touched_since(recorded_at: datetime) -> list[date]:
    """Return the earliest day that an event recorded since then belongs to, and the earliest that one changes.

    A corrected receipt may move a dossier to another agency, another system may tell its history anew: then all its
    days change, since its first event.
    """
    events = DossierEvent.objects.filter(recorded_at__gte=recorded_at)
    rewritten = events.filter(action__in=REWRITES).exclude(ordinal=1).values("dossier")
    earliest = [
        events.aggregate(first=Min("at"))["first"],
        DossierEvent.objects.filter(dossier__in=rewritten).aggregate(first=Min("at"))["first"],
    ]
    return [timezone.localdate(first) for first in earliest if first is not None]


def verify_statistics(*, until: date) -> list[str]:
    """Compare the stored figures with the facts, by two ways; return one sentence for each figure that differs.

    Day by day with the same steps computed anew, and month by month with the conditions by which lists are found.
    """
    first = first_day_to_compute(until=until, rebuild=True)
    if first is None:
        return []
    with transaction.atomic():
        found = [
            f"{day.isoformat()} {agency} {channel} {level} {measure}: {stored} ≠ {right}"
            for day, agency, channel, level, measure, stored, right in differences(first=first, until=until)
        ]
    for month in cut_into_months(Period(first, until)):
        found += [
            f"{finding.day.isoformat()} {finding.identity} {finding.agency_pk} {finding.channel}"
            f" {finding.service_level} {finding.measure}: {finding.found} ≠ {finding.expected}"
            for finding in findings_of_period(month, until=until)
        ]
    return found


def findings_blocking(period: Period) -> list[Finding]:
    """Return what forbids to publish figures of a period: every identity that does not hold in them as they are stored.

    Each names its cell and the dossiers that explain it. Empty where nothing has been computed: then there is nothing
    to publish.
    """
    last = StatisticsRun.objects.filter(state=RunState.COMPLETE).order_by("-until", "-started_at").first()
    return findings_of_period(period, until=last.until) if last else []
