"""Periods of reports. Pure, but for the translation of their names: dates in, dates out.

Law: Nghị định 09/2019/NĐ-CP sets cut-off days for reports between agencies; the centre's own bulletin uses calendar
months.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Whole local days, both ends included."""

    first_on: date
    last_on: date

    def __post_init__(self) -> None:
        if self.last_on < self.first_on:
            raise ValueError("Kỳ báo cáo kết thúc trước khi bắt đầu.")

    @property
    def day_before(self) -> date:
        """The last day of the time before: its open dossiers are carried over."""
        return self.first_on - ONE_DAY

    @property
    def slug(self) -> str:
        """The month's address, “2026-11”."""
        return f"{self.first_on:%Y-%m}"

    @property
    def name(self) -> str:
        """The month as one says it, “Tháng 11/2026”."""
        return _("Tháng %(month)s/%(year)s") % {"month": self.first_on.month, "year": self.first_on.year}


def month(year: int, number: int) -> Period:
    """Return a calendar month."""
    return Period(date(year, number, 1), date(year, number, monthrange(year, number)[1]))


def month_of(day: date) -> Period:
    """Return the calendar month that a day lies in."""
    return month(day.year, day.month)


def parse_month(slug: str) -> Period:
    """Read “2026-11”; raises `ValueError` in Vietnamese for anything else."""
    match = re.fullmatch(r"([0-9]{4})-([0-9]{2})", slug)
    if not match or not 1 <= int(match[2]) <= 12 or not 1900 <= int(match[1]) <= 2999:
        raise ValueError("Tháng phải có dạng năm-tháng, ví dụ 2026-11.")
    return month(int(match[1]), int(match[2]))


def months_between(first: date, last: date) -> list[Period]:
    """Return the calendar months that the days from `first` to `last` touch, newest first."""
    months = []
    period = month_of(last)
    while period.last_on >= first:
        months.append(period)
        period = month_of(period.day_before)
    return months
