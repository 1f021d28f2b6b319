"""`manage.py due_date`: the date in ISO 8601 and the lines, for one question or a file; refusals in words."""

import csv
import json
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from agencies.calendars import revise
from agencies.models import CalendarDay, CalendarLevel, OfficeHours
from dossiers.tests.cast import MONDAY_MORNING
from dossiers.tests.test_deadlines import CASES

HOURS = "07:30-11:30,13:00-17:00"


def asked(*arguments, **options):
    """What the command prints, as lines."""
    out = StringIO()
    call_command("due_date", *arguments, stdout=out, stderr=StringIO(), **options)
    return out.getvalue().splitlines()


@pytest.fixture
def unreachable(monkeypatch):
    """An installation whose database is not there yet."""

    def refuse(*_arguments):
        raise OperationalError("no such table")

    monkeypatch.setattr("dossiers.management.commands.due_date.calendar_of", refuse)
    monkeypatch.setattr("dossiers.management.commands.due_date.national_days", refuse)


def cases_file(folder: Path, rows, columns=("case_id", "start", "limit", "sessions", "pauses")) -> str:
    path = folder / "cases.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerows([columns, *rows])
    return str(path)


def test_the_date_is_printed_in_iso_8601_with_its_offset(unreachable):
    assert asked("--start", "2026-01-05T16:40", "--limit", "5 working_days") == ["2026-01-10T17:00:00+07:00"]


def test_a_start_without_offset_is_on_the_clock_of_viet_nam(unreachable):
    local = asked("--start", "2026-01-05T16:40", "--limit", "8 working_hours")
    assert local == asked("--start", "2026-01-05T09:40Z", "--limit", "8 working_hours")
    assert local == ["2026-01-06T16:40:00+07:00"]


def test_the_lines_are_printed_with_their_grounds(unreachable):
    lines = asked("--start", "2026-01-05T16:40", "--limit", "2 working_days", "--explain")
    assert lines[0] == "Tiếp nhận lúc 16:40, thứ Hai 05/01/2026."
    assert lines[2].endswith("[Khoản 2 Điều 147 Bộ luật Dân sự 2015]")
    assert lines[-1] == "2026-01-07T17:00:00+07:00"


def test_pauses_may_be_given_several_times(unreachable):
    pauses = ["--pause", "2026-01-06T09:00/2026-01-07T14:00", "--pause", "2026-01-08T09:00/2026-01-09T08:00"]
    assert asked("--start", "2026-01-05T16:40", "--limit", "2 working_days", *pauses) == ["2026-01-09T17:00:00+07:00"]


def test_the_limit_may_begin_with_another_event(unreachable):
    (answer,) = asked(
        "--start", "2026-01-05T16:40", "--limit", "2 working_days", "--begins", "2026-01-08T10:00", "--json"
    )
    parsed = json.loads(answer)
    assert parsed["due"] == "2026-01-10T17:00:00+07:00"  # Saturday 10 January was worked
    assert "begins" in [line["kind"] for line in parsed["lines"]]


def test_hours_may_be_given_in_place_of_the_agencys(unreachable):
    question = ["--start", "2026-01-05T08:00", "--limit", "1 working_days"]
    assert asked(*question, "--sessions", "08:00-12:00,13:00-16:30") == ["2026-01-06T16:30:00+07:00"]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        (["--start", "hôm nay", "--limit", "5 working_days"], "Không đọc được thời điểm"),
        (["--start", "2026-01-05T16:40", "--limit", "năm ngày"], "Không hiểu thời hạn"),
        (["--start", "2026-01-05T16:40", "--limit", "0.3 working_days"], "nửa ngày"),
        (["--start", "2026-01-05T16:40", "--limit", "1 months", "--sessions", ""], "10 năm"),
        (["--start", "2026-01-05T16:40", "--limit", "1 months", "--sessions", "17:00-07:30"], "phải kết thúc sau"),
        (["--start", "2026-01-05T16:40", "--limit", "same_day", "--pause", "2026-01-08T14:00/2026-01-06T09:00"],
         "trước khi bắt đầu"),
        (["--start", "2026-01-05T16:40", "--limit", "same_day", "--pause", "2026-01-08T14:00"], "khoảng tạm dừng"),
        (["--start", "2026-01-05T16:40"], "thời hạn"),
        (["--cases", "/khong-co.csv"], "Không mở được tệp"),
    ],
)  # fmt: skip
def test_what_cannot_be_answered_is_refused_in_words(question, words, unreachable):
    with pytest.raises(CommandError, match=words) as refusal:
        asked(*question)
    assert refusal.value.returncode == 1


def test_a_file_is_answered_line_by_line(tmp_path, unreachable):
    rows = [
        (f"T{number:03}", received, limit, hours, pauses)
        for number, (received, limit, hours, pauses, _due) in enumerate(CASES)
    ]
    answers = [json.loads(line) for line in asked("--json", cases=cases_file(tmp_path, rows))]
    assert [answer["case_id"] for answer in answers] == [row[0] for row in rows]
    assert [answer["due"] for answer in answers] == [f"{case[4]}:00+07:00" for case in CASES]
    assert all(answer["lines"][-1]["text"] for answer in answers)


def test_a_case_that_cannot_be_answered_does_not_stop_the_others(tmp_path, unreachable):
    rows = [("A", "2026-01-05T16:40", "5 ngày", HOURS, ""), ("B", "2026-01-05T16:40", "1 working_days", HOURS, "")]
    out = StringIO()
    with pytest.raises(CommandError, match="1 trường hợp"):
        call_command("due_date", "--json", cases=cases_file(tmp_path, rows), stdout=out, stderr=StringIO())
    first, second = map(json.loads, out.getvalue().splitlines())
    assert (first["case_id"], "due" in first, "Không hiểu thời hạn" in first["error"]) == ("A", False, True)
    assert second["due"] == "2026-01-06T17:00:00+07:00"


def test_a_file_without_the_columns_is_refused_by_name(tmp_path, unreachable):
    with pytest.raises(CommandError, match="thiếu cột limit"):
        asked(cases=cases_file(tmp_path, [("A", "2026-01-05T16:40")], columns=("case_id", "start")))


def test_the_shared_cases_come_out_right(request, unreachable):
    path = request.config.getoption("--deadline-cases", default=None)
    if not path:
        pytest.skip("give --deadline-cases FILE to answer the shared cases, too")
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        expected = {row["case_id"]: row["due"] for row in csv.DictReader(file)}
    answers = {answer["case_id"]: answer["due"] for answer in map(json.loads, asked("--json", cases=path))}
    assert answers == expected


def test_an_agency_is_answered_by_its_own_calendar(world):
    OfficeHours.objects.create(agency=world.commune, level=CalendarLevel.AGENCY, weekday=1, sessions="07:00-11:00")
    CalendarDay.objects.create(
        level=CalendarLevel.PROVINCE, day=date(2026, 3, 4), kind="closure", name="Bão", decision="Công điện"
    )
    revise(at=MONDAY_MORNING)
    question = ["--start", "2026-03-02T08:00", "--limit"]
    assert asked(*question, "1 working_days", agency="H98.41") == ["2026-03-03T11:00:00+07:00"]
    assert asked(*question, "1 working_days") == ["2026-03-03T17:00:00+07:00"]
    assert asked(*question, "2 working_days") == ["2026-03-05T17:00:00+07:00"]
    # Given hours stand for no agency, so what closes the province does not count.
    assert asked(*question, "2 working_days", sessions=HOURS) == ["2026-03-04T17:00:00+07:00"]
    assert asked(*question, "2 working_days", sessions=HOURS, agency="H98.41") == ["2026-03-05T17:00:00+07:00"]
    with pytest.raises(CommandError, match="Không có cơ quan"):
        asked(*question, "1 working_days", agency="H00")
