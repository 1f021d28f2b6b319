"""Papers that go home to an agency and come back: sheets, items, their own clock, and what is late."""

from datetime import datetime, timedelta

import pytest

from dossiers.access import FOR_ACTION
from dossiers.errors import InvalidInput, NotAllowed
from dossiers.models import ClockEntry, Dossier, HandOverItem, HandOverSheet, SheetKind
from dossiers.services import transfers
from dossiers.tests.cast import MONDAY, MONDAY_MORNING, DossierIn, World, instant, loaded
from dossiers.workflow import Action, Status

TEN = instant(MONDAY, "10:00")


def with_all(dossiers: list[Dossier]) -> list[Dossier]:
    found = Dossier.objects.select_related(*FOR_ACTION).filter(pk__in=[dossier.pk for dossier in dossiers])
    return list(found.order_by("pk"))


def out_sheet(world: World, dossiers: list[Dossier], *, at: datetime = TEN) -> HandOverSheet:
    sheet, _results = transfers.make_sheet(
        with_all(dossiers),
        kind=SheetKind.OUT,
        office=world.centre,
        agency=world.commune,
        actor=world.binh,
        at=at,
        calendar=world.calendar,
    )
    assert sheet is not None
    return sheet


def back_sheet(world: World, dossiers: list[Dossier], *, at: datetime) -> HandOverSheet:
    sheet, _results = transfers.make_sheet(
        with_all(dossiers),
        kind=SheetKind.BACK,
        office=world.centre,
        agency=world.commune,
        actor=world.khoa,
        at=at,
        calendar=world.calendar,
    )
    assert sheet is not None
    return sheet


def results(taken: list[transfers.Taken]) -> list[tuple[str, bool]]:
    return [(one.code, one.is_done) for one in taken]


# ── The way out ──────────────────────────────────────────────────────────────────────────
def test_what_came_on_paper_for_another_seat_waits_with_the_clerk(world: World) -> None:
    dossier = world.receive_journey()
    assert (dossier.status, dossier.holder_agency) == (Status.TO_AGENCY, world.centre.agency)
    assert dossier.due_at is not None, "the citizen's clock runs while the papers travel"


def test_a_sheet_moves_no_dossier_until_an_item_is_taken(world: World) -> None:
    first, second = world.receive_journey(), world.receive_journey()
    sheet = out_sheet(world, [first, second])
    assert sheet.number == "BG-H98.01.01-2026-0001"
    assert {loaded(one).status for one in (first, second)} == {Status.TO_AGENCY}

    taken = transfers.accept(sheet, [first.code], actor=world.khoa, at=TEN)
    assert results(taken) == [(first.code, True)]
    first = loaded(first)
    assert (first.status, first.holder_agency, first.officer) == (Status.IN_APPRAISAL, world.commune, None)
    assert loaded(second).status == Status.TO_AGENCY
    sheet.refresh_from_db()
    assert sheet.closed_at is None

    transfers.accept(sheet, [second.code], actor=world.khoa, at=TEN + timedelta(minutes=5))
    sheet.refresh_from_db()
    assert sheet.closed_at == TEN + timedelta(minutes=5)


def test_a_code_that_is_not_on_the_sheet_or_comes_twice_stops_no_other(world: World) -> None:
    first, second, elsewhere = (world.receive_journey() for _i in range(3))
    sheet = out_sheet(world, [first, second])
    codes = [first.code, elsewhere.code, "H98.41-260302-9999", second.code]
    taken = transfers.accept(sheet, codes, actor=world.khoa, at=TEN)
    assert [one.is_done for one in taken] == [True, False, False, True]
    again = transfers.accept(sheet, [first.code], actor=world.khoa, at=TEN + timedelta(hours=1))
    assert "Đã nhận trước đó, lúc 10:00, 02/03/2026" in again[0].words
    assert loaded(first).revision == 2, "a second scan moves nothing"


def test_a_code_is_read_as_it_is_typed(world: World) -> None:
    dossier = world.receive_journey()
    sheet = out_sheet(world, [dossier])
    (taken,) = transfers.accept(sheet, [f"  {dossier.code.lower()} "], actor=world.khoa, at=TEN)
    assert taken.is_done


def test_a_dossier_that_was_withdrawn_meanwhile_is_struck_off(world: World) -> None:
    gone, there = world.receive_journey(), world.receive_journey()
    sheet = out_sheet(world, [gone, there])
    world.act(loaded(gone), Action.WITHDRAW, at=TEN)
    taken = transfers.accept(sheet, [gone.code, there.code], actor=world.khoa, at=TEN)
    assert results(taken) == [(gone.code, False), (there.code, True)]
    assert "Đã rút hồ sơ" in taken[0].words
    item = HandOverItem.objects.get(dossier=gone)
    assert "Đã rút hồ sơ" in item.refusal
    sheet.refresh_from_db()
    assert sheet.closed_at == TEN, "a sheet closes although one of its dossiers has gone"
    assert loaded(gone).status == Status.WITHDRAWN


def test_a_refused_item_stays_with_the_giver_and_may_go_again(world: World) -> None:
    dossier = world.receive_journey()
    item = out_sheet(world, [dossier]).items.get()
    with pytest.raises(InvalidInput):
        transfers.refuse_item(item, reason="  ", actor=world.khoa, at=TEN)
    transfers.refuse_item(item, reason="Thiếu bản chính.", actor=world.khoa, at=TEN)
    assert loaded(dossier).status == Status.TO_AGENCY
    again = out_sheet(world, [dossier], at=TEN + timedelta(hours=1))
    assert again.items.get().dossier == dossier


def test_a_dossier_waits_on_one_sheet_only(world: World) -> None:
    first, second = world.receive_journey(), world.receive_journey()
    out_sheet(world, [first])
    sheet, made = transfers.make_sheet(
        with_all([first, second]),
        kind=SheetKind.OUT,
        office=world.centre,
        agency=world.commune,
        actor=world.binh,
        at=TEN,
        calendar=world.calendar,
    )
    assert sheet is not None
    assert [one.is_done for one in made] == [False, True]
    assert [item.ordinal for item in sheet.items.all()] == [1]


def test_no_sheet_is_made_of_nothing_and_no_number_is_lost(world: World, dossier_in: DossierIn) -> None:
    at_centre = dossier_in(Status.IN_APPRAISAL)
    sheet, made = transfers.make_sheet(
        with_all([at_centre]),
        kind=SheetKind.OUT,
        office=world.centre,
        agency=world.commune,
        actor=world.binh,
        at=TEN,
        calendar=world.calendar,
    )
    assert (sheet, made[0].is_done) == (None, False)
    assert out_sheet(world, [world.receive_journey()]).number.endswith("0001")


def test_only_who_gives_makes_a_sheet_and_only_who_takes_accepts(world: World) -> None:
    dossier = world.receive_journey()
    for stranger in (world.chi, world.khoa, world.an):
        with pytest.raises(NotAllowed):
            transfers.make_sheet(
                with_all([dossier]),
                kind=SheetKind.OUT,
                office=world.centre,
                agency=world.commune,
                actor=stranger,
                at=TEN,
                calendar=world.calendar,
            )
    sheet = out_sheet(world, [dossier])
    for wrong in (world.chi, world.binh, world.giang):
        (taken,) = transfers.accept(sheet, [dossier.code], actor=wrong, at=TEN)
        assert not taken.is_done
    with pytest.raises(NotAllowed):
        transfers.refuse_item(sheet.items.get(), reason="Không phải của tôi.", actor=world.chi, at=TEN)
    assert loaded(dossier).status == Status.TO_AGENCY


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-03-02T09:00", "2026-03-02T17:00"),
        ("2026-03-02T14:59", "2026-03-02T17:00"),
        ("2026-03-02T15:00", "2026-03-03T08:30"),
        ("2026-03-06T16:40", "2026-03-09T08:30"),
        ("2026-03-07T09:00", "2026-03-09T08:30"),
    ],
)
def test_papers_go_the_same_day_and_from_fifteen_hours_on_the_next_morning(
    world: World, received: str, due: str
) -> None:
    since = datetime.fromisoformat(received).replace(tzinfo=MONDAY_MORNING.tzinfo)
    expected = datetime.fromisoformat(due).replace(tzinfo=MONDAY_MORNING.tzinfo)
    assert transfers.journey_due(since, world.calendar) == expected


def test_an_officer_who_fetches_papers_leaves_a_record(world: World) -> None:
    dossier = loaded(world.receive_journey())
    sheet = transfers.take_directly(
        dossier, kind=SheetKind.OUT, seen=dossier.revision, actor=world.khoa, at=TEN, calendar=world.calendar
    )
    assert (sheet.items.get().accepted_by, sheet.made_by) == (world.khoa, world.khoa)
    assert HandOverSheet.objects.get().closed_at == TEN


# ── The way back ─────────────────────────────────────────────────────────────────────────
def test_the_clock_stops_when_the_result_is_at_the_return_desk(world: World, dossier_in: DossierIn) -> None:
    dossier = dossier_in(Status.TO_CENTRE)
    assert dossier.finished_at is None, "approved is not finished"
    later = MONDAY_MORNING + timedelta(hours=3)
    sheet = back_sheet(world, [dossier], at=later)
    transfers.accept(sheet, [dossier.code], actor=world.binh, at=later + timedelta(minutes=20))
    dossier = loaded(dossier)
    assert (dossier.status, dossier.finished_at) == (Status.RESULT_READY, later + timedelta(minutes=20))
    stop = ClockEntry.objects.get(dossier=dossier, kind="stop")
    assert stop.evidence == sheet.number


def test_the_way_back_has_its_own_clock(world: World, dossier_in: DossierIn) -> None:
    dossier = dossier_in(Status.TO_CENTRE)
    item = back_sheet(world, [dossier], at=MONDAY_MORNING + timedelta(days=1)).items.get()
    assert dossier.held_since == MONDAY_MORNING + timedelta(hours=2)
    assert item.due_at == instant(MONDAY, "17:00"), "counted from when the result was ready to go, not from the sheet"
