"""Mistakes that others shipped in their statistics; each has its name from the list of them, and none is made here."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import connection
from django.urls import reverse

from dossiers.models import Dossier
from dossiers.tests.cast import MONDAY, instant
from dossiers.workflow import Action, Status
from procedures.models import Channel
from reporting.answers import dossiers_behind, figures
from reporting.conditions import MEASURES
from reporting.identities import Identity
from reporting.models import DailyFigure, RunState, StatisticsRun
from reporting.periods import month
from reporting.queries import month_figures
from reporting.questions import Key, Question
from reporting.services import findings_blocking, verify_statistics
from reporting.tests.lives import WEEK, balanced, lives
from reporting.tests.nights import (
    FRIDAY,
    LONG_AFTER_ALL_EVENTS,
    NEXT_MONDAY,
    at_the_department_in,
    everything,
    night,
    on,
)
from reporting.turn import TurnTaken, statistics_turn

__all__ = ["lives"]

MARCH, APRIL = month(2026, 3), month(2026, 4)


def test_on_time_rate_of_zero_resolved_is_undefined_not_100(world, dossier_in, client):
    dossier_in(Status.IN_APPRAISAL)
    night(MONDAY)
    assert month_figures(MARCH).whole.kept_rate is None
    page = " ".join(client.get(reverse("reporting:month", args=["2026-03"])).content.decode().split())
    assert "100,00" in page  # all that came in is still within its limit
    assert "không có hồ sơ đã giải quyết" in page


def test_missing_due_date_is_never_on_time(dossier_in):
    dossier = dossier_in(Status.RETURNED)
    Dossier.objects.filter(pk=dossier.pk).update(
        received_at=None, due_basis="", due_on=None, due_at=None, original_due_on=None, original_due_at=None
    )
    run = night(FRIDAY)
    assert on(MONDAY) == {"received": 1, "undated": 1}
    (finding,) = run.findings
    assert (finding["identity"], finding["codes"]) == (Identity.DATED, [dossier.code])


@pytest.mark.parametrize(
    ("finished", "expected"),
    [
        (instant(NEXT_MONDAY - timedelta(days=1), "23:59"), "early"),
        (instant(NEXT_MONDAY, "00:01"), "on_time"),
        (instant(NEXT_MONDAY, "23:59"), "on_time"),
        (instant(NEXT_MONDAY + timedelta(days=1), "00:00"), "late"),
    ],
)
def test_dossier_due_at_midnight_is_judged_by_local_date(world, dossier_in, finished, expected):
    dossier = dossier_in(Status.AWAITING_SEAL)
    assert dossier.due_on == NEXT_MONDAY
    world.act(dossier, Action.SEAL, at=finished)
    night(date(2026, 3, 31))
    assert on(finished.date()) == {expected: 1}


def test_period_report_uses_period_end_not_today(world, dossier_in):
    dossier_in(Status.IN_APPRAISAL)
    late = dossier_in(Status.AWAITING_SEAL)
    world.act(late, Action.SEAL, at=instant(date(2026, 4, 2)))
    night(date(2026, 5, 15))
    march = month_figures(MARCH)
    assert (march.whole["late"], march.whole["overdue"]) == (0, 2)
    april = month_figures(APRIL)
    assert (april.whole["late"], april.whole["overdue"]) == (1, 1)
    assert april.whole["carried_over"] == march.whole.in_progress + march.whole["paused"]


def test_unassigned_dossiers_are_in_the_report(world, dossier_in):
    untaken = dossier_in(Status.IN_APPRAISAL)
    travelling = dossier_in(Status.TO_AGENCY)
    assert (untaken.holder, travelling.holder) == (None, None)
    night(MONDAY)
    assert on(MONDAY, agency=world.department) == {"received": 1, "in_time": 1}
    assert on(MONDAY, agency=world.commune)["received"] == 1


def test_dashboard_cell_equals_list_length(lives):
    by = (Key.AGENCY, Key.CHANNEL, Key.PROCEDURE, Key.SECTOR, Key.LEVEL)
    question = Question(WEEK, by=by)
    cells = figures(question)
    (whole,) = figures(Question(WEEK))
    assert len(cells) > 3
    for cell in cells:
        balanced(cell)
        for measure in MEASURES:
            assert dossiers_behind(question, measure, cell.keys).count() == cell.counts[measure], (cell.keys, measure)
    for measure in MEASURES:
        assert sum(cell.counts[measure] for cell in cells) == whole.counts[measure]


def test_log_pruning_does_not_change_statistics(dossier_in):
    for status in (Status.RETURNED, Status.SUPPLEMENTING, Status.IN_APPROVAL, Status.REFUSED):
        dossier_in(status)
    night(FRIDAY)
    before = everything()
    StatisticsRun.objects.all().delete()
    night(FRIDAY)
    assert everything() == before
    assert verify_statistics(until=FRIDAY) == []


def test_nightly_job_does_not_run_twice_at_once(dossier_in):
    dossier_in(Status.IN_APPRAISAL)
    with statistics_turn(), _another_session() as refused:
        assert refused
    night(FRIDAY)
    assert on(FRIDAY) == {"in_time": 1}


class _another_session:  # noqa: N801 — reads as a phrase
    """Whether a second session is refused the turn: another thread has another connection."""

    def __enter__(self) -> bool:
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(self.is_refused).result()

    def is_refused(self) -> bool:
        try:
            with statistics_turn():
                return False
        except TurnTaken:
            return True
        finally:
            connection.close()

    def __exit__(self, *_error: object) -> None:
        pass


def test_missed_night_heals_on_the_next(dossier_in):
    night(MONDAY)
    at_the_department_in(dossier_in)
    run = night(FRIDAY, at=LONG_AFTER_ALL_EVENTS)
    incremental = everything()
    night(FRIDAY, rebuild=True)
    assert incremental == everything()
    assert run is None or run.findings == []


def test_a_corrupted_row_blocks_publication_and_is_named(world, dossier_in):
    kept = dossier_in(Status.IN_APPRAISAL)
    night(FRIDAY, at=LONG_AFTER_ALL_EVENTS)
    assert findings_blocking(MARCH) == []
    DailyFigure.objects.filter(day=FRIDAY).update(in_time=3)
    broken = findings_blocking(MARCH)
    cell = (world.department.pk, Channel.ONLINE, "full")
    assert {finding.identity for finding in broken} == {Identity.CONTINUITY, Identity.LISTS, Identity.PARTS}
    for finding in broken:
        assert (finding.day, finding.expected, finding.found, finding.codes) == (FRIDAY, 1, 3, (kept.code,))
        assert finding.identity is Identity.PARTS or (finding.agency_pk, finding.channel, finding.service_level) == cell
    night(FRIDAY, rebuild=True)
    assert findings_blocking(MARCH) == []


def test_a_dossier_changed_behind_the_ledger_blocks_publication_and_is_named(dossier_in):
    dossier_in(Status.IN_APPRAISAL)
    corrupted = dossier_in(Status.RETURNED)
    Dossier.objects.filter(pk=corrupted.pk).update(received_on=None)
    run = night(FRIDAY)
    (finding,) = run.findings
    assert (finding["identity"], finding["day"]) == (Identity.CONTINUITY, MONDAY.isoformat())
    assert corrupted.code in finding["codes"]
    assert findings_blocking(MARCH)


def test_killed_at_ten_points_the_old_figures_stand_and_the_next_run_gives_the_same(dossier_in):
    at_the_department_in(dossier_in)
    night(MONDAY, at=LONG_AFTER_ALL_EVENTS)
    before = everything()
    statements = _statements_of(lambda: night(FRIDAY, rebuild=True))
    right = everything()
    assert right != before
    points = sorted({round(number * (statements - 1) / 9) for number in range(10)})
    assert len(points) == 10
    for point in points:
        DailyFigure.objects.filter(day__gt=MONDAY).delete()
        StatisticsRun.objects.filter(until=FRIDAY).delete()
        with pytest.raises(KeyboardInterrupt):
            _statements_of(lambda: night(FRIDAY, rebuild=True), killed_after=point)
        assert everything() == before, point
        assert not StatisticsRun.objects.filter(until=FRIDAY, state=RunState.COMPLETE).exists()
        night(FRIDAY)
        assert everything() == right, point


def _statements_of(run, *, killed_after: int | None = None) -> int:
    """Let something run and return how many statements it sent until it committed, or kill it after some."""
    sent = 0

    def count(execute, sql, parameters, many, context):
        nonlocal sent
        if sql.startswith("RELEASE") or "advisory_unlock" in sql:
            return execute(sql, parameters, many, context)
        sent += 1
        if sent - 1 == killed_after:
            raise KeyboardInterrupt
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(count):
        run()
    return sent
