"""What came online and is not enough: guided once before reception, completed, checked again, or refused."""

from datetime import timedelta

import pytest

from dossiers import services
from dossiers.errors import InvalidInput, NotAllowed, StaleDossier
from dossiers.models import IntakeReceipt, RefusalNotice, SupplementStage
from dossiers.services import AskedPaper
from dossiers.tests.cast import GROUND, MONDAY_MORNING, DossierIn, World
from dossiers.workflow import Action, Status

TUESDAY = MONDAY_MORNING + timedelta(days=1)


def test_guidance_names_each_paper_and_starts_no_clock(dossier_in: DossierIn) -> None:
    dossier = dossier_in(Status.GUIDED)
    request = dossier.supplement_requests.get()
    assert (request.stage, request.number) == (SupplementStage.RECEPTION, "01/PBS-TTPVHCC")
    assert request.papers.get().reason and request.papers.get().legal_ground
    assert (dossier.received_at, dossier.due_at, dossier.acceptance_due_at) == (None, None, None)
    assert dossier.holder == dossier.submitter
    assert dossier.answer_due_at == request.answer_due_at


def test_a_completed_submission_is_checked_again_with_the_full_time(world: World, dossier_in: DossierIn) -> None:
    dossier = world.act(dossier_in(Status.GUIDED), Action.SUPPLEMENT, at=TUESDAY)
    assert dossier.status == Status.SUBMITTED
    assert dossier.acceptance_due_at == world.calendar.add_working_minutes(TUESDAY, 480)
    assert dossier.answer_due_at is None
    assert dossier.supplement_requests.get().answered_at == TUESDAY
    received = world.act(dossier, Action.RECEIVE, at=TUESDAY)
    assert received.supplement_rounds == 0, "guidance before reception is no round of the appraisal"


def test_guidance_is_given_once(world: World, dossier_in: DossierIn) -> None:
    dossier = world.act(dossier_in(Status.GUIDED), Action.SUPPLEMENT, at=TUESDAY)
    with pytest.raises(NotAllowed, match="chỉ được hướng dẫn một lần"):
        world.act(dossier, Action.GUIDE, at=TUESDAY)


def test_guidance_without_ground_is_no_guidance(world: World, dossier_in: DossierIn) -> None:
    dossier = dossier_in(Status.SUBMITTED)
    for papers in ([AskedPaper("Tờ khai", "Chưa ký.", " ")], [AskedPaper("Tờ khai", "", GROUND)]):
        with pytest.raises(InvalidInput):
            world.act(dossier, Action.GUIDE, at=TUESDAY, papers=papers)
    assert not dossier.supplement_requests.exists()


def test_a_guided_dossier_is_refused_only_after_its_term(world: World, dossier_in: DossierIn) -> None:
    dossier = dossier_in(Status.GUIDED)
    with pytest.raises(NotAllowed):
        world.act(dossier, Action.REFUSE, at=TUESDAY)
    assert dossier.answer_due_at is not None
    late = dossier.answer_due_at + timedelta(hours=15)
    refused = world.act(dossier, Action.REFUSE, at=late, guidance="Ông/Bà nộp lại khi đủ tờ khai.")
    assert refused.status == Status.REFUSED
    assert RefusalNotice.objects.get().guidance == "Ông/Bà nộp lại khi đủ tờ khai."


def test_the_second_of_two_answers_is_told(world: World, dossier_in: DossierIn) -> None:
    dossier = dossier_in(Status.GUIDED)
    papers, seen = world._supplied(dossier), dossier.revision
    answered = world.act(dossier, Action.SUPPLEMENT, at=TUESDAY)
    with pytest.raises(StaleDossier):
        services.complete(answered, papers, seen=seen, actor=world.an, at=TUESDAY, calendar=world.calendar)


def test_guidance_gives_no_receipt(world: World, dossier_in: DossierIn) -> None:
    dossier = world.act(dossier_in(Status.GUIDED), Action.SUPPLEMENT, at=TUESDAY)
    assert not IntakeReceipt.objects.exists()
    received = world.act(dossier, Action.RECEIVE, at=TUESDAY)
    receipt = IntakeReceipt.objects.get()
    assert (receipt.dossier, receipt.register_number, receipt.issued_at) == (received, 1, TUESDAY)
