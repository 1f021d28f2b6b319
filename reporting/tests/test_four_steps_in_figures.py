"""What real life does to a dossier, as the figures of its days tell it: paper travels, clocks stand, dates move."""

from datetime import date, datetime, timedelta

import pytest

from dossiers import deadlines, guards, services
from dossiers.deadlines import Basis, Due
from dossiers.models import ClockEntry, Dossier, ReturnMethod
from dossiers.services import Correction, Listed, Paper
from dossiers.tests.cast import MONDAY, MONDAY_MORNING, instant, loaded
from dossiers.verdicts import late_at
from dossiers.workflow import Action, Status
from procedures.models import Channel
from reporting.models import DailyFigure, StatisticsRun
from reporting.periods import Period
from reporting.services import compute_statistics, findings_blocking, verify_statistics
from reporting.steps import MEASURES

TUESDAY, FRIDAY, NEXT_MONDAY = (MONDAY + timedelta(days=days) for days in (1, 4, 7))
LONG_BEFORE_ALL_EVENTS = instant(date(2001, 1, 1))
LATER = date(2026, 4, 30)


def night(until: date = LATER, *, at: datetime = LONG_BEFORE_ALL_EVENTS, rebuild: bool = False) -> StatisticsRun | None:
    """Let one night's computation run."""
    run = compute_statistics(until=until, at=at, rebuild=rebuild).run
    assert run is None or run.findings == []
    return run


def on(day: date, **cell: object) -> dict[str, int]:
    """Return the figures of a day that are not zero."""
    rows = list(DailyFigure.objects.filter(day=day, **cell).values(*MEASURES))
    sums = {measure: sum(row[measure] for row in rows) for measure in MEASURES}
    return {measure: count for measure, count in sums.items() if count and measure != "kept_currently"}


def everything() -> list[tuple]:
    return list(DailyFigure.objects.order_by("day", "agency", "channel").values_list("day", "channel", *MEASURES))


@pytest.mark.parametrize(
    ("action", "ended_by"),
    [
        (Action.REQUEST_SUPPLEMENT, Action.SUPPLEMENT),
        (Action.VERIFY, Action.REPORT_VERIFICATION),
        (Action.REQUEST_PAYMENT, Action.CONFIRM_PAYMENT),
    ],
)
def test_whatever_the_clock_stands_still_for_is_paused(world, dossier_in, action, ended_by):
    dossier = world.act(dossier_in(Status.IN_APPRAISAL), action, at=instant(MONDAY, "10:00"))
    world.act(dossier, ended_by, at=instant(FRIDAY, "10:00"))
    night(FRIDAY)
    assert on(MONDAY) == {"received": 1, "paused": 1}
    assert on(FRIDAY - timedelta(days=1)) == {"paused": 1}
    assert on(FRIDAY) == {"in_time": 1}


def test_a_question_that_stops_no_clock_is_no_pause(world, dossier_in):
    world.act(dossier_in(Status.IN_APPRAISAL), Action.CONSULT, at=instant(MONDAY, "10:00"))
    night(FRIDAY)
    assert on(FRIDAY) == {"in_time": 1}


def test_a_question_that_stops_the_clock_is_one(world, dossier_in):
    dossier_in(Status.AWAITING_OPINION)
    night(FRIDAY)
    assert on(FRIDAY) == {"paused": 1}


def test_guidance_before_reception_stands_outside_the_table(world, dossier_in):
    guided = dossier_in(Status.GUIDED)
    night(FRIDAY)
    assert on(MONDAY) == {}
    world.act(guided, Action.WITHDRAW, at=instant(FRIDAY))
    night(rebuild=True)
    assert not DailyFigure.objects.exists()


def test_a_guided_submission_counts_from_its_reception(world, dossier_in):
    dossier = world.act(dossier_in(Status.GUIDED), Action.SUPPLEMENT, at=instant(FRIDAY))
    world.act(dossier, Action.RECEIVE, at=instant(FRIDAY, "10:00"))
    night(NEXT_MONDAY)
    assert on(MONDAY) == {}
    assert on(FRIDAY) == {"received": 1, "in_time": 1}


def test_what_the_post_carries_is_resolved_already(world, dossier_in):
    dossier = dossier_in(Status.IN_DELIVERY)
    world.act(dossier, Action.TAKE_BACK, at=instant(FRIDAY))
    night()
    assert on(MONDAY) == {"received": 1, "early": 1}
    assert on(FRIDAY) == {}


def test_a_result_that_travels_is_not_resolved_before_it_is_at_the_return_desk(world, dossier_in):
    dossier = dossier_in(Status.TO_CENTRE)
    world.act(dossier, Action.ACCEPT_RESULT, at=instant(TUESDAY))
    night()
    assert on(MONDAY, agency=world.commune) == {"received": 1, "overdue": 1}
    assert on(TUESDAY, agency=world.commune) == {"late": 1}


def test_a_new_appointment_makes_no_late_dossier_an_early_one(world, dossier_in):
    dossier = world.act(dossier_in(Status.IN_APPRAISAL), Action.REAPPOINT, at=instant(FRIDAY))
    assert dossier.due_on > NEXT_MONDAY
    day_after = NEXT_MONDAY + timedelta(days=1)
    night(day_after)
    assert on(FRIDAY) == {"in_time": 1}
    assert on(NEXT_MONDAY) == {"in_time": 1}
    assert on(day_after) == {"overdue": 1}
    for action in (Action.PROPOSE, Action.APPROVE, Action.SEAL):
        dossier = world.act(dossier, action, at=instant(day_after, "10:00"))
    assert dossier.finished_on <= dossier.due_on
    night(rebuild=True)
    assert on(day_after) == {"late": 1}


def test_a_pause_moves_the_yardstick_of_a_dossier_that_was_appointed_anew(world, dossier_in):
    """The ledger says after each entry what is judged by, so that no day has to be replayed."""
    dossier = world.act(dossier_in(Status.IN_APPRAISAL), Action.REAPPOINT, at=instant(TUESDAY))
    dossier = world.act(dossier, Action.VERIFY, at=instant(TUESDAY, "10:00"))
    dossier = world.act(dossier, Action.REPORT_VERIFICATION, at=instant(FRIDAY, "10:00"))
    last = ClockEntry.objects.filter(dossier=dossier).latest("ordinal")
    assert last.original_due_at == dossier.original_due_at
    assert last.due_at == dossier.due_at != dossier.original_due_at
    original_on = dossier.original_due_on
    night()
    assert on(original_on) == {"in_time": 1}
    assert on(original_on + timedelta(days=1)) == {"overdue": 1}


def test_an_extension_keeps_a_dossier_in_time(world, dossier_in):
    dossier = world.act(dossier_in(Status.IN_APPRAISAL), Action.EXTEND, at=instant(TUESDAY))
    night()
    assert on(NEXT_MONDAY + timedelta(days=1)) == {"in_time": 1}
    assert on(dossier.original_due_on + timedelta(days=1)) == {"overdue": 1}


def test_a_reopened_dossier_is_a_new_one_and_leaves_the_old_figures_alone(world, dossier_in):
    world.act(dossier_in(Status.RETURNED), Action.REOPEN, at=instant(NEXT_MONDAY))
    night(NEXT_MONDAY)
    assert on(MONDAY) == {"received": 1, "early": 1}
    assert on(NEXT_MONDAY) == {"received": 1, "in_time": 1}


def test_a_receipt_corrected_to_another_agency_is_counted_anew_from_its_reception(world):
    submitted = loaded(world.submit(world.confirmation))
    dossier = world.act(submitted, Action.RECEIVE, at=instant(MONDAY, "09:00"))
    night(MONDAY)
    assert on(MONDAY, agency=world.department) == {"received": 1, "overdue": 1}
    _correct_to_the_commune(world, dossier)
    night(TUESDAY)
    assert on(MONDAY, agency=world.department) == {}
    assert on(MONDAY, agency=world.commune)["received"] == 1
    assert verify_statistics(until=TUESDAY) == []


def _correct_to_the_commune(world, dossier: Dossier) -> None:
    process = services.process_for(world.confirmation.pk, world.commune, today=MONDAY)
    documents = dossier.documents.select_related("required_document")
    correction = Correction(
        applicant=world.applicant,
        content=dossier.content,
        return_method=ReturnMethod(dossier.return_method),
        papers=tuple(Listed(Paper(row.name, row.form, row.required_document), row) for row in documents),
        process=process,
        case=1,
    )
    seen = {"seen": dossier.revision, "actor": world.binh, "at": instant(MONDAY, "11:00")}
    services.correct(dossier, correction, reason="Chọn nhầm cơ quan.", calendar=world.calendar, **seen)


def test_the_identities_hold_for_a_dossier_in_every_status(world, dossier_in):
    for number, status in enumerate(Status):
        dossier_in(status, at=instant(MONDAY + timedelta(days=number % 3)))
    night()
    assert findings_blocking(Period(MONDAY, LATER)) == []
    open_at_the_end = sum(on(LATER).values())
    assert open_at_the_end == Dossier.objects.filter(finished_at=None).exclude(received_at=None).count()


@pytest.mark.parametrize("days", [0, 4, 7, 8, 20, 60])
def test_the_query_finds_the_late_ones_that_the_guard_and_the_figures_find(world, dossier_in, days):
    walked = [dossier_in(status) for status in Status if status not in (Status.SUBMITTED, Status.GUIDED)]
    walked += [
        world.act(dossier_in(Status.IN_APPRAISAL), Action.REAPPOINT, at=MONDAY_MORNING + timedelta(days=1)),
        world.act(dossier_in(Status.IN_APPRAISAL), Action.EXTEND, at=MONDAY_MORNING + timedelta(days=1)),
        dossier_in(Status.IN_APPRAISAL, channel=Channel.POSTAL),
    ]
    at = instant(MONDAY + timedelta(days=days), "23:59")
    by_query = set(Dossier.objects.filter(late_at(at)).values_list("code", flat=True))
    fresh = [loaded(dossier) for dossier in walked]
    assert by_query == {dossier.code for dossier in fresh if guards.breached_at(dossier, at)}
    running = [dossier for dossier in fresh if dossier.finished_at is None and not dossier.paused_at]
    for dossier in running:
        due = Due(dossier.original_due_at, Basis(dossier.due_basis))
        assert (dossier.code in by_query) is deadlines.is_breached(due, at)
