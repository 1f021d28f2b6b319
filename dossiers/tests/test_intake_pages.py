"""Taking a dossier in at the counter, for somebody without an account, on one screen."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from accounts.models import CitizenProfile, Post, Role, User
from dossiers.models import Dossier, IntakeReceipt, StoredFile
from dossiers.tests.cast import MONDAY_MORNING, PDF, SESSION_QUERIES, DossierIn, World
from dossiers.workflow import Status
from procedures.models import Channel

TUESDAY = MONDAY_MORNING + timedelta(days=1)
CARD = "049170000311|205123456|ĐỖ THỊ MẬN|12051970|Nữ|Số 4, đường Lê Lợi, phường Hòa Thuận|01012022"
INTAKE = "/quay/tiep-nhan/9.000001/"


@pytest.fixture(autouse=True)
def _tuesday() -> Any:
    with time_machine.travel(TUESDAY, tick=False):
        yield


@pytest.fixture
def counter(client: Client, world: World) -> Client:
    """Bình, signed in."""
    client.force_login(world.binh)
    return client


def paper_keys(world: World) -> list[str]:
    return [f"paper-{document.pk}" for document in world.certificate.required_documents.order_by("ordinal")]


@pytest.fixture
def words(world: World) -> dict[str, Any]:
    """What a clerk types for a complete dossier."""
    declaration, diploma, _mandate = paper_keys(world)
    return {
        "key": str(uuid4()),
        "applicant_kind": "person",
        "name": "Đỗ Thị Mận",
        "personal_id": "049170000311",
        "phone": "0900 000 311",
        "address": "Số 4, đường Lê Lợi, phường Hòa Thuận",
        "return_method": "counter",
        "channel": "in_person",
        "case": "1",
        f"{declaration}-form": "original",
        f"{diploma}-form": "certified_copy",
        f"{diploma}-quantity": "2",
    }


def text_of(response: HttpResponse) -> str:
    return response.content.decode()


def scan(name: str = "quet.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/pdf")


# ── Choosing ─────────────────────────────────────────────────────────────────────────────
def test_a_procedure_is_chosen_by_a_few_letters(counter: Client) -> None:
    found = counter.get("/quay/tiep-nhan/", {"q": "x"}, headers={"HX-Request": "true"})
    assert "<html" not in text_of(found)
    everything = text_of(counter.get("/quay/tiep-nhan/"))
    assert "Cấp chứng chỉ hành nghề đấu giá" in everything
    assert "Xác nhận thông tin hộ tịch" in everything


@pytest.mark.parametrize("typed", ["dau gia", "CCHN", "9.000001", "chung chi hanh"])
def test_the_only_answer_opens_at_once(counter: Client, typed: str) -> None:
    assert counter.get("/quay/tiep-nhan/", {"q": typed})["Location"] == INTAKE


def test_what_nobody_asks_for_is_said_to_be_missing(counter: Client) -> None:
    assert "Không có thủ tục nào khớp" in text_of(counter.get("/quay/tiep-nhan/", {"q": "phi thuyen\x00"}))


@pytest.mark.parametrize("code", ["0.000000", "9.000001x", "' or 1=1"])
def test_a_procedure_that_does_not_exist_has_no_form(counter: Client, code: str) -> None:
    assert counter.get(f"/quay/tiep-nhan/{code}/").status_code == 404


# ── Taking in ────────────────────────────────────────────────────────────────────────────
def test_a_walk_in_leaves_with_a_code_a_date_and_a_receipt(
    counter: Client, world: World, words: dict[str, Any]
) -> None:
    promised = counter.get(INTAKE).context["due"]
    answer = counter.post(INTAKE, words)
    dossier = Dossier.objects.get()
    assert answer["Location"] == f"/quay/da-tiep-nhan/{dossier.code}/"
    done = text_of(counter.get(answer["Location"]))
    for said in (dossier.code, "thứ Ba, 10/03/2026, 17:00", "giay-tiep-nhan.pdf", "Tiếp nhận hồ sơ tiếp theo"):
        assert said in done
    assert (dossier.submitter, dossier.channel, dossier.office) == (None, Channel.IN_PERSON, world.centre)
    assert (dossier.applicant_name, dossier.phone) == ("Đỗ Thị Mận", "+84900000311")
    assert dossier.first_due_at == promised, "what was shown before is what was promised"
    assert list(dossier.documents.values_list("form", "quantity")) == [("original", 1), ("certified_copy", 2)]
    assert IntakeReceipt.objects.get().issued_by == world.binh


def test_a_walk_in_is_taken_in_and_told_of_with_twelve_statements(counter: Client, words: dict[str, Any]) -> None:
    counter.post(INTAKE, words)  # the calendar is compiled once
    with CaptureQueriesContext(connection) as captured:
        answer = counter.post(INTAKE, words | {"key": str(uuid4())})
    assert answer.status_code == 302
    statements = [query["sql"] for query in captured if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(statements) == 12 + SESSION_QUERIES, "\n".join(statements)


def test_a_second_press_makes_no_second_dossier(counter: Client, words: dict[str, Any]) -> None:
    first, second = counter.post(INTAKE, words), counter.post(INTAKE, words)
    assert first["Location"] == second["Location"]
    assert Dossier.objects.count() == IntakeReceipt.objects.count() == 1


def test_an_organisation_needs_its_tax_code_and_no_personal_number(counter: Client, words: dict[str, Any]) -> None:
    words |= {"applicant_kind": "organisation", "name": "Công ty TNHH Hoàng Long", "personal_id": ""}
    assert "tax_code" in counter.post(INTAKE, words).context["form"].errors
    assert counter.post(INTAKE, words | {"tax_code": "0100109106"}).status_code == 302


def test_the_post_and_the_longer_case_are_taken_in_too(counter: Client, words: dict[str, Any]) -> None:
    record = {
        "record_number": "7",
        "item_code": "EB7VN",
        "postman_name": "Phan Văn Bưu",
        "signed_at": "07:40 03/03/2026",
    }
    assert counter.post(INTAKE, words | record | {"channel": "postal", "case": "2"}).status_code == 302
    dossier = Dossier.objects.get()
    assert (dossier.channel, dossier.limit_amount) == (Channel.POSTAL, 10)


def test_another_paper_is_noted_by_its_name(counter: Client, words: dict[str, Any]) -> None:
    words |= {"other-0-name": "Sổ hộ khẩu cũ", "other-0-form": "shown"}
    assert counter.post(INTAKE, words).status_code == 302
    assert Dossier.objects.get().documents.last().name == "Sổ hộ khẩu cũ"


def test_one_of_several_agencies_must_be_named(counter: Client, world: World, words: dict[str, Any]) -> None:
    address = "/quay/tiep-nhan/9.000002/"
    (paper,) = world.confirmation.required_documents.all()
    words |= {f"paper-{paper.pk}-form": "original"}
    assert "agency" in counter.post(address, words).context["form"].errors
    assert "agency" in counter.post(address, words | {"agency": "H98.99"}).context["form"].errors
    assert counter.post(address, words | {"agency": "H98.41"}).status_code == 302
    dossier = Dossier.objects.get()
    assert (dossier.agency, dossier.office) == (world.commune, world.centre), "any office takes in any procedure"


def test_a_clerk_of_a_commune_begins_with_their_own_agency(client: Client, world: World) -> None:
    client.force_login(world.khoa)
    assert client.get("/quay/tiep-nhan/9.000002/").context["form"]["agency"].value() == "H98.41"


# ── Mistakes ─────────────────────────────────────────────────────────────────────────────
def test_every_missing_paper_is_named_at_once_and_nothing_typed_is_lost(
    counter: Client, world: World, words: dict[str, Any]
) -> None:
    for key in paper_keys(world):
        words.pop(f"{key}-form", None)
    answer = counter.post(INTAKE, words | {"content": "Xin cấp lần đầu"})
    declaration, diploma, _mandate = paper_keys(world)
    assert set(answer.context["form"].errors) == {f"{declaration}-form", f"{diploma}-form"}
    assert answer.status_code == 422
    for typed in ("Đỗ Thị Mận", "049170000311", "Xin cấp lần đầu", words["key"]):
        assert typed in text_of(answer)
    assert not Dossier.objects.exists()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"personal_id": "0491700003"}, "personal_id"),
        ({"personal_id": ""}, "personal_id"),
        ({"phone": "123"}, "phone"),
        ({"name": "Mận"}, "name"),
        ({"address": ""}, "address"),
        ({"channel": "online"}, "channel"),
        ({"channel": "drone"}, "channel"),
        ({"case": "9"}, "case"),
        ({"return_method": "electronic"}, "return_method"),
        ({"key": "not-a-key"}, "key"),
        ({"applicant_kind": "robot"}, "applicant_kind"),
        ({"other-0-name": "Giấy lạ"}, "other-0-form"),
        ({"other-0-form": "copy"}, "other-0-name"),
        ({"name": "x" * 400}, "name"),
    ],
)
def test_a_wrong_value_is_told_at_its_field(
    counter: Client, words: dict[str, Any], changed: dict[str, str], field: str
) -> None:
    answer = counter.post(INTAKE, words | changed)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not Dossier.objects.exists()


def test_unknown_fields_are_ignored(counter: Client, words: dict[str, Any]) -> None:
    forged = {"status": "returned", "due_at": "2030-01-01", "submitter": "1", "paper-999999-form": "original"}
    assert counter.post(INTAKE, words | forged).status_code == 302
    assert Dossier.objects.get().status == Status.IN_APPRAISAL


def test_an_empty_form_is_told_all_of_it(counter: Client) -> None:
    answer = counter.post(INTAKE, {})
    assert answer.status_code == 422
    assert {"name", "address", "key", "applicant_kind"} <= set(answer.context["form"].errors)


def test_a_clerk_does_not_take_their_own_dossier_in(counter: Client, world: World, words: dict[str, Any]) -> None:
    CitizenProfile.objects.create(user=world.binh, personal_id="049170000311")
    answer = counter.post(INTAKE, words)
    assert answer.status_code == 403
    assert "của chính mình" in text_of(answer)
    assert not Dossier.objects.exists()


# ── Scans ────────────────────────────────────────────────────────────────────────────────
def test_a_scan_survives_a_mistake_elsewhere(counter: Client, world: World, words: dict[str, Any]) -> None:
    key = paper_keys(world)[0]
    wrong = counter.post(INTAKE, words | {"name": "", f"{key}-scan": scan()})
    assert "quet.pdf" in text_of(wrong)
    kept = wrong.context["form"][f"{key}-kept"].value()
    again = counter.post(INTAKE, words | {"name": "", f"{key}-kept": kept})
    assert "quet.pdf" in text_of(again)
    assert counter.post(INTAKE, words | {f"{key}-kept": kept}).status_code == 302
    assert Dossier.objects.get().documents.first().file.name == "quet.pdf"
    assert StoredFile.objects.count() == 1


def test_a_kept_scan_can_be_dropped_or_replaced(counter: Client, world: World, words: dict[str, Any]) -> None:
    key = paper_keys(world)[0]
    kept = counter.post(INTAKE, words | {"name": "", f"{key}-scan": scan()}).context["form"][f"{key}-kept"].value()
    replaced = words | {f"{key}-kept": kept, f"{key}-scan": scan("moi.pdf")}
    assert counter.post(INTAKE, replaced).status_code == 302
    assert Dossier.objects.get().documents.first().file.name == "moi.pdf"
    dropped = words | {"key": str(uuid4()), f"{key}-kept": kept, f"{key}-drop": "on"}
    assert counter.post(INTAKE, dropped).status_code == 302
    assert Dossier.objects.order_by("pk").last().documents.first().file is None


def test_a_disguised_file_is_refused_and_the_others_are_kept(
    counter: Client, world: World, words: dict[str, Any]
) -> None:
    first, second, _third = paper_keys(world)
    answer = counter.post(INTAKE, words | {f"{first}-scan": scan("gia.pdf", b"MZ\x90\x00"), f"{second}-scan": scan()})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {f"{first}-scan"}
    assert answer.context["form"][f"{second}-kept"].value()
    assert not Dossier.objects.exists()


@pytest.mark.parametrize("note", ["x", "a:b:c", "WyJ4Il0:1:2"])
def test_a_forged_note_of_a_scan_brings_nothing(
    counter: Client, world: World, words: dict[str, Any], note: str
) -> None:
    key = paper_keys(world)[0]
    assert counter.post(INTAKE, words | {f"{key}-kept": note}).status_code == 302
    assert Dossier.objects.get().documents.first().file is None


def test_a_scan_of_a_paper_that_was_not_received_asks_how_it_came(
    counter: Client, world: World, words: dict[str, Any]
) -> None:
    mandate = paper_keys(world)[2]
    answer = counter.post(INTAKE, words | {f"{mandate}-scan": scan()})
    assert set(answer.context["form"].errors) == {f"{mandate}-form"}


# ── Buttons that fill in ─────────────────────────────────────────────────────────────────
def test_one_press_marks_what_is_always_asked_for_as_received(counter: Client, world: World) -> None:
    answer = counter.post(INTAKE, {"name": "Đỗ Thị Mận", "receive_all": "1"})
    form = answer.context["form"]
    assert answer.status_code == 200
    assert not form.errors
    assert [form[f"{key}-form"].value() for key in paper_keys(world)] == ["original", "certified_copy", None]
    assert form["name"].value() == "Đỗ Thị Mận"
    assert not Dossier.objects.exists()


def test_a_scanned_card_fills_the_form_and_takes_nothing_in(counter: Client, words: dict[str, Any]) -> None:
    words |= {"card": CARD, "name": "", "personal_id": ""}
    answer = counter.post(INTAKE, words)
    form = answer.context["form"]
    assert answer.status_code == 200
    assert (form["name"].value(), form["personal_id"].value()) == ("Đỗ Thị Mận", "049170000311")
    assert form["card"].value() == "", "what the card says is not sent twice"
    assert not Dossier.objects.exists()
    filled = {name: form[name].value() for name in ("name", "personal_id", "address")}
    assert counter.post(INTAKE, words | filled | {"card": ""}).status_code == 302


def test_a_card_that_cannot_be_read_is_told_and_nothing_is_lost(counter: Client, words: dict[str, Any]) -> None:
    answer = counter.post(INTAKE, words | {"card": "049170000311"})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"card"}
    assert "Đỗ Thị Mận" in text_of(answer)


def test_a_card_read_on_the_way_fills_the_applicants_part(counter: Client, world: World, dossier_in: DossierIn) -> None:
    earlier = dossier_in(Status.IN_APPRAISAL, channel=Channel.IN_PERSON)
    part = counter.post("/quay/the-can-cuoc/", {"card": CARD, "content": "Giữ nguyên"})
    text = text_of(part)
    assert "<html" not in text
    for said in ("Đỗ Thị Mận", "049170000311", "0900 000 311", earlier.code):
        assert said in text
    assert counter.get("/quay/the-can-cuoc/").status_code == 405
    assert "không phải nội dung mã QR" in text_of(counter.post("/quay/the-can-cuoc/", {"card": "x"}))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({}, "thứ Ba, 10/03/2026, 17:00"),
        ({"case": "2"}, "thứ Ba, 17/03/2026, 17:00"),
        ({"channel": "postal", "case": "2", "agency": "H98.03"}, "thứ Ba, 17/03/2026, 17:00"),
        ({"channel": "x", "case": "x", "agency": "x"}, "thứ Ba, 10/03/2026, 17:00"),
    ],
)
def test_the_promise_is_shown_before_it_is_made(counter: Client, asked: dict[str, str], said: str) -> None:
    part = counter.get("/quay/ngay-hen/", {"thu_tuc": "9.000001", **asked})
    assert said in text_of(part)
    assert "Ngày 1" in text_of(part)


def test_the_promise_of_no_procedure_is_not_found(counter: Client) -> None:
    assert counter.get("/quay/ngay-hen/").status_code == 404


# ── Afterwards, and what it costs ────────────────────────────────────────────────────────
def test_only_who_sees_the_dossier_sees_its_confirmation(client: Client, world: World, dossier_in: DossierIn) -> None:
    dossier = dossier_in(Status.IN_APPRAISAL)
    waiting = dossier_in(Status.SUBMITTED)
    client.force_login(world.khoa)
    assert client.get(f"/quay/da-tiep-nhan/{dossier.code}/").status_code == 404
    client.force_login(world.binh)
    assert client.get(f"/quay/da-tiep-nhan/{dossier.code}/").status_code == 200
    assert client.get(f"/quay/da-tiep-nhan/{waiting.code}/").status_code == 404, "there is no receipt yet"


def test_a_clerk_of_two_offices_says_at_which_they_sit(client: Client, world: World, words: dict[str, Any]) -> None:
    Post.objects.create(
        user=world.binh, role=Role.CLERK, agency=world.commune, office=world.commune_office, valid_from="2020-01-01"
    )
    client.force_login(User.objects.get(pk=world.binh.pk))
    assert "office" in client.post(INTAKE, words).context["form"].errors
    assert client.post(INTAKE, words | {"office": "H98.41.01"}).status_code == 302
    assert Dossier.objects.get().office == world.commune_office


def test_the_form_takes_a_fixed_number_of_queries(
    counter: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    counter.get(INTAKE)
    with django_assert_num_queries(7 + SESSION_QUERIES):
        counter.get(INTAKE)
