"""A citizen's programs: submit, list and read, by the rules of the pages."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dossiers import services
from dossiers.errors import InvalidInput
from dossiers.models import Dossier, Result, StoredFile
from dossiers.tests.cast import MONDAY, PDF, DossierIn, World, instant
from dossiers.tests.citizen_api import faults, pdf, stored_files
from dossiers.tests.world import OWN
from dossiers.workflow import Status
from procedures.declarations import canonical_declaration
from procedures.models import DeclarationTemplate

APPLICANT = {
    "applicant_kind": "person",
    "name": "Nguyễn Văn An",
    "personal_id": "049090000127",
    "phone": "0900 000 127",
    "address": "Số 18, đường Lê Lợi, phường Hòa Thuận, tỉnh An Hòa",
    "return_method": "counter",
    "is_true": "true",
}


@pytest.fixture
def an_client(client: Client, world: World) -> Client:
    client.force_login(world.an)
    return client


def submission(**changed: Any) -> dict[str, Any]:
    fields = {
        "procedure": "9.000001",
        "version": "1",
        "agency": "H98.03",
        **APPLICANT,
        "documents[1]": pdf(),
        "documents[2]": [pdf("bang-1.pdf"), pdf("bang-2.pdf")],
        **changed,
    }
    return {name: value for name, value in fields.items() if value is not None}


def submit(client: Client, key: Any = None, **changed: Any):
    return client.post(reverse("api:dossiers"), submission(**changed), headers={"Idempotency-Key": str(key or uuid4())})


# ── Submit ───────────────────────────────────────────────────────────────────────────────────────


def test_a_submission_makes_the_same_dossier_as_the_page(an_client: Client, world: World) -> None:
    response = submit(an_client)
    assert response.status_code == 201, response.content
    body = response.json()
    assert response["Location"].endswith(reverse("api:dossier", args=[body["code"]]))
    dossier = Dossier.objects.get(code=body["code"])
    assert (dossier.submitter, dossier.status, dossier.channel) == (world.an, Status.SUBMITTED, "online")
    assert (dossier.phone, dossier.content) == ("+84900000127", world.certificate.name)
    assert (dossier.office, dossier.agency) == (world.centre, world.department)
    assert dossier.acceptance_due_at is not None
    assert [paper.file.name for paper in dossier.documents.all()] == ["to-khai.pdf", "bang-1.pdf", "bang-2.pdf"]
    assert body["status"]["code"] == "submitted"
    assert body["tracking_secret"] == dossier.tracking_secret
    assert body["actions"] == ["withdraw"]
    assert body["receipt_url"] is None
    assert b"".join(an_client.get(body["documents"][0]["file"]["url"]).streaming_content) == PDF


DECLARATION = [
    {
        "title": "Người hành nghề",
        "stands_for": "Tờ khai đề nghị cấp chứng chỉ",
        "questions": [
            {"name": "born_on", "label": "Ngày sinh", "kind": "date", "is_past": True},
            {
                "name": "places",
                "label": "Nơi hành nghề",
                "kind": "rows",
                "is_required": False,
                "questions": [{"name": "place", "label": "Địa chỉ", "kind": "address"}],
            },
        ],
    }
]


def test_a_program_declares_what_the_page_would_have_asked(an_client: Client, world: World) -> None:
    sections = canonical_declaration(DECLARATION)
    DeclarationTemplate.objects.create(version=world.certificate, sections=sections)
    answers = {"born_on": "1990-05-12", "places": [{"place": "Số 1, đường Lê Lợi"}]}
    for wrong, field in (
        ("[]", "declaration"),
        ("{", "declaration"),
        ('{"born_on": "31/02/1990"}', "declaration"),
        ('{"born_on": "1990-05-12", "places": "x"}', "declaration"),
        ('{"born_on": "1990-05-12", "blood": "A"}', "declaration"),
    ):
        assert field in faults(submit(an_client, declaration=wrong, **{"documents[1]": None}))
    both = submit(an_client, declaration=json.dumps(answers))
    assert "không gửi kèm" in faults(both)["documents[1]"]
    response = submit(an_client, declaration=json.dumps(answers), **{"documents[1]": None})
    assert response.status_code == 201, response.content
    dossier = Dossier.objects.get(code=response.json()["code"])
    assert dossier.declaration.answers == answers
    made = dossier.documents.get(required_document__ordinal=1)
    assert made.file.name == "Tờ khai đề nghị cấp chứng chỉ.pdf"


def test_the_same_key_makes_one_dossier_however_often_it_is_sent(an_client: Client, world: World) -> None:
    key = uuid4()
    first, second = submit(an_client, key), submit(an_client, key)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["code"] == second.json()["code"]
    assert Dossier.objects.count() == 1
    assert StoredFile.objects.count() == 3


def test_a_key_of_another_submission_or_person_is_a_conflict_that_tells_nothing(
    an_client: Client, world: World
) -> None:
    key = uuid4()
    code = submit(an_client, key).json()["code"]
    another_procedure = submit(an_client, key, procedure="9.000002")
    an_client.force_login(world.khoa)
    another_person = submit(an_client, key)
    for response in (another_procedure, another_person):
        assert response.status_code == 409
        assert code not in response.content.decode()


def test_everything_that_is_wrong_is_told_at_once_and_nothing_is_kept(an_client: Client, world: World) -> None:
    before = stored_files()
    response = submit(
        an_client,
        **{
            "personal_id": "12",
            "phone": "abc",
            "name": "",
            "return_method": "pigeon",
            "is_true": "false",
            "agnecy": "H98.03",
            "documents[2]": None,
            "documents[9]": pdf(),
        },
    )
    assert set(faults(response)) >= {
        "personal_id",
        "phone",
        "name",
        "return_method",
        "is_true",
        "agnecy",
        "documents[2]",
        "documents[9]",
    }
    assert (Dossier.objects.count(), StoredFile.objects.count(), stored_files()) == (0, 0, before)


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (pdf(content=b""), "không có nội dung"),
        (pdf(content=b"MZ\x90\x00" * 100), "không phải PDF"),
        (pdf("virus.exe"), "loại không được nhận"),
        (pdf("to-khai.exe.pdf"), "hai phần mở rộng"),
        (pdf(content=PDF[:60]), "bị hỏng"),
        ("không phải tệp", "chưa được gửi kèm"),
    ],
)
def test_a_file_that_is_not_taken_is_refused_at_its_paper(
    an_client: Client, world: World, file: Any, words: str
) -> None:
    if not isinstance(file, str):
        file.seek(0)
    told = faults(submit(an_client, **{"documents[1]": file}))
    assert list(told) == ["documents[1]"]
    assert words in told["documents[1]"]
    assert not Dossier.objects.exists()


def test_a_file_that_is_too_large_is_refused_at_its_paper(an_client: Client, world: World, settings) -> None:
    settings.UPLOAD_MAX_FILE_SIZE = 100
    told = faults(submit(an_client))
    assert set(told) == {"documents[1]", "documents[2]"}


def test_more_files_of_one_paper_than_a_page_takes_are_refused(an_client: Client, world: World) -> None:
    assert set(faults(submit(an_client, **{"documents[1]": [pdf() for _ in range(11)]}))) == {"documents[1]"}


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"procedure": "9.999999"}, "procedure"),
        ({"procedure": "\x00"}, "procedure"),
        ({"agency": "H98.41"}, "agency"),
        ({"version": "x"}, "version"),
        ({"version": None}, "version"),
        ({"email": "an@"}, "email"),
        ({"applicant_kind": "organisation"}, "tax_code"),
        ({"content": "x" * 2001}, "content"),
        ({"documents[3": "x"}, "documents[3"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(an_client: Client, world: World, changed: dict, field: str) -> None:
    assert list(faults(submit(an_client, **changed))) == [field]


def test_a_procedure_that_changed_since_it_was_read_is_a_conflict(an_client: Client, world: World) -> None:
    response = submit(an_client, version="2")
    assert response.status_code == 409
    assert "đọc lại thủ tục" in response.json()["detail"]


def test_when_the_submission_fails_no_bytes_stay_behind(an_client: Client, world: World, monkeypatch) -> None:
    def fail(*_arguments: Any, **_words: Any) -> None:
        raise InvalidInput("Không nhận được.", field="papers")

    before = stored_files()
    monkeypatch.setattr(services, "submit", fail)
    assert faults(submit(an_client)) == {"papers": "Không nhận được."}
    assert (StoredFile.objects.count(), stored_files()) == (0, before)


# ── Read ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("status", OWN)
def test_a_dossier_is_told_in_every_status(an_client: Client, dossier_in: DossierIn, status: Status) -> None:
    dossier = dossier_in(status, is_own=True)
    body = an_client.get(reverse("api:dossier", args=[dossier.code])).json()
    assert body["status"]["code"] == status.value
    assert body["revision"] == dossier.revision
    assert len(body["stations"]) == 4
    assert bool(body["due_lines"]) == (dossier.received_at is not None)
    assert (body["refusal"] is not None) == (status is Status.REFUSED)
    assert (body["result"] is not None) == (status in (Status.RESULT_READY, Status.IN_DELIVERY, Status.RETURNED))
    asked = (Status.GUIDED, Status.SUPPLEMENTING, Status.DISCONTINUED)
    assert (body["supplement"] is not None) == (status in asked)
    assert "049090000127" not in str(body)
    officers = ("Bình", "Chi", "Dũng", "Giang")
    assert not any(officer in str(body["events"]) for officer in officers)


def test_what_officers_say_among_themselves_is_not_told(an_client: Client, dossier_in: DossierIn) -> None:
    dossier = dossier_in(Status.RETURNED)
    body = an_client.get(reverse("api:dossier", args=[dossier.code])).json()
    assert "Hồ sơ đủ điều kiện" not in str(body)
    assert Result.objects.get(dossier=dossier).reason == "Hồ sơ đủ điều kiện."
    assert "propose" not in [event["action"] for event in body["events"]]


def test_anybody_elses_dossier_does_not_exist(an_client: Client, world: World, dossier_in: DossierIn) -> None:
    dossier = dossier_in(Status.IN_APPRAISAL)
    for stranger in (world.khoa, world.binh, world.ha):
        an_client.force_login(stranger)
        absent = an_client.get(reverse("api:dossier", args=["H98.03-260302-9999"]))
        foreign = an_client.get(reverse("api:dossier", args=[dossier.code]))
        assert absent.status_code == foreign.status_code == 404
        assert absent.json() == foreign.json()
        for name in ("withdraw", "supplement"):
            body = {"seen": dossier.revision, "reason": "x"}
            assert an_client.post(reverse(f"api:{name}", args=[dossier.code]), body).status_code in (404, 415)
    dossier.refresh_from_db()
    assert dossier.status == Status.IN_APPRAISAL


def test_the_list_holds_my_own_newest_first_and_can_be_narrowed(
    an_client: Client, world: World, dossier_in: DossierIn
) -> None:
    old = world.submit(at=instant(MONDAY, "08:00"))
    new = world.submit(world.confirmation, at=instant(MONDAY, "09:00"))
    world.receive_walk_in()
    body = an_client.get(reverse("api:dossiers")).json()
    assert [row["code"] for row in body["results"]] == [new.code, old.code]

    def narrowed(**parameters: str) -> list[str]:
        return [row["code"] for row in an_client.get(reverse("api:dossiers"), parameters).json()["results"]]

    assert narrowed(procedure="9.000002") == [new.code]
    assert narrowed(status="returned") == []
    assert narrowed(submitted_from="2026-03-03") == []
    assert len(narrowed(submitted_from="2026-03-02", submitted_to="2026-03-02")) == 2


@pytest.mark.parametrize(
    "parameters", [{"status": "lost"}, {"submitted_from": "mai"}, {"procedure": "\x00"}, {"stauts": "returned"}]
)
def test_a_filter_that_means_nothing_is_refused_at_its_name(
    an_client: Client, world: World, parameters: dict[str, str]
) -> None:
    assert list(faults(an_client.get(reverse("api:dossiers"), parameters))) == list(parameters)


def cost(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return sum("portal_cache" not in query["sql"] and "SAVEPOINT" not in query["sql"] for query in queries)


def test_the_list_costs_as_much_with_thirty_dossiers_as_with_one(
    an_client: Client, world: World, dossier_in: DossierIn
) -> None:
    address = reverse("api:dossiers") + "?page_size=100"
    dossier_in(Status.IN_APPRAISAL)
    cost(an_client, address)  # compiles the calendar
    one = cost(an_client, address)
    for minute in range(29):
        world.submit(at=instant(MONDAY, f"10:{minute:02d}"))
    assert cost(an_client, address) == one <= 8


def test_a_dossier_costs_at_most_ten_queries(an_client: Client, dossier_in: DossierIn) -> None:
    dossier = dossier_in(Status.SUPPLEMENTING)
    assert cost(an_client, reverse("api:dossier", args=[dossier.code])) <= 10
