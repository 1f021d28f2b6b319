"""A real worker on the configured broker runs what was asked for."""

import time

import pytest
from celery.contrib.testing.worker import start_worker
from django.utils import timezone

from portal.celery import app
from portal.tasks import record_heartbeat
from portal.views import health

PATIENCE_SECONDS = 20


@pytest.mark.broker
@pytest.mark.django_db(transaction=True)
def test_a_task_sent_to_the_broker_is_run_by_a_worker():
    record_heartbeat.delay()

    with start_worker(app, pool="threads", concurrency=1, perform_ping_check=False, shutdown_timeout=PATIENCE_SECONDS):
        deadline = time.monotonic() + PATIENCE_SECONDS
        while (age := health.seconds_since_heartbeat(at=timezone.now())) is None and time.monotonic() < deadline:
            time.sleep(0.05)  # a worker gives no other sign

    assert age is not None
