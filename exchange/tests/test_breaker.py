"""A channel that fails stops, says so, and begins again by itself."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.core import mail

from dossiers.tests.cast import MONDAY_MORNING
from exchange import breaker
from exchange.backoff import FIRST, JITTER, LONGEST, wait_after
from exchange.breaker import FAILURES_IN_A_ROW, FIRST_PAUSE
from exchange.fakes.store import Behaviour
from exchange.kinds import Kind
from exchange.models import ChannelState, Delivery, DeliveryState, Notice

NOON = MONDAY_MORNING + timedelta(hours=4)


def test_waits_double_up_to_an_hour_and_are_the_same_for_the_same_seed():
    waits = [wait_after(attempts, seed="k") for attempts in range(1, 12)]

    assert waits == [wait_after(attempts, seed="k") for attempts in range(1, 12)]
    for number, wait in enumerate(waits):
        whole = min(FIRST * 2**number, LONGEST)
        assert whole * (1 - JITTER) <= wait <= whole * (1 + JITTER)


def test_not_all_come_back_at_the_same_moment():
    assert len({wait_after(3, seed=f"mot-cua-{number}") for number in range(50)}) == 50


@pytest.fixture
def broken(world, partners, work):
    """SMS away, and enough messages to notice."""
    world.ha.is_staff = True
    world.ha.save(update_fields=["is_staff"])
    partners.sms.store.behaviour = Behaviour.OUTAGE
    for _each in range(FAILURES_IN_A_ROW + 3):
        world.receive_walk_in()
    work(NOON)
    return partners


def test_failed_push_stops_and_alerts(broken, world, work):
    state = ChannelState.objects.get(channel="sms")
    assert state.stopped_at == NOON
    # The rest was not even tried: it costs no attempt while nobody is there.
    assert list(Delivery.objects.filter(channel="sms").order_by("pk").values_list("attempts", flat=True)) == [
        *[1] * FAILURES_IN_A_ROW,
        *[0] * 3,
    ]

    work(NOON)

    assert Notice.objects.get(kind=Kind.CHANNEL_STOPPED).key.startswith("channel-stopped:sms:")
    (alert,) = mail.outbox
    assert alert.to == [world.ha.email]
    assert "Tin nhắn SMS" in alert.subject and "Không kết nối được" in alert.body


def test_health_names_the_channel_that_stands_still(broken, client):
    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json()["stopped_channels"] == ["sms"]


def test_after_the_pause_one_message_tries_whether_the_partner_is_back(broken, work):
    broken.sms.store.behaviour = Behaviour.WORKS

    work(NOON + FIRST_PAUSE - timedelta(seconds=1))
    assert not broken.texts

    work(NOON + FIRST_PAUSE)

    assert len(broken.texts) == FAILURES_IN_A_ROW + 3
    assert breaker.stopped() == {}


def test_of_two_workers_one_gets_the_try(broken):
    at = NOON + FIRST_PAUSE

    assert [breaker.admits("sms", at=at), breaker.admits("sms", at=at)] == [True, False]


def test_a_partner_that_stays_away_is_tried_less_and_less(broken, work):
    tries = []
    for minute in range(1, 24 * 60):
        at = NOON + timedelta(minutes=minute)
        before = ChannelState.objects.get(channel="sms").failures
        work(at)
        if ChannelState.objects.get(channel="sms").failures > before:
            tries.append(at)
        if len(tries) == 6:
            break

    waits = [later - earlier for earlier, later in pairwise(tries)]
    assert waits == sorted(waits) and waits[-1] == breaker.LONGEST_PAUSE


def test_a_message_that_the_partner_refuses_for_its_own_sake_stops_nothing(world, partners, work):
    from dataclasses import replace

    for _each in range(FAILURES_IN_A_ROW + 1):
        world.receive_walk_in(applicant=replace(world.walk_in_applicant, phone="+84900000404"))

    work(NOON)

    assert breaker.stopped() == {}
    assert Delivery.objects.filter(channel="sms", state=DeliveryState.FAILED).count() == FAILURES_IN_A_ROW + 1
