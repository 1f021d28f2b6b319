"""The cast can play every part that the workflow's table has."""

from datetime import timedelta

import pytest

from dossiers.models import Outcome
from dossiers.tests.cast import MONDAY_MORNING, ROUTES, DossierIn, World
from dossiers.workflow import Action, Status
from procedures.models import Channel


def test_the_cast_knows_a_route_to_every_status() -> None:
    assert set(ROUTES) == set(Status)


@pytest.mark.parametrize("status", Status)
def test_a_dossier_walks_to_every_status(dossier_in: DossierIn, status: Status) -> None:
    dossier = dossier_in(status)
    assert dossier.status == status
    assert list(dossier.events.values_list("ordinal", flat=True)) == list(range(1, dossier.revision + 1))


@pytest.mark.parametrize("status", [Status.IN_APPRAISAL, Status.IN_APPROVAL, Status.AWAITING_SEAL])
def test_a_walk_in_walks_without_an_account(dossier_in: DossierIn, status: Status) -> None:
    dossier = dossier_in(status, channel=Channel.IN_PERSON)
    assert dossier.submitter is None
    assert dossier.received_at == MONDAY_MORNING


def test_a_result_without_seal_is_ready_when_it_is_approved(dossier_in: DossierIn, world: World) -> None:
    dossier = dossier_in(Status.RETURNED, version=world.confirmation)
    assert dossier.result.sealed_at is None


def test_a_supplemented_dossier_goes_back_to_who_asked(dossier_in: DossierIn, world: World) -> None:
    dossier = dossier_in(Status.SUPPLEMENTING)
    promised_at = dossier.due_at
    dossier = world.act(dossier, Action.SUPPLEMENT, at=MONDAY_MORNING + timedelta(days=2))
    assert (dossier.status, dossier.holder) == (Status.IN_APPRAISAL, world.chi)
    assert promised_at is not None
    assert dossier.due_at == promised_at + timedelta(days=1)  # Tuesday; Monday was the day of receipt


def test_a_proposal_may_come_back(dossier_in: DossierIn, world: World) -> None:
    dossier = world.act(dossier_in(Status.IN_APPROVAL), Action.SEND_BACK, at=MONDAY_MORNING + timedelta(hours=2))
    assert dossier.status == Status.IN_APPRAISAL


def test_a_denial_is_handed_over_too(dossier_in: DossierIn) -> None:
    assert dossier_in(Status.RETURNED, outcome=Outcome.DENIED).result.outcome == Outcome.DENIED


@pytest.mark.django_db
def test_the_small_world_costs_few_statements(django_assert_max_num_queries, request: pytest.FixtureRequest) -> None:
    with django_assert_max_num_queries(60):
        request.getfixturevalue("world")
