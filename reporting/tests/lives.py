"""Dossiers with every kind of life, for whatever must count each of them once."""

from datetime import date, timedelta

import pytest

from dossiers.models import Dossier, DueBasis, Origin
from dossiers.tests.cast import MONDAY, instant
from dossiers.workflow import Action, Status
from procedures.models import Channel
from reporting.answers import Cell
from reporting.periods import Period

TUESDAY, FRIDAY, NEXT_MONDAY = (MONDAY + timedelta(days=days) for days in (1, 4, 7))
WEEK = Period(MONDAY, NEXT_MONDAY - timedelta(days=1))

PARTS = ("resolved", "in_progress", "paused", "refused", "withdrawn", "discontinued")


@pytest.fixture
def lives(world, dossier_in) -> list[Dossier]:
    """Dossiers in every status, and those whose clock was moved."""
    for number, status in enumerate(Status):
        dossier_in(status, at=instant(MONDAY + timedelta(days=number % 4)))
    for status in (Status.IN_APPRAISAL, Status.RETURNED):
        dossier_in(status, channel=Channel.POSTAL)
    _lives_of_clocks(world, dossier_in)
    withdrawn = world.submit()
    world.act(withdrawn, Action.WITHDRAW, at=instant(MONDAY, "09:00"))
    for due_on, finished_on in [
        (TUESDAY, TUESDAY),
        (TUESDAY, FRIDAY),
        (TUESDAY, None),
        (FRIDAY, TUESDAY),
        (None, FRIDAY),
        (None, None),
    ]:
        _import(dossier_in(Status.IN_APPRAISAL), due_on, finished_on)
    return list(Dossier.objects.order_by("pk"))


def _lives_of_clocks(world, dossier_in) -> None:
    """Pause over the week's end, pause after the due moment, extend, appoint anew, finish to the minute."""
    paused = world.act(dossier_in(Status.IN_APPRAISAL), Action.VERIFY, at=instant(FRIDAY, "10:00"))
    world.act(paused, Action.REPORT_VERIFICATION, at=instant(NEXT_MONDAY, "10:00"))
    world.act(dossier_in(Status.IN_APPRAISAL), Action.VERIFY, at=instant(date(2026, 3, 12), "10:00"))
    extended = world.act(dossier_in(Status.IN_APPRAISAL), Action.EXTEND, at=instant(TUESDAY))
    world.act(extended, Action.REAPPOINT, at=instant(date(2026, 3, 13)))
    appointed = world.act(dossier_in(Status.IN_APPRAISAL), Action.REAPPOINT, at=instant(FRIDAY))
    for action in (Action.PROPOSE, Action.APPROVE, Action.SEAL):
        appointed = world.act(appointed, action, at=instant(date(2026, 3, 10), "10:00"))
    for finished in ("16:59", "17:01"):
        world.act(
            dossier_in(Status.IN_APPROVAL, version=world.confirmation), Action.APPROVE, at=instant(MONDAY, finished)
        )
    dossier_in(Status.IN_APPRAISAL, version=world.confirmation, at=instant(FRIDAY))
    sealed = dossier_in(Status.AWAITING_SEAL)
    world.act(sealed, Action.SEAL, at=instant(NEXT_MONDAY, "23:59"))
    world.act(dossier_in(Status.SUPPLEMENTING), Action.WITHDRAW, at=instant(NEXT_MONDAY))


def _import(dossier: Dossier, due_on: date | None, finished_on: date | None) -> None:
    """Let a dossier be one of another system, with the promise and the end that its file tells."""
    due_at = instant(due_on, "17:00") if due_on else None
    Dossier.objects.filter(pk=dossier.pk).update(
        origin=Origin.IMPORTED,
        status=Status.RESULT_READY if finished_on else dossier.status,
        due_basis=DueBasis.DAY if due_on else "",
        **dict.fromkeys(("due_at", "original_due_at", "first_due_at"), due_at),
        **dict.fromkeys(("due_on", "original_due_on"), due_on),
        finished_at=instant(finished_on, "23:30") if finished_on else None,
        finished_on=finished_on,
    )


def balanced(cell: Cell) -> None:
    """Check the identities of one cell."""
    counts = cell.counts
    assert counts["carried_over"] + counts["received"] == sum(counts[part] for part in PARTS), cell
    assert counts["resolved"] == sum(counts[part] for part in ("early", "on_time", "late", "undated"))
    assert counts["in_progress"] == sum(counts[part] for part in ("in_time", "overdue", "open_undated"))
    assert counts["due_soon"] <= counts["in_time"]
    assert counts["denied"] + counts["kept_currently"] <= 2 * counts["resolved"]
