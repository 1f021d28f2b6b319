"""A citizen says who applies and fills in the procedure's own declaration: asked under conditions, kept, never lost."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import Membership, MembershipRole, Organisation
from dossiers.forms.answers import AnswersForm
from dossiers.models import Declaration, Dossier, DossierDraft, StoredFile, VaultDocument, VaultOrigin
from dossiers.paper_kinds import is_same_paper
from dossiers.queries.declared import declared_sections
from dossiers.tests.cast import CONFIRMATION, MONDAY, MONDAY_MORNING, World
from dossiers.tests.files import pdf
from dossiers.typed import mark_of, part_of
from procedures.declarations import definition_of
from procedures.models import ProcedureVersion
from procedures.services import publish_version

SECTIONS = [
    {
        "title": "Người được xác nhận",
        "stands_for": "Tờ khai xác nhận thông tin hộ tịch",
        "questions": [
            {"name": "person", "label": "Họ và tên", "kind": "full_name", "known_as": "full_name"},
            {"name": "born_on", "label": "Ngày sinh", "kind": "date", "is_past": True},
            {"name": "is_married", "label": "Đã kết hôn?", "kind": "yes_no"},
            {
                "name": "spouse",
                "label": "Họ và tên vợ hoặc chồng",
                "kind": "full_name",
                "shown_if": {"question": "is_married", "answers": ["yes"]},
            },
            {"name": "copies", "label": "Số bản", "kind": "number", "least": 1, "most": 20, "is_required": False},
        ],
    },
    {
        "title": "Nơi cư trú",
        "questions": [
            {
                "name": "places",
                "label": "Nơi đã cư trú",
                "kind": "rows",
                "row": "Nơi thứ",
                "most": 3,
                "is_required": False,
                "questions": [
                    {"name": "place", "label": "Địa chỉ", "kind": "address"},
                    {"name": "since", "label": "Từ ngày", "kind": "date", "is_past": True},
                ],
            }
        ],
    },
]

ANSWERS = {
    "khai-person": "Nguyễn Văn An",
    "khai-born_on": "1/2/1990",
    "khai-is_married": "no",
    "khai-spouse": "không hỏi nên không xét 123",
    "khai-copies": "2",
    "khai-places-rows": "2",
    "khai-places-0-place": "Số 1, đường Lê Lợi",
    "khai-places-0-since": "01/01/2020",
    "khai-places-1-place": "",
    "khai-places-1-since": "",
}

DECLARATION = {
    "applicant_kind": "person",
    "name": "Nguyễn Văn An",
    "personal_id": "049 090 000 127",
    "tax_code": "",
    "phone": "0900 000 127",
    "email": "an@test.test",
    "address": "Số 18, đường Lê Lợi",
    "content": "",
    "return_method": "counter",
}


def answered(**changed: str) -> AnswersForm:
    typed = ANSWERS | {f"khai-{name}": value for name, value in changed.items()}
    return AnswersForm(typed, definition=definition_of(SECTIONS), today=MONDAY)


# ── What is asked ────────────────────────────────────────────────────────────────────────
def test_only_what_is_asked_is_judged_and_an_empty_line_is_no_line() -> None:
    form = answered()
    assert form.is_valid(), form.errors
    assert form.answers == {
        "person": "Nguyễn Văn An",
        "born_on": "1990-02-01",
        "is_married": "no",
        "copies": "2",
        "places": [{"place": "Số 1, đường Lê Lợi", "since": "2020-01-01"}],
    }


@pytest.mark.parametrize(
    ("name", "value", "at"),
    [
        ("is_married", "yes", "khai-spouse"),
        ("is_married", "perhaps", "khai-is_married"),
        ("born_on", "31/02/1990", "khai-born_on"),
        ("born_on", "03/03/2026", "khai-born_on"),
        ("copies", "21", "khai-copies"),
        ("copies", "1e3", "khai-copies"),
        ("copies", "NaN", "khai-copies"),
        ("places-1-place", "Một nơi không ngày", "khai-places-1-since"),
    ],
)
def test_a_wrong_answer_is_told_at_its_question(name: str, value: str, at: str) -> None:
    form = answered(**{name: value})
    assert not form.is_valid()
    assert list(form.errors) == [at]


@pytest.mark.parametrize(("typed", "kept"), [("1.234,5", "1234.5"), ("1.234", "1234"), ("12,50", "12.50"), ("7", "7")])
def test_a_number_is_read_as_vietnamese_people_write_it(typed: str, kept: str) -> None:
    sections = [{"title": "Đất", "questions": [{"name": "area", "label": "Diện tích", "kind": "number"}]}]
    form = AnswersForm({"khai-area": typed}, definition=definition_of(sections), today=MONDAY)
    assert form.is_valid() and form.answers == {"area": kept}


# ── The pages ────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def draft(client: Client, world: World) -> Any:
    with time_machine.travel(MONDAY_MORNING, tick=False):
        publish_version({**CONFIRMATION, "declaration": SECTIONS}, valid_from=date(2026, 3, 1))
        client.force_login(world.an)
        response = client.post(reverse("dossiers:start", args=[world.confirmation.procedure.code]))
        key = UUID(response["Location"].split("/")[-2])
        client.post(reverse("dossiers:draft_agency", args=[key]), {"agency": world.commune.code})
        yield DossierDraft.objects.get(pk=key)


def page(name: str, draft: DossierDraft) -> str:
    return reverse(f"dossiers:{name}", args=[draft.key])


def kept(draft: DossierDraft, *, of_answers: bool = True) -> str:
    draft.refresh_from_db()
    return mark_of(part_of(draft.declaration, of_answers=of_answers))


def test_the_answers_become_the_declaration_of_the_dossier_and_the_paper_that_is_asked_for(
    client: Client, draft: DossierDraft
) -> None:
    first = client.get(page("draft_answers", draft)).content.decode()
    assert 'value="Nguyễn Văn An"' in first and "Điền sẵn từ hồ sơ cá nhân" in first
    client.post(page("draft_declaration", draft), DECLARATION)
    assert client.get(page("draft_review", draft)).status_code == 302, "the declaration is not filled in yet"
    assert client.post(page("draft_answers", draft), ANSWERS).status_code == 302
    papers = client.get(page("draft_documents", draft)).content.decode()
    assert "Ông/Bà không phải đính kèm" in papers and 'type="file"' not in papers
    review = client.get(page("draft_review", draft)).content.decode()
    assert "01/02/1990" in review and "Nơi thứ 1. Địa chỉ: Số 1, đường Lê Lợi; Từ ngày: 01/01/2020" in review
    assert "vợ hoặc chồng" not in review
    client.post(page("draft_review", draft), {"is_true": "on"})
    dossier = Dossier.objects.get()
    (paper,) = dossier.documents.all()
    assert paper.name == "Tờ khai xác nhận thông tin hộ tịch" and paper.file.media_type == "application/pdf"
    declaration = Declaration.objects.get(dossier=dossier)
    assert declaration.answers["born_on"] == "1990-02-01"
    assert declaration.provenance == {"person": {"source": "profile", "label": "hồ sơ cá nhân"}}
    shown = client.get(reverse("dossiers:detail", args=[dossier.code])).content.decode()
    assert "Nội dung đã khai" in shown and "Nơi đã cư trú" in shown
    assert [section["title"] for section in declared_sections(dossier)] == ["Người được xác nhận", "Nơi cư trú"]


def test_a_second_request_is_filled_in_from_the_first_and_says_so(client: Client, draft: DossierDraft) -> None:
    client.post(page("draft_declaration", draft), DECLARATION)
    client.post(page("draft_answers", draft), ANSWERS)
    client.post(page("draft_review", draft), {"is_true": "on"})
    code = Dossier.objects.get().code
    client.post(reverse("dossiers:start", args=[draft.version.procedure.code]))
    again = client.get(page("draft_answers", DossierDraft.objects.get())).content.decode()
    assert 'value="01/02/1990"' in again and f"Điền sẵn từ hồ sơ {code}" in again


def test_a_line_more_is_asked_for_without_scripts_and_keeps_what_was_typed(client: Client, draft: DossierDraft) -> None:
    typed = {"khai-person": "An", "khai-places-rows": "1", "more": "places"}
    response = client.post(page("draft_answers", draft), typed)
    assert response.status_code == 302
    text = client.get(response["Location"]).content.decode()
    assert 'name="khai-places-1-place"' in text and 'value="An"' in text
    for _press in range(3):
        client.post(page("draft_answers", draft), {"khai-places-rows": "3", "more": "places"})
    assert 'name="khai-places-3-place"' not in client.get(page("draft_answers", draft)).content.decode()


def test_a_procedure_without_declaration_has_no_such_page(client: Client, draft: DossierDraft, world: World) -> None:
    client.post(reverse("dossiers:start", args=[world.certificate.procedure.code]))
    other = DossierDraft.objects.exclude(pk=draft.pk).get()
    assert client.get(page("draft_answers", other)).status_code == 404


# ── Kept while it is typed ───────────────────────────────────────────────────────────────
def test_a_page_saves_in_passing_also_what_is_not_right_yet(client: Client, draft: DossierDraft) -> None:
    seen = kept(draft)
    saved = client.post(
        page("draft_answers", draft), {"khai-person": "An", "seen": seen}, headers={"Prefer": "return=minimal"}
    ).json()
    assert saved["words"] == "Đã lưu lúc 08:00."
    assert saved["seen"] == kept(draft) != seen
    assert draft.declaration["khai-person"] == "An"


def test_a_newer_version_of_another_device_is_shown_and_never_overwritten(client: Client, draft: DossierDraft) -> None:
    seen = kept(draft)
    client.post(page("draft_answers", draft), {"khai-person": "Trần Thị Hai", "seen": seen})
    mine = {"khai-person": "Nguyễn Văn An", "khai-is_married": "no", "seen": seen}
    told = client.post(page("draft_answers", draft), mine, headers={"Prefer": "return=minimal"})
    assert told.status_code == 409 and "máy khác" in told.json()["words"]
    shown = client.post(page("draft_answers", draft), mine)
    text = shown.content.decode()
    assert shown.status_code == 409
    assert "Trần Thị Hai" in text and "Nguyễn Văn An" in text
    draft.refresh_from_db()
    assert draft.declaration["khai-person"] == "Trần Thị Hai"
    client.post(page("draft_answers", draft), mine | {"seen": shown.context["seen"]})
    draft.refresh_from_db()
    assert draft.declaration["khai-person"] == "Nguyễn Văn An"
    same = client.post(page("draft_answers", draft), mine, headers={"Prefer": "return=minimal"})
    assert same.status_code == 200, "who saves the same again meets no conflict"


def test_each_page_keeps_its_own_part(client: Client, draft: DossierDraft) -> None:
    client.post(page("draft_declaration", draft), DECLARATION)
    client.post(page("draft_answers", draft), ANSWERS)
    client.post(page("draft_declaration", draft), DECLARATION | {"address": ""})
    draft.refresh_from_db()
    assert draft.declaration["khai-person"] == "Nguyễn Văn An"
    assert draft.declaration["address"] == "" and not draft.is_declared


# ── In whose name, and whether ───────────────────────────────────────────────────────────
def test_a_member_submits_for_the_organisation_whose_name_nobody_types(
    client: Client, draft: DossierDraft, world: World
) -> None:
    assert "Chọn chủ hồ sơ" not in client.get(page("draft", draft)).content.decode(), "there is nobody to choose"
    company = Organisation.objects.create(
        tax_code="0100233488",
        name="Công ty TNHH Một",
        address="Số 1",
        created_at=MONDAY_MORNING,
        confirmed_at=MONDAY_MORNING,
    )
    Membership.objects.create(
        organisation=company, user=world.an, role=MembershipRole.MEMBER, valid_from=MONDAY, added_by=world.an
    )
    assert "Chọn chủ hồ sơ" in client.get(page("draft", draft)).content.decode()
    assert client.post(page("draft_party", draft), {"party": "to-chuc-0100109106"}).status_code == 422
    client.post(page("draft_party", draft), {"party": "to-chuc-0100233488"})
    text = client.get(page("draft_declaration", draft)).content.decode()
    assert "Công ty TNHH Một" in text and "Điền sẵn từ thông tin của tổ chức" in text
    forged = DECLARATION | {"name": "Công ty khác", "tax_code": "0100109106"}
    assert client.post(page("draft_declaration", draft), forged).status_code == 302
    client.post(page("draft_answers", draft), ANSWERS)
    client.post(page("draft_review", draft), {"is_true": "on"})
    dossier = Dossier.objects.get()
    assert (dossier.organisation, dossier.applicant_name, dossier.tax_code) == (company, company.name, "0100233488")


def test_who_left_the_organisation_no_longer_submits_for_it(client: Client, draft: DossierDraft, world: World) -> None:
    company = Organisation.objects.create(tax_code="0100233488", name="Công ty TNHH Một", created_at=MONDAY_MORNING)
    DossierDraft.objects.filter(pk=draft.pk).update(organisation=company)
    client.post(page("draft_declaration", draft), DECLARATION)
    client.post(page("draft_answers", draft), ANSWERS)
    response = client.post(page("draft_review", draft), {"is_true": "on"})
    assert response.status_code == 422 and "không còn là thành viên" in response.content.decode()
    assert not Dossier.objects.exists() and not StoredFile.objects.exists()


def test_a_no_is_explained_and_locks_nobody_out(client: Client, draft: DossierDraft, world: World) -> None:
    client.post(reverse("dossiers:start", args=[world.certificate.procedure.code]))
    other = DossierDraft.objects.exclude(pk=draft.pk).get()
    condition = ProcedureVersion.objects.get(pk=other.version_id).conditions.get()
    assert client.post(page("draft_eligibility", other), {}).status_code == 422
    response = client.post(page("draft_eligibility", other), {str(condition.pk): "not_met"}, follow=True)
    assert "Ông/Bà vẫn nộp được hồ sơ" in response.content.decode()
    assert "vẫn nộp được" in client.get(page("draft", other)).content.decode()
    assert client.post(page("draft_eligibility", other), {str(condition.pk): "met"})["Location"].endswith(
        page("draft", other)
    )


# ── Papers ───────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def certificate_draft(client: Client, draft: DossierDraft, world: World) -> DossierDraft:
    client.post(reverse("dossiers:start", args=[world.certificate.procedure.code]))
    return DossierDraft.objects.exclude(pk=draft.pk).get()


def test_of_several_files_the_good_ones_are_kept_and_each_bad_one_is_named(
    client: Client, certificate_draft: DossierDraft
) -> None:
    paper = certificate_draft.version.required_documents.order_by("ordinal")[1]
    files = [SimpleUploadedFile("một.pdf", pdf(pages=3)), SimpleUploadedFile("hai.pdf", b"<html>")]
    response = client.post(
        page("draft_documents", certificate_draft),
        {"paper": paper.pk, f"paper-{paper.pk}-file": files},
        headers={"Prefer": "return=representation"},
    )
    text = response.content.decode()
    assert response.status_code == 422
    assert "hai.pdf" in text and "3 trang" in text and "<html" not in text, "one paper, not the page"
    (attached,) = certificate_draft.documents.select_related("file")
    assert attached.file.pages == 3
    small = client.get(reverse("dossiers:draft_preview", args=[certificate_draft.key, attached.file_id]))
    assert small.status_code == 200 and small.content.startswith(b"\xff\xd8") and len(small.content) < 20_000


def test_a_paper_of_the_store_is_used_again_by_one_press_and_stays_in_the_store(
    client: Client, certificate_draft: DossierDraft, world: World
) -> None:
    stored = world.scan
    own = VaultDocument.objects.create(
        owner=world.an,
        name="Bằng tốt nghiệp Đại học (bản sao)",
        file=stored,
        origin=VaultOrigin.UPLOADED,
        added_at=MONDAY_MORNING,
    )
    paper = certificate_draft.version.required_documents.order_by("ordinal")[1]
    address = page("draft_documents", certificate_draft)
    assert "Ông/Bà đã có giấy tờ này trong kho" in client.get(address).content.decode()
    client.post(address, {"paper": paper.pk, "reuse": own.pk})
    client.post(address, {"paper": paper.pk, "reuse": own.pk})
    (attached,) = certificate_draft.documents.all()
    assert attached.vault_document == own and attached.file == stored
    client.post(address, {"remove": attached.pk})
    assert StoredFile.objects.filter(pk=stored.pk).exists()
    VaultDocument.objects.filter(pk=own.pk).update(name="Bằng cử nhân Luật")
    assert "Ông/Bà đã có giấy tờ này trong kho" in client.get(address).content.decode(), "the same kind of paper"
    VaultDocument.objects.filter(pk=own.pk).update(name="Giấy khai sinh")
    assert "Ông/Bà đã có giấy tờ này trong kho" not in client.get(address).content.decode()
    someone = VaultDocument.objects.create(
        owner=world.binh, name=own.name, file=stored, origin=VaultOrigin.UPLOADED, added_at=MONDAY_MORNING
    )
    assert client.post(address, {"paper": paper.pk, "reuse": someone.pk}).status_code == 404


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("Giấy khai sinh (bản sao)", "Trích lục khai sinh", True),
        ("Bản sao Căn cước công dân hoặc Hộ chiếu", "Hộ chiếu", True),
        ("Giấy chứng nhận quyền sử dụng đất, quyền sở hữu nhà ở", "Sổ đỏ", True),
        ("Đơn đề nghị cấp lại Giấy phép xây dựng", "Giấy phép xây dựng", False),
        ("Giấy khai sinh", "Trích lục khai tử", False),
        ("Bản vẽ thiết kế", "BẢN VẼ THIẾT KẾ (02 bộ)", True),
    ],
)
def test_synonyms_of_a_paper_are_known_and_papers_about_it_are_not(one: str, other: str, is_same: bool) -> None:
    assert is_same_paper(one, other) is is_same
