"""What pages, CSV and API read: the figures of a period, summed from the nightly facts. No page keeps its own tally."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Max, Min, Q, QuerySet, Sum

from agencies.models import Agency
from procedures.models import Channel
from reporting.facts import FLOWS, STOCKS
from reporting.identities import ENDED, OPEN, RESOLVED
from reporting.indicators import rate
from reporting.models import DailyFigure, RunState, StatisticsRun
from reporting.periods import Period, months_between


@dataclass(frozen=True, slots=True)
class Row:
    """The figures of one agency, of one channel, or (without code and label) of the whole."""

    code: str
    label: str
    figures: Mapping[str, int]

    def __getitem__(self, key: str) -> int:
        return self.figures[key]

    @property
    def resolved(self) -> int:
        """Finished with a result, whatever it was."""
        return sum(self.figures[measure] for measure in RESOLVED)

    @property
    def in_progress(self) -> int:
        """Open at the end of the period and running."""
        return self.figures["in_time"] + self.figures["overdue"]

    @property
    def kept_rate(self) -> Decimal | None:
        """Early and on time, of all resolved; None where nothing was resolved."""
        return rate(self.figures["early"] + self.figures["on_time"], self.resolved)

    @property
    def adds_up(self) -> bool:
        """Whether carried over + received = ended + open."""
        came = self.figures["carried_over"] + self.figures["received"]
        return came == sum(self.figures[measure] for measure in (*ENDED, *OPEN))


@dataclass(frozen=True, slots=True)
class PeriodFigures:
    """The figures of a period up to `last_day`, by agency, by channel and in all."""

    period: Period
    last_day: date
    computed_at: datetime | None
    whole: Row
    by_agency: list[Row]
    by_channel: list[Row]
    findings: list[dict[str, object]]

    @property
    def is_complete(self) -> bool:
        """Whether the period has been computed to its end."""
        return self.last_day >= self.period.last_on

    @property
    def adds_up(self) -> bool:
        """Whether every identity holds; figures that do not add up are not published."""
        rows = [self.whole, *self.by_agency, *self.by_channel]
        parts_sum = all(
            sum(row[key] for row in rows_of) == self.whole[key]
            for rows_of in (self.by_agency, self.by_channel)
            for key in self.whole.figures
        )
        return not self.findings and parts_sum and all(row.adds_up for row in rows)


def published_months() -> list[Period]:
    """Return the months that have figures, newest first; one query."""
    days = DailyFigure.objects.aggregate(first=Min("day"), last=Max("day"))
    return months_between(days["first"], days["last"]) if days["first"] else []


def month_figures(period: Period) -> PeriodFigures | None:
    """Return the figures of a period, or None where no day of it has been computed; five queries.

    Stocks are those of the last computed day of the period, carried over those of the day before it.
    """
    run = StatisticsRun.objects.filter(state=RunState.COMPLETE).order_by("-until", "-started_at").first()
    if run is None or run.until < period.first_on:
        return None
    last_day = min(period.last_on, run.until)
    cells = _cells(period.first_on, last_day, carried_on=period.day_before)
    if not cells:
        return None
    agencies = {agency.pk: agency for agency in Agency.objects.filter(pk__in={agency for agency, _channel in cells})}
    by_agency: dict[int, dict[str, int]] = {}
    by_channel: dict[str, dict[str, int]] = {}
    whole = dict.fromkeys(KEYS, 0)
    for (agency_pk, channel), figures in cells.items():
        for total in (
            by_agency.setdefault(agency_pk, dict.fromkeys(KEYS, 0)),
            by_channel.setdefault(channel, dict.fromkeys(KEYS, 0)),
            whole,
        ):
            for key, count in figures.items():
                total[key] += count
    return PeriodFigures(
        period=period,
        last_day=last_day,
        computed_at=run.finished_at,
        whole=Row("", "", whole),
        by_agency=[
            Row(agencies[pk].code, agencies[pk].name, figures)
            for pk, figures in sorted(by_agency.items(), key=lambda entry: agencies[entry[0]].code)
        ],
        by_channel=[
            Row(channel.value, str(channel.label), by_channel[channel]) for channel in Channel if channel in by_channel
        ],
        findings=findings_in(period),
    )


def findings_in(period: Period) -> list[dict[str, object]]:
    """Return the broken identities that the newest run over each day of a period has named; one query."""
    runs = StatisticsRun.objects.filter(
        state=RunState.COMPLETE, first_day__lte=period.last_on, until__gte=period.first_on
    ).order_by("started_at")
    findings: dict[date, list[dict[str, object]]] = {}
    for run in runs:
        for day in [day for day in findings if run.first_day and run.first_day <= day <= run.until]:
            del findings[day]
        for finding in run.findings:
            day = date.fromisoformat(str(finding["day"]))
            if period.first_on <= day <= period.last_on:
                findings.setdefault(day, []).append(finding)
    return [finding for day in sorted(findings) for finding in findings[day]]


KEYS = ("carried_over", *FLOWS, *STOCKS)


def _cells(first: date, last: date, *, carried_on: date) -> dict[tuple[int, str], dict[str, int]]:
    """Return the figures of each (agency, channel): flows summed, the last day's stocks, the day before's carried over."""
    rows: QuerySet[DailyFigure, dict[str, int]] = (
        DailyFigure.objects.filter(day__range=(carried_on, last))
        .values("agency_id", "channel")
        .annotate(
            **{key: Sum(key, filter=Q(day__gte=first), default=0) for key in FLOWS},
            **{f"{key}_now": Sum(key, filter=Q(day=last), default=0) for key in STOCKS},
            carried_over=Sum("in_time", filter=Q(day=carried_on), default=0)
            + Sum("overdue", filter=Q(day=carried_on), default=0)
            + Sum("paused", filter=Q(day=carried_on), default=0),
        )
        .order_by()
    )
    return {
        (row["agency_id"], str(row["channel"])): {
            "carried_over": row["carried_over"],
            **{key: row[key] for key in FLOWS},
            **{key: row[f"{key}_now"] for key in STOCKS},
        }
        for row in rows
    }
