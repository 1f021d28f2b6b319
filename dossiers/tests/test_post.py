"""The public post: what it brings counts from the signed record, what it takes is followed until it is signed for."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from dossiers import services
from dossiers.errors import InvalidInput, StaleDossier
from dossiers.models import (
    ClockEntry,
    Dossier,
    IntakeReceipt,
    PaymentMethod,
    PaymentReceipt,
    PostalIntake,
    ReturnMethod,
    ShipmentState,
)
from dossiers.services import Payment, PostalRecord, posting
from dossiers.services.fees import Charge
from dossiers.tests.cast import MONDAY, DossierIn, World, instant, loaded
from dossiers.workflow import Action, Status
from procedures.models import FeeKind

SIGNED = instant(MONDAY, "16:20")
TUESDAY_NINE = instant(MONDAY + timedelta(days=1), "09:00")
RECORD = PostalRecord("12/BBGN", "eb 123 456 789 vn", "Phan Văn Bưu", SIGNED)


def take_in(world: World, postal: PostalRecord = RECORD, **changed: Any) -> Dossier:
    arguments: dict[str, Any] = {
        "office": world.centre,
        "content": "",
        "return_method": ReturnMethod.POSTAL,
        "key": uuid4(),
        "actor": world.binh,
        "at": TUESDAY_NINE,
        "calendar": world.calendar,
    } | changed
    process = services.process_for(world.certificate.pk, world.department, today=MONDAY)
    papers = world.papers(world.certificate, scanned=False)
    dossier, _receipt = services.take_in(process, world.walk_in_applicant, papers, postal=postal, **arguments)
    return loaded(dossier)


# ── What the post brings ─────────────────────────────────────────────────────────────────
def test_the_clock_starts_when_postman_and_clerk_sign(world: World) -> None:
    dossier = take_in(world)
    assert (dossier.submitted_at, dossier.received_at) == (SIGNED, SIGNED)
    start = ClockEntry.objects.get(dossier=dossier)
    assert (start.at, start.due_at) == (SIGNED, instant(MONDAY + timedelta(days=7), "17:00"))
    assert IntakeReceipt.objects.get().issued_at == TUESDAY_NINE
    record = PostalIntake.objects.get()
    assert (record.item_code, record.signed_at, record.dossier) == ("EB123456789VN", SIGNED, dossier)


def test_money_that_the_postman_collected_is_on_a_receipt(world: World) -> None:
    dossier = take_in(world, payment=Payment((Charge(FeeKind.FEE, "Phí thẩm định", 800_000),)))
    receipt = PaymentReceipt.objects.get()
    assert (receipt.method, receipt.evidence, receipt.total) == (PaymentMethod.POST, "eb 123 456 789 vn", 800_000)
    assert PostalIntake.objects.get().collected_amount == 800_000
    assert [event.action for event in dossier.events.all()] == ["receive", "collect_fee"]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"number": " "}, "record_number"),
        ({"item_code": ""}, "item_code"),
        ({"postman_name": ""}, "postman_name"),
        ({"signed_at": TUESDAY_NINE + timedelta(minutes=1)}, "signed_at"),
        ({"signed_at": SIGNED - timedelta(days=5)}, "late_reason"),
    ],
)
def test_a_record_that_cannot_be_is_refused_at_its_field(world: World, changed: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        take_in(world, replace(RECORD, **changed))
    assert refused.value.field == field
    assert not Dossier.objects.exists()


def test_a_late_entry_says_why(world: World) -> None:
    early = SIGNED - timedelta(days=5)
    dossier = take_in(world, replace(RECORD, signed_at=early, late_reason="Mất điện hai ngày."))
    assert dossier.received_at == early
    assert dossier.events.get().words == "Mất điện hai ngày."


def test_a_postal_item_comes_once(world: World) -> None:
    first = take_in(world)
    with pytest.raises(InvalidInput, match=first.code):
        take_in(world, replace(RECORD, item_code="EB123456789VN"))
    assert Dossier.objects.count() == 1, "nothing half-received"


# ── What the post takes ──────────────────────────────────────────────────────────────────
def test_a_result_is_followed_until_it_is_signed_for(world: World, dossier_in: DossierIn) -> None:
    dossier = dossier_in(Status.IN_DELIVERY)
    assert (dossier.holder_role, dossier.returned_at) == ("postman", None)
    assert dossier.finished_at is not None, "the office was finished when the result was ready"
    delivered = dossier.held_since + timedelta(days=2)
    dossier = world.act(
        dossier,
        Action.CONFIRM_DELIVERY,
        at=delivered + timedelta(hours=3),
        delivered_at=delivered,
        received_by="Trần Văn Bảy",
    )
    assert (dossier.status, dossier.returned_at) == (Status.RETURNED, delivered)
    shipment = dossier.shipments.get()
    assert (shipment.state, shipment.received_by_name) == (ShipmentState.DELIVERED, "Trần Văn Bảy")
    assert (dossier.result.handed_over_by, dossier.result.collected_by_name) == ("postal", "Trần Văn Bảy")


def test_nobody_signs_before_it_was_sent_or_in_the_future(world: World, dossier_in: DossierIn) -> None:
    dossier = dossier_in(Status.IN_DELIVERY)
    at = dossier.held_since + timedelta(hours=1)
    for wrong in (dossier.held_since - timedelta(minutes=1), at + timedelta(minutes=1)):
        with pytest.raises(InvalidInput) as refused:
            world.act(dossier, Action.CONFIRM_DELIVERY, at=at, delivered_at=wrong)
        assert refused.value.field == "delivered_at"
    assert loaded(dossier).status == Status.IN_DELIVERY


def test_what_comes_back_waits_again_and_may_be_sent_once_more(world: World, dossier_in: DossierIn) -> None:
    dossier = dossier_in(Status.IN_DELIVERY)
    finished_at, later = dossier.finished_at, dossier.held_since + timedelta(days=6)
    dossier = world.act(dossier, Action.TAKE_BACK, at=later)
    assert (dossier.status, dossier.finished_at) == (Status.RESULT_READY, finished_at)
    assert "đã phát 2 lần" in dossier.events.last().words
    with pytest.raises(InvalidInput, match="đã dùng"):
        world.act(dossier, Action.HAND_TO_POST, at=later)
    dossier = world.act(dossier, Action.HAND_TO_POST, at=later, item_code="EH000000777VN")
    assert [one.state for one in dossier.shipments.all()] == [ShipmentState.UNDELIVERABLE, ShipmentState.SENT]


def test_taking_back_says_why(world: World, dossier_in: DossierIn) -> None:
    dossier = dossier_in(Status.IN_DELIVERY)
    with pytest.raises(InvalidInput):
        world.act(dossier, Action.TAKE_BACK, at=dossier.held_since + timedelta(days=1), reason=" ")


def test_results_of_one_record_may_share_an_envelope(world: World, dossier_in: DossierIn) -> None:
    first, second, third = (dossier_in(Status.RESULT_READY) for _i in range(3))
    at = first.held_since + timedelta(hours=1)
    sent = {"postman_name": "Phan Văn Bưu", "item_code": "EH1VN", "actor": world.binh, "at": at}
    for dossier in (first, second):
        posting.hand_to_post(dossier, record="BC-1", seen=dossier.revision, **sent)
    with pytest.raises(InvalidInput) as refused:
        posting.hand_to_post(third, record="BC-2", seen=third.revision, **sent)
    assert refused.value.field == "item_code"


def test_two_ends_of_one_journey_are_impossible(world: World, dossier_in: DossierIn) -> None:
    dossier = dossier_in(Status.IN_DELIVERY)
    seen, later = dossier.revision, dossier.held_since + timedelta(days=1)
    back = world.act(dossier, Action.TAKE_BACK, at=later)
    with pytest.raises(StaleDossier):
        posting.confirm_delivery(back, received_by="Ai đó", delivered_at=later, seen=seen, actor=world.binh, at=later)
