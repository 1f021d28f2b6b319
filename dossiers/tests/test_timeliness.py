"""How a dossier is judged: while it is open, and once it is finished."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agencies.calendar_seed import NATIONAL_DAYS
from agencies.worktime import VIETNAM, WorkCalendar, parse_sessions, weekdays_worked
from dossiers.deadlines import Basis, Due, Standing, Timeliness, breach_at, is_breached, standing, timeliness

CALENDAR = WorkCalendar(VIETNAM, weekdays_worked(parse_sessions("07:30-11:30,13:00-17:00")), NATIONAL_DAYS)


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


BY_DAY = Due(at("2025-05-06T17:00"), Basis.DAY)
BY_HOUR = Due(at("2025-05-06T10:00"), Basis.INSTANT)


@pytest.mark.parametrize(
    ("due", "finished", "expected"),
    [
        (BY_DAY, "2025-05-05T23:59", Timeliness.EARLY),
        (BY_DAY, "2025-05-06T00:00", Timeliness.ON_TIME),
        (BY_DAY, "2025-05-06T17:20", Timeliness.ON_TIME),
        (BY_DAY, "2025-05-06T23:59", Timeliness.ON_TIME),
        (BY_DAY, "2025-05-07T00:00", Timeliness.LATE),
        (BY_HOUR, "2025-05-05T17:00", Timeliness.EARLY),
        (BY_HOUR, "2025-05-06T08:00", Timeliness.ON_TIME),
        (BY_HOUR, "2025-05-06T10:00", Timeliness.ON_TIME),
        (BY_HOUR, "2025-05-06T10:01", Timeliness.LATE),
    ],
)
def test_a_finished_dossier_is_early_on_time_or_late(due, finished, expected):
    assert timeliness(due, at(finished)) is expected


def test_missing_due_date_is_never_on_time():
    assert timeliness(None, at("2025-05-06T10:00")) is None
    assert standing(None, at("2025-05-06T10:00"), CALENDAR) is None


def test_dossier_due_at_midnight_is_judged_by_local_date():
    # Read from a database in UTC, the due moment stands on the day before: 17:00 UTC is midnight in Vietnam.
    due = Due(datetime(2025, 5, 5, 17, 0, tzinfo=UTC), Basis.DAY)
    assert timeliness(due, datetime(2025, 5, 5, 16, 59, tzinfo=UTC)) is Timeliness.EARLY
    assert timeliness(due, datetime(2025, 5, 6, 16, 59, tzinfo=UTC)) is Timeliness.ON_TIME
    assert timeliness(due, datetime(2025, 5, 6, 17, 0, tzinfo=UTC)) is Timeliness.LATE


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2025-04-28T23:59", Standing.IN_TIME),
        ("2025-04-29T00:00", Standing.DUE_SOON),  # two working days before: 5 May and 29 April
        ("2025-05-01T10:00", Standing.DUE_SOON),
        ("2025-05-05T17:00", Standing.DUE_SOON),
        ("2025-05-06T00:00", Standing.DUE_TODAY),
        ("2025-05-06T23:59", Standing.DUE_TODAY),
        ("2025-05-07T00:00", Standing.OVERDUE),
    ],
)
def test_an_open_dossier_is_watched_from_two_working_days_before(now, expected):
    assert standing(BY_DAY, at(now), CALENDAR) is expected


def test_an_hour_limit_is_overdue_after_its_minute():
    assert standing(BY_HOUR, at("2025-05-06T10:00"), CALENDAR) is Standing.DUE_TODAY
    assert standing(BY_HOUR, at("2025-05-06T10:01"), CALENDAR) is Standing.OVERDUE


def test_how_early_soon_is_can_be_chosen():
    assert standing(BY_DAY, at("2025-04-28T08:00"), CALENDAR, soon_days=3) is Standing.DUE_SOON
    assert standing(BY_DAY, at("2025-05-05T08:00"), CALENDAR, soon_days=0) is Standing.IN_TIME


def test_a_paused_dossier_is_paused_unless_it_was_overdue_before():
    now = at("2025-06-01T08:00")
    assert standing(BY_DAY, now, CALENDAR, is_paused=True) is Standing.PAUSED
    assert standing(BY_DAY, now, CALENDAR, is_paused=True, paused_at=at("2025-05-05T08:00")) is Standing.PAUSED
    assert standing(BY_DAY, now, CALENDAR, is_paused=True, paused_at=at("2025-05-07T08:00")) is Standing.OVERDUE


def test_a_breach_has_its_legal_instant_whoever_notices_it():
    assert breach_at(BY_DAY) == at("2025-05-07T00:00")
    assert breach_at(BY_HOUR) == at("2025-05-06T10:00")


@given(
    st.sampled_from(Basis),
    st.datetimes(datetime(2025, 1, 2), datetime(2026, 12, 1), timezones=st.just(UTC)),
    st.integers(-20_000, 20_000),
)
def test_an_open_dossier_is_overdue_exactly_when_finishing_now_would_be_late(basis, due_at, minutes):
    due, now = Due(due_at, basis), due_at + timedelta(minutes=minutes)
    is_late = timeliness(due, now) is Timeliness.LATE
    assert (standing(due, now, CALENDAR) is Standing.OVERDUE) == is_late == is_breached(due, now)


def test_every_verdict_has_a_vietnamese_label():
    assert [one.label for one in Timeliness] == ["Trước hạn", "Đúng hạn", "Trễ hạn"]
    assert all(one.label for one in Standing)
