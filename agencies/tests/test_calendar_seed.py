"""The national days off and make-up days that every installation begins with."""

from datetime import date

import pytest

from agencies.calendar_seed import LAST_CONFIRMED_YEAR, NATIONAL_DAYS, SWAPS
from agencies.worktime import VIETNAM, DayKind, WorkCalendar, parse_sessions, weekdays_worked

CALENDAR = WorkCalendar(VIETNAM, weekdays_worked(parse_sessions("07:30-11:30,13:00-17:00")), NATIONAL_DAYS)


@pytest.mark.parametrize(
    ("year", "weekdays_off", "saturdays_worked"),
    [
        (2018, 11, 0),
        (2019, 11, 2),
        (2020, 10, 0),
        (2021, 11, 0),
        (2022, 11, 0),
        (2023, 11, 0),
        (2024, 12, 1),
        (2025, 12, 1),
        (2026, 14, 2),
    ],
)
def test_each_year_has_its_days_off_and_worked_saturdays(year, weekdays_off, saturdays_worked):
    days = [date.fromordinal(n) for n in range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1)]
    assert sum(day.weekday() < 5 and not CALENDAR.is_working_day(day) for day in days) == weekdays_off
    assert [day.weekday() for day in days if day.weekday() >= 5 and CALENDAR.is_working_day(day)] == [
        5
    ] * saturdays_worked


def test_every_day_names_the_decision_that_orders_it():
    assert all(day.name and day.decision for day in NATIONAL_DAYS.values())


def test_every_swapped_day_off_is_a_weekday_repaid_by_a_saturday():
    for day_off, makeup, _ in SWAPS:
        assert (day_off.weekday() < 5, makeup.weekday()) == (True, 5)
        assert NATIONAL_DAYS[makeup].stands_for == day_off
        assert NATIONAL_DAYS[makeup].kind is DayKind.MAKEUP


def test_a_holiday_on_a_weekend_is_given_back_on_a_weekday():
    for day, special in NATIONAL_DAYS.items():
        if special.kind is DayKind.DAY_OFF and day.weekday() >= 5 and "Tết Nguyên đán" not in special.name:
            names = {s.name for other, s in NATIONAL_DAYS.items() if 0 < (other - day).days <= 4}
            assert f"nghỉ bù {special.name}" in names, day


def test_the_coming_year_is_not_confirmed_before_its_notice():
    assert CALENDAR.is_confirmed(date(LAST_CONFIRMED_YEAR, 12, 31))
    assert not CALENDAR.is_confirmed(date(LAST_CONFIRMED_YEAR + 1, 1, 4))
    assert not CALENDAR.is_confirmed(date(LAST_CONFIRMED_YEAR + 5, 1, 4))
