"""Working days, sessions, and sums of working minutes, against a counter that steps minute by minute."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agencies.calendar_seed import NATIONAL_DAYS
from agencies.worktime import (
    VIETNAM,
    BadSessions,
    CalendarHole,
    DayKind,
    NaiveInstant,
    Session,
    SpecialDay,
    WorkCalendar,
    WorktimeError,
    end_of_half_day,
    format_sessions,
    layered,
    name_of_day,
    parse_sessions,
    weekdays_worked,
)

EIGHT_HOURS = parse_sessions("07:30-11:30,13:00-17:00")
MORNING = parse_sessions("07:30-11:30")
HOURS = [
    EIGHT_HOURS,
    parse_sessions("07:00-11:30,13:30-17:00"),
    MORNING,
    parse_sessions("08:00-10:00,10:00-12:00,14:00-19:45"),
]


def calendar_with(hours=EIGHT_HOURS, special=NATIONAL_DAYS, weekdays=range(5)):
    return WorkCalendar(VIETNAM, weekdays_worked(hours, weekdays), special)


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


def off(name, **more):
    return SpecialDay(DayKind.DAY_OFF, name, "Quyết định", **more)


# ── Hours ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_hours_are_read_as_they_are_written():
    assert parse_sessions(" 07:30-11:30 , 13:00-17:00 ") == (
        Session(time(7, 30), time(11, 30)),
        Session(time(13), time(17)),
    )
    assert format_sessions(EIGHT_HOURS) == "07:30-11:30,13:00-17:00"
    assert parse_sessions("") == ()


@pytest.mark.parametrize(
    "text",
    ["07:30", "11:30-07:30", "07:30-07:30", "07:30-25:00", "7h30-11h30", "07:30-11:30,11:00-17:00",
     "13:00-17:00,07:30-11:30", "07:30-11:30-13:00", "07:30:15-11:30", "-", "07:60-09:00", "٠٧:٣٠-١١:٣٠"],
)  # fmt: skip
def test_hours_that_make_no_sense_are_refused_in_words(text):
    with pytest.raises(BadSessions) as refusal:
        parse_sessions(text)
    assert "làm việc" in str(refusal.value)


@pytest.mark.parametrize(
    ("hours", "half"),
    [
        ("07:30-11:30,13:00-17:00", time(11, 30)),
        ("07:00-11:30,13:30-17:00", time(11, 30)),
        ("08:00-10:00,10:00-12:00,14:00-19:45", time(12)),
        ("07:30-11:30", time(9, 30)),
        ("13:00-17:00", time(15)),
        ("08:00-16:00", time(12)),
    ],
)
def test_half_a_day_ends_at_the_midday_break_or_after_half_of_the_minutes(hours, half):
    assert end_of_half_day(parse_sessions(hours)) == half


# ── Days ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_day_off_is_called_by_its_name():
    calendar = calendar_with()
    assert calendar.why_off(date(2026, 4, 30)) == "Ngày Chiến thắng 30/4"
    assert calendar.why_off(date(2026, 5, 2)) == "nghỉ cuối tuần"
    assert calendar.why_off(date(2026, 5, 4)) == ""
    assert calendar.ground_off(date(2026, 2, 16)) == "Thông báo số 9441/TB-BNV năm 2025"
    assert calendar.ground_off(date(2026, 5, 2)).startswith("Quyết định số 188/1999/QĐ-TTg")
    assert calendar.ground_off(date(2026, 5, 4)) == ""


def test_a_weekday_without_hours_is_not_called_a_weekend():
    calendar = calendar_with(weekdays=[0, 2, 4], special={})
    assert calendar.why_off(date(2026, 3, 3)) == "không có giờ làm việc"


def test_a_makeup_saturday_has_the_hours_of_the_day_it_stands_for():
    short_friday = parse_sessions("07:30-11:30,13:00-16:00")
    calendar = WorkCalendar(VIETNAM, weekdays_worked(EIGHT_HOURS) | {4: short_friday}, NATIONAL_DAYS)
    assert calendar.sessions_on(date(2025, 4, 26)) == short_friday  # for Friday 2 May
    assert calendar.sessions_on(date(2026, 8, 22)) == EIGHT_HOURS  # for Monday 31 August
    assert not calendar.is_working_day(date(2025, 5, 2))


def test_a_day_with_hours_of_its_own_is_worked_in_those():
    special = {date(2026, 3, 14): SpecialDay(DayKind.CUSTOM_SESSIONS, "trực thứ Bảy", "Quyết định", MORNING)}
    calendar = calendar_with(special=special)
    assert calendar.closing(date(2026, 3, 14)) == at("2026-03-14T11:30")


def test_the_next_working_day_is_strictly_later():
    calendar = calendar_with()
    assert calendar.next_working_day(date(2025, 4, 25)) == date(2025, 4, 26)
    assert calendar.next_working_day(date(2025, 4, 29)) == date(2025, 5, 5)
    assert calendar.previous_working_day(date(2025, 5, 5)) == date(2025, 4, 29)
    assert calendar.shift_working_days(date(2025, 5, 6), -3) == date(2025, 4, 28)
    assert calendar.shift_working_days(date(2025, 5, 3), 0) == date(2025, 5, 3)


def test_working_days_are_counted_after_the_first_day_up_to_the_last():
    calendar = calendar_with()
    assert calendar.working_days_between(date(2025, 4, 25), date(2025, 5, 5)) == 4
    assert calendar.working_days_between(date(2025, 5, 5), date(2025, 4, 25)) == -4
    assert calendar.working_days_between(date(2025, 5, 5), date(2025, 5, 5)) == 0


def test_a_calendar_without_working_days_refuses_instead_of_searching_for_ever():
    calendar = calendar_with(hours=())
    with pytest.raises(CalendarHole, match="10 năm"):
        calendar.next_working_day(date(2026, 1, 5))
    with pytest.raises(CalendarHole):
        calendar.add_working_minutes(at("2026-01-05T08:00"), 1)
    with pytest.raises(CalendarHole):
        calendar_with().next_working_day(date.max)


def test_a_day_off_has_no_opening():
    with pytest.raises(WorktimeError, match="Tết Dương lịch"):
        calendar_with().opening(date(2026, 1, 1))


def test_an_instant_without_time_zone_is_refused():
    with pytest.raises(NaiveInstant, match="múi giờ"):
        calendar_with().local(datetime(2026, 1, 5, 8))


def test_an_instant_is_judged_by_the_local_day_and_to_the_minute():
    calendar = calendar_with()
    assert calendar.local(datetime(2025, 3, 31, 16, 30, 59, tzinfo=UTC)) == at("2025-03-31T23:30")
    with pytest.raises(WorktimeError):
        calendar.local(datetime.max.replace(tzinfo=UTC))


# ── Levels ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_of_two_levels_the_most_specific_wins():
    storm, flag_day = date(2026, 9, 24), date(2026, 9, 1)
    nation = {flag_day: off("Quốc khánh")}
    province = {storm: off("nghỉ phòng chống bão")}
    unit = {storm: SpecialDay(DayKind.CUSTOM_SESSIONS, "trực bão", "Quyết định", MORNING)}
    calendar = calendar_with(special=layered(nation, province, {}, unit))
    assert calendar.why_off(flag_day) == "Quốc khánh"
    assert calendar.sessions_on(storm) == MORNING
    assert calendar_with(special=layered(nation, province)).why_off(storm) == "nghỉ phòng chống bão"


def test_a_level_may_change_one_weekday_and_inherits_the_others():
    weekly = layered(weekdays_worked(EIGHT_HOURS), {5: MORNING, 4: ()})
    calendar = WorkCalendar(VIETNAM, weekly)
    assert calendar.is_working_day(date(2026, 3, 14))
    assert not calendar.is_working_day(date(2026, 3, 13))
    assert calendar.sessions_on(date(2026, 3, 12)) == EIGHT_HOURS


def test_a_calendar_refuses_contradictory_rows():
    with pytest.raises(BadSessions):
        SpecialDay(DayKind.DAY_OFF, "Quốc khánh", "", MORNING)
    with pytest.raises(BadSessions):
        SpecialDay(DayKind.CUSTOM_SESSIONS, "trực", "")
    with pytest.raises(BadSessions):
        WorkCalendar(VIETNAM, {7: MORNING})


# ── Minutes ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_exact_fit_ends_where_the_session_ends():
    calendar = calendar_with()
    assert calendar.add_working_minutes(at("2025-03-10T07:30"), 8 * 60) == at("2025-03-10T17:00")
    assert calendar.add_working_minutes(at("2025-03-10T07:30"), 4 * 60) == at("2025-03-10T11:30")
    assert calendar.add_working_minutes(at("2025-03-10T17:00"), 1) == at("2025-03-11T07:31")


def test_minutes_cannot_be_negative():
    with pytest.raises(WorktimeError):
        calendar_with().add_working_minutes(at("2025-03-10T07:30"), -1)


def is_worked(calendar, moment):
    return any(s.opens <= moment.time() < s.closes for s in calendar.sessions_on(moment.date()))


days = st.dates(date(2025, 1, 20), date(2025, 5, 10))
moments = st.builds(lambda day, minute: at(f"{day}T00:00") + timedelta(minutes=minute), days, st.integers(0, 1439))
calendars = st.builds(
    lambda hours, saturday, closed: WorkCalendar(
        VIETNAM, weekdays_worked(hours) | {5: saturday}, NATIONAL_DAYS | {day: off("đóng cửa") for day in closed}
    ),
    st.sampled_from(HOURS), st.sampled_from([(), MORNING]), st.sets(days, max_size=5),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(calendars, moments, st.integers(1, 1500))
def test_adding_minutes_agrees_with_a_counter_that_steps_minute_by_minute(calendar, start, minutes):
    moment, left = start, minutes
    while left:
        left -= is_worked(calendar, moment)
        moment += timedelta(minutes=1)
    assert calendar.add_working_minutes(start, minutes) == moment


@settings(max_examples=60, deadline=None)
@given(calendars, moments, st.integers(0, 20_000))
def test_minutes_between_agree_with_a_counter_that_steps_minute_by_minute(calendar, start, length):
    end = start + timedelta(minutes=length)
    counted = sum(is_worked(calendar, start + timedelta(minutes=n)) for n in range(length))
    assert calendar.working_minutes_between(start, end) == counted
    assert calendar.working_minutes_between(end, start) == -counted


@given(calendars, moments, st.integers(1, 20_000))
def test_minutes_added_are_the_minutes_between(calendar, start, minutes):
    assert calendar.working_minutes_between(start, calendar.add_working_minutes(start, minutes)) == minutes


@given(calendars, days, st.integers(1, 30))
def test_days_shifted_are_the_days_between(calendar, day, count):
    later = calendar.shift_working_days(day, count)
    assert calendar.is_working_day(later)
    assert calendar.working_days_between(day, later) == count


def test_a_date_is_said_as_a_clerk_says_it():
    assert name_of_day(date(2025, 3, 9)) == "Chủ nhật 09/03/2025"
    assert name_of_day(date(2025, 3, 10)) == "thứ Hai 10/03/2025"
