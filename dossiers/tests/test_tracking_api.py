"""The public look-up and the due date in the API."""

import json
from datetime import datetime
from itertools import pairwise

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from dossiers import deadlines
from dossiers.tests.cast import MONDAY, DossierIn, World, instant
from dossiers.workflow import Status
from procedures.limits import Limit


def look(client: Client, **body: object):
    return client.post(reverse("api:tracking"), json.dumps(body), content_type="application/json")


@pytest.mark.parametrize("status", list(Status))
def test_code_and_secret_tell_how_far_a_dossier_is_and_nothing_of_a_person(
    client: Client, dossier_in: DossierIn, status: Status
) -> None:
    dossier = dossier_in(status)
    response = look(client, code=dossier.code.lower(), secret=f" {dossier.tracking_secret.lower()} ")
    assert response.status_code == 200
    body = response.json()
    assert body["status"] == {"code": status.value, "label": str(status.label)}
    assert len(body["stations"]) == 4
    assert set(body) == {
        "code",
        "status",
        "progress",
        "stations",
        "due_at",
        "standing",
        "waits_for_applicant",
        "is_ready",
    }
    text = response.content.decode()
    private = (dossier.applicant_name, dossier.personal_id, dossier.phone, dossier.email, dossier.address)
    # A walk-in may have no e-mail.
    for personal in filter(None, private):
        assert personal not in text, personal
    assert response["Cache-Control"] == "no-store"


def test_a_wrong_code_and_a_wrong_secret_get_the_same_answer(client: Client, dossier_in: DossierIn) -> None:
    dossier = dossier_in(Status.SUBMITTED)
    wrong_secret = look(client, code=dossier.code, secret="22222222")
    wrong_code = look(client, code="H98.03-260302-9999", secret=dossier.tracking_secret)
    assert wrong_secret.status_code == wrong_code.status_code == 404
    assert wrong_secret.json() == wrong_code.json()


@time_machine.travel(instant(MONDAY, "10:05"), tick=False)
def test_who_guesses_is_stopped_on_the_page_and_in_the_api_alike(client: Client, dossier_in: DossierIn) -> None:
    dossier = dossier_in(Status.SUBMITTED)
    wrong = {"code": dossier.code, "secret": "22222222"}
    for _try in range(5):
        assert look(client, **wrong).status_code == 404
        assert client.post(reverse("dossiers:track"), wrong).status_code == 404
    response = look(client, code=dossier.code, secret=dossier.tracking_secret)
    assert response.status_code == 429
    assert response["Retry-After"] == "300"
    assert client.post(reverse("dossiers:track"), wrong).status_code == 429


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, {"code", "secret"}),
        ({"code": 5, "secret": "x"}, {"code"}),
        ({"code": "x", "secret": ["x"]}, {"secret"}),
        ({"code": "x" * 61, "secret": "x"}, {"code"}),
        ({"code": "x", "secret": "y", "sercet": "z"}, {"sercet"}),
    ],
)
def test_what_is_wrong_is_said_at_its_field(client: Client, world: World, body: dict, fields: set[str]) -> None:
    response = look(client, **body)
    assert response.status_code == 400
    assert {error["field"] for error in response.json()["errors"]} == fields
    assert all(error["message"] for error in response.json()["errors"])


# ── The due date ─────────────────────────────────────────────────────────────────────────────────


def due(client: Client, code: str = "9.000001", **parameters: str):
    return client.get(reverse("api:due_date", args=[code]), parameters)


def test_a_due_date_is_the_one_of_the_receipt_with_its_proof(client: Client, world: World) -> None:
    body = due(client, received_at="2026-03-02T08:00:00+07:00", channel="in_person").json()
    expected = deadlines.due_date(
        datetime.fromisoformat("2026-03-02T08:00:00+07:00"), Limit.parse("5 working_days"), world.calendar
    )
    assert body["due_at"] == expected.at.isoformat()
    assert body["due_at"].endswith("+07:00")
    assert [line["text"] for line in body["lines"]] == [line.text for line in expected.lines]
    assert any(line["ground"] for line in body["lines"])
    assert all(one["on"] <= other["on"] for one, other in pairwise(body["lines"]))
    assert (body["limit"], body["case"], body["basis"]["code"]) == ("05 ngày làm việc", 1, "day")


def test_another_case_and_another_agency_may_be_asked_for(client: Client, world: World) -> None:
    usual = due(client, received_at="2026-03-02T01:00:00Z").json()
    longer = due(client, received_at="2026-03-02T01:00:00Z", case="2", agency="H98.03").json()
    assert usual["received_at"] == "2026-03-02T08:00:00+07:00"
    assert longer["due_at"] > usual["due_at"]


def test_without_a_moment_it_counts_from_now(client: Client, world: World) -> None:
    assert due(client).status_code == 200


@pytest.mark.parametrize(
    ("parameters", "field"),
    [
        ({"received_at": "mai"}, "received_at"),
        ({"received_at": "2026-13-45T08:00:00"}, "received_at"),
        ({"received_at": "9999-12-31T23:59:59Z"}, "received_at"),
        ({"received_at": "0001-01-01T00:00:00Z"}, "received_at"),
        ({"received_at": "2017-12-31T00:00:00Z"}, "received_at"),
        ({"channel": "pigeon"}, "channel"),
        ({"case": "3"}, "case"),
        ({"case": "0"}, "case"),
        ({"case": "1.5"}, "case"),
        ({"case": "9" * 400}, "case"),
        ({"agency": "H98.41"}, "agency"),
        ({"agency": "\x00"}, "agency"),
        ({"reeceived_at": "2026-03-02T08:00:00"}, "reeceived_at"),
    ],
)
def test_what_cannot_be_counted_is_refused_at_its_parameter(
    client: Client, world: World, parameters: dict[str, str], field: str
) -> None:
    response = due(client, **parameters)
    assert response.status_code == 400
    assert [error["field"] for error in response.json()["errors"]] == [field]


def test_a_channel_that_the_procedure_does_not_offer_is_refused(client: Client, world: World) -> None:
    response = due(client, "9.000002", channel="postal")
    assert response.status_code == 400
    assert response.json()["errors"][0]["field"] == "channel"


def test_the_far_end_of_what_is_counted_still_has_an_answer(client: Client, world: World) -> None:
    assert due(client, received_at="2099-12-31T23:59:59Z").status_code == 200
