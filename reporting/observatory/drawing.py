"""The charts of one subject of the observatory."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from agencies.numerals import written_number
from reporting.charts import Chart, Series, column_chart, line_chart, percents
from reporting.observatory.judging import BINS, Judged, nothing_judged
from reporting.periods import Period, cut_into_months


def charts_of(period: Period, months: Mapping[str, Judged], histogram: Mapping[str, Sequence[int]]) -> list[Chart]:
    """Return what came each month, how punctually and how fast it was resolved, and the histogram of the days."""
    slugs = [month.slug for month in cut_into_months(period)]
    labels = [f"{slug[5:]}/{slug[2:4]}" for slug in slugs]
    seen = [months.get(slug, nothing_judged()) for slug in slugs]
    intervals = [one.interval for one in seen]
    kept = Series(
        _("Đúng và trước hạn"),
        [one.kept_rate for one in seen],
        "ok",
        [one.low if one else None for one in intervals],
        [one.high if one else None for one in intervals],
    )
    days = [
        Series(_("Một nửa số hồ sơ xong trong"), [one.median_days if one.is_enough else None for one in seen], "info"),
        Series(_("9 trên 10 hồ sơ xong trong"), [one.p90_days if one.is_enough else None for one in seen], "neutral"),
    ]
    rates = _("Tỷ lệ đúng và trước hạn, trên số đã giải quyết")
    heading = _("Tháng")
    charts = [
        column_chart(
            _("Hồ sơ tiếp nhận mỗi tháng"),
            labels,
            [Series(_("Tiếp nhận"), [one.received for one in seen])],
            name="received",
            heading=heading,
        ),
        line_chart(rates, labels, [kept], name="kept", heading=heading, written=percents, top=100),
        line_chart(_("Số ngày từ tiếp nhận đến kết quả"), labels, days, name="days", heading=heading, written=_days),
        _histogram(histogram),
    ]
    # Months of too few dossiers have no rate; a drawing of nothing says nothing.
    return [chart for chart in charts if any(value is not None for one in chart.series for value in one.values)]


def _histogram(histogram: Mapping[str, Sequence[int]]) -> Chart:
    bins = [*(f"{low}–{high}" for low, high in pairwise(BINS)), f"≥ {BINS[-1]}"]
    stacks = [
        Series(_("Đúng và trước hạn"), histogram["kept"], "ok"),
        Series(_("Trễ hạn"), histogram["late"], "bad"),
    ]
    if any(histogram["undated"]):
        stacks.append(Series(_("Không rõ hạn"), histogram["undated"], "neutral"))
    heights = [sum(column) for column in zip(*histogram.values(), strict=True)]
    said = _("Nhiều hồ sơ nhất xong trong %(days)s ngày.") % {"days": bins[heights.index(max(heights))]}
    said = said if any(heights) else _("Chưa có hồ sơ nào có kết quả.")
    return column_chart(
        _("Hồ sơ đã giải quyết theo số ngày (theo đồng hồ, kể cả ngày nghỉ)"),
        bins,
        stacks,
        name="histogram",
        heading=_("Số ngày"),
        said=said,
    )


def _days(value: Any) -> str:
    return _("%(days)s ngày") % {"days": written_number(value, 1)}
