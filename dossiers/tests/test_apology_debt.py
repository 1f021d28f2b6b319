"""What an agency owes, in SQL and in Python alike, at any instant and without any job."""

from datetime import timedelta

import pytest

from dossiers import guards, verdicts
from dossiers.models import Dossier
from dossiers.queries.apologies import OWED, ApologyState, debt, state_conditions, state_of
from dossiers.queries.slips import signed_apologies_of
from dossiers.services import apologies
from dossiers.tests.apologising import apologise
from dossiers.tests.cast import MONDAY, instant, loaded
from dossiers.tests.history import imported
from dossiers.workflow import Action, Status
from procedures.models import Channel

pytestmark = pytest.mark.django_db


def day(number, clock="08:00"):
    return instant(MONDAY + timedelta(days=number), clock)


MOMENTS = [day(0, "12:00"), day(0, "17:01"), day(4), day(7, "23:59"), day(8, "00:00"), day(9), day(10), day(60)]


@pytest.fixture
def every_fate(world, dossier_in):
    """Dossiers late and not, apologised for and not, in every way there is."""
    late = {"at": day(9)}
    dossier_in(Status.SUBMITTED)
    dossier_in(Status.IN_APPRAISAL)
    dossier_in(Status.IN_APPRAISAL, version=world.confirmation)
    dossier_in(Status.SUPPLEMENTING)
    dossier_in(Status.DISCONTINUED)
    dossier_in(Status.RETURNED)
    world.act(dossier_in(Status.IN_APPRAISAL), Action.WITHDRAW, **late)
    world.act(dossier_in(Status.AWAITING_SEAL, channel=Channel.POSTAL), Action.SEAL, **late)
    taken = world.act(dossier_in(Status.IN_APPRAISAL), Action.TAKE, **late)
    world.act(taken, Action.REQUEST_SUPPLEMENT, late_reason="Luật chuyên ngành cho phép.", **late)
    for signed_at, delivered_at, finished_at in [
        (day(4), None, None),
        (day(4), day(4, "10:00"), day(8)),
        (day(4), day(7), None),
        (day(9), day(9, "10:00"), day(10)),
        (day(4), day(4, "10:00"), None),
    ]:
        dossier = dossier_in(Status.AWAITING_SEAL)
        apology = apologise(world, dossier, at=signed_at)
        if delivered_at:
            apologies.record_delivery(apology, channel="in_person", at=delivered_at, proof="Đã ký nhận.")
        if finished_at:
            world.act(loaded(dossier), Action.SEAL, at=finished_at)
    again = dossier_in(Status.IN_APPRAISAL)
    apologise(world, again, at=day(4))
    apologise(world, loaded(again), at=day(10))


def keys_of(condition):
    return set(Dossier.objects.filter(condition).values_list("pk", flat=True))


def test_sql_and_python_agree_on_every_dossier(every_fate):
    met = set()
    for at in MOMENTS:
        found = {state: keys_of(condition) for state, condition in state_conditions(at).items()}
        late, owing = keys_of(verdicts.late_at(at)), keys_of(verdicts.owes_apology(at))
        for dossier in Dossier.objects.select_related("regime"):
            last = (signed_apologies_of(dossier) or [None])[-1]
            expected = state_of(dossier, last, at=at)
            met.add(expected)
            assert {state for state, keys in found.items() if dossier.pk in keys} == {expected} - {None}, at
            assert (dossier.pk in late) == guards.breached_at(dossier, at)
            assert (dossier.pk in owing) == guards.owes_apology(dossier, at)
        assert keys_of(debt(at)) == found[OWED[0]] | found[OWED[1]]
    assert met == {None, *ApologyState}


def test_an_apology_that_did_not_arrive_is_still_owed(world, dossier_in):
    apology = apologise(world, dossier_in(Status.IN_APPRAISAL), at=day(4))

    assert Dossier.objects.filter(debt(day(8))).exists()
    apologies.record_delivery(apology, channel="sms", at=day(8), proof="Đã nhận")
    assert not Dossier.objects.filter(debt(day(8))).exists()


def test_nobody_here_owes_an_apology_for_what_another_system_finished_late(world, tmp_path):
    ended = {"finished_at": "2026-01-20T09:00:00+07:00", "outcome": "granted"}
    imported(tmp_path, ended, {}, creates_missing=True)
    assert Dossier.objects.filter(verdicts.late_at(day(8))).count() == 2
    assert not Dossier.objects.filter(debt(day(8))).exists()
    assert state_of(Dossier.objects.get(code="HS-1"), None, at=day(8)) is None
