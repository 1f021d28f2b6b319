"""A change of the calendar: refused in words where it makes none, and never overwriting what held."""

from datetime import UTC, date, datetime, time

import pytest

from agencies.calendar_changes import (
    BadChange,
    DayRow,
    HoursRow,
    agencies_named,
    check,
    enact,
    read_rows,
    whom_it_concerns,
    write_rows,
)
from agencies.calendars import calendar_of, calendars_at, newest_state, revise
from agencies.models import Agency, AgencyKind, CalendarDay, CalendarLevel, Level, OfficeHours

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
DECISION = "Quyết định số 9/QĐ-UBND"
HOURS = "07:30-11:30,13:00-17:00"
NATION, PROVINCE, AGENCY = CalendarLevel.NATION, CalendarLevel.PROVINCE, CalendarLevel.AGENCY


@pytest.fixture
def unit() -> Agency:
    common = {"level": Level.PROVINCE, "short_name": "Sở"}
    department = Agency.objects.create(code="H98.03", name="Sở Tư pháp", kind=AgencyKind.DEPARTMENT, **common)
    OfficeHours.objects.bulk_create(OfficeHours(weekday=weekday, sessions=HOURS) for weekday in range(5))
    CalendarDay.objects.create(day=date(2026, 4, 30), kind="day_off", name="Ngày Chiến thắng", decision="Luật")
    revise(at=AT)
    return Agency.objects.create(
        code="H98.03.01", name="Chi cục", kind=AgencyKind.SUBDIVISION, parent=department, **common
    )


def closure(day, name="bão số 3", level=PROVINCE, agency=""):
    return DayRow(level, agency, date.fromisoformat(day), "closure", name)


def enacted(*rows):
    return enact(rows, decision=DECISION, words="Bão", at=AT)


def checked(*rows):
    return check(rows, decision=DECISION, agencies=agencies_named(rows))


def test_rows_are_kept_as_json_and_read_back():
    rows = [
        closure("2026-03-10"),
        DayRow(NATION, "", date(2026, 8, 22), "makeup", "làm bù", stands_for=date(2026, 8, 31), is_confirmed=False),
        DayRow(AGENCY, "H98.03", date(2026, 4, 30)),
        HoursRow(AGENCY, "H98.03", 5, "07:30-11:30"),
        HoursRow(PROVINCE, "", 4, None),
    ]
    assert read_rows(write_rows(rows)) == rows


def test_rows_come_into_force_and_what_they_replace_ends(unit):
    revision = enacted(
        closure("2026-03-10"),
        DayRow(NATION, "", date(2026, 4, 30)),
        DayRow(AGENCY, "H98.03", date(2026, 3, 11), "half_day", "cúp điện"),
        HoursRow(AGENCY, "H98.03", 3, "08:00-12:00"),
    )
    calendar = calendar_of(unit)
    assert (revision.number, calendar.revision) == (2, 2)
    assert calendar.why_off(date(2026, 3, 10)) == "bão số 3"
    assert calendar.ground_off(date(2026, 3, 10)) == DECISION
    assert calendar.is_working_day(date(2026, 4, 30))
    assert calendar.closing(date(2026, 3, 11)).time() == time(11, 30)
    assert calendar.closing(date(2026, 3, 12)).time() == time(12)
    assert calendar_of(None).closing(date(2026, 3, 12)).time() == time(17)
    before = calendars_at(unit.pk, [1])[1]
    assert before.is_working_day(date(2026, 3, 10))
    assert before.why_off(date(2026, 4, 30)) == "Ngày Chiến thắng"


def test_a_level_that_ends_its_rule_inherits_again(unit):
    enacted(HoursRow(AGENCY, "H98.03", 3, "08:00-12:00"), closure("2026-03-10", level=AGENCY, agency="H98.03"))
    enacted(HoursRow(AGENCY, "H98.03", 3, None), DayRow(AGENCY, "H98.03", date(2026, 3, 10)))
    calendar = calendar_of(unit)
    assert calendar.closing(date(2026, 3, 12)).time() == time(17)
    assert calendar.is_working_day(date(2026, 3, 10))
    assert not calendars_at(unit.pk, [2])[2].is_working_day(date(2026, 3, 10))


@pytest.mark.parametrize(
    ("rows", "words", "place"),
    [
        ([], "ít nhất một ngày", None),
        ([closure("2026-03-10"), closure("2026-03-10", "lũ")], "hai lần", 1),
        ([closure("2026-03-10", "  ")], "tên hoặc lý do", 0),
        ([closure("2026-03-10"), DayRow(PROVINCE, "", date(2026, 3, 11))], "không có quy định riêng nào để bỏ", 1),
        ([HoursRow(AGENCY, "H98.03", 2, None)], "không có giờ riêng nào để bỏ", 0),
        ([closure("2026-03-10", level=AGENCY)], "Chọn cơ quan", 0),
        ([closure("2026-03-10", agency="H98.03")], "Chọn cơ quan", 0),
        ([closure("2026-03-10", level=AGENCY, agency="H00")], "Không có cơ quan", 0),
        ([HoursRow(PROVINCE, "", 2, "17:00-07:30")], "kết thúc sau", 0),
        ([HoursRow(PROVINCE, "", 2, "sáng")], "Không đọc được giờ", 0),
        ([DayRow(PROVINCE, "", date(2026, 3, 10), "custom_sessions", "trực")], "giờ làm việc riêng", 0),
        ([DayRow(PROVINCE, "", date(2026, 3, 10), "closure", "bão", HOURS)], "không được có giờ", 0),
        ([DayRow(PROVINCE, "", date(2026, 3, 14), "makeup", "làm bù")], "ngày nghỉ được làm bù", 0),
        (
            [DayRow(PROVINCE, "", date(2026, 3, 14), "makeup", "làm bù", stands_for=date(2026, 3, 10))],
            "ngày đó không nghỉ",
            0,
        ),
        (
            [DayRow(PROVINCE, "", date(2026, 3, 11), "makeup", "làm bù", stands_for=date(2026, 4, 30))],
            "vốn là ngày làm việc",
            0,
        ),
    ],
)
def test_a_change_that_makes_no_sense_is_refused_at_its_row(unit, rows, words, place):
    with pytest.raises(BadChange, match=words) as refusal:
        checked(*rows)
    assert refusal.value.row == place


def test_a_swap_is_taken_as_a_whole(unit):
    swap = (
        DayRow(NATION, "", date(2026, 3, 10), "day_off", "nghỉ hoán đổi"),
        DayRow(NATION, "", date(2026, 3, 14), "makeup", "làm bù", stands_for=date(2026, 3, 10)),
    )
    assert checked(*swap).calendar(None).is_working_day(date(2026, 3, 14))


def test_a_calendar_with_a_hole_is_refused_in_words(unit):
    with pytest.raises(BadChange, match="10 năm"):
        checked(*(HoursRow(PROVINCE, "", weekday, "") for weekday in range(5)))
    with pytest.raises(BadChange, match="10 năm"):
        checked(*(HoursRow(AGENCY, "H98.03", weekday, "") for weekday in range(5)))
    with pytest.raises(BadChange, match=r"khoảng trống.*31 ngày liền"):
        checked(*(closure(f"2026-06-{day:02}") for day in range(1, 31)))
    assert newest_state().number == 1


def test_what_an_agency_changes_concerns_its_units_and_nobody_else(unit):
    rows = [closure("2026-03-10", level=AGENCY, agency="H98.03")]
    agencies = agencies_named(rows)
    assert whom_it_concerns(rows, newest_state(), agencies) == {unit.pk, unit.parent_id}
    assert whom_it_concerns([*rows, closure("2026-03-11")], newest_state(), agencies) is None


def test_a_change_that_was_refused_leaves_no_revision(unit):
    with pytest.raises(BadChange):
        enacted(closure("2026-03-10", " "))
    assert newest_state().number == 1
