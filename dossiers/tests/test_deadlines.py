"""Due dates: cases computed by hand and by other means, rules one by one, and the lines that prove each date."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agencies.calendar_seed import NATIONAL_DAYS
from agencies.worktime import VIETNAM, CalendarHole, DayKind, SpecialDay, WorkCalendar, parse_sessions, weekdays_worked
from dossiers.deadlines import (
    BadLimit,
    BadPause,
    Basis,
    DeadlineError,
    Limit,
    LimitUnit,
    LineKind,
    LinesDoNotAddUp,
    Pause,
    PauseCause,
    StartRule,
    add_months,
    condensed,
    date_from_lines,
    due_date,
    effective_start,
)

EIGHT_HOURS = "07:30-11:30,13:00-17:00"
SEVEN_AND_A_HALF = "07:30-11:30,13:30-17:00"
EIGHT_TO_FIVE = "08:00-12:00,13:00-17:00"


def calendar_with(hours=EIGHT_HOURS, special=NATIONAL_DAYS):
    return WorkCalendar(VIETNAM, weekdays_worked(parse_sessions(hours)), special)


CALENDAR = calendar_with()


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


def pauses_from(text):
    return [Pause(*map(at, interval.split("/"))) for interval in text.split()]


def due(received, limit, pauses="", calendar=CALENDAR, **more):
    """The due moment as text, after its lines have been added up, drawn together or not."""
    result = due_date(at(received), Limit.parse(limit), calendar, pauses_from(pauses), **more)
    assert date_from_lines(result.lines) == date_from_lines(condensed(result.lines)) == result.at
    return f"{result.at:%Y-%m-%dT%H:%M}"


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


# ── The lines ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_lines_read_like_a_clerk_explains_the_date():
    pause = Pause(at("2026-02-12T09:00"), at("2026-02-13T09:00"), PauseCause.SUPPLEMENT, "Khoản 4 Điều 19")
    result = due_date(at("2026-02-10T17:30"), Limit.parse("3 working_days"), CALENDAR, [pause])
    assert [line.text for line in condensed(result.lines)] == [
        "Tiếp nhận lúc 17:30, thứ Ba 10/02/2026.",
        "Tiếp nhận ngoài giờ làm việc nên thời hạn bắt đầu từ 07:30, thứ Tư 11/02/2026.",
        "Thời hạn giải quyết: 03 ngày làm việc (chỉ tính ngày làm việc, ngày bắt đầu không tính).",
        "Thứ Năm 12/02/2026: tạm dừng (chờ bổ sung hồ sơ), không tính.",
        "Ngày 1: thứ Sáu 13/02/2026.",
        "Từ thứ Bảy 14/02/2026 đến Chủ nhật 15/02/2026: nghỉ cuối tuần, không tính.",
        "Từ thứ Hai 16/02/2026 đến thứ Sáu 20/02/2026: Tết Nguyên đán, không tính.",
        "Từ thứ Bảy 21/02/2026 đến Chủ nhật 22/02/2026: nghỉ cuối tuần, không tính.",
        "Ngày 2–3: từ thứ Hai 23/02/2026 đến thứ Ba 24/02/2026.",
        "Hẹn trả kết quả: 17:00, thứ Ba 24/02/2026 (giờ làm việc 07:30–11:30, 13:00–17:00).",
    ]
    assert {line.ground for line in result.lines if line.kind is LineKind.GIVEN_BACK} == {"Khoản 4 Điều 19"}
    assert "Khoản 2 Điều 147 Bộ luật Dân sự 2015" in {line.ground for line in result.lines}


def test_the_lines_of_hours_name_each_stretch_of_work():
    result = due_date(
        at("2025-03-10T12:10"),
        Limit.parse("6 working_hours"),
        CALENDAR,
        [Pause(at("2025-03-10T16:00"), at("2025-03-11T08:15"), "Chờ nộp phí")],
    )
    assert [line.text for line in result.lines] == [
        "Tiếp nhận lúc 12:10, thứ Hai 10/03/2025.",
        "Tiếp nhận trong giờ nghỉ giữa các buổi nên thời hạn bắt đầu từ 13:00, thứ Hai 10/03/2025.",
        "Thời hạn giải quyết: 06 giờ làm việc (chỉ tính giờ làm việc).",
        "Từ 13:00 đến 16:00, thứ Hai 10/03/2025: 3 giờ.",
        "Tạm dừng từ 16:00, thứ Hai 10/03/2025 đến 08:15, thứ Ba 11/03/2025 (chờ nộp phí): không tính.",
        "Từ 08:15 đến 11:15, thứ Ba 11/03/2025: 3 giờ.",
        "Hẹn trả kết quả: 11:15, thứ Ba 11/03/2025.",
    ]


def test_a_date_in_a_year_without_notice_says_that_it_may_move():
    lines = due_date(at("2026-12-28T08:00"), Limit.parse("10 working_days"), CALENDAR).lines
    assert lines[-1].text == "Lịch nghỉ lễ năm 2027 chưa được công bố chính thức; ngày hẹn trả có thể được điều chỉnh."


def test_every_kind_of_line_has_words():
    from dossiers.deadlines.lines import _WORDING

    assert set(_WORDING) == set(LineKind)


def altered(lines):
    """The explanation with one line left out, said twice, moved by a day, or given another number."""
    for place, line in enumerate(lines):
        before, after = lines[:place], lines[place + 1 :]
        yield before + after
        yield (*before, replace(line, on=line.on + timedelta(days=1)), *after)
        if line.kind is not LineKind.LIMIT:
            yield (*before, line, line, *after)
        if line.number:
            yield (*before, replace(line, number=line.number + 1), *after)
        if line.limit:
            yield (*before, replace(line, limit=Limit(line.limit.amount + 1, line.limit.unit)), *after)


NOTES = {LineKind.PAUSED, LineKind.PAUSED_TOO_LATE}


@pytest.mark.parametrize(
    ("limit", "asides"),
    [
        ("5 working_days", NOTES),
        ("2.5 working_days", NOTES),
        ("5 calendar_days", NOTES),
        ("same_day", NOTES),
        # Hours say which stretches were worked, months how many days were given back: the rest is said aside.
        ("9 working_hours", NOTES | {LineKind.OFF}),
        ("1 months", NOTES | {LineKind.GIVEN_BACK}),
    ],
)
def test_lines_that_were_altered_do_not_add_up_to_the_promised_date(limit, asides):
    pauses = pauses_from("2025-03-11T09:00/2025-03-12T09:00")
    result = due_date(at("2025-03-07T17:30"), Limit.parse(limit), CALENDAR, pauses)
    checked = 0
    for lines in altered(result.lines):
        touched = Counter(lines)
        touched.subtract(result.lines)
        if {line.kind for line, times in touched.items() if times} <= asides:
            continue
        checked += 1
        try:
            total = date_from_lines(lines)
        except LinesDoNotAddUp:
            continue
        assert total != result.at, +touched
    assert checked > 8


# ── Against naive counters ────────────────────────────────────────────────────────────────────────────────────────────

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
