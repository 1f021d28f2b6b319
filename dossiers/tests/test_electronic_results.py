"""An electronic result from the proposal to the seal: the agency's letter, signed, sent back, numbered."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from dossiers import services
from dossiers.errors import InvalidInput
from dossiers.models import Dossier, DossierEvent, Outcome, ResultTemplate, Signature
from dossiers.services.signing import approve_and_sign
from dossiers.tests.cast import GROUND, MONDAY_MORNING, DossierIn, World, loaded
from dossiers.tests.desk import path, press, text_of
from dossiers.tests.signing import DEED, LATER, equip
from dossiers.workflow import Action, Status

TUESDAY = MONDAY_MORNING + timedelta(days=1)
A, S = Action, Status


@pytest.fixture
def template(world: World) -> ResultTemplate:
    return world.letter


@pytest.fixture
def keys(world: World, settings: Any, tmp_path: Any) -> None:
    equip(world, settings, tmp_path)


def proposed(world: World, dossier_in: DossierIn) -> Dossier:
    return world.act(dossier_in(S.IN_APPRAISAL), A.PROPOSE, at=DEED, is_electronic=True)


def test_the_letter_is_made_when_it_is_proposed_and_again_with_the_name_of_who_approves(
    world: World, dossier_in: DossierIn, template: ResultTemplate
) -> None:
    dossier = proposed(world, dossier_in)
    result = dossier.result
    assert (result.is_electronic, result.template, len(result.verification_code or "")) == (True, template, 12)
    draft = result.file
    assert draft is not None
    assert draft.media_type == "application/pdf"
    dossier = world.act(dossier, A.APPROVE, at=DEED)
    assert dossier.status == S.AWAITING_SIGNATURE
    assert dossier.result.file != draft
    assert dossier.result.number == ""


def test_without_a_letter_for_the_outcome_nothing_is_proposed(
    world: World, dossier_in: DossierIn, template: ResultTemplate
) -> None:
    dossier = dossier_in(S.IN_APPRAISAL)
    words = {"outcome": Outcome.DENIED, "reason": "Không đủ.", "legal_ground": GROUND, "is_electronic": True}
    with pytest.raises(InvalidInput) as refused:
        world.act(dossier, A.PROPOSE, at=DEED, **words)
    assert refused.value.field == "outcome"
    assert loaded(dossier).status == S.IN_APPRAISAL


@pytest.mark.usefixtures("keys", "template")
def test_approved_and_signed_at_once_or_not_at_all(world: World, dossier_in: DossierIn) -> None:
    dossier = proposed(world, dossier_in)
    with pytest.raises(InvalidInput) as refused:
        approve_and_sign(dossier, secret="sai", seen=dossier.revision, actor=world.dung, at=LATER)
    assert refused.value.field == "passphrase"
    dossier = loaded(dossier)
    assert (dossier.status, dossier.result.approved_by) == (S.IN_APPROVAL, None)
    approve_and_sign(dossier, seen=dossier.revision, actor=world.dung, at=LATER)
    dossier = loaded(dossier)
    assert (dossier.status, dossier.result.signed_by, dossier.result.approved_by) == (
        S.AWAITING_SEAL,
        world.dung,
        world.dung,
    )


@pytest.mark.usefixtures("keys", "template")
def test_send_back_does_not_erase_history(world: World, dossier_in: DossierIn) -> None:
    dossier = proposed(world, dossier_in)
    approve_and_sign(dossier, seen=dossier.revision, actor=world.dung, at=LATER)
    dossier = loaded(dossier)
    signed = dossier.result.file
    reason = "Ngày cấp ghi sai."
    services.send_back(dossier, reason=reason, seen=dossier.revision, actor=world.giang, at=LATER)
    dossier = loaded(dossier)
    result = dossier.result
    assert (dossier.status, result.approved_by, result.signed_by) == (S.IN_APPROVAL, None, None)
    signature = Signature.objects.get(result=result)
    assert (result.file, signature.after) == (signature.before, signed)
    actions = list(DossierEvent.objects.filter(dossier=dossier).order_by("ordinal").values_list("action", flat=True))
    assert actions[-4:] == ["propose", "approve", "sign", "send_back"]
    assert DossierEvent.objects.get(dossier=dossier, action="send_back").words == reason
    dossier = world.act(dossier, A.SEND_BACK, at=LATER)
    dossier = world.act(dossier, A.PROPOSE, at=LATER, is_electronic=True)
    approve_and_sign(dossier, seen=dossier.revision, actor=world.dung, at=LATER)
    assert Signature.objects.filter(result=result).count() == 2


@pytest.mark.usefixtures("template")
def test_the_approver_sends_back_what_waits_for_the_signature(world: World, dossier_in: DossierIn) -> None:
    dossier = world.act(proposed(world, dossier_in), A.APPROVE, at=DEED)
    dossier = world.act(dossier, A.SEND_BACK, at=DEED)
    assert (dossier.status, dossier.holder, dossier.result.approved_by) == (S.IN_APPRAISAL, world.chi, None)


@pytest.mark.usefixtures("keys", "template")
def test_the_pages_lead_from_the_proposal_to_the_seal(client: Client, world: World, dossier_in: DossierIn) -> None:
    dossier = dossier_in(S.IN_APPRAISAL)
    with time_machine.travel(LATER, tick=False):
        client.force_login(world.chi)
        assert "bản điện tử" in text_of(client.get(path(dossier, A.PROPOSE)))
        words = {"outcome": "granted", "reason": "Đủ điều kiện.", "is_electronic": "on"}
        preview = client.post(f"{path(dossier)}xem-truoc-van-ban/", {"seen": dossier.revision, **words})
        assert (preview.status_code, preview["Content-Type"]) == (200, "application/pdf")
        assert loaded(dossier).revision == dossier.revision, "looking writes nothing"
        unchosen = client.post(f"{path(dossier)}xem-truoc-van-ban/", {"seen": dossier.revision})
        assert unchosen.status_code == 422
        assert press(client, world.chi, dossier, A.PROPOSE, **words).status_code == 302
        dossier = loaded(dossier)
        wrong = press(client, world.dung, dossier, A.APPROVE, words="Đồng ý.", is_signed_now="on", passphrase="sai")
        assert wrong.status_code == 422
        assert "passphrase" in wrong.context["form"].errors
        assert "Đồng ý." in text_of(wrong)
        assert loaded(dossier).status == S.IN_APPROVAL
        assert press(client, world.dung, dossier, A.APPROVE, is_signed_now="on").status_code == 302
        dossier = loaded(dossier)
        assert press(client, world.giang, dossier, A.SEAL).status_code == 302
    dossier = loaded(dossier)
    assert (dossier.status, bool(dossier.result.number)) == (S.RESULT_READY, True)
    assert Signature.objects.filter(result=dossier.result).count() == 2
