"""Months, and nothing that only looks like one."""

from datetime import date

import pytest

from reporting.periods import Period, month, month_of, months_between, parse_month


def test_a_month_has_all_its_days():
    assert month(2028, 2) == Period(date(2028, 2, 1), date(2028, 2, 29))
    assert month_of(date(2026, 12, 31)) == month(2026, 12)
    assert month(2026, 3).day_before == date(2026, 2, 28)


def test_the_address_of_a_month_leads_back_to_it():
    assert parse_month(month(2026, 3).slug) == month(2026, 3)


@pytest.mark.parametrize(
    "slug", ["", "2026", "2026-13", "2026-00", "2026-3", "26-03", "2026-03-01", "2026-03\n", "٢٠٢٦-٠٣"]
)
def test_what_is_not_a_month_is_refused(slug):
    with pytest.raises(ValueError):
        parse_month(slug)


def test_months_between_two_days_come_newest_first():
    assert months_between(date(2025, 11, 30), date(2026, 1, 1)) == [month(2026, 1), month(2025, 12), month(2025, 11)]


def test_a_period_does_not_end_before_it_begins():
    with pytest.raises(ValueError):
        Period(date(2026, 3, 2), date(2026, 3, 1))
