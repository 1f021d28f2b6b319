"""History that is made up: the same for the same seed whoever makes it, in the order of its days, with its ledger."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db.models import F

from dossiers.history import generating
from dossiers.history.generating import generate
from dossiers.models import Dossier, Origin
from dossiers.tests.world import MONDAY_MORNING

SAID = ("agency", "channel", "applicant_name", "submitted_at", "due_at", "finished_at", "returned_at", "status")


def made(count: int, *, processes: int) -> list[tuple]:
    """Return what was said of so many new dossiers."""
    last = Dossier.objects.order_by("pk").values_list("pk", flat=True).last() or 0
    told: list[int] = []
    assert generate(count, seed=3, years=1, at=MONDAY_MORNING, processes=processes, progress=told.append) == count
    assert told[-1] == count
    return sorted(map(str, Dossier.objects.filter(pk__gt=last).values_list(*SAID)))


@pytest.mark.django_db(transaction=True)
def test_two_processes_make_the_same_dossiers_as_one(world, monkeypatch):
    monkeypatch.setattr(generating, "CHUNK", 40)
    together = made(150, processes=2)
    assert len(together) == 150
    assert made(150, processes=1) == together
    out = StringIO()
    call_command("verify_ledger", stdout=out)
    assert "tất cả đều khớp" in out.getvalue()


@pytest.mark.django_db
def test_made_up_dossiers_come_in_the_order_of_their_days(world, monkeypatch):
    monkeypatch.setattr(generating, "CHUNK", 40)
    made(100, processes=1)
    dossiers = Dossier.objects.filter(origin=Origin.GENERATED, received_on__isnull=False).order_by("pk")
    days = list(dossiers.values_list("received_on", flat=True))
    assert days == sorted(days)
    assert (days[-1] - days[0]).days > 300
    assert not dossiers.filter(finished_at__lt=F("received_at")).exists()


@pytest.mark.django_db
def test_one_hears_of_made_up_dossiers_at_most_twenty_times(world, monkeypatch):
    monkeypatch.setattr(generating, "CHUNK", 1)
    out, told = StringIO(), StringIO()
    call_command("generate_dossiers", "45", "--processes", "1", stdout=out, stderr=told)
    lines = told.getvalue().split()
    assert lines[-1] == "45"
    assert len(lines) == 20
