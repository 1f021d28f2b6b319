"""A citizen follows their own dossiers: the list, one dossier, supplement, withdrawal, files."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from dossiers.models import Dossier, Outcome, StoredFile, SupplementAttachment, SupplementItem
from dossiers.services import AskedPaper
from dossiers.tests.cast import GROUND, MONDAY, MONDAY_MORNING, SESSION_QUERIES, DossierIn, World, instant
from dossiers.tests.files import pdf
from dossiers.tests.world import OWN
from dossiers.workflow import Action, Status

TUESDAY = MONDAY_MORNING + timedelta(days=1)


@pytest.fixture(autouse=True)
def _tuesday() -> Any:
    with time_machine.travel(TUESDAY, tick=False):
        yield


@pytest.fixture
def an_client(client: Client, world: World) -> Client:
    client.force_login(world.an)
    return client


def page(name: str, dossier: Dossier) -> str:
    return reverse(f"dossiers:{name}", args=[dossier.code])


def body(response: Any) -> bytes:
    """Read a file to its end, which also closes it."""
    return b"".join(response.streaming_content)


# ── The list ─────────────────────────────────────────────────────────────────────────────
def test_the_list_begins_with_what_waits_for_the_citizen(an_client: Client, dossier_in: DossierIn) -> None:
    dossier_in(Status.IN_APPRAISAL)
    waiting = dossier_in(Status.SUPPLEMENTING)
    text = an_client.get("/ho-so/").content.decode()
    assert "Cần Ông/Bà làm" in text
    assert text.index(waiting.code) < text.index("Đang giải quyết")
    assert "bổ sung giấy tờ trước 17:00, 23/03/2026" in text


def test_an_empty_list_says_what_to_do_first(client: Client, world: World) -> None:
    client.force_login(world.khoa)
    assert "chưa có hồ sơ nào" in client.get("/ho-so/").content.decode()


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_takes_the_same_queries_for_one_and_for_thirty(
    an_client: Client, dossier_in: DossierIn, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    dossier_in(Status.SUPPLEMENTING)
    for _row in range(rows):
        dossier_in(Status.IN_APPRAISAL)
    an_client.get("/ho-so/")
    with django_assert_num_queries(12 + SESSION_QUERIES):
        an_client.get("/ho-so/")


@pytest.mark.parametrize("page_number", ["x", "0", "-1", "999999999999", "²"])
def test_a_page_that_does_not_exist_shows_one_that_does(an_client: Client, page_number: str) -> None:
    assert an_client.get("/ho-so/", {"page": page_number}).status_code == 200


# ── One dossier ──────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("status", OWN)
def test_a_dossier_page_shows_every_status(an_client: Client, dossier_in: DossierIn, status: Status) -> None:
    dossier = dossier_in(status, is_own=True)
    response = an_client.get(page("detail", dossier))
    assert response.status_code == 200
    text = response.content.decode()
    assert dossier.code in text
    assert dossier.tracking_secret in text
    assert str(status.label) in text
    assert dossier.personal_id not in text, "an identity number is shown by its last digits"


def test_the_page_explains_the_promised_date(an_client: Client, dossier_in: DossierIn) -> None:
    text = an_client.get(page("detail", dossier_in(Status.IN_APPRAISAL))).content.decode()
    assert "Vì sao hẹn ngày này?" in text
    assert "05 ngày làm việc" in text
    assert "nghỉ cuối tuần, không tính" in text
    assert "còn 4 ngày làm việc" in text
    assert "Điều 147 Bộ luật Dân sự" in text


def test_internal_words_stay_in_the_office(an_client: Client, world: World, dossier_in: DossierIn) -> None:
    dossier = dossier_in(Status.IN_APPROVAL)
    dossier = world.act(dossier, Action.SEND_BACK, at=instant(MONDAY, "14:00"), reason="Viết lại dự thảo cho rõ.")
    text = an_client.get(page("detail", dossier)).content.decode()
    assert "Viết lại dự thảo" not in text
    assert "Hồ sơ đủ điều kiện" not in text
    assert "Lê Quỳnh Chi" not in text


def test_a_refusal_says_why_and_on_what_ground(an_client: Client, dossier_in: DossierIn) -> None:
    text = an_client.get(page("detail", dossier_in(Status.REFUSED))).content.decode()
    assert "Không thuộc thẩm quyền giải quyết." in text
    assert GROUND in text


def test_a_denial_says_why_and_only_when_it_is_ready(an_client: Client, dossier_in: DossierIn) -> None:
    assert (
        "Không đủ tiêu chuẩn"
        not in an_client.get(page("detail", dossier_in(Status.AWAITING_SEAL, outcome=Outcome.DENIED))).content.decode()
    )
    text = an_client.get(page("detail", dossier_in(Status.RESULT_READY, outcome=Outcome.DENIED))).content.decode()
    assert "Không đủ tiêu chuẩn" in text


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.IN_APPRAISAL, Status.SUPPLEMENTING, Status.RETURNED])
def test_a_dossier_page_takes_few_queries(
    an_client: Client, dossier_in: DossierIn, status: Status, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    dossier = dossier_in(status)
    an_client.get(page("detail", dossier))
    with django_assert_max_num_queries(12):
        an_client.get(page("detail", dossier))


PAGES = ["detail", "submitted", "supplement", "withdraw"]


@pytest.mark.parametrize("name", PAGES)
def test_another_persons_dossier_does_not_exist(client: Client, dossier_in: DossierIn, world: World, name: str) -> None:
    dossier = dossier_in(Status.SUPPLEMENTING)
    stranger = User.objects.create_user("la@test.test", full_name="Người Lạ")
    for person in (stranger, world.khoa, world.chi):
        client.force_login(person)
        assert client.get(page(name, dossier)).status_code == 404
    client.force_login(stranger)
    for code in ("H98.03-260302-9999", "x" * 300, "%00", "' OR 1=1"):
        assert client.get(reverse(f"dossiers:{name}", args=[code])).status_code == 404


@pytest.mark.parametrize("name", [*PAGES, "receipt_pdf"])
def test_a_stranger_is_asked_to_sign_in(client: Client, dossier_in: DossierIn, name: str) -> None:
    response = client.get(page(name, dossier_in(Status.SUPPLEMENTING)))
    assert response.status_code == 302
    assert reverse("account_login") in response["Location"]


# ── Supplement ───────────────────────────────────────────────────────────────────────────
@pytest.fixture
def asked(world: World, dossier_in: DossierIn) -> Dossier:
    """A dossier of which two papers are asked for."""
    dossier = dossier_in(Status.IN_APPRAISAL)
    dossier = world.act(dossier, Action.TAKE, at=instant(MONDAY, "09:00"))
    papers = [
        AskedPaper(document.name, "Chưa có chữ ký.", GROUND, document)
        for document in dossier.version.required_documents.order_by("ordinal")[:2]
    ]
    return world.act(dossier, Action.REQUEST_SUPPLEMENT, at=instant(MONDAY, "10:00"), papers=papers)


def upload(client: Client, dossier: Dossier, paper: SupplementItem, content: bytes | None = None) -> Any:
    file = SimpleUploadedFile("bổ sung.pdf", pdf() if content is None else content)
    return client.post(page("supplement", dossier), {"paper": paper.pk, f"paper-{paper.pk}-file": file})


def test_a_citizen_supplies_what_was_asked_for_paper_by_paper(
    an_client: Client, asked: Dossier, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    first, second = SupplementItem.objects.order_by("pk")
    with django_assert_max_num_queries(9):
        text = an_client.get(page("supplement", asked)).content.decode()
    assert text.count("Chưa có chữ ký.") == 2
    assert GROUND in text

    assert upload(an_client, asked, first).status_code == 302
    early = an_client.post(page("supplement", asked), {"seen": asked.revision})
    assert early.status_code == 422
    assert f"Còn thiếu: {second.name}" in early.content.decode()
    assert "bổ sung.pdf" in early.content.decode(), "what was attached is kept"

    assert upload(an_client, asked, second).status_code == 302
    done = an_client.post(page("supplement", asked), {"seen": asked.revision})
    assert done["Location"] == page("detail", asked)
    asked.refresh_from_db()
    assert asked.status == Status.IN_APPRAISAL
    assert asked.documents.filter(supplement__isnull=False).count() == 2
    assert not SupplementAttachment.objects.exists()


def test_a_bad_file_is_refused_at_its_paper(an_client: Client, asked: Dossier) -> None:
    paper = SupplementItem.objects.earliest("pk")
    response = upload(an_client, asked, paper, b"MZ not a pdf")
    assert response.status_code == 422
    assert "bổ sung.pdf" in response.content.decode()
    assert not SupplementAttachment.objects.exists()


def test_a_file_is_taken_back(an_client: Client, asked: Dossier) -> None:
    upload(an_client, asked, SupplementItem.objects.earliest("pk"))
    attachment = SupplementAttachment.objects.get()
    for number in ("x", "99999999999999999999999", str(attachment.pk), str(attachment.pk)):
        assert an_client.post(page("supplement", asked), {"remove": number}).status_code == 302
    assert not SupplementAttachment.objects.exists()
    assert not StoredFile.objects.filter(name="bổ sung.pdf").exists()


def test_a_paper_that_was_not_asked_for_is_not_taken(an_client: Client, asked: Dossier) -> None:
    assert an_client.post(page("supplement", asked), {"paper": "0"}).status_code == 404


def test_a_supplement_from_a_page_that_is_out_of_date_is_refused_and_kept(an_client: Client, asked: Dossier) -> None:
    for paper in SupplementItem.objects.all():
        upload(an_client, asked, paper)
    for seen in ("1", "x", "", "99999999999999999999"):
        assert an_client.post(page("supplement", asked), {"seen": seen}).status_code == 409
    assert SupplementAttachment.objects.count() == 2


def test_where_nothing_is_asked_there_is_nothing_to_supply(an_client: Client, dossier_in: DossierIn) -> None:
    dossier = dossier_in(Status.IN_APPRAISAL)
    assert an_client.get(page("supplement", dossier))["Location"] == page("detail", dossier)
    assert an_client.post(page("supplement", dossier), {"seen": dossier.revision}).status_code == 302


# ── Withdrawal ───────────────────────────────────────────────────────────────────────────
def test_a_citizen_withdraws_with_a_reason(an_client: Client, dossier_in: DossierIn) -> None:
    dossier = dossier_in(Status.IN_APPRAISAL)
    nothing = an_client.post(page("withdraw", dossier), {"seen": dossier.revision, "reason": "  "})
    assert nothing.status_code == 422
    assert "Ông/Bà ghi lý do rút hồ sơ" in nothing.content.decode()
    done = an_client.post(page("withdraw", dossier), {"seen": dossier.revision, "reason": "Nộp nhầm."}, follow=True)
    assert "Đã rút hồ sơ" in done.content.decode()
    dossier.refresh_from_db()
    assert dossier.status == Status.WITHDRAWN


def test_a_withdrawal_from_a_page_that_is_out_of_date_keeps_the_words(
    an_client: Client, world: World, dossier_in: DossierIn
) -> None:
    dossier = dossier_in(Status.IN_APPRAISAL)
    seen = dossier.revision
    world.act(dossier, Action.TAKE, at=instant(MONDAY, "10:00"))
    stale = an_client.post(page("withdraw", dossier), {"seen": seen, "reason": "Nộp nhầm thủ tục."})
    assert stale.status_code == 409
    assert "Nộp nhầm thủ tục." in stale.content.decode()
    dossier.refresh_from_db()
    assert dossier.status == Status.IN_APPRAISAL
    again = stale.context["form"]["seen"].value()
    an_client.post(page("withdraw", dossier), {"seen": again, "reason": "Nộp nhầm thủ tục."})
    dossier.refresh_from_db()
    assert dossier.status == Status.WITHDRAWN


@pytest.mark.parametrize("status", [Status.RESULT_READY, Status.RETURNED, Status.WITHDRAWN, Status.IN_APPROVAL])
def test_what_is_decided_or_ended_is_not_withdrawn(an_client: Client, dossier_in: DossierIn, status: Status) -> None:
    dossier = dossier_in(status)
    assert an_client.get(page("withdraw", dossier)).status_code == 302
    response = an_client.post(page("withdraw", dossier), {"seen": dossier.revision, "reason": "Thôi không làm nữa."})
    assert response.status_code == 409
    assert "Thôi không làm nữa." in response.content.decode()
    dossier.refresh_from_db()
    assert dossier.status == status


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 30])
def test_a_forged_revision_withdraws_nothing(an_client: Client, dossier_in: DossierIn, seen: str) -> None:
    dossier = dossier_in(Status.IN_APPRAISAL)
    response = an_client.post(page("withdraw", dossier), {"seen": seen, "reason": "Nộp nhầm."})
    assert response.status_code in (409, 422)
    dossier.refresh_from_db()
    assert dossier.status == Status.IN_APPRAISAL


# ── Files ────────────────────────────────────────────────────────────────────────────────
def test_a_paper_is_shown_to_those_who_may_see_the_dossier_and_to_nobody_else(
    client: Client, world: World, dossier_in: DossierIn
) -> None:
    dossier = dossier_in(Status.IN_APPRAISAL)
    url = reverse("dossiers:file", args=[dossier.code, world.scan.pk])
    for person in (world.an, world.binh, world.chi, world.ha):
        client.force_login(person)
        response = client.get(url)
        assert body(response).startswith(b"%PDF")
        assert response["Content-Type"] == "application/pdf"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in response["Content-Security-Policy"]
        assert response["Content-Disposition"].startswith("inline")
        assert "no-store" in response["Cache-Control"]
    download = client.get(url, {"tai-ve": "1"})
    assert body(download).startswith(b"%PDF")
    assert download["Content-Disposition"].startswith("attachment")
    for stranger in (world.khoa, User.objects.create_user("la@test.test", full_name="Người Lạ")):
        client.force_login(stranger)
        assert client.get(url).status_code == 404


def test_a_file_of_another_dossier_is_not_shown_through_ones_own(
    an_client: Client, world: World, dossier_in: DossierIn
) -> None:
    dossier = dossier_in(Status.IN_APPRAISAL)
    for key in (
        uuid4(),
        StoredFile.objects.create(
            name="khác.pdf", extension=".pdf", media_type="application/pdf", size=1, sha256="0", uploaded_at=TUESDAY
        ).pk,
    ):
        assert an_client.get(reverse("dossiers:file", args=[dossier.code, key])).status_code == 404


def test_the_result_is_shown_to_the_citizen_when_it_is_ready_and_not_before(
    client: Client, world: World, dossier_in: DossierIn
) -> None:
    dossier = dossier_in(Status.IN_APPRAISAL)
    dossier = world.act(dossier, Action.TAKE, at=instant(MONDAY, "09:00"))
    draft = StoredFile.objects.get(pk=world.scan.pk)
    draft.pk = uuid4()
    draft._state.adding = True
    draft.save(force_insert=True)
    dossier = world.act(dossier, Action.PROPOSE, at=instant(MONDAY, "10:00"), file=draft)
    url = reverse("dossiers:file", args=[dossier.code, draft.pk])
    client.force_login(world.chi)
    assert body(client.get(url))
    client.force_login(world.an)
    assert client.get(url).status_code == 404
    dossier = world.act(dossier, Action.APPROVE, at=instant(MONDAY, "10:30"))
    assert client.get(url).status_code == 404
    dossier = world.act(dossier, Action.SEAL, at=instant(MONDAY, "11:00"))
    assert body(client.get(url))
    assert str(draft.pk) in client.get(page("detail", dossier)).content.decode()
    world.act(dossier, Action.HAND_TO_POST, at=instant(MONDAY, "11:30"))
    assert body(client.get(url)), "while the post has the paper, too"


def test_a_file_whose_bytes_are_lost_is_not_found(an_client: Client, world: World, dossier_in: DossierIn) -> None:
    dossier = dossier_in(Status.IN_APPRAISAL)
    world.scan.content.storage.delete(world.scan.content.name)
    assert an_client.get(reverse("dossiers:file", args=[dossier.code, world.scan.pk])).status_code == 404


def test_the_receipt_exists_from_reception_on(client: Client, world: World, dossier_in: DossierIn) -> None:
    client.force_login(world.an)
    assert client.get(page("receipt_pdf", dossier_in(Status.SUBMITTED))).status_code == 404
    dossier = dossier_in(Status.IN_APPRAISAL)
    for person in (world.an, world.binh):
        client.force_login(person)
        response = client.get(page("receipt_pdf", dossier))
        assert response.content.startswith(b"%PDF")
        assert response["Content-Type"] == "application/pdf"
    client.force_login(world.khoa)
    assert client.get(page("receipt_pdf", dossier)).status_code == 404
