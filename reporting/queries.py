"""What pages, CSV and API read: the figures of a period, summed from the nightly facts. No page keeps its own tally."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Max, Min, Q, Sum

from agencies.models import Agency
from procedures.models import Channel
from reporting.identities import RESOLVED, Finding, Identity, expected_open, is_balanced, open_at_end
from reporting.indicators import BY_KEY
from reporting.models import DailyFigure, RunState, StatisticsRun
from reporting.periods import ONE_DAY, Period, month_of, months_between
from reporting.rates import rate
from reporting.steps import FLOWS, STOCKS

KEYS = ("carried_over", *FLOWS, *STOCKS)

MONTHS_IN_A_QUARTER = 3

CellFigures = dict[tuple[int, str], dict[str, int]]
"""The figures of a period by (agency primary key, channel)."""


@dataclass(frozen=True, slots=True)
class Row:
    """The figures of one agency, of one channel, or (without code and label) of the whole."""

    code: str
    label: str
    figures: Mapping[str, int]
    short_label: str = ""

    def __getitem__(self, key: str) -> int:
        return self.figures[key]

    @property
    def in_all(self) -> int:
        """Carried over and received: all that had to be dealt with in the period."""
        return self.figures["carried_over"] + self.figures["received"]

    @property
    def resolved(self) -> int:
        """Finished with a result, whatever it was."""
        return sum(self.figures[measure] for measure in RESOLVED)

    @property
    def kept(self) -> int:
        """Finished early or on time."""
        return self.figures["early"] + self.figures["on_time"]

    @property
    def in_progress(self) -> int:
        """Open at the end of the period and running."""
        return sum(self.figures[measure] for measure in ("in_time", "overdue", "open_undated"))

    @property
    def kept_rate(self) -> Decimal | None:
        """Early and on time, of all resolved; None where nothing was resolved."""
        return rate(self.kept, self.resolved)

    @property
    def adds_up(self) -> bool:
        """Whether carried over + received = ended + open."""
        return is_balanced(self.figures)


@dataclass(frozen=True, slots=True)
class Broken:
    """A finding with the names of its cell."""

    finding: Finding
    agency: str
    channel: str

    @property
    def measure(self) -> Any:
        """What the figure is called."""
        return BY_KEY[self.finding.measure].label if self.finding.measure in BY_KEY else self.finding.measure


@dataclass(frozen=True, slots=True)
class PeriodFigures:
    """The figures of a period up to `last_day`, by agency, by channel and in all."""

    period: Period
    last_day: date
    computed_at: datetime | None
    whole: Row
    by_agency: list[Row]
    by_channel: list[Row]
    broken: list[Broken]

    @property
    def is_complete(self) -> bool:
        """Whether the period has been computed to its end."""
        return self.last_day >= self.period.last_on

    @property
    def adds_up(self) -> bool:
        """Whether every identity holds; figures that do not add up are not published."""
        return not self.broken


@dataclass(frozen=True, slots=True)
class MonthTotal:
    """One month in the list of months; figures that do not add up are not shown."""

    period: Period
    last_day: date
    whole: Row
    adds_up: bool

    @property
    def is_complete(self) -> bool:
        """Whether the month has been computed to its end."""
        return self.last_day >= self.period.last_on


def published_months() -> list[Period]:
    """Return the months that have figures, newest first; one query."""
    days = DailyFigure.objects.aggregate(first=Min("day"), last=Max("day"))
    return months_between(days["first"], days["last"]) if days["first"] else []


def month_totals() -> list[MonthTotal]:
    """Return every month with its totals, newest first; five queries, however many months there are."""
    run = last_run()
    months = [period for period in published_months() if run and period.first_on <= run.until]
    if run is None or not months:
        return []
    whole = Period(months[-1].first_on, min(months[0].last_on, run.until))
    last_days = {period: min(period.last_on, run.until) for period in months}
    cells = _monthly_cells(whole, months, last_days)
    unsound = {month_of(finding.day) for finding in findings_between(whole.first_on, whole.last_on)}
    totals = []
    for period in months:
        adds_up = period not in unsound and all(is_balanced(cell) for cell in cells[period].values())
        totals.append(MonthTotal(period, last_days[period], Row("", "", _sum(cells[period].values())), adds_up))
    return totals


def newest_published() -> MonthTotal | None:
    """Return the newest complete month that adds up, looking back a quarter, for the front page; three queries."""
    run = last_run()
    if run is None:
        return None
    period = month_of(run.until + ONE_DAY)
    for _month in range(MONTHS_IN_A_QUARTER):
        period = month_of(period.day_before)
        cells = _cells(period, period.last_on)
        if cells and not _findings(period, cells, period.last_on):
            return MonthTotal(period, period.last_on, Row("", "", _sum(cells.values())), adds_up=True)
    return None


def month_figures(period: Period) -> PeriodFigures | None:
    """Return the figures of a period, or None where no day of it has been computed; four queries.

    Stocks are those of the last computed day of the period, carried over those of the day before it. Where something
    is `broken`, nobody may publish the figures.
    """
    run = last_run()
    if run is None or run.until < period.first_on:
        return None
    last_day = min(period.last_on, run.until)
    cells = _cells(period, last_day)
    if not cells and not DailyFigure.objects.filter(day__lt=period.first_on).exists():
        return None
    findings = _findings(period, cells, last_day)
    pks = {agency for agency, _channel in cells} | {finding.agency_pk for finding in findings}
    agencies = {agency.pk: agency for agency in Agency.objects.filter(pk__in=pks)}
    by_agency: dict[int, list[dict[str, int]]] = defaultdict(list)
    by_channel: dict[str, list[dict[str, int]]] = defaultdict(list)
    for (agency_pk, channel), cell in cells.items():
        by_agency[agency_pk].append(cell)
        by_channel[channel].append(cell)
    return PeriodFigures(
        period=period,
        last_day=last_day,
        computed_at=run.finished_at,
        whole=Row("", "", _sum(cells.values())),
        by_agency=[
            Row(agency.code, agency.name, _sum(by_agency[agency.pk]), agency.short_name)
            for agency in sorted(agencies.values(), key=lambda agency: agency.code)
            if agency.pk in by_agency
        ],
        by_channel=[
            Row(channel.value, str(channel.label), _sum(by_channel[channel]))
            for channel in Channel
            if channel in by_channel
        ],
        broken=[named(finding, agencies) for finding in findings],
    )


def last_run() -> StatisticsRun | None:
    """Return the complete run that reaches furthest; one query."""
    return StatisticsRun.objects.filter(state=RunState.COMPLETE).order_by("-until", "-started_at").first()


def findings_between(first: date, last: date) -> list[Finding]:
    """Return the broken identities that the newest run over each day has named; one query."""
    runs = StatisticsRun.objects.filter(state=RunState.COMPLETE, first_day__lte=last, until__gte=first).order_by(
        "started_at", "pk"
    )
    findings: dict[date, list[Finding]] = {}
    for run in runs:
        for day in [day for day in findings if run.first_day and run.first_day <= day <= run.until]:
            del findings[day]
        for finding in map(Finding.from_row, run.findings):
            if first <= finding.day <= last:
                findings.setdefault(finding.day, []).append(finding)
    return [finding for day in sorted(findings) for finding in findings[day]]


def named(finding: Finding, agencies: Mapping[int, Agency]) -> Broken:
    """Return a finding with the names of its cell, from the agencies by their keys."""
    agency = agencies[finding.agency_pk].short_name if finding.agency_pk in agencies else ""
    return Broken(finding, agency, str(dict(Channel.choices).get(finding.channel, "")))


def _sum(cells: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Return the sums of the cells' figures."""
    total = dict.fromkeys(KEYS, 0)
    for cell in cells:
        for key in KEYS:
            total[key] += cell[key]
    return total


def _findings(period: Period, cells: CellFigures, last_day: date) -> list[Finding]:
    """Return what the runs have found, and what does not add up in the figures as they are stored now."""
    named = findings_between(period.first_on, last_day)
    known = {(finding.agency_pk, finding.channel) for finding in named}
    return named + [
        Finding(
            Identity.BALANCE, last_day, *cell, "", expected_open(figures["carried_over"], figures), open_at_end(figures)
        )
        for cell, figures in sorted(cells.items())
        if cell not in known and not is_balanced(figures)
    ]


def _cells(period: Period, last_day: date) -> CellFigures:
    """Return each cell's figures: flows summed, the last day's stocks, the day before's carried over; one query."""
    rows: Iterable[Mapping[str, Any]] = (
        DailyFigure.objects.filter(day__range=(period.day_before, last_day))
        .values("agency_id", "channel")
        .annotate(
            **{f"sum_{key}": Sum(key, filter=Q(day__gte=period.first_on), default=0) for key in FLOWS},
            **{f"end_{key}": Sum(key, filter=Q(day=last_day), default=0) for key in STOCKS},
            **{f"before_{key}": Sum(key, filter=Q(day=period.day_before), default=0) for key in STOCKS},
        )
        .order_by()
    )
    cells = {
        (row["agency_id"], row["channel"]): {
            "carried_over": sum(row[f"before_{key}"] for key in STOCKS),
            **{key: row[f"sum_{key}"] for key in FLOWS},
            **{key: row[f"end_{key}"] for key in STOCKS},
        }
        for row in rows
    }
    return {cell: figures for cell, figures in cells.items() if any(figures.values())}


def _monthly_cells(
    whole: Period, months: Iterable[Period], last_days: Mapping[Period, date]
) -> dict[Period, CellFigures]:
    """Return the cells of each month; two queries: flows by month, and the stocks of the last days."""
    cells: dict[Period, CellFigures] = defaultdict(lambda: defaultdict(lambda: dict.fromkeys(KEYS, 0)))
    # From the days and not from `MonthlyFigure`: a day that was tampered with must not be published unseen.
    flows: Iterable[Mapping[str, Any]] = (
        DailyFigure.objects.filter(day__range=(whole.first_on, whole.last_on))
        .values("day__year", "day__month", "agency_id", "channel")
        .annotate(**{f"sum_{key}": Sum(key) for key in FLOWS})
        .order_by()
    )
    for row in flows:
        period = month_of(date(row["day__year"], row["day__month"], 1))
        cells[period][row["agency_id"], row["channel"]].update({key: row[f"sum_{key}"] for key in FLOWS})
    ends = {last_day: period for period, last_day in last_days.items()}
    carried = {period.day_before: period for period in months}
    stocks: Iterable[Mapping[str, Any]] = (
        DailyFigure.objects.filter(day__in={*ends, *carried})
        .values("day", "agency_id", "channel")
        .annotate(**{f"sum_{key}": Sum(key) for key in STOCKS})
        .order_by()
    )
    for row in stocks:
        counts, cell = {key: row[f"sum_{key}"] for key in STOCKS}, (row["agency_id"], row["channel"])
        if row["day"] in ends:
            cells[ends[row["day"]]][cell].update(counts)
        if row["day"] in carried:
            cells[carried[row["day"]]][cell]["carried_over"] = sum(counts.values())
    return cells
