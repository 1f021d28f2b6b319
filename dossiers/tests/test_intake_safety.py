"""The intake form when it is sent twice, what it knows of who stands there, and the money that comes with it."""

from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dossiers.models import Dossier, PaymentReceipt
from dossiers.tests.cast import SESSION_QUERIES, DossierIn, World
from dossiers.tests.test_intake_pages import INTAKE, TUESDAY, counter, text_of, words
from dossiers.workflow import Status
from portal.tests.browser.person import words_of
from procedures.models import Channel, Fee

__all__ = ["counter", "words"]

SENT_BY_THE_PAGE = {"Prefer": "return=minimal"}
KNOWN = "/quay/nguoi-da-biet/"


@pytest.fixture(autouse=True)
def _tuesday() -> Any:
    with time_machine.travel(TUESDAY, tick=False):
        yield


@pytest.fixture
def paid(world: World, words: dict[str, Any]) -> dict[str, Any]:
    """What a clerk types who takes the fee, too."""
    fee = Fee.objects.filter(way__version=world.certificate, way__channel=Channel.IN_PERSON).get()
    return words | {f"fee-{fee.pk}-taken": "on", f"fee-{fee.pk}-quantity": "1", "method": "cash"}


# ── Sent once, however often ─────────────────────────────────────────────────────────────
def test_a_page_that_sends_again_is_told_which_slip_its_key_has(counter: Client, words: dict[str, Any]) -> None:
    first = counter.post(INTAKE, words, headers=SENT_BY_THE_PAGE)
    again = counter.post(INTAKE, words, headers=SENT_BY_THE_PAGE)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first["Location"] == again["Location"]
    assert Dossier.objects.count() == 1
    assert "chỉ được ghi một lần" in text_of(counter.get(f"{again['Location']}?lai=1"))


def test_a_page_that_sends_gets_the_objections_as_everybody(counter: Client, words: dict[str, Any]) -> None:
    answer = counter.post(INTAKE, words | {"name": ""}, headers=SENT_BY_THE_PAGE)
    assert answer.status_code == 422
    assert 'name="key"' in text_of(answer) and words["key"] in text_of(answer)


# ── Who stands there ─────────────────────────────────────────────────────────────────────
def test_a_second_request_for_the_same_is_hinted_at(
    counter: Client, world: World, words: dict[str, Any], dossier_in: DossierIn
) -> None:
    counter.post(INTAKE, words)
    open_one = Dossier.objects.get()
    typed = {"personal_id": "0491 7000 0311", "thu_tuc": "9.000001"}
    told = text_of(counter.post(KNOWN, typed))
    assert "cùng thủ tục chưa giải quyết xong" in told and open_one.code in told
    other = text_of(counter.post(KNOWN, typed | {"thu_tuc": "9.000002"}))
    assert open_one.code in other and "cùng thủ tục" not in other
    on_the_page = counter.post(INTAKE, words | {"key": str(uuid4()), "name": ""})
    assert "cùng thủ tục chưa giải quyết xong" in text_of(on_the_page)
    for nobody in ({}, {"personal_id": "x"}, {"personal_id": "049090000135"}):
        assert not text_of(counter.post(KNOWN, nobody)).strip()


def test_what_is_finished_is_no_second_request(counter: Client, dossier_in: DossierIn) -> None:
    done = dossier_in(Status.RETURNED, channel=Channel.IN_PERSON)
    told = text_of(counter.post(KNOWN, {"personal_id": done.personal_id, "thu_tuc": "9.000001"}))
    assert done.code in told and "cùng thủ tục" not in told


def test_another_office_tells_nothing(client: Client, world: World, dossier_in: DossierIn) -> None:
    dossier = dossier_in(Status.IN_APPRAISAL, channel=Channel.IN_PERSON)
    client.force_login(world.khoa)
    assert dossier.code not in text_of(client.post(KNOWN, {"personal_id": dossier.personal_id}))
    client.force_login(world.chi)
    assert client.post(KNOWN, {"personal_id": dossier.personal_id}).status_code == 403


def test_the_last_dossier_fills_the_form(counter: Client, words: dict[str, Any]) -> None:
    counter.post(INTAKE, words)
    number = {"personal_id": words["personal_id"], "thu_tuc": "9.000001", "fill_known": "1"}
    part = counter.post("/quay/the-can-cuoc/", number)
    page = counter.post(INTAKE, number | {"key": str(uuid4())})
    for answer in (part, page):
        form = answer.context["form"]
        assert (form["name"].value(), form["address"].value()) == ("Đỗ Thị Mận", words["address"])
        assert "0900 000 311" in text_of(answer)
    assert Dossier.objects.count() == 1


# ── Money ────────────────────────────────────────────────────────────────────────────────
def test_the_fee_is_taken_with_the_dossier_and_printed_with_its_slip(counter: Client, paid: dict[str, Any]) -> None:
    done = counter.post(INTAKE, paid)["Location"]
    receipt = PaymentReceipt.objects.get()
    dossier = receipt.dossier
    assert (receipt.total, receipt.payer_name) == (800_000, "Đỗ Thị Mận")
    assert f"{done}in.pdf" in text_of(counter.get(done))
    printed = words_of(counter.get(f"{done}in.pdf").content)
    assert all(said in printed for said in (dossier.code, dossier.tracking_secret, receipt.number, "800.000"))


def test_a_fee_that_is_refused_takes_no_dossier_in(counter: Client, paid: dict[str, Any]) -> None:
    amount = next(name for name in paid if name.startswith("fee-")).replace("taken", "amount")
    assert counter.post(INTAKE, paid | {amount: "900000"}).status_code == 422
    assert not Dossier.objects.exists() and not PaymentReceipt.objects.exists()


def test_one_press_ticks_what_everybody_pays(counter: Client, world: World, paid: dict[str, Any]) -> None:
    ticked = next(name for name in paid if name.endswith("-taken"))
    answer = counter.post(INTAKE, {name: value for name, value in paid.items() if name != ticked} | {"take_fees": "1"})
    assert answer.status_code == 200
    assert answer.context["form"][ticked].value()
    Fee.objects.update(condition="Trường hợp cấp lại")
    conditional = counter.post(INTAKE, {ticked.replace("taken", "quantity"): "1", "take_fees": "1"})
    assert not conditional.context["form"][ticked].value()


def test_a_paid_walk_in_takes_the_payment_beside_its_twelve_statements(counter: Client, paid: dict[str, Any]) -> None:
    counter.post(INTAKE, paid)
    with CaptureQueriesContext(connection) as captured:
        counter.post(INTAKE, paid | {"key": str(uuid4())})
    statements = [query["sql"] for query in captured if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    # The fees of the form, and for the receipt: the move with its event and notice, a number, the receipt, its lines.
    assert len(statements) <= 12 + SESSION_QUERIES + 8, "\n".join(statements)


# ── After the slip ───────────────────────────────────────────────────────────────────────
def test_the_slip_is_corrected_from_its_page_while_that_is_possible(
    counter: Client, words: dict[str, Any], dossier_in: DossierIn
) -> None:
    done = counter.post(INTAKE, words)["Location"]
    assert f"/xu-ly/{Dossier.objects.get().code}/correct/" in text_of(counter.get(done))
    finished = dossier_in(Status.RETURNED)
    assert "/correct/" not in text_of(counter.get(f"/quay/da-tiep-nhan/{finished.code}/"))
