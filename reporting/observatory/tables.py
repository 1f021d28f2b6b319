"""The tables of the observatory as open data: the figures of the page, column by column, and what each column means.

What a page does not show is not in its files either: no rate below the least number of resolved dossiers.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext_lazy as _

from reporting.observatory.judging import BINS, Judged, nothing_judged
from reporting.observatory.observing import Beside, Observed
from reporting.opendata.dictionary import OpenColumn
from reporting.periods import Period, cut_into_months, same_period_last_year
from reporting.rates import TENTH

Value = str | int | Decimal | None

RECEIVED = OpenColumn("received", _("số nguyên"), _("Số hồ sơ tiếp nhận trong kỳ."))
RESOLVED = OpenColumn("resolved", _("số nguyên"), _("Số hồ sơ đã giải quyết trong kỳ."))
KEPT_RATE = OpenColumn(
    "kept_rate",
    _("phần trăm"),
    _("Đúng và trước hạn trên số đã giải quyết. Trống: chưa đủ hồ sơ đã giải quyết để nói lên điều gì."),
)
LOW = OpenColumn("low", _("phần trăm"), _("Đầu dưới của khoảng tin cậy 95 % (Wilson) của tỷ lệ đứng trước."))
HIGH = OpenColumn("high", _("phần trăm"), _("Đầu trên của khoảng tin cậy 95 % (Wilson) của tỷ lệ đứng trước."))
MEDIAN = OpenColumn(
    "median_days", _("số ngày"), _("Một nửa số hồ sơ xong trong bằng này ngày, từ tiếp nhận đến kết quả.")
)
P90 = OpenColumn("p90_days", _("số ngày"), _("Chín trên mười hồ sơ xong trong bằng này ngày."))
FIRST = OpenColumn("first_on", _("năm-tháng-ngày"), _("Ngày đầu của kỳ."))
LAST = OpenColumn("last_on", _("năm-tháng-ngày"), _("Ngày cuối của kỳ."))
MONTH = OpenColumn("month", _("năm-tháng"), _("Tháng."))


@dataclass(frozen=True, slots=True)
class OpenTable:
    """One table of a subject's page: its name in the address, what it is called, its columns, its rows from the page.

    `chart` names the chart under which the page shows it.
    """

    slug: str
    title: Any
    columns: Sequence[OpenColumn]
    rows: Callable[[Observed], Iterable[Sequence[Value]]]
    chart: str = ""


# ── One subject ──────────────────────────────────────────────────────────────────────────
def _whole(page: Observed) -> Iterable[Sequence[Value]]:
    for period, one in ((page.period, page.this), (same_period_last_year(page.period), page.before)):
        yield (*_ends(period), one.received, one.resolved, *_kept(one), *_days(one))


def _by_month(of: Callable[[Judged], Sequence[Value]]) -> Callable[[Observed], Iterable[Sequence[Value]]]:
    def rows(page: Observed) -> Iterable[Sequence[Value]]:
        for month in cut_into_months(page.period):
            slug = f"{month.first_on:%Y-%m}"
            yield (slug, *of(page.months.get(slug, nothing_judged())))

    return rows


def _histogram(page: Observed) -> Iterable[Sequence[Value]]:
    ends: list[tuple[int, int | None]] = [*pairwise(BINS), (BINS[-1], None)]
    counts = page.histogram
    for place, (low, high) in enumerate(ends):
        yield low, high, counts["kept"][place], counts["late"][place], counts["undated"][place]


def _said(page: Observed) -> Iterable[Sequence[Value]]:
    said = page.satisfaction
    interval = said.interval
    bounds = (interval.low, interval.high) if interval else (None, None)
    yield (*_ends(page.period), said.ended, said.rated, said.response, said.favourable, said.satisfied, *bounds)


TABLES = (
    OpenTable(
        "tong-hop",
        _("Mười hai tháng, và cùng kỳ năm trước"),
        (FIRST, LAST, RECEIVED, RESOLVED, KEPT_RATE, LOW, HIGH, MEDIAN, P90),
        _whole,
    ),
    OpenTable(
        "tiep-nhan",
        _("Hồ sơ tiếp nhận mỗi tháng"),
        (MONTH, RECEIVED),
        _by_month(lambda one: (one.received,)),
        "received",
    ),
    OpenTable(
        "dung-han",
        _("Tỷ lệ đúng và trước hạn, trên số đã giải quyết"),
        (MONTH, RESOLVED, KEPT_RATE, LOW, HIGH),
        _by_month(lambda one: (one.resolved, *_kept(one))),
        "kept",
    ),
    OpenTable(
        "so-ngay",
        _("Số ngày từ tiếp nhận đến kết quả"),
        (MONTH, MEDIAN, P90),
        _by_month(lambda one: _days(one)),
        "days",
    ),
    OpenTable(
        "phan-bo",
        _("Hồ sơ đã giải quyết theo số ngày (theo đồng hồ, kể cả ngày nghỉ)"),
        (
            OpenColumn("from_days", _("số ngày"), _("Từ bằng này ngày trở lên.")),
            OpenColumn("below_days", _("số ngày"), _("Dưới bằng này ngày. Trống: không có giới hạn trên.")),
            OpenColumn("kept", _("số nguyên"), _("Số hồ sơ đúng và trước hạn.")),
            OpenColumn("late", _("số nguyên"), _("Số hồ sơ trễ hạn.")),
            OpenColumn("undated", _("số nguyên"), _("Số hồ sơ không rõ hạn.")),
        ),
        _histogram,
        "histogram",
    ),
    OpenTable(
        "danh-gia",
        _("Người dân đánh giá"),
        (
            FIRST,
            LAST,
            OpenColumn("ended", _("số nguyên"), _("Số hồ sơ đã xong trong kỳ: những người có thể đánh giá.")),
            OpenColumn("rated", _("số nguyên"), _("Số người đã đánh giá.")),
            OpenColumn("response_rate", _("phần trăm"), _("Số người đã đánh giá trên số hồ sơ đã xong.")),
            OpenColumn("favourable", _("số nguyên"), _("Số người hài lòng hoặc rất hài lòng.")),
            OpenColumn("satisfied_rate", _("phần trăm"), _("Số người hài lòng trên số người đã đánh giá.")),
            LOW,
            HIGH,
        ),
        _said,
    ),
)
BY_SLUG = {table.slug: table for table in TABLES}


# ── All beside each other ────────────────────────────────────────────────────────────────
BESIDE = (
    OpenColumn("code", _("chữ"), _("Mã cơ quan hoặc mã lĩnh vực.")),
    OpenColumn("name", _("chữ"), _("Tên.")),
    RECEIVED,
    RESOLVED,
    KEPT_RATE,
    LOW,
    HIGH,
    MEDIAN,
    P90,
)


def rows_beside(lines: Iterable[Beside]) -> Iterable[Sequence[Value]]:
    """Yield the list of agencies or sectors, as `BESIDE` names its columns."""
    for line in lines:
        one = line.judged
        yield line.code, line.name, one.received, one.resolved, *_kept(one), *_days(one)


def _ends(period: Period) -> tuple[str, str]:
    return period.first_on.isoformat(), period.last_on.isoformat()


def _kept(one: Judged) -> tuple[Value, Value, Value]:
    interval = one.interval
    return one.kept_rate, interval.low if interval else None, interval.high if interval else None


def _days(one: Judged) -> tuple[Value, Value]:
    return _tenths(one, one.median_days), _tenths(one, one.p90_days)


def _tenths(one: Judged, days: float | None) -> Decimal | None:
    """Return days as the page writes them: to one decimal, none where too few were resolved."""
    if days is None or not one.is_enough:
        return None
    return Decimal(str(days)).quantize(TENTH, ROUND_HALF_UP)
