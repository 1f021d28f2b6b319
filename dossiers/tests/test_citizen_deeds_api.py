"""A citizen supplements and withdraws through the API."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from dossiers import services
from dossiers.errors import StaleDossier
from dossiers.models import Dossier
from dossiers.tests.cast import MONDAY, DossierIn, World, instant, loaded
from dossiers.tests.citizen_api import faults, pdf, stored_files
from dossiers.workflow import Action, Status


@pytest.fixture
def an_client(client: Client, world: World) -> Client:
    client.force_login(world.an)
    return client


# ── Supplement ───────────────────────────────────────────────────────────────────────────────────


def supply(client: Client, dossier: Dossier, **fields: Any):
    return client.post(reverse("api:supplement", args=[dossier.code]), fields)


def test_a_supplement_lets_the_clock_run_again(an_client: Client, dossier_in: DossierIn) -> None:
    dossier = dossier_in(Status.SUPPLEMENTING)
    asked = an_client.get(reverse("api:dossier", args=[dossier.code])).json()["supplement"]
    assert [paper["number"] for paper in asked["papers"]] == [1]
    response = supply(an_client, dossier, seen=dossier.revision, **{"documents[1]": pdf()})
    assert response.status_code == 200, response.content
    assert response.json()["status"]["code"] == "in_appraisal"
    assert response.json()["supplement"]["answered_at"] is not None
    again = supply(an_client, dossier, seen=dossier.revision, **{"documents[1]": pdf()})
    assert again.status_code == 409


def test_a_supplement_without_its_paper_or_with_a_bad_one_is_refused_at_it(
    an_client: Client, dossier_in: DossierIn
) -> None:
    dossier = dossier_in(Status.SUPPLEMENTING)
    seen = dossier.revision
    before = stored_files()
    assert list(faults(supply(an_client, dossier, seen=seen))) == ["documents[1]"]
    bad = supply(an_client, dossier, seen=seen, **{"documents[1]": pdf(content=b"x" * 50)})
    assert list(faults(bad)) == ["documents[1]"]
    unknown = supply(an_client, dossier, seen=seen, **{"documents[2]": pdf(), "note": "x"})
    assert set(faults(unknown)) == {"documents[2]", "note"}
    assert stored_files() == before
    dossier.refresh_from_db()
    assert dossier.status == Status.SUPPLEMENTING


def test_a_supplement_made_on_an_old_state_is_stale_and_keeps_nothing(an_client: Client, dossier_in: DossierIn) -> None:
    dossier = dossier_in(Status.SUPPLEMENTING)
    before = stored_files()
    response = supply(an_client, dossier, seen=dossier.revision - 1, **{"documents[1]": pdf()})
    assert response.status_code == 409
    assert stored_files() == before


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.IN_APPRAISAL, Status.RETURNED])
def test_nothing_is_supplied_that_nobody_asked_for(an_client: Client, dossier_in: DossierIn, status: Status) -> None:
    dossier = dossier_in(status)
    assert supply(an_client, dossier, seen=dossier.revision).status_code == 409


def test_of_two_supplements_at_the_same_moment_the_second_is_told(world: World, dossier_in: DossierIn) -> None:
    first = dossier_in(Status.SUPPLEMENTING)
    second = loaded(first)
    papers = world._supplied(first)
    arguments = {"seen": first.revision, "actor": world.an, "at": instant(MONDAY, "11:00"), "calendar": world.calendar}
    services.supplement(first, papers, **arguments)
    with pytest.raises(StaleDossier):
        services.supplement(second, papers, **arguments)


# ── Withdraw ─────────────────────────────────────────────────────────────────────────────────────


def withdraw(client: Client, dossier: Dossier, **body: Any):
    return client.post(reverse("api:withdraw", args=[dossier.code]), body, content_type="application/json")


def test_a_dossier_is_withdrawn_with_its_reason(an_client: Client, dossier_in: DossierIn) -> None:
    dossier = dossier_in(Status.IN_APPRAISAL)
    response = withdraw(an_client, dossier, seen=dossier.revision, reason="Nộp nhầm thủ tục.")
    assert response.status_code == 200
    body = response.json()
    assert body["status"]["code"] == "withdrawn"
    assert body["events"][-1]["words"] == "Nộp nhầm thủ tục."
    assert body["actions"] == []


def test_a_withdrawal_on_an_old_state_or_after_the_result_is_stale(
    an_client: Client, world: World, dossier_in: DossierIn
) -> None:
    dossier = dossier_in(Status.SUBMITTED)
    world.act(dossier, Action.RECEIVE, at=instant(MONDAY, "10:00"))
    stale = withdraw(an_client, dossier, seen=1, reason="Nộp nhầm.")
    assert stale.status_code == 409
    assert stale.json()["type"] == "urn:mot-cua:problem:conflict"
    ready = dossier_in(Status.RESULT_READY, at=instant(MONDAY, "13:00"))
    assert withdraw(an_client, ready, seen=ready.revision, reason="Nộp nhầm.").status_code == 409


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, {"seen", "reason"}),
        ({"seen": "1", "reason": "x"}, {"seen"}),
        ({"seen": True, "reason": "x"}, {"seen"}),
        ({"seen": 1, "reason": "   "}, {"reason"}),
        ({"seen": 1, "reason": "\u200b"}, {"reason"}),
        ({"seen": 1, "reason": "x" * 1001}, {"reason"}),
        ({"seen": 1, "reason": "x", "force": True}, {"force"}),
    ],
)
def test_a_withdrawal_that_is_not_right_is_refused_at_its_field(
    an_client: Client, dossier_in: DossierIn, body: dict[str, Any], fields: set[str]
) -> None:
    dossier = dossier_in(Status.SUBMITTED)
    assert set(faults(withdraw(an_client, dossier, **body))) == fields
    dossier.refresh_from_db()
    assert dossier.status == Status.SUBMITTED
