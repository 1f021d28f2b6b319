"""Due dates against naive counters that live through the days, minute by minute, and what holds of every date."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agencies.calendar_seed import NATIONAL_DAYS
from agencies.worktime import DayKind, SpecialDay
from dossiers.deadlines import (
    DeadlineError,
    Limit,
    LimitUnit,
    Pause,
    condensed,
    date_from_lines,
    due_date,
)
from dossiers.tests.due_dates import EIGHT_HOURS, SEVEN_AND_A_HALF, at, calendar_with

days = st.dates(date(2025, 1, 15), date(2025, 5, 10))
moments = st.builds(lambda day, minute: at(f"{day}T00:00") + timedelta(minutes=minute), days, st.integers(0, 1439))
# Pauses are drawn by their distance from the reception, so that most of them bite.
waits = st.tuples(st.integers(-600, 30 * 1440), st.integers(0, 10_000))


def waits_after(received, drawn):
    """Pauses that begin and last so many minutes after the reception."""
    begins = [(received + timedelta(minutes=distance), length) for distance, length in drawn]
    return [Pause(moment, moment + timedelta(minutes=length)) for moment, length in begins]


calendars = st.builds(
    lambda hours, closed: calendar_with(
        hours, NATIONAL_DAYS | {day: SpecialDay(DayKind.DAY_OFF, "đóng cửa", "") for day in closed}
    ),
    st.sampled_from([EIGHT_HOURS, SEVEN_AND_A_HALF, "07:00-11:00", "08:00-10:00,10:00-12:00,14:00-18:30"]),
    st.sets(days, max_size=5),
)


def is_paused(moment, pauses):
    return any(pause.paused_at <= moment < pause.resumed_at for pause in pauses)


@settings(max_examples=60, deadline=None)
@given(calendars, moments, st.integers(1, 900), st.lists(waits, max_size=3))
def test_hours_agree_with_a_counter_that_steps_minute_by_minute(calendar, received, minutes, pauses):
    pauses = waits_after(received, pauses)
    limit = Limit(Decimal(minutes * 15) / 60, LimitUnit.WORKING_HOUR)
    result = due_date(received, limit, calendar, pauses)
    moment, left = received, minutes * 15
    while left:
        is_worked = any(s.opens <= moment.time() < s.closes for s in calendar.sessions_on(moment.date()))
        left -= is_worked and not is_paused(moment, pauses)
        moment += timedelta(minutes=1)
    assert result.at == moment
    assert date_from_lines(result.lines) == moment


def given_back(day, pauses, now):
    """Whether what is known now gives this day back."""
    return any(pause.paused_at <= now and pause.paused_at.date() <= day < pause.resumed_at.date() for pause in pauses)


@given(calendars, moments, st.integers(1, 40), st.lists(waits, max_size=3))
def test_working_days_agree_with_living_through_them(calendar, received, count, pauses):
    """Each evening all days so far are counted afresh with the pauses known by then; the first that suffices is due."""
    pauses = waits_after(received, pauses)
    result = due_date(received, Limit(Decimal(count), LimitUnit.WORKING_DAY), calendar, pauses)
    day_zero = received.date()
    while not calendar.is_working_day(day_zero) or (
        day_zero == received.date() and received >= calendar.closing(day_zero)
    ):
        day_zero += timedelta(days=1)
    day, lived = day_zero, []
    while True:
        day += timedelta(days=1)
        if calendar.is_working_day(day):
            lived.append(day)
            evening = calendar.closing(day)
            if sum(not given_back(one, pauses, evening) for one in lived) >= count:
                break
    assert result.at == evening
    assert date_from_lines(result.lines) == date_from_lines(condensed(result.lines)) == evening


@given(calendars, moments, st.integers(1, 60), st.lists(waits, max_size=3))
def test_calendar_days_agree_with_living_through_them(calendar, received, count, pauses):
    pauses = waits_after(received, pauses)
    result = due_date(received, Limit(Decimal(count), LimitUnit.CALENDAR_DAY), calendar, pauses)
    day, lived = received.date(), []
    while True:
        day += timedelta(days=1)
        lived.append(day)
        if not calendar.is_working_day(day):
            continue
        evening = calendar.closing(day)
        if sum(not given_back(one, pauses, evening) for one in lived) >= count and not given_back(day, pauses, evening):
            break
    assert result.at == evening
    assert date_from_lines(result.lines) == date_from_lines(condensed(result.lines)) == evening


limits = st.one_of(
    st.builds(lambda n: Limit(Decimal(n) / 2, LimitUnit.WORKING_DAY), st.integers(1, 60)),
    st.builds(lambda n: Limit(Decimal(n), LimitUnit.CALENDAR_DAY), st.integers(1, 60)),
    st.builds(lambda n: Limit(Decimal(n) / 4, LimitUnit.WORKING_HOUR), st.integers(1, 400)),
    st.builds(lambda n: Limit(Decimal(n), LimitUnit.MONTH), st.integers(1, 12)),
    st.just(Limit(Decimal(1), LimitUnit.SAME_DAY)),
)


@given(
    calendars,
    moments,
    limits,
    st.lists(limits.filter(lambda limit: limit.unit is not LimitUnit.SAME_DAY), max_size=2),
    st.lists(waits, max_size=3),
)
def test_the_lines_always_add_up(calendar, received, limit, extensions, pauses):
    pauses = waits_after(received, pauses)
    result = due_date(received, limit, calendar, pauses, extensions=extensions)
    assert date_from_lines(result.lines) == date_from_lines(condensed(result.lines)) == result.at
    assert all(line.text and "None" not in line.text for line in result.lines)


@given(calendars, moments, limits, st.lists(waits, max_size=3))
def test_a_due_moment_is_the_end_of_work_and_after_the_reception(calendar, received, limit, pauses):
    pauses = waits_after(received, pauses)
    result = due_date(received, limit, calendar, pauses)
    assert result.at > received
    assert calendar.is_working_day(result.at.date())
    assert result.at <= calendar.closing(result.at.date())


@given(calendars, moments, limits, waits)
def test_a_pause_never_makes_a_dossier_due_earlier(calendar, received, limit, pause):
    [pause] = waits_after(received, [pause])
    assert due_date(received, limit, calendar, [pause]).at >= due_date(received, limit, calendar).at


@given(calendars, moments, limits, waits)
def test_a_pause_that_runs_backwards_is_refused_and_one_without_length_changes_nothing(
    calendar, received, limit, pause
):
    [pause] = waits_after(received, [pause])
    backwards = Pause(pause.resumed_at, pause.paused_at)
    if backwards.paused_at == backwards.resumed_at:
        assert due_date(received, limit, calendar, [backwards]).at == due_date(received, limit, calendar).at
    else:
        with pytest.raises(DeadlineError):
            due_date(received, limit, calendar, [backwards])
