"""The API as a whole: its documentation, its refusals, and that nothing sent to it breaks it."""

import json
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from rest_framework.throttling import AnonRateThrottle, SimpleRateThrottle

from dossiers.tests.cast import PASSWORD, DossierIn, World
from dossiers.workflow import Status

PROBLEM = "application/problem+json"
SCHEMA_TYPE = "application/vnd.oai.openapi+json"


def test_the_schema_is_valid_and_has_no_warnings(tmp_path) -> None:
    call_command("spectacular", validate=True, fail_on_warn=True, file=str(tmp_path / "schema.yaml"))


@pytest.mark.django_db
def test_every_operation_is_described_in_vietnamese_and_says_how_it_refuses(client: Client) -> None:
    schema = client.get(reverse("api:schema"), headers={"accept": SCHEMA_TYPE}).json()
    operations = [operation for path in schema["paths"].values() for operation in path.values()]
    assert len(operations) == 17
    for operation in operations:
        assert operation["summary"] and operation["description"] and operation["tags"]
        assert PROBLEM in operation["responses"]["4XX"]["content"]
        assert all(parameter.get("description") for parameter in operation.get("parameters", []))


@pytest.mark.django_db
def test_who_may_call_what_is_said_in_the_schema(client: Client) -> None:
    schema = client.get(reverse("api:schema"), headers={"accept": SCHEMA_TYPE}).json()
    private = {path for path, methods in schema["paths"].items() for each in methods.values() if each.get("security")}
    assert private == {
        "/api/v1/dossiers/",
        "/api/v1/dossiers/{code}/",
        "/api/v1/dossiers/{code}/supplement/",
        "/api/v1/dossiers/{code}/withdraw/",
        "/api/v1/figures/cells/",
    }


@pytest.mark.django_db
def test_only_the_documentation_may_style_inline_and_it_loads_nothing_from_elsewhere(client: Client) -> None:
    page = client.get(reverse("api:docs"))
    policy = page["Content-Security-Policy"]
    assert page.status_code == 200
    assert "style-src 'self' 'unsafe-inline'" in policy
    assert "script-src" not in policy and "default-src 'self'" in policy
    text = page.content.decode()
    assert "//" not in text.replace("<!--", "")
    assert "<script>" not in text
    assert "unsafe-inline" not in client.get(reverse("api:procedures"))["Content-Security-Policy"]
    script = client.get(f"{reverse('api:docs')}?script=")
    assert script["Content-Type"] == "application/javascript"
    assert reverse("api:schema") in script.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post", "delete"])
def test_an_address_that_does_not_exist_is_a_problem_document(client: Client, method: str) -> None:
    response = getattr(client, method)("/api/v1/khong-co/")
    assert response.status_code == 404
    assert response["Content-Type"] == PROBLEM
    assert response.json()["type"] == "urn:mot-cua:problem:not-found"
    assert reverse("api:docs") in response.json()["detail"]


@pytest.mark.django_db
def test_a_method_that_is_not_offered_names_those_that_are(client: Client) -> None:
    response = client.delete(reverse("api:procedures"))
    assert response.status_code == 405
    assert "GET" in response["Allow"]
    assert response.json()["title"] == "Phương thức không được hỗ trợ"


@pytest.mark.django_db
def test_an_unknown_parameter_is_refused_by_name(client: Client) -> None:
    for name in ("procedures", "sectors", "agencies", "figures", "reports"):
        response = client.get(reverse(f"api:{name}"), {"sectr": "x"})
        assert response.status_code == 400, name
        assert [error["field"] for error in response.json()["errors"]] == ["sectr"]


@pytest.mark.django_db
@pytest.mark.parametrize("parameters", [{"page": "0x1"}, {"page_size": "0"}, {"page_size": "101"}, {"page": "-1"}])
def test_a_page_that_is_no_number_is_refused_at_its_parameter(client: Client, parameters: dict[str, str]) -> None:
    response = client.get(reverse("api:agencies"), parameters)
    assert response.status_code == 400
    assert [error["field"] for error in response.json()["errors"]] == list(parameters)


@pytest.mark.django_db
def test_a_page_beyond_the_last_does_not_exist(client: Client) -> None:
    assert client.get(reverse("api:agencies"), {"page": "2"}).status_code == 404


@pytest.mark.parametrize("name", ["dossiers", "dossier", "withdraw", "supplement"])
def test_a_stranger_is_asked_to_sign_in(client: Client, world: World, name: str) -> None:
    address = reverse(f"api:{name}", args=[] if name == "dossiers" else ["H98.03-260302-0001"])
    response = client.get(address) if name in ("dossiers", "dossier") else client.post(address)
    assert response.status_code == 401
    assert response["WWW-Authenticate"].startswith("Session")
    assert response.json()["detail"] == "Ông/Bà đăng nhập trên trang trước khi dùng phần này của API."


def test_a_write_without_csrf_token_is_refused_and_with_it_accepted(dossier_in: DossierIn) -> None:
    dossier = dossier_in(Status.SUBMITTED)
    client = Client(enforce_csrf_checks=True)
    client.force_login(dossier.submitter)
    address = reverse("api:withdraw", args=[dossier.code])
    body = {"seen": 1, "reason": "Nộp nhầm."}
    refused = client.post(address, body, content_type="application/json")
    assert refused.status_code == 403
    assert "CSRF" in refused.json()["detail"]
    client.get(reverse("account_login"))
    client.get(reverse("api:docs") + "?script=")
    token = client.cookies[settings.CSRF_COOKIE_NAME].value
    accepted = client.post(address, body, content_type="application/json", headers={"X-CSRFToken": token})
    assert accepted.status_code == 200, accepted.content


def test_a_signed_in_person_needs_no_token_for_the_public_look_up(dossier_in: DossierIn) -> None:
    dossier = dossier_in(Status.SUBMITTED)
    client = Client(enforce_csrf_checks=True)
    assert client.login(email=dossier.submitter.email, password=PASSWORD)
    body = {"code": dossier.code, "secret": dossier.tracking_secret}
    assert client.post(reverse("api:tracking"), body, content_type="application/json").status_code == 200


@pytest.mark.django_db
def test_who_asks_too_often_is_told_when_to_come_again(client: Client, monkeypatch) -> None:
    monkeypatch.setattr(AnonRateThrottle, "THROTTLE_RATES", {"anon": "1/min"})
    assert client.get(reverse("api:sectors")).status_code == 200
    response = client.get(reverse("api:sectors"))
    assert response.status_code == 429
    assert 1 <= int(response["Retry-After"]) <= 60
    assert response.json()["title"] == "Quá nhiều yêu cầu"


@pytest.mark.django_db
def test_a_forged_forwarding_header_does_not_make_another_visitor(client: Client, monkeypatch) -> None:
    monkeypatch.setattr(AnonRateThrottle, "THROTTLE_RATES", {"anon": "1/min"})
    assert client.get(reverse("api:sectors"), headers={"X-Forwarded-For": "203.0.113.1"}).status_code == 200
    assert client.get(reverse("api:sectors"), headers={"X-Forwarded-For": "203.0.113.2"}).status_code == 429


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[]", 400),
        (b'"x"', 400),
        (b"null", 400),
        (b"\xff\xfe", 400),
        (b'{"code": NaN}', 400),
        (b"[" * 100_000, 400),
        (b'{"a":' * 100_000, 400),
        (b'{"code": "' + b"x" * 3_000_000 + b'"}', 413),
        (b'{"code": ' + b"9" * 10_000 + b"}", 400),
    ],
)
def test_a_body_that_is_no_json_object_is_refused(client: Client, world: World, body: bytes, status: int) -> None:
    response = client.post(reverse("api:tracking"), body, content_type="application/json")
    assert response.status_code == status
    assert response["Content-Type"] == PROBLEM


@pytest.fixture
def unhurried(monkeypatch) -> None:
    """Let one test ask more often than a person may."""
    monkeypatch.setattr(SimpleRateThrottle, "allow_request", lambda *_: True)


ODD: list[Any] = [
    None, True, -1, 0, 3.5, 10**30, "", " ", "\x00", "\ud800", "x" * 5000, [], [1], {}, {"a": {"b": []}}, "1", "á" * 70,
]  # fmt: skip


def test_whatever_is_sent_to_a_post_of_json_gets_an_answer(dossier_in: DossierIn, client: Client, unhurried) -> None:
    dossier = dossier_in(Status.SUBMITTED)
    client.force_login(dossier.submitter)
    for name, arguments, fields in (
        ("tracking", [], ("code", "secret")),
        ("withdraw", [dossier.code], ("seen", "reason")),
    ):
        right = {"code": dossier.code, "secret": "22222222", "seen": 1, "reason": "Nộp nhầm."}
        for field in (*fields, "other"):
            for odd in ODD:
                if field == "reason" and odd in ("1", "á" * 70):
                    continue
                body = {key: right[key] for key in fields} | {field: odd}
                response = client.post(
                    reverse(f"api:{name}", args=arguments), json.dumps(body), content_type="application/json"
                )
                assert 400 <= response.status_code < 500, (name, field, odd, response.content)
                assert response["Content-Type"] == PROBLEM
                if field == "other" and response.status_code == 400:
                    assert "other" in [error["field"] for error in response.json()["errors"]]
    dossier.refresh_from_db()
    assert dossier.status == Status.SUBMITTED


def test_whatever_is_sent_to_a_post_of_files_gets_an_answer(dossier_in: DossierIn, client: Client, unhurried) -> None:
    dossier = dossier_in(Status.SUPPLEMENTING)
    client.force_login(dossier.submitter)
    texts = ["", "\x00", "9" * 400, "true"]
    names = ["seen", "procedure", "agency", "version", "phone", "is_true", "documents[1]", "documents[0]", "documents"]
    names += ["documents[99999999]", "documents[١]", "other", "applicant_kind", "personal_id", "return_method", "name"]
    file = SimpleUploadedFile("a.pdf", b"%PDF-1.4 nothing")
    for address in (reverse("api:dossiers"), reverse("api:supplement", args=[dossier.code])):
        for name in names:
            for odd in (*texts, file):
                if odd is file:
                    file.seek(0)
                headers = {"Idempotency-Key": "6f1c2a5e-0b55-4c8e-9a46-1f5a0f2f8a11"}
                response = client.post(address, {name: odd}, headers=headers)
                assert 400 <= response.status_code < 500, (address, name, odd, response.content)
                assert response["Content-Type"] == PROBLEM


@pytest.mark.parametrize("key", ["", "x", "6f1c2a5e0b554c8e9a461f5a0f2f8a11", "{6f1c2a5e-0b55-4c8e-9a46-1f5a0f2f8a11}"])
def test_a_submission_needs_a_key_that_is_a_uuid(client: Client, an, key: str) -> None:
    client.force_login(an)
    response = client.post(reverse("api:dossiers"), {}, headers={"Idempotency-Key": key})
    assert response.status_code == 400
    assert [error["field"] for error in response.json()["errors"]] == ["Idempotency-Key"]


@pytest.mark.parametrize(
    ("content_type", "body", "status"),
    [
        ("application/json", b"{}", 415),
        ("multipart/form-data", b"x", 400),
        ("multipart/form-data; boundary=a", b"--a\r\nbroken", 400),
        ("text/plain", b"x", 415),
    ],
)
def test_a_body_of_another_kind_is_refused(client: Client, an, content_type: str, body: bytes, status: int) -> None:
    client.force_login(an)
    headers = {"Idempotency-Key": "6f1c2a5e-0b55-4c8e-9a46-1f5a0f2f8a11"}
    response = client.generic("POST", reverse("api:dossiers"), body, content_type=content_type, headers=headers)
    assert response.status_code == status
    assert response["Content-Type"] == PROBLEM


def test_more_files_than_a_request_may_carry_are_refused(client: Client, an) -> None:
    client.force_login(an)
    files = {f"documents[{number}]": SimpleUploadedFile("a.pdf", b"x") for number in range(1, 70)}
    headers = {"Idempotency-Key": "6f1c2a5e-0b55-4c8e-9a46-1f5a0f2f8a11"}
    response = client.post(reverse("api:dossiers"), files, headers=headers)
    assert response.status_code == 400
    assert response["Content-Type"] == PROBLEM


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["procedures", "dossiers"])
@pytest.mark.parametrize("code", ["%00", "x" * 61, "..%2F", "%C3%A1", "a b", "' or 1=1"])
def test_a_forged_code_is_not_found(client: Client, an, name: str, code: str) -> None:
    client.force_login(an)
    response = client.get(f"/api/v1/{name}/{code}/")
    assert response.status_code == 404
    assert response["Content-Type"] == PROBLEM
