"""Money at the counter: lines as published, numbered receipts, voided with a reason, one figure everywhere."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dossiers.errors import InvalidInput, NotAllowed, StaleDossier
from dossiers.models import Dossier, PaymentMethod, PaymentReceipt
from dossiers.services import fees
from dossiers.services.fees import Charge
from dossiers.tests.cast import MONDAY, MONDAY_MORNING, DossierIn, World, instant, loaded
from dossiers.workflow import Action, Status
from procedures.models import Fee, FeeKind

TEN = instant(MONDAY, "10:00")
FEE = Charge(FeeKind.FEE, "Phí thẩm định", 800_000)


@pytest.fixture
def received(world: World) -> Dossier:
    return loaded(world.receive_walk_in())


def pay(world: World, dossier: Dossier, *charges: Charge, **changed: object) -> PaymentReceipt:
    arguments = {
        "payer_name": "Đỗ Thị Mận",
        "method": PaymentMethod.CASH,
        "seen": dossier.revision,
        "actor": world.binh,
        "at": TEN,
    } | changed
    return fees.collect(dossier, charges or (FEE,), **arguments)


def test_what_is_paid_is_on_a_numbered_receipt(world: World, received: Dossier) -> None:
    receipt = pay(world, received)
    assert (receipt.number, receipt.total) == ("BL-H98.01.01-2026-000001", 800_000)
    assert list(receipt.lines.values_list("kind", "name", "amount")) == [("fee", "Phí thẩm định", 800_000)]
    event = received.events.last()
    assert (event.action, event.words) == ("collect_fee", "Phí thẩm định; tổng cộng 800.000 đồng")
    assert loaded(received).holder is None, "money moves no dossier"
    assert pay(world, loaded(received), at=TEN + timedelta(minutes=1)).number.endswith("000002")


def test_a_reopened_dossier_is_free_of_charge(world: World, dossier_in: DossierIn) -> None:
    old = world.act(dossier_in(Status.RETURNED), Action.REOPEN, at=TEN)
    with pytest.raises(InvalidInput, match="không thu phí"):
        pay(world, loaded(Dossier.objects.get(reopens=old)), at=TEN)
    assert not PaymentReceipt.objects.exists()


def published(world: World, **changed: object) -> Fee:
    fee = Fee.objects.filter(way__version=world.certificate).first()
    assert fee is not None
    for name, value in changed.items():
        setattr(fee, name, value)
    return fee


def test_a_published_fee_is_taken_as_published(world: World) -> None:
    fee = published(world)
    assert fees.charge_for(fee) == FEE
    assert fees.charge_for(fee, quantity=3) == replace(FEE, name="Phí thẩm định × 3", amount=2_400_000)
    for wrong in (900_000, 700_000):
        with pytest.raises(InvalidInput, match="800000"):
            fees.charge_for(fee, amount=wrong)


def test_less_is_taken_only_where_an_exemption_is_published(world: World) -> None:
    fee = published(world, exemption="Người thuộc hộ nghèo được giảm 50 %.")
    assert fees.charge_for(fee, amount=400_000).amount == 400_000
    with pytest.raises(InvalidInput):
        fees.charge_for(fee, amount=800_001)


def test_an_amount_that_is_not_published_must_be_typed(world: World) -> None:
    fee = published(world, amount=None)
    assert fees.charge_for(fee, amount=15_000).amount == 15_000
    for wrong in (None, 0, -5, 10**13):
        with pytest.raises(InvalidInput):
            fees.charge_for(fee, amount=wrong)


def test_a_receipt_about_nothing_or_without_a_payer_is_refused(world: World, received: Dossier) -> None:
    with pytest.raises(InvalidInput):
        fees.collect(received, (), payer_name="X", method=PaymentMethod.CASH, seen=1, actor=world.binh, at=TEN)
    with pytest.raises(InvalidInput) as refused:
        pay(world, loaded(received), payer_name=" ")
    assert refused.value.field == "payer_name"
    with pytest.raises(InvalidInput) as refused:
        pay(world, loaded(received), method=PaymentMethod.TRANSFER)
    assert refused.value.field == "evidence"
    assert not PaymentReceipt.objects.exists()
    assert loaded(received).revision == 1


def test_a_voided_receipt_stays_and_its_number_is_not_given_again(world: World, received: Dossier) -> None:
    receipt = pay(world, received)
    with pytest.raises(InvalidInput):
        fees.void(receipt, reason=" ", actor=world.binh, at=TEN)
    with pytest.raises(NotAllowed):
        fees.void(receipt, reason="Nhầm.", actor=world.khoa, at=TEN)
    fees.void(receipt, reason="Thu nhầm hồ sơ.", actor=world.binh, at=TEN)
    with pytest.raises(StaleDossier):
        fees.void(receipt, reason="Lần nữa.", actor=world.binh, at=TEN)
    receipt.refresh_from_db()
    assert (receipt.voided_by, receipt.void_reason) == (world.binh, "Thu nhầm hồ sơ.")
    assert pay(world, loaded(received)).number.endswith("000002")


def test_only_the_counter_takes_money(world: World, dossier_in: DossierIn) -> None:
    dossier = dossier_in(Status.IN_APPRAISAL)
    for person in (world.chi, world.an, world.khoa):
        with pytest.raises(NotAllowed):
            pay(world, loaded(dossier), actor=person)


def test_money_is_not_taken_for_what_is_over(world: World, dossier_in: DossierIn) -> None:
    with pytest.raises(StaleDossier):
        pay(world, dossier_in(Status.RETURNED), at=MONDAY_MORNING + timedelta(days=1))
