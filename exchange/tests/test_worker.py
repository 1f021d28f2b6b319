"""A real worker on the configured broker carries a move to a mailbox.

These workers read the real clock, so it is letters that they send: at night no phone rings.
"""

import threading
import time

import pytest
from celery.contrib.testing.worker import start_worker
from django.core import mail

from exchange import delivering
from exchange.models import Delivery, DeliveryState
from portal.celery import app

PATIENCE_SECONDS = 30


@pytest.mark.broker
@pytest.mark.django_db(transaction=True)
def test_a_move_wakes_the_worker_that_sends_its_notice(partners, world):
    world.submit()

    with start_worker(app, pool="threads", concurrency=2, perform_ping_check=False, shutdown_timeout=PATIENCE_SECONDS):
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not Delivery.objects.filter(state=DeliveryState.SENT).exists() and time.monotonic() < deadline:
            time.sleep(0.05)  # a worker gives no other sign

    assert [letter.to for letter in mail.outbox] == [[world.an.email]]


@pytest.mark.django_db(transaction=True)
def test_workers_at_the_same_time_send_each_message_once(partners, world):
    from django.db import connection
    from django.utils import timezone

    from exchange import addressing
    from exchange.channels.contract import ChannelName

    for _each in range(10):
        world.submit()
    started = threading.Barrier(4)
    tried = []

    def work() -> None:
        try:
            started.wait()
            addressing.address_new(at=timezone.now())
            tried.append(delivering.send_due(ChannelName.EMAIL, clock=timezone.now))
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _each in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    delivering.send_due(ChannelName.EMAIL, clock=timezone.now)

    assert Delivery.objects.count() == len(mail.outbox) == 10
    assert set(Delivery.objects.values_list("attempts", "state")) == {(1, DeliveryState.SENT)}
