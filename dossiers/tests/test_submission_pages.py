"""A citizen prepares and submits a dossier online."""

from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from dossiers import drafts
from dossiers.models import Dossier, DossierDraft, DossierEvent, StoredFile
from dossiers.tests.cast import MONDAY_MORNING, World
from dossiers.tests.files import pdf
from dossiers.workflow import Status
from procedures.models import ProcedureVersion

DECLARATION = {
    "applicant_kind": "person",
    "name": "Nguyễn Văn An",
    "personal_id": "049 090 000 127",
    "tax_code": "",
    "phone": "0900 000 127",
    "email": "an@test.test",
    "address": "Số 18, đường Lê Lợi",
    "content": "Xin cấp chứng chỉ",
    "return_method": "counter",
}


@pytest.fixture(autouse=True)
def _monday_morning() -> Any:
    with time_machine.travel(MONDAY_MORNING, tick=False):
        yield


@pytest.fixture
def an_client(client: Client, world: World) -> Client:
    client.force_login(world.an)
    return client


def start(client: Client, version: ProcedureVersion) -> DossierDraft:
    response = client.post(reverse("dossiers:start", args=[version.procedure.code]))
    assert response.status_code == 302
    return DossierDraft.objects.get(pk=UUID(response["Location"].split("/")[-2]))


def page(name: str, draft: DossierDraft) -> str:
    return reverse(f"dossiers:{name}", args=[draft.key])


def attach(
    client: Client, draft: DossierDraft, number: int = 0, content: bytes | None = None, name: str = "a.pdf"
) -> Any:
    paper = draft.version.required_documents.order_by("ordinal")[number]
    file = SimpleUploadedFile(name, pdf() if content is None else content, content_type="application/pdf")
    return client.post(page("draft_documents", draft), {"paper": paper.pk, f"paper-{paper.pk}-file": file})


def ready(client: Client, world: World) -> DossierDraft:
    draft = start(client, world.certificate)
    assert client.post(page("draft_declaration", draft), DECLARATION).status_code == 302
    for number in (0, 1):
        assert attach(client, draft, number).status_code == 302
    return draft


# ── The whole way ────────────────────────────────────────────────────────────────────────
def test_a_citizen_submits_and_is_told_code_secret_and_what_happens_next(an_client: Client, world: World) -> None:
    draft = ready(an_client, world)
    review = an_client.get(page("draft_review", draft)).content.decode()
    assert "0900 000 127" in review
    assert "800.000 đồng" in review
    response = an_client.post(page("draft_review", draft), {"is_true": "on"}, follow=True)
    dossier = Dossier.objects.get()
    assert dossier.status == Status.SUBMITTED
    assert dossier.submission_key == draft.key
    assert dossier.personal_id == "049090000127"
    assert dossier.phone == "+84900000127"
    assert dossier.office == world.centre
    assert [paper.file.name for paper in dossier.documents.all()] == ["a.pdf", "a.pdf"]
    text = response.content.decode()
    assert dossier.code in text
    assert dossier.tracking_secret in text
    assert "trả lời chậm nhất 08:30, 03/03/2026" in text
    assert not DossierDraft.objects.exists()


def test_a_dossier_for_a_commune_goes_to_the_communes_office(an_client: Client, world: World) -> None:
    draft = start(an_client, world.confirmation)
    assert draft.agency is None
    assert "Chọn cơ quan giải quyết" in an_client.get(page("draft", draft)).content.decode()
    an_client.post(page("draft_agency", draft), {"agency": world.commune.code})
    an_client.post(page("draft_declaration", draft), DECLARATION)
    attach(an_client, draft)
    an_client.post(page("draft_review", draft), {"is_true": "on"})
    assert Dossier.objects.get().office == world.commune_office


def test_an_organisation_gives_its_tax_code_and_no_personal_number(an_client: Client, world: World) -> None:
    draft = start(an_client, world.certificate)
    given = DECLARATION | {
        "applicant_kind": "organisation",
        "name": "Công ty TNHH 1/5",
        "personal_id": "rubbish",
        "tax_code": "0100233488",
    }
    assert an_client.post(page("draft_declaration", draft), given).status_code == 302
    attach(an_client, draft, 0)
    attach(an_client, draft, 1)
    an_client.post(page("draft_review", draft), {"is_true": "on"})
    dossier = Dossier.objects.get()
    assert (dossier.tax_code, dossier.personal_id) == ("0100233488", "")


# ── Nothing typed is lost ────────────────────────────────────────────────────────────────
def test_a_declaration_is_filled_in_from_the_profile_and_the_last_dossier(an_client: Client, world: World) -> None:
    world.submit(return_method="postal")
    draft = start(an_client, world.certificate)
    text = an_client.get(page("draft_declaration", draft)).content.decode()
    assert "Nguyễn Văn An" in text
    assert "049090000127" in text
    assert (
        'value="postal" id="id_return_method_1" required checked' in text or "checked" in text.split("postal")[1][:80]
    )


def test_what_is_typed_is_kept_although_it_is_wrong(an_client: Client, world: World) -> None:
    draft = start(an_client, world.certificate)
    wrong = DECLARATION | {"phone": "12", "address": "", "unknown": "field"}
    response = an_client.post(page("draft_declaration", draft), wrong)
    assert response.status_code == 422
    assert "Số điện thoại không đúng" in response.content.decode()
    draft.refresh_from_db()
    assert not draft.is_declared
    assert draft.declaration["phone"] == "12"
    assert "unknown" not in draft.declaration
    again = an_client.get(page("draft_declaration", draft)).content.decode()
    assert 'value="12"' in again
    assert "Xin cấp chứng chỉ" in again
    assert an_client.get(page("draft_review", draft)).status_code == 302, "an unfinished draft is not submitted"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("applicant_kind", "robot"),
        ("applicant_kind", ""),
        ("name", "An"),
        ("name", "x" * 6000),
        ("personal_id", "123"),
        ("personal_id", ""),
        ("phone", "\x00"),
        ("email", "khong-phai-thu"),
        ("address", "a" * 301),
        ("content", "a" * 2001),
        ("return_method", "pigeon"),
    ],
)
def test_a_wrong_answer_is_refused_in_words_at_its_field(
    an_client: Client, world: World, field: str, value: str
) -> None:
    draft = start(an_client, world.certificate)
    response = an_client.post(page("draft_declaration", draft), DECLARATION | {field: value})
    assert response.status_code == 422
    assert response.context["form"].errors.get(field)
    draft.refresh_from_db()
    assert not draft.is_declared
    assert "\x00" not in draft.declaration[field]


def test_a_draft_is_gone_on_with_and_not_begun_twice(an_client: Client, world: World) -> None:
    first = start(an_client, world.certificate)
    assert start(an_client, world.certificate) == first
    assert DossierDraft.objects.count() == 1


def test_a_draft_of_a_version_that_changed_passes_on_what_was_typed(an_client: Client, world: World) -> None:
    draft = ready(an_client, world)
    ProcedureVersion.objects.filter(pk=world.certificate.pk).update(valid_to="2026-03-01")
    assert "vừa được sửa đổi" in an_client.get(page("draft", draft)).content.decode()
    response = an_client.post(page("draft_review", draft), {"is_true": "on"})
    assert response.status_code == 422
    assert "Thủ tục đã thay đổi" in response.content.decode()
    assert not Dossier.objects.exists()


# ── Files ────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "trống.pdf", "trống.pdf"),
        (b"MZ\x90\x00 not a pdf", "giả mạo.pdf", "giả mạo.pdf"),
        (pdf(), "chạy.exe", "chạy.exe"),
        (pdf(), "không đuôi", "không đuôi"),
    ],
)
def test_a_bad_file_is_refused_at_once_by_name(
    an_client: Client, world: World, content: bytes, name: str, words: str
) -> None:
    draft = start(an_client, world.certificate)
    response = attach(an_client, draft, 0, content, name)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not draft.documents.exists()
    assert not StoredFile.objects.exists()


def test_an_oversized_file_is_refused(an_client: Client, world: World, settings: Any) -> None:
    settings.UPLOAD_MAX_FILE_SIZE = 100
    draft = start(an_client, world.certificate)
    assert attach(an_client, draft).status_code == 422


def test_a_paper_without_file_is_refused(an_client: Client, world: World) -> None:
    draft = start(an_client, world.certificate)
    paper = draft.version.required_documents.first()
    assert paper
    response = an_client.post(page("draft_documents", draft), {"paper": paper.pk})
    assert response.status_code == 422
    assert "chưa chọn tệp" in response.content.decode()


@pytest.mark.parametrize("paper", ["", "0", "x", "99999999999999999999", "-1"])
def test_a_paper_of_another_procedure_is_not_taken(an_client: Client, world: World, paper: str) -> None:
    draft = start(an_client, world.certificate)
    assert an_client.post(page("draft_documents", draft), {"paper": paper}).status_code == 404


def test_a_file_is_shown_and_taken_back_with_its_bytes(
    an_client: Client, world: World, django_capture_on_commit_callbacks: Any
) -> None:
    draft = start(an_client, world.certificate)
    attach(an_client, draft)
    document = draft.documents.get()
    shown = an_client.get(reverse("dossiers:draft_file", args=[draft.key, document.file_id]))
    assert b"".join(shown.streaming_content).startswith(b"%PDF")
    storage, path = document.file.content.storage, document.file.content.name
    with django_capture_on_commit_callbacks(execute=True):
        an_client.post(page("draft_documents", draft), {"remove": document.pk})
    assert not draft.documents.exists()
    assert not storage.exists(path)
    again = an_client.post(page("draft_documents", draft), {"remove": document.pk}, follow=True)
    assert "đã được gỡ trước đó" in again.content.decode()


def test_one_paper_has_at_most_ten_files(an_client: Client, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafts, "FILES_OF_ONE_PAPER", 1)
    draft = start(an_client, world.certificate)
    assert attach(an_client, draft).status_code == 302
    assert attach(an_client, draft).status_code == 422
    assert draft.documents.count() == 1


# ── Once, and only one's own ─────────────────────────────────────────────────────────────
def test_a_second_press_leads_to_the_dossier_of_the_first(an_client: Client, world: World) -> None:
    draft = ready(an_client, world)
    first = an_client.post(page("draft_review", draft), {"is_true": "on"})
    second = an_client.post(page("draft_review", draft), {"is_true": "on"})
    assert first["Location"] == second["Location"]
    assert Dossier.objects.count() == 1
    assert DossierEvent.objects.count() == 1
    assert an_client.get(page("draft", draft))["Location"] == first["Location"], "the browser's way back"


def test_two_presses_that_both_read_the_draft_make_one_dossier(an_client: Client, world: World) -> None:
    draft = ready(an_client, world)
    twin = drafts.get_draft(world.an, draft.key)
    an_client.post(page("draft_review", draft), {"is_true": "on"})
    with pytest.raises(drafts.AlreadySubmitted):
        drafts.submit(twin, world.applicant, content="", return_method="counter", actor=world.an, at=MONDAY_MORNING)
    assert Dossier.objects.count() == 1


def test_nothing_is_submitted_without_the_promise(an_client: Client, world: World) -> None:
    draft = ready(an_client, world)
    response = an_client.post(page("draft_review", draft), {})
    assert response.status_code == 422
    assert not Dossier.objects.exists()
    assert DossierDraft.objects.exists()


def test_a_missing_paper_sends_back_to_the_task_list(an_client: Client, world: World) -> None:
    draft = start(an_client, world.certificate)
    an_client.post(page("draft_declaration", draft), DECLARATION)
    attach(an_client, draft, 0)
    assert an_client.post(page("draft_review", draft), {"is_true": "on"})["Location"] == page("draft", draft)
    assert not Dossier.objects.exists()


@pytest.mark.parametrize(
    "name", ["draft", "draft_agency", "draft_declaration", "draft_documents", "draft_review", "draft_discard"]
)
def test_another_persons_draft_does_not_exist(client: Client, world: World, name: str) -> None:
    client.force_login(world.an)
    draft = start(client, world.certificate)
    client.force_login(world.khoa)
    assert client.get(page(name, draft)).status_code in (404, 405)
    assert client.post(page(name, draft), DECLARATION | {"is_true": "on"}).status_code in (404, 405)
    assert DossierDraft.objects.filter(pk=draft.pk).exists()
    assert client.get(reverse(f"dossiers:{name}", args=[uuid4()])).status_code in (404, 405)


def test_a_stranger_is_asked_to_sign_in(client: Client, world: World) -> None:
    response = client.get(reverse("dossiers:start", args=["9.000001"]))
    assert response.status_code == 302
    assert reverse("account_login") in response["Location"]


def test_an_agency_that_does_not_resolve_the_procedure_is_not_chosen(an_client: Client, world: World) -> None:
    draft = start(an_client, world.confirmation)
    for code in ("H98.99", "", "x" * 500):
        assert an_client.post(page("draft_agency", draft), {"agency": code}).status_code == 422
    draft.refresh_from_db()
    assert draft.agency is None


def test_a_procedure_without_online_way_has_no_online_submission(an_client: Client, world: World) -> None:
    world.certificate.ways.filter(channel="online").delete()
    assert an_client.get(reverse("dossiers:start", args=["9.000001"])).status_code == 404
    assert an_client.post(reverse("dossiers:start", args=["9.000001"])).status_code == 404
    assert an_client.post(reverse("dossiers:start", args=["9.999999"])).status_code == 404


def test_a_draft_is_thrown_away_on_request_by_post_only(an_client: Client, world: World) -> None:
    draft = ready(an_client, world)
    assert an_client.get(page("draft_discard", draft)).status_code == 405
    an_client.post(page("draft_discard", draft))
    assert not DossierDraft.objects.exists()
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize("name", ["draft", "draft_declaration", "draft_documents", "draft_review"])
def test_the_pages_of_a_draft_take_few_queries(
    an_client: Client, world: World, name: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    draft = ready(an_client, world)
    with django_assert_max_num_queries(14):
        an_client.get(page(name, draft))
