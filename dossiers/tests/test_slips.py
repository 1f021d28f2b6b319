"""The papers of a dossier as they are read from its rows."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import CitizenProfile
from agencies.calendars import calendar_of
from dossiers.models import (
    ApologyNotice,
    DelayCause,
    DiscontinuanceNotice,
    Dossier,
    HandOverItem,
    HandOverSheet,
    IntakeReceipt,
    PaymentLine,
    PaymentMethod,
    PaymentReceipt,
    PostalIntake,
    SheetKind,
    Shipment,
)
from dossiers.papers.control_sheet import handovers_of
from dossiers.papers.hand_over import hand_over_of, hand_over_pdf, postal_record_pdf, shipments_of
from dossiers.papers.receipt import issued_receipt, kept, receipt_of
from dossiers.papers.sources import place_of, signatory_of, superior_of
from dossiers.queries.slips import receipts_of, slips_of
from dossiers.queries.stages import reports_of
from dossiers.tests.cast import MONDAY, MONDAY_MORNING, DossierIn, World, instant
from dossiers.tests.test_papers import pages_of
from dossiers.views.files import FOR_PAPERS
from dossiers.workflow import Action, Status
from procedures.models import Channel, FeeKind, FormsSet, Step

AFTERNOON = instant(MONDAY, "15:00")


@pytest.fixture(autouse=True)
def _afternoon() -> Iterator[None]:
    with time_machine.travel(AFTERNOON, tick=False):
        yield


def ready(dossier: Dossier) -> Dossier:
    """Return a dossier with what its papers need."""
    return Dossier.objects.select_related(*FOR_PAPERS).get(pk=dossier.pk)


def text_of(client: Client, name: str, *arguments: object) -> str:
    """Return the text of a paper as somebody opens it."""
    answer = client.get(reverse(f"dossiers:{name}", args=arguments))
    assert answer.status_code == 200, name
    assert answer["Content-Type"] == "application/pdf"
    return " ".join(pages_of(answer.content))


# ── Each paper, from its rows ────────────────────────────────────────────────────────────


def test_the_receipt_proves_the_date_that_it_promises(client: Client, world: World, dossier_in: DossierIn) -> None:
    dossier = dossier_in(Status.IN_APPRAISAL)
    client.force_login(world.an)
    text = text_of(client, "receipt_pdf", dossier.code)
    assert "17 giờ 00 phút, ngày 09 tháng 3 năm 2026" in text
    assert "Hẹn trả kết quả: 17:00, thứ Hai, 09/3/2026" in text or "Hẹn trả kết quả: 17:00" in text
    assert "Phí thẩm định: 800.000 đồng" in text
    assert "Quyển số: 2026, Số thứ tự: 01" in text
    assert "ủy quyền" not in text


def test_a_receipt_names_the_one_who_acts_for_the_applicant(world: World, dossier_in: DossierIn) -> None:
    dossier = ready(dossier_in(Status.IN_APPRAISAL))
    CitizenProfile.objects.filter(user=world.an).update(personal_id="049190000128")
    (receipt,) = receipts_of(dossier)
    mandated = receipt_of(dossier, receipt, calendar=calendar_of(dossier.agency)).mandated
    assert mandated
    assert (mandated.name, mandated.number) == ("Nguyễn Văn An", "049190000128")


def test_a_voided_receipt_stays_as_it_was_and_names_its_successor(
    client: Client, world: World, dossier_in: DossierIn
) -> None:
    dossier = ready(dossier_in(Status.IN_APPRAISAL))
    (receipt,) = receipts_of(dossier)
    said = kept(receipt_of(dossier, receipt, calendar=calendar_of(dossier.agency)))
    IntakeReceipt.objects.filter(pk=receipt.pk).update(
        printed=said, voided_at=AFTERNOON, void_reason="Ghi nhầm tên", voided_by=world.binh
    )
    IntakeReceipt.objects.create(
        dossier=dossier,
        office=receipt.office,
        number="77/TTPVHCC",
        register_year=2026,
        register_number=77,
        issued_by=world.binh,
        issued_at=AFTERNOON,
    )
    Dossier.objects.filter(pk=dossier.pk).update(applicant_name="Nguyễn Văn Ân")
    client.force_login(world.an)
    old = text_of(client, "old_receipt_pdf", dossier.code, 1)
    assert "ĐÃ HỦY – thay bằng giấy số 77/TTPVHCC. Lý do: Ghi nhầm tên" in old
    assert "Nguyễn Văn An" in old
    assert "Nguyễn Văn Ân" not in old
    new = text_of(client, "receipt_pdf", dossier.code)
    assert "77/TTPVHCC" in new
    assert "Nguyễn Văn Ân" in new
    assert "ĐÃ HỦY" not in new
    assert client.get(reverse("dossiers:old_receipt_pdf", args=[dossier.code, 3])).status_code == 404
    assert [slip.is_voided for slip in slips_of(dossier, for_office=False)] == [True, False]


def test_the_same_receipt_is_the_same_file_each_time(dossier_in: DossierIn) -> None:
    dossier = ready(dossier_in(Status.IN_APPRAISAL))
    (receipt,) = receipts_of(dossier)
    calendar = calendar_of(dossier.agency)
    assert issued_receipt(dossier, receipt, calendar=calendar) == issued_receipt(dossier, receipt, calendar=calendar)


def test_a_request_for_supplement_lists_paper_reason_and_ground(
    client: Client, world: World, dossier_in: DossierIn
) -> None:
    dossier = dossier_in(Status.SUPPLEMENTING)
    client.force_login(world.an)
    text = text_of(client, "supplement_pdf", dossier.code, 1)
    for words in ("Tờ khai chưa có chữ ký.", "Nghị định số 118/2025/NĐ-CP", "NGƯỜI HƯỚNG DẪN", "Lê Quỳnh Chi"):
        assert words in text
    assert "tạm dừng từ lúc yêu cầu" in text
    assert client.get(reverse("dossiers:supplement_pdf", args=[dossier.code, 2])).status_code == 404


def test_a_refusal_says_why_on_what_ground_and_what_to_do(client: Client, world: World, dossier_in: DossierIn) -> None:
    dossier = dossier_in(Status.REFUSED)
    dossier.refusal.guidance = "Mời Ông/Bà nộp tại Sở Nội vụ."
    dossier.refusal.save()
    client.force_login(world.an)
    text = text_of(client, "refusal_pdf", dossier.code)
    for words in (dossier.refusal.reason, dossier.refusal.legal_ground, "Hướng dẫn: Mời Ông/Bà nộp tại Sở Nội vụ."):
        assert words in text


def test_an_apology_goes_out_on_the_agencys_paper(client: Client, world: World, dossier_in: DossierIn) -> None:
    dossier = dossier_in(Status.IN_APPRAISAL)
    assert dossier.due_at
    apology = ApologyNotice.objects.create(
        dossier=dossier,
        agency=world.department,
        number="04/PXL-STP",
        step=Step.APPRAISAL,
        cause=DelayCause.COORDINATION,
        reason="Cơ quan phối hợp trả lời chậm.",
        old_due_at=dossier.due_at,
        new_due_at=dossier.due_at + timedelta(days=7),
        must_be_out_on=MONDAY,
        drafted_at=MONDAY_MORNING,
    )
    client.force_login(world.an)
    address = reverse("dossiers:apology_pdf", args=[dossier.code, 1])
    assert client.get(address).status_code == 404, "Nobody has signed it."
    apology.signed_by, apology.signed_at = world.dung, AFTERNOON
    apology.save()
    text = text_of(client, "apology_pdf", dossier.code, 1)
    for words in (
        "SỞ TƯ PHÁP TỈNH THỬ",
        "PHIẾU XIN LỖI VÀ ĐỀ NGHỊ GIA HẠN",
        "17 giờ 00 phút, ngày 09 tháng 3 năm 2026",
        "17 giờ 00 phút, ngày 16 tháng 3 năm 2026",
        "Cơ quan phối hợp trả lời chậm.",
        "Phạm Tiến Dũng",
        "không thể trả kết quả",
    ):
        assert words in text


@pytest.mark.parametrize(("forms_set", "form"), [(FormsSet.TT03_2025, "Mẫu số 05"), (FormsSet.TT01_2018, "")])
def test_a_dossier_that_is_stopped_has_its_notice(
    client: Client, world: World, dossier_in: DossierIn, forms_set: FormsSet, form: str
) -> None:
    dossier = dossier_in(Status.WITHDRAWN)
    DiscontinuanceNotice.objects.get_or_create(
        dossier=dossier,
        defaults={
            "number": "01/TB-TTPVHCC",
            "reason": "Ông/Bà đề nghị rút hồ sơ.",
            "status_before": Status.IN_APPRAISAL,
            "returned_papers": "Bằng tốt nghiệp đại học (bản chính)",
            "issued_at": MONDAY_MORNING,
        },
    )
    world.regime.forms_set = forms_set
    world.regime.save()
    client.force_login(world.an)
    text = text_of(client, "discontinuance_pdf", dossier.code)
    assert "THÔNG BÁO DỪNG GIẢI QUYẾT HỒ SƠ" in text
    assert "Tình trạng hồ sơ khi dừng: Đang thẩm định" in text
    assert form in text
    assert ("Mẫu số" in text) is bool(form)
    assert ("118/2025/NĐ-CP" in text) is bool(form)


def test_a_fee_receipt_says_its_total_in_words(client: Client, world: World, dossier_in: DossierIn) -> None:
    dossier = dossier_in(Status.IN_APPRAISAL)
    payment = PaymentReceipt.objects.create(
        dossier=dossier,
        office=world.centre,
        number="0000012",
        payer_name="Trần Thị Ẩn",
        method=PaymentMethod.CASH,
        total=935_000,
        collected_by=world.binh,
        collected_at=MONDAY_MORNING,
    )
    for name, amount in (("Phí thẩm định", 800_000), ("Lệ phí cấp chứng chỉ", 135_000)):
        PaymentLine.objects.create(receipt=payment, kind=FeeKind.FEE, name=name, amount=amount)
    client.force_login(world.an)
    text = text_of(client, "fee_receipt_pdf", dossier.code, 1)
    for words in ("800.000 đồng", "935.000 đồng", "Chín trăm ba mươi lăm nghìn đồng", "Trần Thị Ẩn", "Trần Thị Bình"):
        assert words in text


def test_the_control_sheet_follows_the_dossier_from_hand_to_hand(
    client: Client, world: World, dossier_in: DossierIn
) -> None:
    dossier = ready(dossier_in(Status.RETURNED))
    report = reports_of([dossier], at=AFTERNOON)[dossier.pk]
    handovers = handovers_of(dossier, report, calendar=calendar_of(dossier.agency))
    hands = [(one.giver, one.receiver) for one in handovers]
    assert hands[0] == (world.centre.name, f"{world.department.name} – Chuyên viên thụ lý")
    assert hands[-1] == (world.centre.name, "Người nộp hồ sơ")
    # Nobody receives what somebody else did not give.
    assert all(receiver == giver for (_giver, receiver), (giver, _receiver) in pairwise(hands))
    assert handovers[0].given_by == world.binh.full_name
    assert handovers[0].taken_by == world.chi.full_name
    # Each part took half an hour of a budget of hours: given on the same day, on time; the appraisal has three days.
    assert [one.standing for one in handovers] == ["Đúng hạn", "Trước hạn", "Trước hạn", "Đúng hạn", "Đúng hạn"]
    client.force_login(world.binh)
    text = text_of(client, "control_sheet_pdf", dossier.code)
    assert "Mẫu số 06" in text
    assert f"1. Giao: {world.centre.name}" in text


def test_a_hand_over_sheet_lists_what_went_and_what_was_refused(world: World, dossier_in: DossierIn) -> None:
    dossiers = [dossier_in(Status.IN_APPRAISAL, channel=Channel.IN_PERSON) for _number in range(2)]
    sheet = HandOverSheet.objects.create(
        kind=SheetKind.OUT,
        office=world.centre,
        agency=world.department,
        number="07/BBBG",
        made_by=world.binh,
        made_at=MONDAY_MORNING,
        closed_at=AFTERNOON,
    )
    taken = {"accepted_by": world.chi, "accepted_at": AFTERNOON}
    refused = {"refused_at": AFTERNOON, "refusal": "Thiếu bản chính."}
    for ordinal, (dossier, fate) in enumerate(zip(dossiers, (taken, refused), strict=True), start=1):
        HandOverItem.objects.create(sheet=sheet, dossier=dossier, ordinal=ordinal, due_at=AFTERNOON, **fate)
    text = " ".join(pages_of(hand_over_pdf(hand_over_of(sheet))))
    for words in (
        "BIÊN BẢN BÀN GIAO HỒ SƠ",
        dossiers[0].code,
        "Không nhận: Thiếu bản chính.",
        "Lê Quỳnh Chi",
        "02 hồ sơ",
    ):
        assert words in text


def test_the_record_with_the_post_says_what_its_signing_does(
    client: Client, world: World, dossier_in: DossierIn
) -> None:
    dossier = dossier_in(Status.IN_APPRAISAL, channel=Channel.POSTAL)
    if not PostalIntake.objects.filter(dossier=dossier).exists():
        PostalIntake.objects.create(
            dossier=dossier,
            number="09/BBGN",
            item_code="EH000000001VN",
            postman_name="Võ Văn Phát",
            signed_at=MONDAY_MORNING,
            collected_amount=800_000,
        )
    client.force_login(world.binh)
    text = text_of(client, "postal_record_pdf", dossier.code)
    assert "thời điểm nộp hồ sơ" in text
    assert dossier.code in text
    sent = Shipment(
        dossier=dossier,
        item_code="EH2VN",
        receiver_name="Nguyễn Văn An",
        receiver_address="Phường Thử",
        postman_name="Võ Văn Phát",
        sent_by=world.binh,
        sent_at=AFTERNOON,
    )
    assert "EH2VN" in " ".join(pages_of(postal_record_pdf(shipments_of([sent]))))


# ── Heads and signatures ─────────────────────────────────────────────────────────────────


def test_the_head_names_the_body_above_and_the_place(world: World) -> None:
    assert superior_of(world.department) == "Ủy ban nhân dân tỉnh An Hòa"
    assert place_of(world.department) == "An Hòa"
    assert superior_of(world.commune) == ""
    assert place_of(world.commune) == "Phường Thử"
    world.commune.parent = world.department
    assert superior_of(world.commune) == world.department.name


def test_who_signs_follows_from_the_post(world: World) -> None:
    head = world.dung.posts.get()
    head.title = "Giám đốc"
    deputy = world.chi.posts.get()
    deputy.title = "Phó Giám đốc"
    stand_in = world.giang.posts.get()
    stand_in.title, stand_in.stands_in_for = "Chánh Văn phòng", head
    assert signatory_of(world.dung, head, agency=world.department).capacity == ("Giám đốc",)
    assert signatory_of(world.chi, deputy, agency=world.department).capacity == ("KT. Giám đốc", "Phó Giám đốc")
    delegated = signatory_of(world.giang, stand_in, agency=world.department)
    assert delegated.capacity == ("TUQ. Giám đốc", "Chánh Văn phòng")
    head.title = "Chủ tịch"
    assert signatory_of(world.khoa, head, agency=world.commune).capacity == ("TM. Ủy ban nhân dân", "Chủ tịch")
    assert signatory_of(world.dung, None, agency=world.department).capacity == ("Thủ trưởng cơ quan, đơn vị",)


def test_a_part_that_used_up_its_budget_is_late_on_the_control_sheet(world: World, dossier_in: DossierIn) -> None:
    dossier = ready(dossier_in(Status.IN_APPRAISAL))
    later = MONDAY_MORNING + timedelta(days=7)
    world.act(world.act(dossier, Action.TAKE, at=later), Action.PROPOSE, at=later + timedelta(hours=1))
    report = reports_of([dossier], at=later + timedelta(hours=2))[dossier.pk]
    handovers = handovers_of(dossier, report, calendar=calendar_of(dossier.agency))
    assert [one.standing for one in handovers] == ["Đúng hạn", "Quá hạn"]
