"""Everybody's look-up by code and second secret."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from dossiers.models import Dossier
from dossiers.tests.cast import MONDAY_MORNING, DossierIn, World
from dossiers.tracking import TRIES, WINDOW_SECONDS, NothingFound, TooManyTries, look_up
from dossiers.workflow import Status

TRACK = "/tra-cuu/"


@pytest.fixture(autouse=True)
def _tuesday() -> Any:
    with time_machine.travel(MONDAY_MORNING + timedelta(days=1), tick=False):
        yield


def ask(client: Client, dossier: Dossier, **changed: str) -> Any:
    return client.post(TRACK, {"code": dossier.code, "secret": dossier.tracking_secret, **changed})


@pytest.mark.parametrize("status", list(Status))
def test_code_and_secret_tell_how_far_a_dossier_is_and_nothing_about_a_person(
    client: Client, dossier_in: DossierIn, status: Status
) -> None:
    dossier = dossier_in(status)
    response = ask(client, dossier)
    text = response.content.decode()
    assert response.status_code == 200
    assert dossier.code in text
    assert str(status.label) in text
    secrets = (
        dossier.applicant_name,
        "Lê Lợi",
        dossier.personal_id,
        dossier.phone[3:],
        dossier.email,
        dossier.version.name,
        dossier.agency.name,
        "Lê Quỳnh Chi",
        dossier.tracking_secret,
    )
    # A walk-in may have no e-mail.
    for secret in filter(None, secrets):
        assert secret not in text, secret
    assert "no-store" in response["Cache-Control"]


def test_the_promised_date_is_told_while_the_dossier_is_open(client: Client, dossier_in: DossierIn) -> None:
    assert "09/03/2026, 17:00" in ask(client, dossier_in(Status.IN_APPRAISAL)).content.decode()
    assert "Hẹn trả" not in ask(client, dossier_in(Status.SUBMITTED)).content.decode()


def test_a_dossier_received_at_the_counter_is_found_too(client: Client, world: World) -> None:
    assert ask(client, world.receive_walk_in()).status_code == 200


def test_how_the_two_codes_are_typed_does_not_matter(client: Client, dossier_in: DossierIn) -> None:
    dossier = dossier_in(Status.SUBMITTED)
    secret = f" {dossier.tracking_secret[:4].lower()} {dossier.tracking_secret[4:].lower()}\u200b"
    assert ask(client, dossier, code=f"  {dossier.code.lower()} ", secret=secret).status_code == 200


def test_a_wrong_code_and_a_wrong_secret_get_the_same_answer(client: Client, dossier_in: DossierIn) -> None:
    dossier = dossier_in(Status.SUBMITTED)
    wrong_secret = ask(client, dossier, secret="AAAAAAAA")
    wrong_code = ask(client, dossier, code="H98.03-260302-9999", secret="AAAAAAAA")
    assert wrong_secret.status_code == wrong_code.status_code == 404

    def without_token(response: Any) -> str:
        text = response.content.decode().replace("H98.03-260302-9999", dossier.code)
        return "".join(line for line in text.splitlines() if "csrfmiddlewaretoken" not in line)

    assert without_token(wrong_secret) == without_token(wrong_code)


def test_the_secret_is_not_taken_from_an_address(client: Client, dossier_in: DossierIn) -> None:
    dossier = dossier_in(Status.SUBMITTED)
    response = client.get(TRACK, {"ma": dossier.code, "secret": dossier.tracking_secret})
    assert response.context["form"]["code"].value() == dossier.code
    assert not response.context["form"]["secret"].value()
    assert str(Status.SUBMITTED.label) not in response.content.decode()


def test_who_guesses_is_stopped_for_a_while(client: Client, dossier_in: DossierIn) -> None:
    dossier = dossier_in(Status.SUBMITTED)
    for _try in range(TRIES):
        assert ask(client, dossier, secret="AAAAAAAA").status_code == 404
    stopped = ask(client, dossier)
    assert stopped.status_code == 429
    assert "chờ 10 phút" in stopped.content.decode()
    with time_machine.travel(MONDAY_MORNING + timedelta(days=1, seconds=WINDOW_SECONDS), tick=False):
        assert ask(client, dossier).status_code == 200


def test_one_code_is_guarded_against_many_addresses_and_one_address_against_many_codes(dossier_in: DossierIn) -> None:
    dossier = dossier_in(Status.SUBMITTED)
    right = {"code": dossier.code, "secret": dossier.tracking_secret, "at": MONDAY_MORNING}
    for number in range(TRIES):
        with pytest.raises(NothingFound):
            look_up(dossier.code, "AAAAAAAA", client=f"192.0.2.{number}", at=MONDAY_MORNING)
        with pytest.raises(NothingFound):
            look_up(f"H98.03-260302-{1000 + number}", "AAAAAAAA", client="198.51.100.1", at=MONDAY_MORNING)
    with pytest.raises(TooManyTries):
        look_up(**right, client="203.0.113.1")
    with pytest.raises(TooManyTries):
        look_up("H98.03-260302-5555", "AAAAAAAA", client="198.51.100.1", at=MONDAY_MORNING)


def test_whoever_has_the_secret_may_look_as_often_as_they_like(client: Client, dossier_in: DossierIn) -> None:
    dossier = dossier_in(Status.SUBMITTED)
    assert {ask(client, dossier).status_code for _time in range(TRIES + 2)} == {200}


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"code": ""},
        {"code": "x" * 5000, "secret": "y"},
        {"code": "\x00", "secret": "\x00"},
        {"code": "a", "x": "1"},
    ],
)
def test_an_incomplete_question_is_answered_in_words(client: Client, world: World, given: dict[str, str]) -> None:
    response = client.post(TRACK, given)
    assert response.status_code == 422
    assert "error-summary" in response.content.decode()


def test_a_look_up_takes_a_fixed_number_of_queries(
    client: Client, dossier_in: DossierIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    dossier = dossier_in(Status.IN_APPRAISAL)
    ask(client, dossier)
    with django_assert_max_num_queries(4):
        ask(client, dossier)


def test_the_look_up_is_public(client: Client, world: World) -> None:
    assert client.get(reverse("dossiers:track")).status_code == 200
