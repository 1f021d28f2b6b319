"""The path of a dossier through the services, on the real database: what each verb causes, and what it refuses."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from agencies.calendars import calendar_of
from dossiers import clock, services
from dossiers.errors import AlreadySubmitted, InvalidInput, NotAllowed, StaleDossier
from dossiers.models import ClockEntry, Dossier, DossierEvent, EntryKind, IntakeReceipt, Outcome
from dossiers.tests.cast import GROUND, MONDAY, MONDAY_MORNING, DossierIn, World, instant
from dossiers.workflow import Action, Status

pytestmark = pytest.mark.django_db


def test_receipt_number_only_after_reception(world: World, dossier_in: DossierIn) -> None:
    submitted = dossier_in(Status.SUBMITTED)
    assert submitted.code.startswith(world.department.code)
    assert not IntakeReceipt.objects.filter(dossier=submitted).exists()
    assert submitted.due_at is None

    received = world.act(submitted, Action.RECEIVE, at=instant(MONDAY, "09:00"))
    assert IntakeReceipt.objects.get(dossier=received).number.endswith(world.centre.receipt_symbol)
    assert received.due_at == received.first_due_at == received.original_due_at


def test_one_submission_one_dossier_number(world: World) -> None:
    key = uuid4()
    first = world.submit(key=key)
    with pytest.raises(AlreadySubmitted) as second:
        world.submit(key=key)
    assert second.value.code == first.code
    assert Dossier.objects.count() == 1


def test_codes_follow_one_another_within_an_agency_and_day(world: World) -> None:
    codes = [world.submit().code for _i in range(3)]
    assert [code.rsplit("-", 1)[1] for code in codes] == ["0001", "0002", "0003"]
    assert world.submit(at=MONDAY_MORNING + timedelta(days=1)).code.endswith("-0001")


def test_of_two_officers_the_second_is_told(world: World, dossier_in: DossierIn) -> None:
    seen_by_both = dossier_in(Status.IN_APPRAISAL)
    stale = Dossier.objects.select_related("process", "result", "agency", "regime").get(pk=seen_by_both.pk)
    world.act(seen_by_both, Action.PROPOSE, at=instant(MONDAY, "11:00"))
    with pytest.raises(StaleDossier):
        services.take(stale, seen=stale.revision, actor=world.chi, at=instant(MONDAY, "11:01"))
    assert Dossier.objects.get(pk=stale.pk).status == Status.IN_APPROVAL


def test_a_refused_move_changes_nothing(world: World, dossier_in: DossierIn) -> None:
    dossier = dossier_in(Status.IN_APPRAISAL)
    before = DossierEvent.objects.count(), ClockEntry.objects.count(), Dossier.objects.get(pk=dossier.pk).revision
    with pytest.raises(InvalidInput):
        services.request_supplement(
            dossier,
            [services.AskedPaper(name="Tờ khai", reason=" ", legal_ground=GROUND)],
            reason="Thiếu",
            seen=dossier.revision,
            actor=world.chi,
            at=instant(MONDAY, "11:00"),
            calendar=calendar_of(dossier.agency),
        )
    assert before == (
        DossierEvent.objects.count(),
        ClockEntry.objects.count(),
        Dossier.objects.get(pk=dossier.pk).revision,
    )


def test_the_clock_stands_still_while_the_applicant_supplements(world: World, dossier_in: DossierIn) -> None:
    paused = dossier_in(Status.SUPPLEMENTING)
    promised = paused.due_at
    resumed = world.act(paused, Action.SUPPLEMENT, at=instant(MONDAY, "10:00") + timedelta(days=2))
    assert resumed.due_at is not None and promised is not None
    assert (resumed.due_at - promised) == timedelta(days=1), "only Tuesday is given back: Monday was day 0"
    assert resumed.first_due_at == promised, "the first promise survives"
    assert resumed.original_due_at == resumed.due_at


def test_a_supplement_is_asked_for_once(world: World, dossier_in: DossierIn) -> None:
    supplemented = world.act(dossier_in(Status.SUPPLEMENTING), Action.SUPPLEMENT, at=instant(MONDAY, "14:00"))
    with pytest.raises(NotAllowed, match="một lần"):
        world.act(supplemented, Action.REQUEST_SUPPLEMENT, at=instant(MONDAY, "15:00"))


def test_send_back_does_not_erase_history(world: World, dossier_in: DossierIn) -> None:
    back = world.act(dossier_in(Status.IN_APPROVAL), Action.SEND_BACK, at=instant(MONDAY, "15:00"))
    assert back.holder == world.chi, "whoever proposed gets it back"
    actions = list(DossierEvent.objects.filter(dossier=back).values_list("action", flat=True))
    assert actions[-2:] == [Action.PROPOSE, Action.SEND_BACK]


def test_a_denied_dossier_is_also_sealed_and_handed_over(dossier_in: DossierIn) -> None:
    returned = dossier_in(Status.RETURNED, outcome=Outcome.DENIED)
    assert returned.result.outcome == Outcome.DENIED
    assert returned.result.reason and returned.result.legal_ground
    assert returned.result.second_seal is not None


@pytest.mark.parametrize("status", list(Status))
def test_replaying_the_ledger_gives_the_stored_dates(status: Status, dossier_in: DossierIn) -> None:
    dossier = dossier_in(status)
    rows = list(ClockEntry.objects.filter(dossier=dossier))
    if dossier.received_at is None:
        assert rows == []
        return
    replayed = clock.replayed(rows, calendar_of(dossier.agency))
    assert replayed.due and replayed.original_due and replayed.first_due
    assert (replayed.due.at, replayed.original_due.at, replayed.first_due.at) == (
        dossier.due_at,
        dossier.original_due_at,
        dossier.first_due_at,
    )
    assert (rows[-1].kind == EntryKind.STOP) == (dossier.finished_at is not None)


@pytest.mark.parametrize("table", ["dossiers_dossierevent", "dossiers_clockentry"])
@pytest.mark.parametrize("verb", ["UPDATE {} SET ordinal = 99", "DELETE FROM {}"])
def test_events_and_ledger_refuse_to_be_changed(table: str, verb: str, dossier_in: DossierIn) -> None:
    dossier_in(Status.IN_APPRAISAL)
    with pytest.raises(DatabaseError, match="only ever added"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(verb.format(table))


def test_walk_in_intake_takes_few_statements(world: World) -> None:
    world.receive_walk_in()  # the calendar is compiled once
    with CaptureQueriesContext(
        connection,
    ) as captured:
        world.receive_walk_in()
    statements = [q["sql"] for q in captured if not q["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN"))]
    assert len(statements) <= 12, "\n".join(statements)


def test_calendar_change_is_seen_without_restart(world: World) -> None:
    from agencies.calendars import revise
    from agencies.models import CalendarDay

    first = world.receive_walk_in(calendar=calendar_of(world.department))
    CalendarDay.objects.create(
        day=MONDAY + timedelta(days=1), kind="day_off", name="Bão", decision="Công điện 01/CĐ-UBND"
    )
    revise(at=MONDAY_MORNING)
    second = world.receive_walk_in(calendar=calendar_of(world.department))
    assert first.due_on and second.due_on
    assert second.due_on > first.due_on
