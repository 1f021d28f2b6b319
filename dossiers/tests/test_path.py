"""The drawn path of a dossier says what its events and its clock say."""

from datetime import datetime, timedelta

import pytest

from dossiers import clock as ledger
from dossiers.models import ClockEntry, Dossier, DossierEvent
from dossiers.path import Path, holder_words, path_of, progress_of, stations_of
from dossiers.tests.cast import MONDAY, MONDAY_MORNING, DossierIn, World, instant
from dossiers.workflow import Action, Status

WEDNESDAY = MONDAY_MORNING + timedelta(days=2)


def drawn(world: World, dossier: Dossier, at: datetime = WEDNESDAY) -> Path:
    events = list(DossierEvent.objects.filter(dossier=dossier).order_by("ordinal"))
    rows = list(ClockEntry.objects.filter(dossier=dossier).order_by("ordinal"))
    clock = ledger.replayed(rows, world.calendar) if rows else None
    return path_of(dossier, events, clock, at=at, calendar=world.calendar)


def states(path: Path) -> str:
    return " ".join(station.state for station in path.stations)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (Status.SUBMITTED, "current waiting waiting waiting"),
        (Status.IN_APPRAISAL, "done current waiting waiting"),
        (Status.SUPPLEMENTING, "done current waiting waiting"),
        (Status.IN_APPROVAL, "done done current waiting"),
        (Status.AWAITING_SEAL, "done done current waiting"),
        (Status.RESULT_READY, "done done done current"),
        (Status.RETURNED, "done done done done"),
        (Status.REFUSED, "done skipped skipped skipped"),
        (Status.WITHDRAWN, "done done skipped skipped"),
        (Status.DISCONTINUED, "done done skipped skipped"),
    ],
)
def test_each_status_stands_at_its_station(world: World, dossier_in: DossierIn, status: Status, expected: str) -> None:
    assert states(drawn(world, dossier_in(status))) == expected


def test_a_dossier_withdrawn_before_reception_stopped_at_reception(world: World, dossier_in: DossierIn) -> None:
    dossier = world.act(dossier_in(Status.SUBMITTED), Action.WITHDRAW, at=instant(MONDAY, "09:00"))
    assert states(drawn(world, dossier)) == "done skipped skipped skipped"


def test_the_stations_bear_the_moments_at_which_they_were_passed(world: World, dossier_in: DossierIn) -> None:
    stations = drawn(world, dossier_in(Status.RETURNED)).stations
    moments = [station.at for station in stations]
    assert moments == sorted(moments)  # type: ignore[type-var]
    assert moments[0] == instant(MONDAY, "08:30")


def test_without_events_nothing_but_the_step_is_told(dossier_in: DossierIn) -> None:
    stations = stations_of(dossier_in(Status.RETURNED))
    assert [station.at for station in stations] == [None] * 4


@pytest.mark.parametrize(
    ("status", "percent"), [(Status.SUBMITTED, 0), (Status.IN_APPRAISAL, 25), (Status.RETURNED, 100)]
)
def test_progress_is_the_share_of_stations_behind(dossier_in: DossierIn, status: Status, percent: int) -> None:
    assert progress_of(dossier_in(status)).percent == percent


def test_the_parts_of_the_meter_add_up_to_the_time_that_has_passed(world: World, dossier_in: DossierIn) -> None:
    dossier = dossier_in(Status.SUPPLEMENTING)
    paused = drawn(world, dossier).meter
    assert paused is not None
    # Received at 08:30, asked at 09:30, looked at on Wednesday at 08:00: one hour ran, the rest is a pause.
    assert [(part.kind, part.length) for part in paused.parts] == [("run", 60), ("pause", 810)]
    dossier = world.act(dossier, Action.SUPPLEMENT, at=WEDNESDAY)
    much_later = drawn(world, dossier, at=WEDNESDAY + timedelta(days=14)).meter
    assert much_later is not None
    assert [part.kind for part in much_later.parts] == ["run", "pause", "run", "over"]
    start = 0
    for part in much_later.parts:
        assert part.start == start
        start += part.length
    assert much_later.total == start


def test_a_pause_shows_the_first_promise_beside_the_new_one(world: World, dossier_in: DossierIn) -> None:
    dossier = dossier_in(Status.SUPPLEMENTING)
    assert drawn(world, dossier).is_paused
    dossier = world.act(dossier, Action.SUPPLEMENT, at=WEDNESDAY)
    path = drawn(world, dossier)
    assert not path.is_paused
    assert path.first_due == instant(MONDAY + timedelta(days=7), "17:00")
    # Tuesday is given back; the day of resuming counts again.
    assert path.due == instant(MONDAY + timedelta(days=8), "17:00")


def test_an_overdue_dossier_says_by_how_much(world: World, dossier_in: DossierIn) -> None:
    path = drawn(world, dossier_in(Status.IN_APPRAISAL), at=WEDNESDAY + timedelta(days=7))
    assert path.standing is not None
    assert (path.standing.tone, path.clock) == ("bad", "quá 2 ngày làm việc")


def test_the_holder_is_named_by_role_and_place(dossier_in: DossierIn, world: World) -> None:
    assert holder_words(dossier_in(Status.SUBMITTED)) == world.centre.name
    assert holder_words(dossier_in(Status.IN_APPRAISAL)) == "Chuyên viên thụ lý, Sở Tư pháp"
    assert holder_words(dossier_in(Status.RETURNED)) == ""
