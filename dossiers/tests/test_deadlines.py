"""Due dates: cases computed by hand and by other means, and rules one by one."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from agencies.worktime import CalendarHole, DayKind, SpecialDay, parse_sessions
from dossiers.deadlines import (
    BadLimit,
    BadPause,
    Basis,
    Limit,
    LimitUnit,
    LineKind,
    Pause,
    StartRule,
    add_months,
    due_date,
    effective_start,
)
from dossiers.tests.due_dates import (
    CALENDAR,
    EIGHT_HOURS,
    EIGHT_TO_FIVE,
    SEVEN_AND_A_HALF,
    at,
    calendar_with,
    due,
    pauses_from,
)

# ── Cases computed by other means (a boolean calendar in numpy, a loop over minutes) ──────────────────────────────────

CASES = [
    ("2025-03-12T08:00", "2 working_days", EIGHT_HOURS, "", "2025-03-14T17:00"),
    ("2025-03-07T16:59", "5 working_days", EIGHT_HOURS, "", "2025-03-14T17:00"),
    ("2024-02-28T10:00", "2 working_days", SEVEN_AND_A_HALF, "", "2024-03-01T17:00"),
    ("2018-12-27T09:00", "4 working_days", EIGHT_HOURS, "", "2019-01-04T17:00"),
    ("2019-05-03T15:00", "1 working_days", EIGHT_TO_FIVE, "", "2019-05-04T17:00"),
    ("2020-01-21T08:00", "3 working_days", EIGHT_HOURS, "", "2020-01-31T17:00"),
    ("2021-02-05T11:30", "5 working_days", SEVEN_AND_A_HALF, "", "2021-02-19T17:00"),
    ("2022-01-28T09:15", "10 working_days", EIGHT_HOURS, "", "2022-02-18T17:00"),
    ("2023-04-28T14:00", "1 working_days", EIGHT_HOURS, "", "2023-05-04T17:00"),
    ("2024-04-26T08:00", "5 working_days", EIGHT_TO_FIVE, "", "2024-05-07T17:00"),
    ("2025-04-25T16:00", "1 working_days", EIGHT_HOURS, "", "2025-04-26T17:00"),
    ("2026-01-09T17:00", "1 working_days", EIGHT_HOURS, "", "2026-01-12T17:00"),
    ("2026-08-20T08:00", "20 working_days", EIGHT_HOURS, "", "2026-09-21T17:00"),
    ("2025-03-16T22:00", "3 working_days", EIGHT_HOURS, "", "2025-03-20T17:00"),
    ("2025-03-14T17:01", "2 working_days", SEVEN_AND_A_HALF, "", "2025-03-19T17:00"),
    ("2024-12-31T23:59", "15 working_days", EIGHT_HOURS, "", "2025-01-23T17:00"),
    ("2025-03-10T06:00", "1 working_days", EIGHT_HOURS, "", "2025-03-11T17:00"),
    ("2025-03-10T12:00", "1 working_days", EIGHT_HOURS, "", "2025-03-11T17:00"),
    ("2025-03-10T08:00", "6 calendar_days", EIGHT_HOURS, "", "2025-03-17T17:00"),
    ("2025-04-10T08:00", "20 calendar_days", EIGHT_HOURS, "", "2025-05-05T17:00"),
    ("2025-12-22T14:00", "10 calendar_days", EIGHT_HOURS, "", "2026-01-05T17:00"),
    ("2026-01-17T10:00", "30 calendar_days", EIGHT_HOURS, "", "2026-02-23T17:00"),
    ("2024-01-31T08:00", "1 months", EIGHT_HOURS, "", "2024-02-29T17:00"),
    ("2025-01-31T08:00", "3 months", EIGHT_HOURS, "", "2025-05-05T17:00"),
    ("2025-08-29T08:00", "6 months", EIGHT_HOURS, "", "2026-03-02T17:00"),
    ("2024-11-30T08:00", "3 months", EIGHT_HOURS, "", "2025-02-28T17:00"),
    ("2025-03-11T13:00", "4 working_hours", EIGHT_HOURS, "", "2025-03-11T17:00"),
    ("2025-03-11T11:45", "2 working_hours", EIGHT_HOURS, "", "2025-03-11T15:00"),
    ("2025-03-11T17:00", "0.5 working_hours", EIGHT_HOURS, "", "2025-03-12T08:00"),
    ("2025-03-14T16:30", "8 working_hours", EIGHT_HOURS, "", "2025-03-17T16:30"),
    ("2025-01-24T16:00", "16 working_hours", EIGHT_HOURS, "", "2025-02-04T16:00"),
    ("2025-04-26T15:30", "4 working_hours", EIGHT_HOURS, "", "2025-04-28T10:00"),
    ("2025-03-11T07:30", "7.5 working_hours", SEVEN_AND_A_HALF, "", "2025-03-11T17:00"),
    ("2025-03-11T13:15", "1.25 working_hours", SEVEN_AND_A_HALF, "", "2025-03-11T14:45"),
    ("2025-03-11T08:00", "7 working_days", EIGHT_HOURS, "2025-03-13T09:00/2025-03-18T14:00", "2025-03-25T17:00"),
    ("2025-03-11T08:00", "5 working_days", EIGHT_HOURS, "2025-03-18T09:00/2025-03-20T08:00", "2025-03-20T17:00"),
    ("2025-03-11T08:00", "5 working_days", EIGHT_HOURS, "2025-03-18T17:30/2025-03-20T08:00", "2025-03-18T17:00"),
    ("2025-04-25T08:00", "5 working_days", EIGHT_HOURS, "2025-04-28T10:00/2025-05-07T10:00", "2025-05-12T17:00"),
    ("2025-03-11T08:00", "8 working_hours", EIGHT_HOURS, "2025-03-11T11:00/2025-03-13T15:00", "2025-03-14T10:30"),
    ("2025-03-11T08:00", "8 working_hours", EIGHT_HOURS, "2025-03-11T12:00/2025-03-11T12:45", "2025-03-12T08:00"),
    ("2025-01-24T08:00", "12 working_hours", EIGHT_TO_FIVE, "2025-01-24T14:00/2025-02-04T09:30", "2025-02-05T08:30"),
    ("2025-03-10T14:59", "same_day", EIGHT_HOURS, "", "2025-03-10T17:00"),
    ("2025-03-10T15:00", "same_day", EIGHT_HOURS, "", "2025-03-11T17:00"),
    ("2025-03-14T15:00", "same_day", EIGHT_HOURS, "", "2025-03-17T17:00"),
    ("2025-03-15T09:00", "same_day", EIGHT_HOURS, "", "2025-03-17T17:00"),
    ("2025-03-14T18:00", "same_day", EIGHT_HOURS, "", "2025-03-17T17:00"),
    ("2026-01-09T16:00", "same_day", EIGHT_HOURS, "", "2026-01-10T17:00"),
    ("2025-04-29T15:30", "same_day", EIGHT_HOURS, "", "2025-05-05T17:00"),
]


@pytest.mark.parametrize(("received", "limit", "hours", "pauses", "expected"), CASES)
def test_a_due_date_agrees_with_independent_arithmetic(received, limit, hours, pauses, expected):
    assert due(received, limit, pauses, calendar_with(hours)) == expected


@pytest.mark.parametrize(
    ("received", "limit", "expected"),
    [
        ("2018-02-12T09:00", "3 working_days", "2018-02-22"),
        ("2018-12-28T10:00", "3 working_days", "2019-01-04"),
        ("2019-04-26T14:00", "3 working_days", "2019-05-04"),
        ("2020-01-22T16:30", "5 working_days", "2020-02-05"),
        ("2024-05-03T17:30", "2 working_days", "2024-05-07"),
        ("2025-04-25T09:00", "3 working_days", "2025-04-29"),
        ("2025-04-29T09:00", "3 working_days", "2025-05-07"),
        ("2025-12-31T09:00", "5 working_days", "2026-01-09"),
        ("2026-01-09T15:30", "1 working_days", "2026-01-10"),
        ("2026-02-13T10:00", "3 working_days", "2026-02-25"),
        ("2026-08-28T16:00", "3 working_days", "2026-09-07"),
        ("2026-11-21T09:00", "1 working_days", "2026-11-25"),
        ("2025-04-15T09:00", "15 calendar_days", "2025-05-05"),
        ("2026-01-20T09:00", "30 calendar_days", "2026-02-23"),
        ("2026-08-10T09:00", "20 calendar_days", "2026-09-03"),
    ],
)
def test_a_due_date_agrees_with_the_years_around_tet_and_swapped_days(received, limit, expected):
    assert due(received, limit) == f"{expected}T17:00"


# ── Rules one by one ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("received", "starts", "rule"),
    [
        ("2025-03-10T07:30", "2025-03-10T07:30", StartRule.AT_RECEPTION),
        ("2025-03-10T16:59", "2025-03-10T16:59", StartRule.AT_RECEPTION),
        ("2025-03-10T06:10", "2025-03-10T07:30", StartRule.AT_OPENING),
        ("2025-03-10T11:30", "2025-03-10T13:00", StartRule.AFTER_BREAK),
        ("2025-03-10T12:59", "2025-03-10T13:00", StartRule.AFTER_BREAK),
        ("2025-03-10T17:00", "2025-03-11T07:30", StartRule.NEXT_WORKING_DAY),
        ("2025-03-14T20:00", "2025-03-17T07:30", StartRule.NEXT_WORKING_DAY),
        ("2025-03-15T09:00", "2025-03-17T07:30", StartRule.NEXT_WORKING_DAY),
        ("2025-01-27T09:00", "2025-02-03T07:30", StartRule.NEXT_WORKING_DAY),
    ],
)
def test_the_clock_starts_when_the_agency_works(received, starts, rule):
    start = effective_start(at(received), CALENDAR)
    assert (start.at, start.rule) == (at(starts), rule)


def test_days_of_the_calendar_are_counted_from_the_day_of_receipt_even_if_it_is_off():
    assert effective_start(at("2025-03-15T09:00"), CALENDAR, LimitUnit.MONTH).on == date(2025, 3, 15)
    assert due("2025-03-15T09:00", "5 calendar_days") == "2025-03-20T17:00"
    assert due("2025-01-31T08:00", "1 months") == "2025-02-28T17:00"


def test_the_instant_of_reception_is_cut_to_the_minute_that_the_receipt_shows():
    received = datetime(2025, 3, 10, 1, 0, 59, 999, tzinfo=UTC)
    assert due_date(received, Limit.parse("2 working_hours"), CALENDAR).at == at("2025-03-10T10:00")


def test_working_day_is_not_24_business_hours():
    assert due("2025-03-10T08:00", "1 working_days") == "2025-03-11T17:00"
    assert due("2025-03-10T08:00", "24 working_hours") == "2025-03-13T08:00"


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        ("0.5 working_days", "2025-03-11T11:30"),
        ("1 working_days", "2025-03-11T17:00"),
        ("1.5 working_days", "2025-03-12T11:30"),
        ("4.5 working_days", "2025-03-17T11:30"),
    ],
)
def test_half_a_day_ends_at_midday(limit, expected):
    assert due("2025-03-10T08:00", limit) == expected


def test_a_pause_in_the_afternoon_of_a_due_half_day_comes_too_late():
    assert due("2025-03-10T08:00", "1.5 working_days", "2025-03-12T14:00/2025-03-14T09:00") == "2025-03-12T11:30"
    assert due("2025-03-10T08:00", "1.5 working_days", "2025-03-12T09:00/2025-03-14T09:00") == "2025-03-14T11:30"


def test_the_day_of_resuming_counts_again():
    assert due("2025-03-10T08:00", "5 working_days", "2025-03-12T16:59/2025-03-13T07:31") == "2025-03-18T17:00"
    assert due("2025-03-10T08:00", "5 working_days", "2025-03-12T07:31/2025-03-12T16:59") == "2025-03-17T17:00"


def test_half_open_pause_at_month_end():
    # 31 March is given back, 1 April is not: the pause ends before its first minute.
    assert due("2025-03-27T08:00", "3 working_days", "2025-03-31T00:00/2025-04-01T00:00") == "2025-04-02T17:00"
    assert due("2025-03-27T08:00", "5 calendar_days", "2025-03-31T00:00/2025-04-01T00:00") == "2025-04-02T17:00"
    assert due("2025-01-31T08:00", "1 months", "2025-02-28T00:00/2025-03-01T00:00") == "2025-03-03T17:00"


def test_a_month_gives_each_paused_day_back():
    assert due("2025-03-10T08:00", "1 months", "2025-03-14T10:00/2025-03-19T10:00") == "2025-04-15T17:00"


def test_a_last_day_off_moves_past_a_pause_that_is_running_then():
    # The 5th day is Saturday 15 March; on Monday and Tuesday the dossier waits for the citizen.
    assert due("2025-03-10T08:00", "5 calendar_days", "2025-03-17T09:00/2025-03-19T09:00") == "2025-03-19T17:00"


def test_a_same_day_limit_gives_a_paused_day_back():
    assert due("2025-03-10T09:00", "same_day", "2025-03-10T10:00/2025-03-12T09:00") == "2025-03-12T17:00"
    assert due("2025-03-10T09:00", "same_day", "2025-03-10T10:00/2025-03-10T14:00") == "2025-03-10T17:00"


def test_pauses_that_overlap_give_each_day_back_once():
    both = "2025-03-12T09:00/2025-03-14T09:00 2025-03-13T09:00/2025-03-14T15:00"
    assert due("2025-03-10T08:00", "5 working_days", both) == "2025-03-19T17:00"
    assert due("2025-03-10T08:00", "8 working_hours", both.replace("03-12", "03-10")) == "2025-03-17T14:00"


def test_a_pause_at_the_due_moment_itself_is_not_too_late():
    assert due("2025-03-10T08:00", "5 working_days", "2025-03-17T17:00/2025-03-19T08:00") == "2025-03-19T17:00"
    assert due("2025-03-10T08:00", "1 working_hours", "2025-03-10T09:00/2025-03-19T08:00") == "2025-03-10T09:00"


def test_a_pause_that_begins_in_the_evening_gives_that_day_back_unless_it_was_the_last():
    assert due("2025-03-10T08:00", "10 calendar_days", "2025-03-12T18:00/2025-03-14T09:00") == "2025-03-24T17:00"
    assert due("2025-03-10T08:00", "10 working_days", "2025-03-12T18:00/2025-03-14T09:00") == "2025-03-26T17:00"


def test_a_pause_after_the_due_moment_changes_nothing_and_says_so():
    result = due_date(
        at("2025-03-10T08:00"),
        Limit.parse("1 working_days"),
        CALENDAR,
        pauses_from("2025-03-11T17:01/2025-03-20T08:00"),
    )
    assert result.at == at("2025-03-11T17:00")
    assert [line.kind for line in result.lines][-1] is LineKind.PAUSED_TOO_LATE


def test_an_extension_of_the_same_unit_is_added_before_the_last_day_rolls_over():
    assert due("2025-01-31T08:00", "1 months", extensions=[Limit.parse("1 months")]) == "2025-03-31T17:00"
    assert due("2025-03-10T08:00", "5 calendar_days", extensions=[Limit.parse("5 calendar_days")]) == "2025-03-20T17:00"
    assert (
        due("2025-03-10T08:00", "0.5 working_days", extensions=[Limit.parse("0.5 working_days")]) == "2025-03-11T17:00"
    )


def test_an_extension_of_another_unit_begins_where_the_limit_ends():
    assert due("2025-03-10T08:00", "2 working_days", extensions=[Limit.parse("5 calendar_days")]) == "2025-03-17T17:00"
    assert due("2025-03-10T08:00", "2 working_days", extensions=[Limit.parse("4 working_hours")]) == "2025-03-13T11:30"


def test_days_are_compared_by_date_and_hours_by_instant():
    bases = {unit: due_date(at("2025-03-10T08:00"), Limit(Decimal(1), unit), CALENDAR).basis for unit in LimitUnit}
    assert bases == {
        LimitUnit.WORKING_DAY: Basis.DAY,
        LimitUnit.CALENDAR_DAY: Basis.DAY,
        LimitUnit.MONTH: Basis.DAY,
        LimitUnit.WORKING_HOUR: Basis.INSTANT,
        LimitUnit.SAME_DAY: Basis.INSTANT,
    }


def test_a_month_without_that_day_ends_on_its_last():
    assert add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert add_months(date(2025, 12, 15), 2) == date(2026, 2, 15)


# ── Bad input ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "limit",
    [
        Limit(Decimal("0.3"), LimitUnit.WORKING_DAY),
        Limit(Decimal("1.5"), LimitUnit.CALENDAR_DAY),
        Limit(Decimal("0.5"), LimitUnit.MONTH),
        Limit(Decimal("0.001"), LimitUnit.WORKING_HOUR),
        Limit(Decimal("1000000"), LimitUnit.WORKING_DAY),
        Limit(Decimal("Infinity"), LimitUnit.MONTH),
    ],
)
def test_an_amount_that_means_nothing_is_refused_in_words(limit):
    with pytest.raises(BadLimit, match="Thời hạn"):
        due_date(at("2025-03-10T08:00"), limit, CALENDAR)


def test_a_pause_that_ends_before_it_begins_is_refused():
    with pytest.raises(BadPause, match="trước khi bắt đầu"):
        due("2025-03-10T08:00", "5 working_days", "2025-03-14T08:00/2025-03-12T08:00")
    with pytest.raises(BadPause, match="chưa kết thúc"):
        due_date(at("2025-03-10T08:00"), Limit.parse("5 working_days"), CALENDAR, [Pause(at("2025-03-11T08:00"), None)])


@pytest.mark.parametrize("text", ["", "2025-03-11", "2025-03-11T08:00+07:00/", "a/b", "2025-03-11T08:00+07:00/31/3"])
def test_a_pause_that_cannot_be_read_is_refused(text):
    with pytest.raises(BadPause, match="mẫu"):
        Pause.parse(text)


def test_a_pause_is_read_as_it_is_written():
    pause = Pause.parse(" 2025-03-11T08:00+07:00 / 2025-03-12T08:00+07:00")
    assert (pause.paused_at, pause.resumed_at) == (at("2025-03-11T08:00"), at("2025-03-12T08:00"))


def test_a_calendar_with_a_hole_promises_no_date():
    for limit in ("1 working_days", "1 calendar_days", "1 months", "same_day", "1 working_hours"):
        with pytest.raises(CalendarHole):
            due_date(at("2025-03-10T08:00"), Limit.parse(limit), calendar_with(""))


def test_a_calendar_that_ends_promises_no_date_behind_its_end():
    one_day = {date(2025, 3, 10): SpecialDay(DayKind.CUSTOM_SESSIONS, "ngày duy nhất", "", parse_sessions(EIGHT_HOURS))}
    with pytest.raises(CalendarHole):
        due_date(at("2025-03-10T08:00"), Limit.parse("9 working_hours"), calendar_with("", one_day))
