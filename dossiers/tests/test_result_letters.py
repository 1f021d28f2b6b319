"""An agency's own result letters: its words, the fields it may use, the versions, the empty places of a letter."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pypdfium2
import pytest
import time_machine
import zxingcpp
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dossiers.errors import InvalidInput
from dossiers.models import Dossier, Outcome, Result, ResultTemplate
from dossiers.papers.result_letter import FOR_LETTER, letter_for, letter_of
from dossiers.papers.vocabulary import FIELDS, Paragraph, filled, problems_of, sample_values
from dossiers.services.result_templates import (
    StaleTemplate,
    TemplateRefused,
    Wording,
    publish_template,
    template_for,
    withdraw_template,
)
from dossiers.tests.cast import CERTIFICATE, GROUND, MONDAY, MONDAY_MORNING, DossierIn, World, instant
from dossiers.tests.paper_inputs import LONG_NAME, LONG_PROCEDURE
from dossiers.tests.test_papers import pages_of
from dossiers.workflow import Status
from procedures.services import publish_versions

GRANT = """Căn cứ {{căn cứ pháp lý}};
Xét hồ sơ mã số {{mã hồ sơ}} của {{chủ hồ sơ}} về việc {{tên thủ tục}},
QUYẾT ĐỊNH:
Điều 1. Cấp {{tên kết quả}} cho {{xưng hô}} {{Chủ  hồ sơ}}, số định danh {{số định danh}}.
- {{giấy tờ đã nộp}}
Điều 2. {{cơ quan}} chịu trách nhiệm thi hành Quyết định này."""
DENY = "Hồ sơ {{mã hồ sơ}} của {{chủ hồ sơ}} về {{tên thủ tục}} không được giải quyết: {{lý do}} Căn cứ: {{căn cứ}}."
WORDING = Wording(
    title="Quyết định về việc cấp chứng chỉ hành nghề",
    symbol="QĐ-STP",
    body=GRANT,
    signing_title="KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC",
    recipients="Như trên;\nLưu: VT.",
)
PAGE = ["H98.03", "9.000001", "dong-y"]


def written(world: World, body: str = GRANT, outcome: Outcome = Outcome.GRANTED, seen: int = 0) -> ResultTemplate:
    """Let Dũng publish a version of the department's letter."""
    wording = Wording(WORDING.title, WORDING.symbol, body, WORDING.signing_title, WORDING.recipients)
    return publish_template(
        world.certificate.procedure,
        world.department,
        outcome,
        wording,
        seen=seen,
        actor=world.dung,
        at=MONDAY_MORNING,
    )


def decided(dossier: Dossier) -> Dossier:
    """Return a dossier with what its letter needs."""
    return Dossier.objects.select_related(*FOR_LETTER).get(pk=dossier.pk)


# ── The vocabulary ───────────────────────────────────────────────────────────────────────


def test_a_field_that_nobody_knows_is_refused_with_the_one_that_was_meant(world: World) -> None:
    problems = problems_of(f"{GRANT} {{{{chủ hồ xơ}}}}", outcome=Outcome.GRANTED, version=world.certificate)
    assert problems == ["Không có trường {{chủ hồ xơ}}. Có phải Ông/Bà muốn viết {{chủ hồ sơ}}?"]


def test_a_denial_without_reason_and_ground_is_refused(world: World) -> None:
    problems = problems_of(GRANT, outcome=Outcome.DENIED, version=world.certificate)
    assert [problem for problem in problems if "bắt buộc" in problem] == [
        "Văn bản này bắt buộc có trường {{lý do}}.",
        "Văn bản này bắt buộc có trường {{căn cứ}}.",
    ]
    assert problems_of(DENY, outcome=Outcome.DENIED, version=world.certificate) == []


@pytest.mark.parametrize("body", ["{{chủ hồ sơ", "chủ hồ sơ}}", "{{mã hồ sơ}} {{"])
def test_braces_that_do_not_pair_are_refused(world: World, body: str) -> None:
    (problem,) = problems_of(body, outcome=Outcome.GRANTED, version=world.certificate)
    assert "không đi thành cặp" in problem


def test_a_field_is_checked_against_the_catalogue_of_the_procedure(world: World) -> None:
    body = "{{mã hồ sơ}} {{chủ hồ sơ}} {{tên thủ tục}} {{căn cứ pháp lý}}"
    assert problems_of(body, outcome=Outcome.GRANTED, version=world.certificate) == []
    (problem,) = problems_of(body, outcome=Outcome.GRANTED, version=world.confirmation)
    assert "Danh mục chưa ghi căn cứ pháp lý" in problem
    assert problems_of(body, outcome=Outcome.GRANTED, version=None)


def test_lines_become_the_paragraphs_that_officers_know() -> None:
    kinds = [paragraph.kind for paragraph in filled(GRANT, sample_values())]
    assert kinds == ["ground", "text", "heading", "article", "point", "article"]
    listed = filled("- {{giấy tờ đã nộp}};", {"giấy tờ đã nộp": ("Một", "Hai")})
    assert listed == (Paragraph("point", "Một;"), Paragraph("point", "Hai;"))


def test_what_a_citizen_typed_is_never_read_as_a_field() -> None:
    values = sample_values() | {"chủ hồ sơ": "{{số điện thoại}}"}
    (paragraph,) = filled("Cấp cho {{chủ hồ sơ}}.", values)
    assert paragraph.text == "Cấp cho {{số điện thoại}}."


# ── Versions ─────────────────────────────────────────────────────────────────────────────


def test_a_change_is_a_new_version_and_the_old_one_stays(world: World) -> None:
    first = written(world)
    second = written(world, GRANT + "\nĐiều 3. Quyết định có hiệu lực từ ngày ký.", seen=1)
    assert [one.number for one in ResultTemplate.objects.order_by("number")] == [1, 2]
    first.refresh_from_db()
    assert "Điều 3" not in first.body
    assert template_for(world.certificate.procedure_id, world.department.pk, Outcome.GRANTED) == second


def test_of_two_who_write_the_second_is_told(world: World) -> None:
    written(world)
    with pytest.raises(StaleTemplate):
        written(world, seen=0)
    assert ResultTemplate.objects.count() == 1


def test_a_template_with_an_unknown_field_changes_nothing(world: World) -> None:
    with pytest.raises(TemplateRefused) as refusal:
        written(world, GRANT + "{{người yêu}}")
    assert refusal.value.field == "body"
    assert not ResultTemplate.objects.exists()


def test_an_outcome_without_template_is_refused_in_words(world: World) -> None:
    written(world)
    with pytest.raises(InvalidInput, match="chưa có mẫu văn bản cho quyết định “Không đồng ý”"):
        template_for(world.certificate.procedure_id, world.department.pk, Outcome.DENIED)


def test_a_letter_that_is_withdrawn_does_not_bring_back_the_version_before(world: World) -> None:
    written(world)
    newest = written(world, seen=1)
    withdraw_template(newest, at=MONDAY_MORNING)
    with pytest.raises(InvalidInput):
        template_for(world.certificate.procedure_id, world.department.pk, Outcome.GRANTED)
    with pytest.raises(StaleTemplate):
        withdraw_template(newest, at=MONDAY_MORNING)


# ── The letter ───────────────────────────────────────────────────────────────────────────


def test_a_letter_says_what_was_decided_and_leaves_room_for_signature_and_number(
    world: World, dossier_in: DossierIn
) -> None:
    template = written(world)
    dossier = decided(dossier_in(Status.AWAITING_SEAL))
    result = dossier.result
    result.verification_code = "K7TM-22QX"
    pdf, places = letter_for(dossier, result, template, at=MONDAY_MORNING)
    (page,) = pages_of(pdf)
    for words in ("QUYẾT ĐỊNH VỀ VIỆC CẤP CHỨNG CHỈ", "Căn cứ Luật Đấu giá tài sản số 01/2016/QH14, Điều 14;"):
        assert words in page
    for words in (
        "Nguyễn Văn An",
        dossier.code,
        "KT. GIÁM ĐỐC PHÓ GIÁM ĐỐC",
        "Phạm Tiến Dũng",
        "Nơi nhận",
        "K7TM-22QX",
    ):
        assert words in page
    assert "{{" not in page
    assert places.number
    assert places.date
    assert places.signature.page == places.number.page == 0
    assert 0 < places.number.left < places.date.left
    assert places.seal.left < places.signature.left < places.seal.left + places.seal.width
    assert letter_for(dossier, result, template, at=MONDAY_MORNING) == (pdf, places)
    document = pypdfium2.PdfDocument(pdf)
    (code,) = zxingcpp.read_barcodes(document[0].render(scale=3).to_pil())
    document.close()
    assert code.text == f"{settings.PORTAL_URL}/kiem-tra-van-ban/K7TM-22QX/"


def test_nothing_is_printed_where_the_places_are(world: World, dossier_in: DossierIn) -> None:
    body = GRANT + "\n" + "\n".join(f"Điều {number}. {LONG_PROCEDURE}" for number in range(3, 12))
    dossier = decided(dossier_in(Status.AWAITING_SEAL))
    dossier.applicant_name = LONG_NAME
    pdf, places = letter_for(dossier, dossier.result, written(world, body), at=MONDAY_MORNING)
    document = pypdfium2.PdfDocument(pdf)
    assert len(document) > 1
    assert places.signature.page == len(document) - 1
    assert places.number
    assert places.date
    for box in (places.number, places.date, places.signature):
        page = document[box.page]
        words = page.get_textpage().get_text_bounded(*_inside(box, page.get_height()))
        assert not words.strip(), words
    # The signature is not alone on its page.
    assert "Điều 11" in document[len(document) - 1].get_textpage().get_text_bounded()
    document.close()


def _inside(box: Any, page_height: float) -> tuple[float, float, float, float]:
    left, bottom, right, top = box.in_points(page_height)
    return left + 2, bottom + 2, right - 2, top - 2


def test_a_letter_keeps_to_outcome_agency_and_procedure(world: World, dossier_in: DossierIn) -> None:
    dossier = decided(dossier_in(Status.AWAITING_SEAL))
    for_denial = written(world, DENY, Outcome.DENIED)
    with pytest.raises(InvalidInput, match="quyết định khác"):
        letter_of(dossier, dossier.result, for_denial)
    template = written(world)
    template.agency_id = world.commune.pk
    with pytest.raises(InvalidInput, match="cơ quan khác"):
        letter_of(dossier, dossier.result, template)


def test_a_letter_says_what_a_dossier_lacks(world: World, dossier_in: DossierIn) -> None:
    template = written(world, GRANT + "\nLý do: {{lý do}}")
    dossier = decided(dossier_in(Status.AWAITING_SEAL))
    dossier.result.reason = ""
    with pytest.raises(InvalidInput, match="chưa có lý do"):
        letter_of(dossier, dossier.result, template)


def test_a_denial_tells_reason_and_ground(world: World, dossier_in: DossierIn) -> None:
    dossier = decided(dossier_in(Status.AWAITING_SEAL, outcome=Outcome.DENIED))
    pdf, _places = letter_for(dossier, dossier.result, written(world, DENY, Outcome.DENIED), at=MONDAY_MORNING)
    (page,) = pages_of(pdf)
    assert "Không đủ tiêu chuẩn." in page
    assert GROUND in page


def test_number_and_date_are_printed_once_they_are_given(world: World, dossier_in: DossierIn) -> None:
    dossier = decided(dossier_in(Status.RESULT_READY))
    assert dossier.result.number
    pdf, places = letter_for(dossier, dossier.result, written(world), at=MONDAY_MORNING)
    assert dossier.result.number in pages_of(pdf)[0]
    assert "ngày 02 tháng 3 năm 2026" in pages_of(pdf)[0]
    assert (places.number, places.date) == (None, None)


# ── The pages ────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def afternoon() -> Iterator[None]:
    """The afternoon of the day on which everything begins."""
    with time_machine.travel(instant(MONDAY, "15:00"), tick=False):
        yield


def typed(**changes: Any) -> dict[str, Any]:
    """Return what the form sends."""
    return {
        "title": WORDING.title,
        "symbol": WORDING.symbol,
        "body": WORDING.body,
        "signing_title": WORDING.signing_title,
        "recipients": WORDING.recipients,
        "seen": 0,
        **changes,
    }


@pytest.mark.usefixtures("afternoon")
def test_approver_and_editor_of_the_agency_write_its_letters(client: Client, world: World) -> None:
    for person, status in ((world.dung, 200), (world.mai, 200), (world.chi, 403), (world.binh, 403), (world.an, 403)):
        client.force_login(person)
        assert client.get(reverse("dossiers:result_templates")).status_code == status
        letter = client.get(reverse("dossiers:result_template", args=PAGE))
        assert letter.status_code == (200 if status == 200 else 404)
    client.force_login(world.khoa)
    assert client.get(reverse("dossiers:result_template", args=PAGE)).status_code == 404


@pytest.mark.usefixtures("afternoon")
def test_a_letter_is_written_shown_and_kept_in_versions(client: Client, world: World) -> None:
    client.force_login(world.dung)
    address = reverse("dossiers:result_template", args=PAGE)
    assert client.post(address, typed()).status_code == 302
    page = client.get(address).content.decode()
    assert "đang dùng phiên bản 1" in page
    assert "{{căn cứ pháp lý}}" in page
    shown = client.get(reverse("dossiers:result_template_version", args=[*PAGE, 1]))
    assert shown["Content-Type"] == "application/pdf"
    assert "XEM TRƯỚC" in pages_of(shown.content)[0]
    assert client.post(address, typed()).status_code == 409
    assert client.post(reverse("dossiers:result_template_withdraw", args=PAGE)).status_code == 302
    assert "đã ngừng dùng" in client.get(address).content.decode()


@pytest.mark.usefixtures("afternoon")
@pytest.mark.parametrize("name", ["result_template", "result_template_preview"])
def test_a_refused_template_keeps_what_was_typed(client: Client, world: World, name: str) -> None:
    client.force_login(world.mai)
    answer = client.post(reverse(f"dossiers:{name}", args=PAGE), typed(body=GRANT + " {{chủ hồ xơ}}"))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Có phải Ông/Bà muốn viết {{chủ hồ sơ}}?" in page
    assert "{{chủ hồ xơ}}" in page
    assert not ResultTemplate.objects.exists()


@pytest.mark.usefixtures("afternoon")
def test_a_preview_shows_a_made_up_dossier_or_a_real_one(client: Client, world: World, dossier_in: DossierIn) -> None:
    dossier = dossier_in(Status.IN_APPRAISAL)
    client.force_login(world.dung)
    address = reverse("dossiers:result_template_preview", args=PAGE)
    sample = client.post(address, typed())
    assert "Luật Đấu giá tài sản" in pages_of(sample.content)[0]
    real = client.post(address, typed(dossier=dossier.code))
    assert dossier.code in pages_of(real.content)[0]
    assert not Result.objects.exists()
    refused = client.post(address, typed(dossier="H98.03-260302-9999"))
    assert refused.status_code == 422
    assert "Không tìm thấy hồ sơ này." in refused.content.decode()


@pytest.mark.usefixtures("afternoon")
def test_every_field_stands_on_the_page(client: Client, world: World) -> None:
    client.force_login(world.dung)
    page = client.get(reverse("dossiers:result_template", args=PAGE)).content.decode()
    assert all(f"{{{{{field.name}}}}}" in page for field in FIELDS)


@pytest.mark.usefixtures("afternoon")
def test_the_list_asks_the_same_however_many_letters_there_are(client: Client, world: World) -> None:
    client.force_login(world.dung)
    written(world)
    few = statements_of(client, reverse("dossiers:result_templates"))
    records = [CERTIFICATE | {"code": f"9.0001{number:02d}", "name": f"Thủ tục {number}"} for number in range(30)]
    for version in publish_versions(records, valid_from=date(2020, 1, 1)):
        wording = Wording(WORDING.title, WORDING.symbol, GRANT, WORDING.signing_title)
        publish_template(
            version.procedure, world.department, Outcome.GRANTED, wording, seen=0, actor=world.dung, at=MONDAY_MORNING
        )
    many = statements_of(client, reverse("dossiers:result_templates"))
    assert many == few


def statements_of(client: Client, address: str) -> int:
    """Return how many statements a page takes, once what is read once has been read."""
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)
