"""What a clerk does with one dossier on its pages: guide, refuse, correct, take money, hand out, send, take back."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from dossiers.models import IntakeReceipt, PaymentReceipt, Shipment
from dossiers.tests.cast import GROUND, MONDAY_MORNING, PDF, DossierIn, World, loaded
from dossiers.tests.desk import path, press, text_of
from dossiers.workflow import Action, Status
from procedures.models import Channel, Fee

TUESDAY = MONDAY_MORNING + timedelta(days=1)
A, S = Action, Status


@pytest.fixture(autouse=True)
def _tuesday() -> Any:
    with time_machine.travel(TUESDAY, tick=False):
        yield


def test_an_online_submission_is_guided_and_its_owner_completes_it(
    client: Client, world: World, dossier_in: DossierIn
) -> None:
    dossier = dossier_in(S.SUBMITTED)
    wrong = press(client, world.binh, dossier, A.GUIDE, reason="Ký tờ khai.")
    assert wrong.status_code == 422, "at least one paper"
    words = {"reason": "Ký tờ khai.", "row-0-asked": "on", "row-0-reason": "Chưa ký.", "row-0-ground": GROUND}
    assert press(client, world.binh, dossier, A.GUIDE, **words).status_code == 302
    dossier = loaded(dossier)
    assert dossier.status == S.GUIDED

    client.force_login(world.an)
    page = text_of(client.get(f"/ho-so/{dossier.code}/"))
    assert "Hồ sơ chưa đủ để tiếp nhận" in page and "Hoàn thiện hồ sơ" in page
    supplement = f"/ho-so/{dossier.code}/bo-sung/"
    (asked,) = dossier.supplement_requests.get().papers.all()
    assert "Chưa ký." in text_of(client.get(supplement))
    attached = {"paper": asked.pk, f"paper-{asked.pk}-file": SimpleUploadedFile("a.pdf", PDF, "application/pdf")}
    assert client.post(supplement, attached).status_code == 302
    sent = client.post(supplement, {"seen": dossier.revision}, follow=True)
    assert "kiểm tra lại" in text_of(sent)
    assert loaded(dossier).status == S.SUBMITTED


def test_a_refusal_may_guide(client: Client, world: World, dossier_in: DossierIn) -> None:
    dossier = dossier_in(S.SUBMITTED)
    words = {"reason": "Sai cấp.", "legal_ground": GROUND, "guidance": "Ông/Bà nộp tại xã nơi cư trú."}
    assert press(client, world.binh, dossier, A.REFUSE, **words).status_code == 302
    client.force_login(world.an)
    assert "Ông/Bà nộp tại xã nơi cư trú." in text_of(client.get(f"/ho-so/{dossier.code}/"))


# ── Correcting ───────────────────────────────────────────────────────────────────────────
def said(client: Client, world: World, address: str) -> dict[str, Any]:
    """Return what the form of a correction begins with, as a browser would send it back."""
    client.force_login(world.binh)
    form = client.get(address).context["form"]
    values = {field.html_name: field.value() for field in form}
    return {name: value for name, value in values.items() if value not in (None, False)}


def test_a_wrong_name_is_corrected_and_the_new_slip_is_offered(client: Client, world: World) -> None:
    dossier = loaded(world.receive_walk_in())
    words = said(client, world, path(dossier, A.CORRECT))
    assert words["name"] == "Đỗ Thị Mận" and words["case"] == 1
    refused = client.post(path(dossier, A.CORRECT), words | {"name": "Đỗ Thị Mẫn"})
    assert refused.status_code == 422 and "reason" in refused.context["form"].errors
    words |= {"name": "Đỗ Thị Mẫn", "reason": "Ghi sai dấu."}
    assert client.post(path(dossier, A.CORRECT), words).status_code == 302
    assert loaded(dossier).applicant_name == "Đỗ Thị Mẫn"
    assert list(IntakeReceipt.objects.order_by("pk").values_list("void_reason", flat=True)) == ["Ghi sai dấu.", ""]
    slips = [client.get(f"/ho-so/{dossier.code}/giay-tiep-nhan-{ordinal}.pdf") for ordinal in (1, 2)]
    assert [slip.status_code for slip in slips] == [200, 200]


def test_another_procedure_shows_its_papers_before_anything_is_written(client: Client, world: World) -> None:
    dossier = loaded(world.receive_walk_in(world.confirmation, at=TUESDAY))
    address = path(dossier, A.CORRECT)
    words = said(client, world, address) | {"reason": "Nhầm thủ tục.", "procedure": "9.000001"}
    again = client.post(address, words)
    form = again.context["form"]
    assert again.status_code == 422 and "procedure" in form.errors
    assert "Bằng tốt nghiệp đại học" in text_of(again)
    assert loaded(dossier).revision == 1

    papers = {f"paper-{one.pk}-form": "original" for one in world.certificate.required_documents.all()[:2]}
    dropped = {name: "" for name in words if name.startswith("doc-") and name.endswith("-form")}
    right = words | papers | dropped | {"shown_for": "9.000001", "case": "1"}
    answer = client.post(address, right)
    assert answer.status_code == 302, answer.context["form"].errors
    dossier = loaded(dossier)
    assert (dossier.version, dossier.code[:6]) == (world.certificate, "H98.03")


def test_a_procedure_that_does_not_exist_is_refused_at_its_field(client: Client, world: World) -> None:
    dossier = loaded(world.receive_walk_in())
    words = said(client, world, path(dossier, A.CORRECT)) | {"reason": "Nhầm.", "procedure": "0.000000"}
    answer = client.post(path(dossier, A.CORRECT), words)
    assert answer.status_code == 422 and "procedure" in answer.context["form"].errors


def test_a_stale_correction_loses_no_word(client: Client, world: World) -> None:
    dossier = loaded(world.receive_walk_in())
    words = said(client, world, path(dossier, A.CORRECT)) | {"reason": "Ghi sai.", "content": "Cấp lần đầu"}
    taken = world.act(dossier, A.TAKE, at=TUESDAY)
    world.act(taken, A.PROPOSE, at=TUESDAY)
    answer = client.post(path(dossier, A.CORRECT), words)
    assert answer.status_code == 409
    assert "Cấp lần đầu" in text_of(answer)


# ── Money ────────────────────────────────────────────────────────────────────────────────
def fee_of(world: World) -> Fee:
    return Fee.objects.get(way__version=world.certificate, way__channel=Channel.IN_PERSON)


def test_money_is_taken_later_and_the_desk_says_so(client: Client, world: World) -> None:
    dossier = loaded(world.receive_walk_in())
    key = f"fee-{fee_of(world).pk}"
    nothing = press(client, world.binh, dossier, A.COLLECT_FEE, payer_name="Đỗ Thị Mận", method="cash")
    assert nothing.status_code == 422
    words = {f"{key}-taken": "on", "payer_name": "Đỗ Thị Mận", "method": "cash"}
    wrong = press(client, world.binh, dossier, A.COLLECT_FEE, **words, **{f"{key}-quantity": "0"})
    assert wrong.status_code == 422 and f"{key}-quantity" in wrong.context["form"].errors
    bank = press(client, world.binh, dossier, A.COLLECT_FEE, **words | {"method": "transfer"})
    assert "evidence" in bank.context["form"].errors
    assert press(client, world.binh, dossier, A.COLLECT_FEE, **words, **{f"{key}-quantity": "2"}).status_code == 302
    assert PaymentReceipt.objects.get().total == 1_600_000


def test_paid_means_paid_on_every_screen(client: Client, world: World, dossier_in: DossierIn) -> None:
    """Named mistake: the counter says paid, the officer's screen says unpaid."""
    dossier = dossier_in(S.IN_APPRAISAL)
    fee = Fee.objects.get(way__version=world.certificate, way__channel=Channel.ONLINE)
    words = {f"fee-{fee.pk}-taken": "on", "payer_name": "Nguyễn Văn An", "method": "cash"}
    assert press(client, world.binh, dossier, A.COLLECT_FEE, **words).status_code == 302
    number = PaymentReceipt.objects.get().number

    def screens() -> list[str]:
        client.force_login(world.binh)
        shown = [text_of(client.get("/quay/thu-phi/")), text_of(client.get(path(dossier)))]
        client.force_login(world.chi)
        shown.append(text_of(client.get(path(dossier))))
        client.force_login(world.an)
        return [*shown, text_of(client.get(f"/ho-so/{dossier.code}/"))]

    for screen in screens():
        assert number in screen and "800.000" in screen and "Đã hủy" not in screen
    client.force_login(world.binh)
    assert client.post(f"/quay/thu-phi/{number}/huy/", {"reason": "Thu nhầm."}).status_code == 302
    for screen in screens():
        assert number in screen and "Đã hủy" in screen and "Đã nộp tiền" not in screen


# ── Handing out ──────────────────────────────────────────────────────────────────────────
def test_who_comes_for_somebody_else_shows_a_mandate(client: Client, world: World, dossier_in: DossierIn) -> None:
    dossier = dossier_in(S.RESULT_READY)
    answer = press(client, world.binh, dossier, A.HAND_OVER, collected_by="Nguyễn Thị Hòa")
    assert answer.status_code == 422 and "mandate" in answer.context["form"].errors
    words = {"collected_by": "Nguyễn Thị Hòa", "mandate": "Giấy ủy quyền 12/2026", "originals": "Bằng đại học"}
    assert press(client, world.binh, dossier, A.HAND_OVER, **words).status_code == 302
    dossier = loaded(dossier)
    assert (dossier.result.collected_on_mandate, dossier.result.handed_over_by) == ("Giấy ủy quyền 12/2026", "counter")
    assert "Đã trả lại bản chính: Bằng đại học" in dossier.events.last().words


def test_a_result_goes_by_post_comes_back_and_goes_again(client: Client, world: World, dossier_in: DossierIn) -> None:
    dossier = dossier_in(S.RESULT_READY)
    words = {
        "item_code": "eh 1 vn",
        "postman_name": "Phan Văn Bưu",
        "receiver_name": "Nguyễn Văn An",
        "receiver_address": "Số 18, đường Lê Lợi",
    }
    no_address = press(client, world.binh, dossier, A.HAND_TO_POST, **words | {"receiver_address": ""})
    assert "receiver_address" in no_address.context["form"].errors
    assert press(client, world.binh, dossier, A.HAND_TO_POST, **words).status_code == 302
    dossier = loaded(dossier)
    client.force_login(world.an)
    assert "EH1VN" in text_of(client.get(f"/ho-so/{dossier.code}/"))

    assert press(client, world.binh, dossier, A.TAKE_BACK, attempts="x", reason="Đi vắng").status_code == 422
    assert press(client, world.binh, dossier, A.TAKE_BACK, attempts="2", reason="Đi vắng").status_code == 302
    dossier = loaded(dossier)
    assert "item_code" in press(client, world.binh, dossier, A.HAND_TO_POST, **words).context["form"].errors
    assert press(client, world.binh, dossier, A.HAND_TO_POST, **words | {"item_code": "EH2VN"}).status_code == 302
    dossier = loaded(dossier)

    signed = {"received_by": "Nguyễn Văn An", "delivered_at": "08:00 03/03/2026"}
    early = press(client, world.binh, dossier, A.CONFIRM_DELIVERY, **signed | {"delivered_at": "07:00 02/03/2026"})
    assert "delivered_at" in early.context["form"].errors
    proof = {"proof": SimpleUploadedFile("bao-phat.pdf", PDF, "application/pdf")}
    assert press(client, world.binh, dossier, A.CONFIRM_DELIVERY, **signed, **proof).status_code == 302
    assert loaded(dossier).status == S.RETURNED
    assert Shipment.objects.get(item_code="EH2VN").proof is not None
