"""The lines that prove a date: they read like a clerk explains it, and altered ones do not add up."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from dossiers.deadlines import (
    Limit,
    LineKind,
    LinesDoNotAddUp,
    Pause,
    PauseCause,
    condensed,
    date_from_lines,
    due_date,
)
from dossiers.tests.due_dates import (
    CALENDAR,
    at,
    pauses_from,
)


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
