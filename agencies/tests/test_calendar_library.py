"""The library of days off beside our own rows, with the differences that we know; an alarm before a new year."""

from datetime import date

import pytest

from agencies.calendar_alarm import calendar_alarm
from agencies.calendar_library import days_to_begin_with, expected_days
from agencies.calendar_seed import NATIONAL_DAYS
from agencies.worktime import VIETNAM, DayKind, SpecialDay, WorkCalendar, parse_sessions, weekdays_worked

HOURS = weekdays_worked(parse_sessions("07:30-11:30,13:00-17:00"))
OURS_ONLY = {
    # The swap that the library lacks.
    date(2026, 1, 2): DayKind.DAY_OFF,
    date(2026, 1, 10): DayKind.MAKEUP,
}
THEIRS_ONLY = {
    date(2025, 2, 1): "Tết Nguyên đán",  # a Saturday besides the five days of the notice
    date(2027, 2, 4): "Tết Nguyên đán",  # which five days, the notice will say
    date(2027, 9, 3): "Quốc khánh",  # 1 or 3 September, the notice will say
}


def years_of_ours():
    return range(min(NATIONAL_DAYS).year, max(NATIONAL_DAYS).year + 1)


def test_the_library_and_our_rows_differ_in_exactly_these_days():
    theirs = {day: special for year in years_of_ours() for day, special in expected_days(year).items()}
    assert {day: NATIONAL_DAYS[day].kind for day in NATIONAL_DAYS.keys() - theirs.keys()} == OURS_ONLY
    assert {day: theirs[day].name for day in theirs.keys() - NATIONAL_DAYS.keys()} == THEIRS_ONLY
    both = theirs.keys() & NATIONAL_DAYS.keys()
    assert {day for day in both if theirs[day].kind is not NATIONAL_DAYS[day].kind} == set()
    # Of a swap our rows say for which day; all other names are the same.
    other_names = {day for day in both if not NATIONAL_DAYS[day].name.startswith(theirs[day].name)}
    assert other_names == set()


def test_only_one_difference_before_the_coming_year_changes_a_working_day():
    ours = WorkCalendar(VIETNAM, HOURS, NATIONAL_DAYS)
    theirs = WorkCalendar(VIETNAM, HOURS, {d: s for year in years_of_ours() for d, s in expected_days(year).items()})
    differing = {day for day in OURS_ONLY | THEIRS_ONLY if ours.is_working_day(day) != theirs.is_working_day(day)}
    assert {day for day in differing if day.year < 2027} == {date(2026, 1, 2), date(2026, 1, 10)}


@pytest.mark.parametrize("year", range(2028, 2032))
def test_what_is_expected_of_a_coming_year_is_unconfirmed_and_says_so(year):
    days = days_to_begin_with(2031)
    of_year = [special for day, special in days.items() if day.year == year]
    assert len(of_year) >= 11
    assert not any(special.is_confirmed for special in of_year)
    assert all("dự kiến" in special.decision and special.name for special in of_year)
    calendar = WorkCalendar(VIETNAM, HOURS, days)
    assert not calendar.is_confirmed(date(year, 6, 1))
    assert not calendar.is_working_day(date(year, 1, 1))


def test_our_rows_win_over_what_is_expected():
    assert {day: special for day, special in days_to_begin_with(2030).items() if day in NATIONAL_DAYS} == NATIONAL_DAYS


@pytest.mark.parametrize(
    ("today", "confirmed_until", "alarm"),
    [
        (date(2026, 9, 30), 2026, None),
        (date(2026, 10, 1), 2026, (2027, False)),
        (date(2026, 12, 31), 2026, (2027, False)),
        (date(2026, 12, 31), 2027, None),
        (date(2027, 1, 1), 2026, (2027, True)),
        (date(2027, 5, 1), 2027, None),
    ],
)
def test_from_october_on_a_coming_year_without_notice_raises_an_alarm(today, confirmed_until, alarm):
    days = {
        date(year, 1, 1): SpecialDay(
            DayKind.DAY_OFF, "Tết Dương lịch", "Điều 112", is_confirmed=year <= confirmed_until
        )
        for year in range(2025, 2029)
    }
    found = calendar_alarm(WorkCalendar(VIETNAM, HOURS, days), today=today)
    assert (found and (found.year, found.is_current)) == alarm
    assert found is None or str(found.year) in found.text
