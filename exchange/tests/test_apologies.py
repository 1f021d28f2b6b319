"""Apologies reach their citizen by whatever way there is, with proof, and what the machine cannot do a person does."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core import mail

from dossiers.models import ApologyDelivery, ApologyNotice, DelayCause
from dossiers.services import apologies, apology_drafts, warnings
from dossiers.tests.cast import MONDAY, instant, loaded
from dossiers.workflow import Status
from exchange import watching
from exchange.channels.contract import ChannelName
from exchange.fakes.store import Behaviour
from exchange.kinds import Kind
from exchange.models import ChannelConsent, Delivery, DeliveryState, Notice, NoticePreference

THURSDAY = instant(MONDAY + timedelta(days=3), "08:00")
"""The dossier is due on the Monday after; the apology must be out on the Sunday before."""


@pytest.fixture
def sorry(world, dossier_in):
    """Let the approver sign the apology for An's dossier, with a new date."""

    def signed():
        dossier = loaded(dossier_in(Status.IN_APPRAISAL))
        return apologies.apologise(
            dossier,
            cause=DelayCause.WORKLOAD,
            reason="Số hồ sơ tăng gấp đôi trong tháng.",
            new_due_on=date(2026, 3, 11),
            seen=dossier.revision,
            actor=world.dung,
            at=THURSDAY,
            calendar=world.calendar,
        )

    return signed


def by_zalo_alone(user):
    NoticePreference.objects.create(user=user, language="vi", changed_at=THURSDAY)
    ChannelConsent.objects.create(user=user, channel=ChannelName.ZALO, given_at=THURSDAY)


def told() -> list[tuple[str, str]]:
    return list(Delivery.objects.filter(notice__kind=Kind.APOLOGY).order_by("pk").values_list("channel", "state"))


def test_zalo_only_citizen_gets_the_apology(world, sorry, partners, work):
    by_zalo_alone(world.an)
    sorry()

    work(THURSDAY)

    apology = ApologyNotice.objects.get()
    assert told() == [("zalo", DeliveryState.SENT)]
    assert "hẹn lại ngày 11/03/2026" in partners.notices[-1]["template_data"]["trang_thai"]
    assert apology.delivered_at == THURSDAY
    proof = ApologyDelivery.objects.get(apology=apology)
    assert proof.channel == "zalo" and "msg_id" in proof.proof
    assert not mail.outbox


def test_zalo_only_citizen_without_zalo_account_gets_the_apology_as_a_text_message(world, sorry, partners, work):
    by_zalo_alone(world.an)
    world.applicant = replace(world.applicant, phone="+84900000118")
    sorry()

    work(THURSDAY)
    work(THURSDAY)

    assert told() == [("zalo", DeliveryState.REPLACED), ("sms", DeliveryState.SENT)]
    assert [proof.channel for proof in ApologyDelivery.objects.all()] == ["sms"]


def test_zalo_only_citizen_gets_the_apology_although_zalo_refuses_everything(world, sorry, partners, work):
    by_zalo_alone(world.an)
    partners.zalo.store.behaviour = Behaviour.REJECT
    sorry()

    work(THURSDAY)
    work(THURSDAY)

    assert told() == [("zalo", DeliveryState.REPLACED), ("sms", DeliveryState.SENT)]


def test_the_letter_says_sorry_with_reason_number_and_both_dates(sorry, partners, work):
    sorry()

    work(THURSDAY)

    letter = mail.outbox[-1].body
    apology = ApologyNotice.objects.get()
    for words in ("xin lỗi", "Số hồ sơ tăng gấp đôi trong tháng.", apology.number, "09/03/2026", "11/03/2026"):
        assert words in letter
    assert {proof.channel for proof in ApologyDelivery.objects.all()} == {"email", "sms"}


def test_an_apology_that_no_channel_can_carry_becomes_a_task_and_is_delivered_by_a_person(
    world, sorry, partners, work, client
):
    by_zalo_alone(world.an)
    partners.zalo.store.behaviour = partners.sms.store.behaviour = Behaviour.REJECT
    sorry()
    work(THURSDAY)
    work(THURSDAY)
    assert told() == [("zalo", DeliveryState.REPLACED), ("sms", DeliveryState.FAILED)]
    assert not ApologyDelivery.objects.exists()
    task = Delivery.objects.get(notice__kind=Kind.APOLOGY, state=DeliveryState.FAILED)

    client.force_login(world.binh)
    done = {"words": "Trao tận tay tại quầy 3.", "proof": "An ký nhận vào sổ, số 12"}
    client.post(f"/thong-bao/{task.key}/da-bao/", done)

    proof = ApologyDelivery.objects.get()
    assert (proof.channel, proof.recorded_by, proof.proof) == ("person", world.binh, done["proof"])


def test_a_leader_who_only_watches_delivers_no_apology(world, sorry, partners, work, client):
    partners.sms.store.behaviour = Behaviour.REJECT
    sorry()
    work(THURSDAY)
    task = Delivery.objects.get(notice__kind=Kind.APOLOGY, state=DeliveryState.FAILED)
    client.force_login(world.ha)

    answer = client.post(f"/thong-bao/{task.key}/da-bao/", {"words": "Đã gọi.", "proof": "12:05"})

    assert answer.status_code == 403
    task.refresh_from_db()
    assert task.state == DeliveryState.FAILED


def test_an_apology_waits_no_longer_than_four_hours_for_a_channel(sorry, partners, work):
    from exchange import delivering

    partners.sms.store.behaviour = Behaviour.OUTAGE
    sorry()
    work(THURSDAY)

    delivering.end_overdue(at=THURSDAY + timedelta(hours=4, minutes=1))

    assert ("sms", DeliveryState.FAILED) in told()


def test_whoever_must_act_hears_of_a_draft_once(world, dossier_in, partners, work):
    dossier_in(Status.IN_APPRAISAL)
    apology_drafts.sweep(at=THURSDAY)

    assert watching.tell_watched(at=THURSDAY) == 1
    assert watching.tell_watched(at=THURSDAY) == 0
    work(THURSDAY)

    letters = [letter for letter in mail.outbox if "phiếu xin lỗi" in letter.subject]
    assert {letter.to[0] for letter in letters} == {world.chi.email, world.dung.email}
    assert "/xu-ly/" in letters[0].body


def test_the_holder_is_warned_before_the_date_comes(world, dossier_in, partners, work):
    dossier_in(Status.IN_APPROVAL)
    at = instant(MONDAY + timedelta(days=4), "16:00")
    assert warnings.sweep(at=at) == 1

    assert watching.tell_watched(at=at) == 1
    work(at)

    assert Notice.objects.get(kind=Kind.WARNING).facts == {"share": 80}
    letter = mail.outbox[-1]
    assert letter.to == [world.dung.email] and "80 %" in letter.body
