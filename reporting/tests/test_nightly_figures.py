"""The nightly figures: what they count, when they are computed again, and what happens when they do not add up."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from dossiers import deadlines
from dossiers.deadlines import Basis, Due, Timeliness
from dossiers.models import ClockEntry, Dossier
from dossiers.tests.cast import MONDAY, instant
from dossiers.verdicts import EARLY, KEPT, LATE
from dossiers.workflow import Action, Status
from procedures.models import Channel
from reporting.identities import ENDED, Identity
from reporting.models import DailyFigure, StatisticsRun
from reporting.queries import findings_between
from reporting.services import verify_statistics
from reporting.tests.nights import (
    FRIDAY,
    LONG_AFTER_ALL_EVENTS,
    NEXT_MONDAY,
    at_the_department_in,
    everything,
    night,
    on,
)


# ── What is counted ──────────────────────────────────────────────────────────────────────
def test_a_received_dossier_is_open_until_it_is_finished(world, dossier_in):
    dossier = dossier_in(Status.AWAITING_SEAL)
    world.act(dossier, Action.SEAL, at=instant(FRIDAY, "10:00"))
    night(NEXT_MONDAY)
    assert on(MONDAY) == {"received": 1, "in_time": 1}
    assert on(FRIDAY - timedelta(days=1)) == {"in_time": 1}
    assert on(FRIDAY) == {"early": 1}
    assert on(NEXT_MONDAY) == {}


def test_handing_over_later_changes_nothing(world, dossier_in):
    dossier = dossier_in(Status.RESULT_READY)
    world.act(dossier, Action.HAND_OVER, at=instant(date(2026, 4, 20)))
    night(date(2026, 4, 30))
    assert on(MONDAY) == {"received": 1, "early": 1}
    assert on(date(2026, 4, 20)) == {}


def test_a_dossier_enters_the_table_when_the_office_has_answered(world, dossier_in):
    dossier_in(Status.SUBMITTED)
    dossier_in(Status.REFUSED)
    withdrawn = world.submit()
    world.act(withdrawn, Action.WITHDRAW, at=instant(MONDAY, "09:00"))
    night(FRIDAY)
    assert on(MONDAY) == {"received": 1, "refused": 1}
    assert on(FRIDAY) == {}


def test_a_waiting_dossier_is_paused_and_a_withdrawn_one_leaves(world, dossier_in):
    dossier = dossier_in(Status.SUPPLEMENTING)
    world.act(dossier, Action.WITHDRAW, at=instant(NEXT_MONDAY))
    night(NEXT_MONDAY)
    assert on(FRIDAY) == {"paused": 1}
    assert on(NEXT_MONDAY) == {"withdrawn": 1}


def test_figures_stand_with_the_agency_that_resolves_and_by_channel(world, dossier_in):
    dossier_in(Status.IN_APPRAISAL)
    dossier_in(Status.IN_APPRAISAL, channel=Channel.POSTAL)
    world.receive_walk_in(world.confirmation, agency=world.commune)
    night(MONDAY)
    assert on(MONDAY, agency=world.commune, channel=Channel.IN_PERSON) == {"received": 1, "overdue": 1}
    assert on(MONDAY, agency=world.department, channel=Channel.ONLINE) == {"received": 1, "in_time": 1}
    assert on(MONDAY, agency=world.department, channel=Channel.POSTAL) == {"received": 1, "in_time": 1}


@pytest.mark.parametrize(("finished", "expected"), [("16:59", "on_time"), ("17:00", "on_time"), ("17:01", "late")])
def test_a_same_day_limit_is_judged_to_the_minute(world, dossier_in, finished, expected):
    dossier = dossier_in(Status.IN_APPROVAL, version=world.confirmation)
    world.act(dossier, Action.APPROVE, at=instant(MONDAY, finished))
    night(MONDAY)
    assert on(MONDAY) == {"received": 1, expected: 1}


def test_the_query_judges_every_finished_dossier_as_the_arithmetic_does(world, dossier_in):
    for version in (world.certificate, world.confirmation):
        status = Status.AWAITING_SEAL if version == world.certificate else Status.IN_APPROVAL
        action = Action.SEAL if version == world.certificate else Action.APPROVE
        for day, clock in [(0, "16:59"), (0, "17:01"), (4, "10:00"), (7, "00:00"), (7, "23:59"), (8, "00:00")]:
            world.act(dossier_in(status, version=version), action, at=instant(MONDAY + timedelta(days=day), clock))
    seen = set()
    for dossier in Dossier.objects.all():
        kept = deadlines.timeliness(Due(dossier.original_due_at, Basis(dossier.due_basis)), dossier.finished_at)
        alone = Dossier.objects.filter(pk=dossier.pk)
        assert alone.filter(LATE).exists() is (kept is Timeliness.LATE)
        assert alone.filter(KEPT).exists() is (kept is not Timeliness.LATE)
        assert alone.filter(EARLY).exists() is (kept is Timeliness.EARLY)
        seen.add(kept)
    assert seen == set(Timeliness)


# ── When it is computed again ────────────────────────────────────────────────────────────
def test_two_missed_nights_are_computed_together(dossier_in):
    at_the_department_in(dossier_in)
    night(MONDAY, at=LONG_AFTER_ALL_EVENTS)
    run = night(MONDAY + timedelta(days=3), at=LONG_AFTER_ALL_EVENTS)
    assert run.first_day == MONDAY + timedelta(days=1)
    incremental = everything()
    night(MONDAY + timedelta(days=3), rebuild=True)
    assert incremental == everything()


def test_a_night_in_which_nothing_was_entered_late_computes_one_day(dossier_in):
    dossier_in(Status.IN_APPRAISAL)
    night(FRIDAY, at=LONG_AFTER_ALL_EVENTS)
    run = night(FRIDAY + timedelta(days=1), at=LONG_AFTER_ALL_EVENTS)
    assert (run.first_day, run.until) == (FRIDAY + timedelta(days=1), FRIDAY + timedelta(days=1))
    assert on(FRIDAY + timedelta(days=1)) == {"in_time": 1}


def test_an_event_entered_late_is_counted_on_the_day_it_happened(world, dossier_in):
    dossier = dossier_in(Status.AWAITING_SEAL)
    night(NEXT_MONDAY)
    world.act(dossier, Action.SEAL, at=instant(FRIDAY))
    run = night(NEXT_MONDAY + timedelta(days=1))
    assert run.first_day <= FRIDAY
    assert on(FRIDAY) == {"early": 1}
    assert on(NEXT_MONDAY) == {}


def test_a_second_run_of_a_night_has_nothing_to_do(dossier_in):
    dossier_in(Status.IN_APPRAISAL)
    night(FRIDAY, at=LONG_AFTER_ALL_EVENTS)
    before = everything()
    assert night(FRIDAY, at=LONG_AFTER_ALL_EVENTS) is None
    assert everything() == before


def test_a_province_without_dossiers_has_nothing_to_compute(world):
    assert night(FRIDAY) is None
    assert not StatisticsRun.objects.exists()


# ── Whether it adds up ───────────────────────────────────────────────────────────────────
def test_every_day_of_every_cell_continues_the_day_before(dossier_in):
    at_the_department_in(dossier_in)
    run = night(date(2026, 6, 30))
    assert run.findings == []
    open_before = 0
    for number in range((date(2026, 6, 30) - MONDAY).days + 1):
        figures = on(MONDAY + timedelta(days=number))
        came, ended = figures.get("received", 0), sum(figures.get(measure, 0) for measure in ENDED)
        is_open = sum(figures.get(stock, 0) for stock in ("in_time", "overdue", "paused"))
        assert is_open == open_before + came - ended
        open_before = is_open


def test_the_figures_are_those_of_replaying_every_ledger(world, dossier_in):
    at_the_department_in(dossier_in)
    last = date(2026, 3, 20)
    naive: dict[date, dict[str, int]] = {}
    for dossier in Dossier.objects.exclude(received_on=None):
        rows = list(ClockEntry.objects.filter(dossier=dossier))
        day = dossier.received_on
        while day <= last and (dossier.finished_on is None or day < dossier.finished_on):
            clock = deadlines.replay(_known(rows, until=day), world.calendar)
            standing = clock.standing(instant(day, "23:59"))
            stock = {"paused": "paused", "overdue": "overdue"}.get(standing, "in_time")
            naive.setdefault(day, {}).setdefault(stock, 0)
            naive[day][stock] += 1
            day += timedelta(days=1)
    night(last)
    for day, stocks in naive.items():
        assert {name: count for name, count in on(day).items() if name in ("in_time", "overdue", "paused")} == stocks


def _known(rows, *, until):
    from dossiers.clock import as_entry

    return [as_entry(row) for row in rows if row.at <= instant(until, "23:59")]


def test_a_corrupted_row_is_found_and_named(world, dossier_in):
    dossier_in(Status.IN_APPRAISAL)
    night(MONDAY, at=LONG_AFTER_ALL_EVENTS)
    DailyFigure.objects.filter(day=MONDAY).update(in_time=3)
    run = night(MONDAY + timedelta(days=1), at=LONG_AFTER_ALL_EVENTS)
    (finding,) = run.findings
    assert finding == {
        "identity": Identity.CONTINUITY,
        "day": "2026-03-03",
        "agency_pk": world.department.pk,
        "channel": Channel.ONLINE,
        "service_level": "full",
        "expected": 3,
        "found": 1,
        "measure": "",
        "codes": list(Dossier.objects.values_list("code", flat=True)),
    }
    assert any(words.endswith("in_time: 3 ≠ 1") for words in verify_statistics(until=MONDAY))


def test_a_finding_is_forgotten_when_its_day_was_computed_again(dossier_in):
    dossier_in(Status.IN_APPRAISAL)
    night(MONDAY, at=LONG_AFTER_ALL_EVENTS)
    DailyFigure.objects.filter(day=MONDAY).update(in_time=3)
    night(FRIDAY, at=LONG_AFTER_ALL_EVENTS)
    assert findings_between(MONDAY, FRIDAY)
    night(FRIDAY, at=LONG_AFTER_ALL_EVENTS + timedelta(hours=1), rebuild=True)
    assert findings_between(MONDAY, FRIDAY) == []
    assert verify_statistics(until=FRIDAY) == []


# ── By hand ──────────────────────────────────────────────────────────────────────────────
def test_the_command_computes_and_verifies(dossier_in):
    dossier_in(Status.RETURNED)
    out = StringIO()
    call_command("compute_statistics", "--date", "2026-03-06", stdout=out)
    call_command("compute_statistics", "--date", "2026-03-06", "--verify", stdout=out)
    assert "1 dòng" in out.getvalue() and "khớp" in out.getvalue()

    DailyFigure.objects.filter(day=MONDAY).update(early=9)
    with pytest.raises(CommandError, match="early: 9 ≠ 1"):
        call_command("compute_statistics", "--date", "2026-03-06", "--verify")
    call_command("compute_statistics", "--date", "2026-03-06", "--rebuild", stdout=out)
    call_command("compute_statistics", "--date", "2026-03-06", "--verify", stdout=out)


def test_the_command_does_not_count_a_day_that_is_not_over(world):
    with pytest.raises(CommandError, match="trước hôm nay"):
        call_command("compute_statistics", "--date", "2999-01-01")
