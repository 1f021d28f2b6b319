"""Warnings before a breach: at shares of the time, once for each appointment, whoever runs the job and how often."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from agencies.calendar_seed import NATIONAL_DAYS
from agencies.worktime import VIETNAM, WorkCalendar, parse_sessions, weekdays_worked
from dossiers import delays
from dossiers.models import ApologyNotice, BreachWarning
from dossiers.queries.warnings import due_for_warning, written_since
from dossiers.services import warnings
from dossiers.stages import ClockSpan, Stretch
from dossiers.tasks import watch_delays
from dossiers.tests.apologising import apologise
from dossiers.tests.cast import MONDAY, instant, loaded
from dossiers.workflow import Action, Status

CALENDAR = WorkCalendar(VIETNAM, weekdays_worked(parse_sessions("07:30-11:30,13:30-17:00")), NATIONAL_DAYS)
DAY = 450
"""Working minutes of a day."""


def day(number, clock="08:00"):
    return instant(MONDAY + timedelta(days=number), clock)


def written(dossier):
    return list(BreachWarning.objects.filter(dossier=dossier).order_by("at").values_list("share", flat=True))


# ── The arithmetic ───────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("now", "share"),
    [
        (day(0, "07:30"), 0),
        (day(1, "07:30"), 20),
        (day(2, "17:00"), 60),
        (day(4, "17:00"), 100),
        (day(7, "17:00"), 120),
    ],
)
def test_the_share_of_five_days_that_is_used(now, share):
    span = ClockSpan(day(0, "07:30"))
    assert delays.used_share(span, day(4, "17:00"), at=now, calendar=CALENDAR) == share


def test_pauses_belong_to_neither_side():
    span = ClockSpan(day(0, "07:30"), None, (Stretch(day(1, "07:30"), day(3, "07:30")),))
    used = [delays.used_share(span, day(8, "17:00"), at=day(n, "07:30"), calendar=CALENDAR) for n in (1, 2, 3, 4)]
    assert used == [20, 20, 20, 40]


@given(st.integers(0, 20 * DAY), st.integers(1, 10 * DAY), st.integers(0, 40 * DAY))
def test_the_share_never_falls_and_reaches_100_at_the_appointment(start, length, later):
    began = CALENDAR.add_working_minutes(day(0, "07:30"), start)
    due = CALENDAR.add_working_minutes(began, length)
    now = began + timedelta(minutes=later)
    span = ClockSpan(began)
    share = delays.used_share(span, due, at=now, calendar=CALENDAR)
    assert share <= delays.used_share(span, due, at=now + timedelta(hours=1), calendar=CALENDAR)
    assert (share >= 100) == (CALENDAR.working_minutes_between(began, now) >= length)


@pytest.mark.parametrize(
    ("used", "share"), [(0, None), (49, None), (50, 50), (79, 50), (80, 80), (100, 80), (101, None)]
)
def test_only_the_highest_share_is_warned_of_and_nothing_after_the_breach(used, share):
    assert delays.share_to_warn([50, 80], used) == share


def test_a_regime_may_warn_of_nothing():
    assert delays.share_to_warn([], 99) is None


# ── The job ──────────────────────────────────────────────────────────────────────────────
def test_each_share_is_warned_of_once(dossier_in):
    dossier = dossier_in(Status.IN_APPRAISAL)
    for at in (day(1), day(2, "14:00"), day(2, "15:00"), day(3), day(4, "16:00"), day(7, "09:00"), day(7, "16:59")):
        warnings.sweep(at=at)
    assert written(dossier) == [50, 80]
    assert warnings.sweep(at=day(9)) == 0


def test_a_job_that_was_away_warns_of_the_highest_share_alone(dossier_in):
    dossier = dossier_in(Status.IN_APPRAISAL)
    assert warnings.sweep(at=day(7)) == 1
    assert written(dossier) == [80]


def test_what_waits_or_is_finished_is_warned_of_no_more(dossier_in):
    for status in (Status.SUPPLEMENTING, Status.RETURNED, Status.SUBMITTED, Status.WITHDRAWN):
        dossier_in(status)
    assert list(due_for_warning(day(4, "16:00"))) == []


def test_after_the_appointment_there_is_nothing_to_warn_of(world, dossier_in):
    dossier_in(Status.IN_APPRAISAL, version=world.confirmation)
    assert list(due_for_warning(day(0, "17:01"))) == []


def test_a_new_appointment_is_watched_too(world, dossier_in):
    dossier = dossier_in(Status.IN_APPRAISAL)
    warnings.sweep(at=day(4, "16:00"))
    apologise(world, dossier, at=day(4, "16:30"))
    warnings.sweep(at=day(8))
    assert written(dossier) == [80, 80]
    assert {one.due_at for one in BreachWarning.objects.all()} == {dossier.original_due_at, loaded(dossier).due_at}
    assert [one.due_at for one in written_since(day(0))] == [loaded(dossier).due_at]


def test_a_pause_moves_the_warning(world, dossier_in):
    dossier = dossier_in(Status.SUPPLEMENTING)
    dossier = world.act(dossier, Action.SUPPLEMENT, at=day(2))
    warnings.sweep(at=day(3))
    assert written(dossier) == []
    warnings.sweep(at=day(4, "16:00"))
    assert written(dossier) == [50]


def test_two_jobs_at_once_warn_once(dossier_in):
    dossier_in(Status.IN_APPRAISAL)
    first, second = list(due_for_warning(day(4))), list(due_for_warning(day(4)))
    assert first == second != []
    for due in (first, second):
        BreachWarning.objects.bulk_create(
            [BreachWarning(dossier_id=one.dossier_pk, due_at=one.due_at, share=one.share, at=day(4)) for one in due],
            ignore_conflicts=True,
        )
    assert BreachWarning.objects.count() == 1


def test_finding_them_costs_four_statements_however_many_are_open(dossier_in):
    spent = []
    for more in (1, 29):
        for _ in range(more):
            dossier_in(Status.IN_APPRAISAL)
        with CaptureQueriesContext(
            connection,
        ) as statements:
            found = list(due_for_warning(day(4)))
        spent.append(len(statements))
        assert len(found) == sum((1, 29)[: len(spent)])
    assert spent == [4, 4]


def test_the_quarterly_job_warns_and_drafts(dossier_in, time_machine):
    dossier_in(Status.IN_APPRAISAL)
    time_machine.move_to(day(4, "16:00"))
    assert watch_delays() == "1 warnings, 1 drafts made, 0 cancelled"
    assert watch_delays() == "0 warnings, 0 drafts made, 0 cancelled"
    assert (BreachWarning.objects.count(), ApologyNotice.objects.count()) == (1, 1)
