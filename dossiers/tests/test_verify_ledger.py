"""`manage.py verify_ledger` agrees with every dossier that the services made, and notices one changed row."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dossiers import append_only, ledgers
from dossiers.models import ClockEntry, Dossier, EntryKind
from dossiers.tests.cast import MONDAY_MORNING, ROUTES
from dossiers.tests.test_calendar_moves import AT, applied


def verified(**options: Any) -> str:
    out = StringIO()
    call_command("verify_ledger", stdout=out, **options)
    return out.getvalue()


def refused(**options: Any) -> str:
    out = StringIO()
    with pytest.raises(CommandError, match="không khớp"):
        call_command("verify_ledger", stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def dossier(world) -> Dossier:
    return world.receive_walk_in()


def test_a_dossier_in_every_status_agrees(world, dossier_in):
    for status in ROUTES:
        dossier_in(status)
    applied(world, at=max(AT, *ClockEntry.objects.values_list("at", flat=True)))
    assert ClockEntry.objects.filter(kind=EntryKind.CALENDAR).exists()
    assert "tất cả đều khớp" in verified()


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("due_at", MONDAY_MORNING),
        ("due_on", MONDAY_MORNING.date()),
        ("original_due_at", MONDAY_MORNING),
        ("original_due_on", MONDAY_MORNING.date()),
        ("first_due_at", MONDAY_MORNING),
        ("paused_at", MONDAY_MORNING),
        ("reappointed_at", MONDAY_MORNING),
        ("extensions", 1),
        ("limit_amount", 6),
        ("due_basis", "instant"),
        ("received_at", MONDAY_MORNING - timedelta(days=1)),
    ],
)
def test_a_changed_column_of_a_dossier_is_noticed_by_name(dossier, column, value):
    assert "1 hồ sơ, 1 bút toán" in verified()
    Dossier.objects.filter(pk=dossier.pk).update(**{column: value})
    assert f"{dossier.code}: {column} – " in refused()


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("due_at", MONDAY_MORNING),
        ("original_due_at", MONDAY_MORNING),
        ("limit_amount", 6),
        ("at", MONDAY_MORNING + timedelta(days=3)),
        ("kind", EntryKind.PAUSE),
        ("begins_at", MONDAY_MORNING + timedelta(days=3)),
    ],
)
def test_one_changed_row_of_the_ledger_is_noticed(dossier, column, value):
    with append_only.lift(connection):
        ClockEntry.objects.update(**{column: value})
    assert dossier.code in refused()


def test_a_row_that_is_gone_is_noticed(dossier):
    with append_only.lift(connection):
        ClockEntry.objects.all().delete()
    assert "sổ trống" in refused()


def test_only_the_dossiers_that_were_asked_for_are_compared(world, dossier):
    other = world.receive_walk_in()
    Dossier.objects.filter(pk=other.pk).update(due_at=MONDAY_MORNING)
    assert "1 hồ sơ" in verified(code=dossier.code)
    assert "0 hồ sơ" in verified(agency="H98.41")
    assert other.code in refused(agency=world.department.code)


def test_it_reads_in_chunks(world, monkeypatch):
    monkeypatch.setattr(ledgers, "CHUNK", 2)
    for _each in range(5):
        world.receive_walk_in()
    with CaptureQueriesContext(connection) as captured:
        assert "5 hồ sơ" in verified()
    assert len([query for query in captured if "dossiers_clockentry" in query["sql"]]) == 3
