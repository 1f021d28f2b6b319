"""Drafts by schedule: on the first working day after a period, once, in the maker's name; nothing publishes itself."""

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.models import Post
from dossiers.tests.cast import instant
from exchange.models import Notice
from reporting import tasks
from reporting.models import Report, ReportSchedule, ReportState, Rhythm
from reporting.publishing import life, scheduling
from reporting.publishing.errors import NotAllowed

FEBRUARY_28 = date(2026, 2, 28)
"""A Saturday: the first working day after February is Monday 2 March."""
IN_FEBRUARY = instant(date(2026, 2, 10), "09:00")


def morning(day: date):
    return instant(day, "06:30")


@pytest.fixture
def monthly(world) -> ReportSchedule:
    return scheduling.switch_on("ban-tin", Rhythm.MONTH, scope=None, actor=world.mai, at=IN_FEBRUARY)


def made_on(day: date) -> list[str]:
    return [f"{report.kind} {report.period}" for report in scheduling.make_due(at=morning(day))]


def test_the_draft_is_made_on_the_first_working_day_after_the_period_and_once(monthly, world):
    for day in (FEBRUARY_28, date(2026, 3, 1)):
        assert made_on(day) == []
    assert made_on(date(2026, 3, 2)) == ["ban-tin 2026-02"]
    assert made_on(date(2026, 3, 2)) == made_on(date(2026, 3, 3)) == []
    report = Report.objects.get()
    assert (report.state, report.made_by, report.number, report.scope) == (ReportState.DRAFT, world.mai, "", None)
    assert ReportSchedule.objects.get().last_report == report


def test_the_maker_is_told_and_nobody_else(monthly, world):
    made_on(date(2026, 3, 2))
    notice = Notice.objects.get(kind="report_drafted")
    assert notice.facts["officers"] == [world.mai.pk]
    assert notice.facts["link"] == reverse("reporting:report", args=[Report.objects.get().key])


def test_a_morning_that_was_missed_is_made_up_for_and_the_time_before_is_not(monthly):
    assert made_on(date(2026, 4, 9)) == ["ban-tin 2026-02", "ban-tin 2026-03"]


def test_what_somebody_made_by_hand_is_not_made_again(monthly, world):
    asked = {"period": "2026-02", "scope": None, "key": uuid4(), "actor": world.ha, "at": morning(date(2026, 3, 1))}
    life.draft("ban-tin", **asked)
    assert made_on(date(2026, 3, 2)) == []


def test_a_scheduled_draft_that_was_given_up_does_not_come_again(monthly, world):
    (report,) = scheduling.make_due(at=morning(date(2026, 3, 2)))
    life.withdraw(report, seen=report.revision, actor=world.mai, at=morning(date(2026, 3, 2)))
    assert made_on(date(2026, 3, 3)) == []


def test_kinds_and_parts_of_the_province_have_schedules_of_their_own(monthly, world):
    scheduling.switch_on("ban-tin", Rhythm.QUARTER, scope=world.commune, actor=world.khoa, at=IN_FEBRUARY)
    scheduling.switch_on("ho-so-tre", Rhythm.MONTH_CUT_OFF, scope=None, actor=world.mai, at=IN_FEBRUARY)
    assert sorted(made_on(date(2026, 4, 1))) == [
        "ban-tin 2026-02",
        "ban-tin 2026-03",
        "ban-tin 2026-q1",
        "ho-so-tre 2026-02-bc",
        "ho-so-tre 2026-03-bc",
    ]
    assert Report.objects.get(period="2026-q1").scope == world.commune


def test_who_may_no_longer_make_it_hinders_only_their_own_schedule(monthly, world):
    scheduling.switch_on("ban-tin", Rhythm.MONTH, scope=world.commune, actor=world.khoa, at=IN_FEBRUARY)
    Post.objects.filter(user=world.khoa).update(valid_to=FEBRUARY_28)
    assert made_on(date(2026, 3, 2)) == ["ban-tin 2026-02"]
    hindered = ReportSchedule.objects.get(scope=world.commune)
    assert hindered.obstacle == "Ông/Bà không lập báo cáo này."
    Post.objects.filter(user=world.khoa).update(valid_to=None)
    assert made_on(date(2026, 3, 2)) == ["ban-tin 2026-02"]
    hindered.refresh_from_db()
    assert hindered.obstacle == ""


def test_switched_off_nothing_comes_and_switched_on_again_nothing_of_the_time_between(monthly, world):
    scheduling.switch_off("ban-tin", scope=None, actor=world.mai, at=IN_FEBRUARY)
    assert made_on(date(2026, 3, 2)) == []
    scheduling.switch_on("ban-tin", Rhythm.MONTH, scope=None, actor=world.ha, at=morning(date(2026, 3, 20)))
    assert made_on(date(2026, 3, 20)) == []
    assert made_on(date(2026, 4, 1)) == ["ban-tin 2026-03"]
    assert Report.objects.get().made_by == world.ha


@pytest.mark.parametrize(
    ("rhythm", "slugs"),
    [
        (Rhythm.QUARTER, ["2026-q1", "2026-q2", "2026-q3", "2026-q4"]),
        (Rhythm.HALF_YEAR_CUT_OFF, ["2026-h1-bc", "2026-h2-bc"]),
        (Rhythm.NINE_MONTHS, ["2026-9m"]),
        (Rhythm.YEAR_CUT_OFF, ["2026-bc"]),
    ],
)
def test_each_rhythm_has_the_periods_of_its_year(rhythm, slugs):
    assert [one.slug for one in scheduling.periods_of(rhythm, first_year=2026, last_year=2026)] == slugs


def test_nobody_switches_what_they_may_not_make(world, client):
    with pytest.raises(NotAllowed):
        scheduling.switch_on("ban-tin", Rhythm.MONTH, scope=None, actor=world.khoa, at=IN_FEBRUARY)
    client.force_login(world.khoa)
    asked = {"kind": "ban-tin", "rhythm": "month", "scope": "all"}
    assert client.post(reverse("reporting:schedules"), asked).status_code == 422
    assert client.post(reverse("reporting:schedules"), asked | {"scope": "H98.03"}).status_code == 422
    assert not ReportSchedule.objects.exists()
    client.force_login(world.chi)
    assert client.get(reverse("reporting:schedules")).status_code == 403


def test_the_page_switches_a_kind_on_and_off(world, client):
    client.force_login(world.mai)
    address = reverse("reporting:schedules")
    asked = {"kind": "ban-tin", "rhythm": "quarter", "scope": "all"}
    assert client.post(address, asked).status_code == 302
    page = client.get(address)
    (planned,) = page.context["planned"]
    assert planned.schedule.maker == world.mai and planned.next_on is not None
    assert "Hằng quý" in page.content.decode() and "Đang bật" in page.content.decode()
    client.post(reverse("reporting:switch_schedule_off"), {"kind": "ban-tin", "scope": "all"})
    assert not ReportSchedule.objects.get().is_on
    assert "Đã tắt" in client.get(address).content.decode()
    assert client.post(reverse("reporting:switch_schedule_off"), {"kind": "vui", "scope": "all"}).status_code == 404
    assert address in client.get(reverse("reporting:reports")).content.decode()


def test_the_worker_makes_what_is_due(monthly, monkeypatch):
    monkeypatch.setattr(tasks.timezone, "now", lambda: morning(date(2026, 3, 2)))
    assert tasks.draft_reports() == "1 drafts"
    assert tasks.draft_reports() == "0 drafts"


@pytest.mark.parametrize("count", [1, 7])
def test_the_page_asks_the_same_of_one_schedule_and_of_seven(world, client, count, django_assert_max_num_queries):
    from reporting.reports.kinds import KINDS

    for kind in KINDS[:count]:
        scheduling.switch_on(kind.key, Rhythm.MONTH, scope=None, actor=world.mai, at=IN_FEBRUARY)
    client.force_login(world.mai)
    client.get(reverse("reporting:schedules"))
    with django_assert_max_num_queries(9):
        client.get(reverse("reporting:schedules"))
