"""What the approver reads before signing: where a result says something else than the agency's letter."""

from typing import Any

import pytest
import time_machine
from django.test import Client

from dossiers import services
from dossiers.models import Dossier, Outcome, ResultTemplate
from dossiers.papers.differences import Change, word_differences
from dossiers.queries.differences import FOR_DIFFERENCE, difference_of, text_of
from dossiers.services.result_templates import Wording, publish_template
from dossiers.tests.cast import DossierIn, World
from dossiers.tests.signing import DEED
from dossiers.workflow import Action, Status

K, D, N = Change.KEPT, Change.DROPPED, Change.ADDED


@pytest.fixture(autouse=True)
def _monday() -> Any:
    with time_machine.travel(DEED, tick=False):
        yield


def afresh(dossier: Dossier) -> Dossier:
    return Dossier.objects.select_related(*FOR_DIFFERENCE).get(pk=dossier.pk)


def publish(world: World) -> ResultTemplate:
    """The department writes its letter anew, with a place for what the officer found."""
    old = world.letter
    body = "Kính gửi {{chủ hồ sơ}}.\n\nHồ sơ {{mã hồ sơ}} đủ điều kiện. {{lý do}}"
    wording = Wording(title=old.title, symbol=old.symbol, body=f"{body} {{{{tên thủ tục}}}}", signing_title="GIÁM ĐỐC")
    return publish_template(old.procedure, old.agency, Outcome.GRANTED, wording, seen=1, actor=world.dung, at=DEED)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("một hai ba", "một hai ba", [(K, "một hai ba")]),
        ("một  hai\nba", "một hai ba", [(K, "một hai ba")]),
        ("một hai ba", "một bốn ba", [(K, "một "), (D, "hai "), (N, "bốn "), (K, "ba")]),
        ("", "một", [(N, "một")]),
        ("một", "", [(D, "một")]),
        ("", "", []),
    ],
)
def test_words_are_compared_one_by_one(before: str, after: str, told: list[tuple[Change, str]]) -> None:
    assert [(stretch.change, stretch.text) for stretch in word_differences(before, after)] == told


def test_of_a_letter_of_ours_the_officers_words_stand_out(client: Client, world: World, dossier_in: DossierIn) -> None:
    assert publish(world).number == 2
    words = {"outcome": Outcome.GRANTED, "reason": "Đủ tiêu chuẩn theo Điều 10.", "is_electronic": True}
    dossier = world.act(dossier_in(Status.IN_APPRAISAL), Action.PROPOSE, at=DEED, **words)
    found = difference_of(afresh(dossier))
    assert found.obstacle == ""
    added = " ".join(stretch.text for stretch in found.stretches if stretch.change is N)
    assert added.strip() == "Đủ tiêu chuẩn theo Điều 10."
    assert any(stretch.change is K and dossier.applicant_name in stretch.text for stretch in found.stretches)
    client.force_login(world.dung)
    page = client.get(f"/xu-ly/{dossier.code}/khac-voi-mau/")
    part = client.get(f"/xu-ly/{dossier.code}/khac-voi-mau/", headers={"HX-Request": "true"})
    assert page.status_code == part.status_code == 200
    assert "<html" in page.content.decode() and "<html" not in part.content.decode()
    asked = client.get(f"/xu-ly/{dossier.code}/approve/").content.decode()
    assert f"/xu-ly/{dossier.code}/khac-voi-mau/" in asked


def test_a_scan_and_a_missing_draft_are_said_plainly(client: Client, world: World, dossier_in: DossierIn) -> None:
    assert world.letter
    dossier = dossier_in(Status.IN_APPRAISAL)
    assert "chưa có dự thảo" in difference_of(afresh(dossier)).obstacle
    services.propose(
        dossier, outcome=Outcome.GRANTED, reason="", file=world.scan, seen=dossier.revision, actor=world.chi, at=DEED
    )
    assert "ảnh quét" in difference_of(afresh(dossier)).obstacle
    client.force_login(world.khoa)
    assert client.get(f"/xu-ly/{dossier.code}/khac-voi-mau/").status_code == 404
    assert text_of(()) == ""
