"""One dashboard: what stands now, what the nights have counted, where the time went; every number with its list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dossiers.stages import Keeper
from procedures.models import Step
from reporting.answers import figures
from reporting.behind import behind_url
from reporting.charts import Chart, Series, column_chart, line_chart, percents
from reporting.dashboards import trends
from reporting.dashboards.scope import Scope
from reporting.dashboards.trends import Sums
from reporting.holdings import holdings
from reporting.periods import Period
from reporting.queries import last_run
from reporting.questions import Key, Keys, Question
from reporting.rates import rate

BROKEN_DOWN = ("received", "resolved", "early", "on_time", "late", "in_progress", "overdue", "paused")
LEAST_FOR_A_RATE = 30
"""Below so many resolved dossiers no rate is compared. A choice of ours, written beside the tables."""

MINUTES_A_DAY = 1_440
SHOWN = 12

PLACES = {
    **{step.value: step.label for step in Step},
    Keeper.CITIZEN.value: gettext_lazy("Chờ người nộp"),
    Keeper.OTHER_AGENCY.value: gettext_lazy("Chờ cơ quan khác cho ý kiến"),
    Keeper.POST.value: gettext_lazy("Ở bưu chính"),
}
"""The steps of an office, and whom it waited for, as one says it of time."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One number of a period beside the one of the same days a year before; `url` opens its list."""

    label: str
    value: int | Decimal | None
    before: int | Decimal | None
    url: str
    is_rate: bool = False
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """How long resolved dossiers waited at one place, in all and on average, and its share of the whole time."""

    label: str
    minutes: int
    dossiers: int
    share: Decimal | None
    is_longest: bool = False

    @property
    def days_each(self) -> Decimal:
        """Days of the wall clock that each dossier spent there on average."""
        return (Decimal(self.minutes) / MINUTES_A_DAY / max(self.dossiers, 1)).quantize(Decimal("0.1"))


@dataclass(frozen=True, slots=True)
class Board:
    """What a dashboard shows."""

    scope: Scope
    period: Period
    compared: Sequence[Compared]
    charts: Sequence[Chart]
    agencies: Sequence[Sequence[Mapping[str, Any]]]
    sectors: Sequence[Sequence[Mapping[str, Any]]]
    procedures: Sequence[Sequence[Mapping[str, Any]]]
    waiting: Sequence[Waiting]

    @property
    def waited(self) -> int:
        """The minutes of all places together."""
        return sum(place.minutes for place in self.waiting)


def board(scope: Scope, *, period: Period | None = None) -> Board | None:
    """Return the dashboard of a part of the province; None before the first night.

    From the nightly facts, but for sectors and procedures of one agency, which are counted from its dossiers. At most
    twelve queries, however many agencies, sectors and dossiers there are.
    """
    run = last_run()
    if run is None:
        return None
    until = run.until
    period = period or trends.this_month(until)
    months = trends.months_of(scope, until=until)
    this, before = trends.compared(scope, period, until=until)
    is_one = scope.agency is not None
    return Board(
        scope=scope,
        period=period,
        compared=_compared(scope, this, before),
        charts=_charts(months),
        agencies=[] if is_one else [_agency_row(*row) for row in trends.by_agency(scope, period, until=until)],
        sectors=_broken_down(scope, period, Key.SECTOR) if is_one else [],
        procedures=_broken_down(scope, period, Key.PROCEDURE)[:SHOWN] if is_one else [],
        waiting=waiting(scope, period),
    )


# ── This period beside a year ago ────────────────────────────────────────────────────────
def _compared(scope: Scope, this: Sums, before: Sums) -> list[Compared]:
    within = scope.agency.code if scope.agency else ""

    def one(label: str, key: str, value: Any, was: Any, **more: Any) -> Compared:
        return Compared(label, value, was, behind_url(this.period, key, within=within), **more)

    return [
        one(_("Tiếp nhận"), "received", this["received"], before["received"]),
        one(_("Đã giải quyết"), "resolved", this.resolved, before.resolved),
        one(_("Đúng và trước hạn"), "resolved", this.kept_rate, before.kept_rate, is_rate=True),
        one(_("Trễ hạn"), "late", this["late"], before["late"], tone="bad" if this["late"] else "ok"),
        one(_("Quá hạn, chưa xong"), "overdue", this["overdue"], before["overdue"], tone=_tone(this["overdue"])),
        one(_("Tạm dừng"), "paused", this["paused"], before["paused"]),
    ]


def _tone(count: int) -> str:
    return "bad" if count else "ok"


# ── Trends ───────────────────────────────────────────────────────────────────────────────
def _charts(months: Sequence[Sums]) -> list[Chart]:
    labels, heading = [f"{month.period.last_on:%m/%y}" for month in months], _("Tháng")
    intervals = [month.kept_interval for month in months]
    kept = Series(
        _("Đúng và trước hạn"),
        [month.kept_rate for month in months],
        "ok",
        [interval.low if interval else None for interval in intervals],
        [interval.high if interval else None for interval in intervals],
    )
    flows = [
        Series(_("Tiếp nhận"), [month["received"] for month in months], "info"),
        Series(_("Đã giải quyết"), [month.resolved for month in months], "neutral"),
    ]
    stood = [
        Series(_("Trong hạn"), [month["in_time"] + month["open_undated"] for month in months], "ok"),
        Series(_("Tạm dừng"), [month["paused"] for month in months], "pause"),
        Series(_("Quá hạn"), [month["overdue"] for month in months], "bad"),
    ]
    rates = _("Tỷ lệ đúng và trước hạn mỗi tháng, trên số đã giải quyết")
    return [
        line_chart(_("Tiếp nhận và giải quyết mỗi tháng"), labels, flows, name="flows", heading=heading),
        line_chart(rates, labels, [kept], name="kept", heading=heading, written=percents, top=100),
        column_chart(_("Hồ sơ chưa xong vào cuối mỗi tháng"), labels, stood, name="stood", heading=heading),
    ]


# ── Down to the list ─────────────────────────────────────────────────────────────────────
def _agency_row(code: str, name: str, sums: Sums) -> list[dict[str, Any]]:
    numbers = {
        "received": sums["received"],
        "resolved": sums.resolved,
        "late": sums["late"],
        "in_progress": sums.open - sums["paused"],
        "overdue": sums["overdue"],
        "paused": sums["paused"],
    }
    address = reverse("reporting:dashboard_of_agency", args=[code])
    return _row({"text": name, "url": address}, numbers, sums.kept, sums.resolved, sums.period, {Key.AGENCY: code})


def _broken_down(scope: Scope, period: Period, key: Key) -> list[list[dict[str, Any]]]:
    """Return the rows of an agency's sectors or procedures, the most overdue first."""
    within = scope.agency.code if scope.agency else ""
    cells = figures(Question(period, by=(key,), where=scope.where), measures=BROKEN_DOWN)
    cells.sort(key=lambda cell: (-cell.counts["overdue"], -cell.counts["late"], -cell.counts["received"]))
    rows = []
    for cell in cells:
        counts = cell.counts
        kept = counts["early"] + counts["on_time"]
        first = {"text": cell.labels[key]}
        rows.append(_row(first, counts, kept, counts["resolved"], period, cell.keys, within=within))
    return rows


def _row(
    first: dict[str, Any],
    counts: Mapping[str, int],
    kept: int,
    resolved: int,
    period: Period,
    keys: Keys,
    *,
    within: str = "",
) -> list[dict[str, Any]]:
    """Return a row of numbers, each with the list that it counts, and the rate with its denominator."""

    def number(measure: str) -> dict[str, Any]:
        count = counts[measure]
        return {"text": count, "url": behind_url(period, measure, keys, within=within)} if count else {"text": 0}

    percent = rate(kept, resolved) if resolved >= LEAST_FOR_A_RATE else None
    detail = _("n = %(count)s") % {"count": resolved}
    return [
        first,
        *(number(measure) for measure in ("received", "resolved", "late")),
        {"text": percents(percent), "detail": detail, "numeric": True},
        *(number(measure) for measure in ("in_progress", "overdue", "paused")),
    ]


def columns(first: str) -> list[dict[str, Any]]:
    """Return the columns of the tables of a dashboard."""
    return [
        {"label": first},
        {"label": _("Tiếp nhận"), "numeric": True},
        {"label": _("Đã giải quyết"), "numeric": True},
        {"label": _("Trễ hạn"), "numeric": True},
        {"label": _("Đúng và trước hạn"), "numeric": True},
        {"label": _("Đang giải quyết"), "numeric": True},
        {"label": _("Quá hạn"), "numeric": True},
        {"label": _("Tạm dừng"), "numeric": True},
    ]


# ── Where the time went ──────────────────────────────────────────────────────────────────
def waiting(scope: Scope, period: Period) -> list[Waiting]:
    """Return where the time of what was resolved in the period went, the longest marked; one query, or two."""
    places = {place.key: place for place in holdings(scope.where, period)}
    whole = sum(place.minutes for place in places.values())
    longest = max((place.minutes for place in places.values()), default=0)
    return [
        Waiting(str(label), place.minutes, place.dossiers, rate(place.minutes, whole), place.minutes == longest)
        for key, label in PLACES.items()
        if (place := places.get(key)) and place.minutes
    ]
