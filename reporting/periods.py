"""Periods of reports. Pure, but for the translation of their names: dates in, dates out.

Law: Nghị định 09/2019/NĐ-CP sets cut-off days for reports between agencies (from the 15th of the month before to the
14th); the centre's own bulletin uses calendar months.
"""

import re
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from django.utils.translation import gettext as _

ONE_DAY = timedelta(days=1)
SECONDS_A_DAY = 86_400
CUT_OFF_DAY = 14
"""The last day of a reporting period. Law: Nghị định 09/2019/NĐ-CP Điều 12."""


class PeriodKind(StrEnum):
    """How long a period is; `RANGE` is from any day to any day."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    NINE_MONTHS = "nine_months"
    YEAR = "year"
    RANGE = "range"


MONTHS_IN = {
    PeriodKind.MONTH: 1,
    PeriodKind.QUARTER: 3,
    PeriodKind.HALF_YEAR: 6,
    PeriodKind.NINE_MONTHS: 9,
    PeriodKind.YEAR: 12,
}


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Whole local days, both ends included. `is_cut_off` tells the periods of reports from calendar ones."""

    first_on: date
    last_on: date
    kind: PeriodKind = field(default=PeriodKind.RANGE, compare=False)
    is_cut_off: bool = field(default=False, compare=False)

    def __post_init__(self) -> None:
        if self.last_on < self.first_on:
            raise ValueError("Kỳ báo cáo kết thúc trước khi bắt đầu.")

    @property
    def day_before(self) -> date:
        """The last day of the time before: its open dossiers are carried over."""
        return self.first_on - ONE_DAY

    @property
    def number(self) -> int:
        """Which month, quarter or half of its year; what closes a cut-off period names it."""
        return (self.last_on.month - 1) // MONTHS_IN.get(self.kind, 1) + 1

    @property
    def slug(self) -> str:
        """The address: “2026-11”, “2026-q3”, “2026-h1”, “2026-9m”, “2026”; “-bc” for the cut-off; days for a range."""
        year = f"{self.last_on.year:04}"
        slugs = {
            PeriodKind.MONTH: f"{year}-{self.last_on.month:02}",
            PeriodKind.QUARTER: f"{year}-q{self.number}",
            PeriodKind.HALF_YEAR: f"{year}-h{self.number}",
            PeriodKind.NINE_MONTHS: f"{year}-9m",
            PeriodKind.YEAR: year,
        }
        if self.kind not in slugs:
            return f"{self.first_on.isoformat()}_{self.last_on.isoformat()}"
        return slugs[self.kind] + ("-bc" if self.is_cut_off else "")

    @property
    def name(self) -> str:
        """The period as one says it, “Tháng 11/2026”."""
        words = {"month": self.last_on.month, "number": self.number, "year": self.last_on.year}
        names = {
            PeriodKind.MONTH: _("Tháng %(month)s/%(year)s"),
            PeriodKind.QUARTER: _("Quý %(number)s/%(year)s"),
            PeriodKind.HALF_YEAR: _("6 tháng đầu năm %(year)s") if self.number == 1 else _("6 tháng cuối năm %(year)s"),
            PeriodKind.NINE_MONTHS: _("9 tháng đầu năm %(year)s"),
            PeriodKind.YEAR: _("Năm %(year)s"),
        }
        days = {"first": f"{self.first_on:%d/%m/%Y}", "last": f"{self.last_on:%d/%m/%Y}"}
        if self.kind not in names:
            return _("Từ %(first)s đến %(last)s") % days
        name = names[self.kind] % words
        return (
            _("%(period)s (số liệu từ %(first)s đến %(last)s)") % {"period": name, **days} if self.is_cut_off else name
        )


def month(year: int, number: int) -> Period:
    """Return a calendar month."""
    return period(PeriodKind.MONTH, year, number)


def period(kind: PeriodKind, year: int, number: int = 1, *, is_cut_off: bool = False) -> Period:
    """Return the month, quarter, half … of this number in a year; raises `ValueError` where there is none."""
    months = MONTHS_IN[kind]
    last = months * number
    if not 1 <= last <= 12:
        raise ValueError("Không có kỳ báo cáo này trong năm.")
    first_on = date(year, last - months + 1, 1)
    if is_cut_off:
        before = first_on - ONE_DAY
        return Period(before.replace(day=CUT_OFF_DAY + 1), date(year, last, CUT_OFF_DAY), kind, is_cut_off=True)
    return Period(first_on, date(year, last, monthrange(year, last)[1]), kind)


def month_of(day: date) -> Period:
    """Return the calendar month that a day lies in."""
    return month(day.year, day.month)


def same_period_last_year(this: Period) -> Period:
    """Return the same period a year before; 29 February becomes the 28th."""
    if this.kind in MONTHS_IN:
        return period(this.kind, this.last_on.year - 1, this.number, is_cut_off=this.is_cut_off)
    return Period(_year_before(this.first_on), _year_before(this.last_on), this.kind)


def _year_before(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


def parse_month(slug: str) -> Period:
    """Read “2026-11”; raises `ValueError` in Vietnamese for anything else."""
    match = re.fullmatch(r"([0-9]{4})-([0-9]{2})", slug)
    if not match or not 1 <= int(match[2]) <= 12 or not 1900 <= int(match[1]) <= 2999:
        raise ValueError("Tháng phải có dạng năm-tháng, ví dụ 2026-11.")
    return month(int(match[1]), int(match[2]))


FORMS: tuple[tuple[str, PeriodKind], ...] = (
    ("-([0-9]{2})", PeriodKind.MONTH),
    ("-q([1-4])", PeriodKind.QUARTER),
    ("-h([12])", PeriodKind.HALF_YEAR),
    ("-9m()", PeriodKind.NINE_MONTHS),
    ("()", PeriodKind.YEAR),
)


def parse_period(slug: str) -> Period:
    """Read what `Period.slug` writes; raises `ValueError` in Vietnamese for anything else."""
    if match := re.fullmatch(r"([0-9]{4}-[0-9]{2}-[0-9]{2})_([0-9]{4}-[0-9]{2}-[0-9]{2})", slug):
        return Period(date.fromisoformat(match[1]), date.fromisoformat(match[2]))
    for form, kind in FORMS:
        match = re.fullmatch(f"([0-9]{{4}}){form}(-bc)?", slug)
        if match and 1900 <= int(match[1]) <= 2999:
            return period(kind, int(match[1]), int(match[2] or 1), is_cut_off=match[3] is not None)
    raise ValueError("Kỳ báo cáo phải có dạng 2026-11, 2026-q3, 2026-h1, 2026-9m hoặc 2026.")


def months_between(first: date, last: date) -> list[Period]:
    """Return the calendar months that the days from `first` to `last` touch, newest first."""
    months = []
    touched = month_of(last)
    while touched.last_on >= first:
        months.append(touched)
        touched = month_of(touched.day_before)
    return months


def cut_into_months(whole: Period) -> list[Period]:
    """Return the parts of a period that lie in each calendar month, oldest first; a whole month is a `MONTH`."""
    months = reversed(months_between(whole.first_on, whole.last_on))
    return [
        part
        if whole.first_on <= part.first_on and part.last_on <= whole.last_on
        else Period(max(part.first_on, whole.first_on), min(part.last_on, whole.last_on))
        for part in months
    ]
