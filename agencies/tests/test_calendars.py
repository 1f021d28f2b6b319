"""Calendars from rows: levels of which the most specific wins, and every state that ever held."""

from datetime import UTC, date, datetime, time

import pytest
from django.db import IntegrityError, transaction

from agencies.calendars import calendar_of, calendars_at, calendars_of, national_days, revise
from agencies.models import Agency, AgencyKind, CalendarDay, CalendarLevel, CalendarRevision, Level, OfficeHours
from agencies.worktime import DayKind

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
TUESDAY, WEDNESDAY, THURSDAY = date(2026, 3, 3), date(2026, 3, 4), date(2026, 3, 5)


@pytest.fixture
def unit() -> Agency:
    """A unit of a department, in a calendar of ordinary weeks."""
    common = {"level": Level.PROVINCE, "short_name": "Sở"}
    department = Agency.objects.create(code="H98.03", name="Sở Tư pháp", kind=AgencyKind.DEPARTMENT, **common)
    OfficeHours.objects.bulk_create(
        OfficeHours(weekday=weekday, sessions="07:30-11:30,13:00-17:00") for weekday in range(5)
    )
    revise(at=AT, decision="Quyết định số 1/QĐ-UBND")
    return Agency.objects.create(
        code="H98.03.01", name="Chi cục", kind=AgencyKind.SUBDIVISION, parent=department, **common
    )


def special(day, name, **more):
    kind = more.pop("kind", DayKind.CLOSURE)
    return CalendarDay.objects.create(day=day, kind=kind, name=name, decision="Công điện", **more)


def test_of_nation_province_agency_and_unit_the_most_specific_wins(unit):
    agency = {"level": CalendarLevel.AGENCY}
    for day in (TUESDAY, WEDNESDAY, THURSDAY, date(2026, 3, 6)):
        special(day, "cả nước")
    for day in (WEDNESDAY, THURSDAY, date(2026, 3, 6)):
        special(day, "toàn tỉnh", level=CalendarLevel.PROVINCE)
    for day in (THURSDAY, date(2026, 3, 6)):
        special(day, "cơ quan", agency=unit.parent, **agency)
    special(date(2026, 3, 6), "đơn vị", agency=unit, **agency)
    revise(at=AT)
    calendars = calendars_of([unit.pk, unit.parent_id, None])
    days = (TUESDAY, WEDNESDAY, THURSDAY, date(2026, 3, 6))
    assert [calendars[unit.pk].why_off(day) for day in days] == ["cả nước", "toàn tỉnh", "cơ quan", "đơn vị"]
    assert [calendars[unit.parent_id].why_off(day) for day in days] == ["cả nước", "toàn tỉnh", "cơ quan", "cơ quan"]
    assert [calendars[None].why_off(day) for day in days] == ["cả nước", "toàn tỉnh", "toàn tỉnh", "toàn tỉnh"]
    assert {day.name for day in national_days().values()} == {"cả nước"}


def test_a_unit_inherits_the_hours_of_the_agency_above_it(unit):
    OfficeHours.objects.create(agency=unit.parent, level=CalendarLevel.AGENCY, weekday=1, sessions="08:00-12:00")
    revise(at=AT)
    assert calendar_of(unit).closing(TUESDAY).time() == time(12)
    assert calendar_of(unit).closing(WEDNESDAY).time() == time(17)
    assert calendar_of(None).closing(TUESDAY).time() == time(17)


def test_half_a_day_is_that_of_the_agency_whose_day_it_is(unit):
    OfficeHours.objects.create(agency=unit, level=CalendarLevel.AGENCY, weekday=1, sessions="07:00-12:00,13:30-16:30")
    special(TUESDAY, "làm việc buổi sáng", kind=DayKind.HALF_DAY)
    revise(at=AT)
    assert calendar_of(unit).closing(TUESDAY).time() == time(12)
    assert calendar_of(None).closing(TUESDAY).time() == time(11, 30)


def test_a_change_is_seen_at_once_and_the_state_before_it_can_still_be_read(unit):
    before = calendar_of(unit)
    special(TUESDAY, "bão")
    assert calendar_of(unit) is before  # rows count when a revision announces them
    revision = revise(at=AT, decision="Công điện số 1", words="Bão số 3")
    assert (before.revision, revision.number) == (1, 2)
    after = calendar_of(unit)
    assert (after.revision, after.agency_pk, after.why_off(TUESDAY)) == (2, unit.pk, "bão")
    assert calendars_at(unit.pk, [1])[1].is_working_day(TUESDAY)
    assert calendars_at(unit.pk, [2])[2] is after


def test_a_rule_that_ends_holds_for_the_revisions_in_which_it_was_in_force(unit):
    storm = special(TUESDAY, "bão")
    revise(at=AT)
    CalendarDay.objects.filter(pk=storm.pk).update(until_revision=3)
    special(TUESDAY, "bão đổi hướng", kind=DayKind.HALF_DAY)
    revise(at=AT)
    kept = calendars_at(None, [1, 2, 3])
    assert [kept[number].working_minutes_on(TUESDAY) for number in (1, 2, 3)] == [480, 0, 240]


def test_a_calendar_is_one_query_once_it_is_compiled(unit, django_assert_num_queries):
    calendars_of([None, unit.pk, unit.parent_id])
    with django_assert_num_queries(1):
        calendars_of([None, unit.pk, unit.parent_id])
    with django_assert_num_queries(1):
        calendars_at(unit.pk, [1])[1]


def test_a_number_that_was_never_given_is_no_calendar(unit):
    with pytest.raises(CalendarRevision.DoesNotExist):
        calendars_at(unit.pk, [7])[7]


def test_a_revision_that_was_rolled_back_leaves_nothing_behind(unit):
    with transaction.atomic():
        special(TUESDAY, "bão")
        revise(at=AT)
        assert not calendar_of(unit).is_working_day(TUESDAY)
        transaction.set_rollback(True)
    assert calendar_of(unit).is_working_day(TUESDAY)
    special(WEDNESDAY, "lũ")
    assert revise(at=AT).number == 2
    assert calendar_of(unit).why_off(WEDNESDAY) == "lũ"
    assert calendar_of(unit).is_working_day(TUESDAY)


def test_two_rules_for_one_day_at_one_level_are_refused(unit):
    special(TUESDAY, "bão")
    with pytest.raises(IntegrityError), transaction.atomic():
        special(TUESDAY, "lũ")
    special(TUESDAY, "toàn tỉnh", level=CalendarLevel.PROVINCE)


def test_a_rule_of_an_agency_names_it(unit):
    with pytest.raises(IntegrityError), transaction.atomic():
        special(TUESDAY, "bão", level=CalendarLevel.AGENCY)
    with pytest.raises(IntegrityError), transaction.atomic():
        special(TUESDAY, "bão", agency=unit)
