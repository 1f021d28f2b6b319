"""Celery runs the nightly figures for real: on the embedded broker, and on Redis where the suite has one."""

import time

import pytest
from celery.contrib.testing.worker import start_worker

from dossiers.tests.cast import MONDAY
from dossiers.workflow import Status
from portal.celery import app
from reporting.models import DailyFigure, RunState, StatisticsRun
from reporting.tasks import nightly_statistics
from reporting.turn import statistics_turn

PATIENCE_SECONDS = 20


@pytest.mark.broker
@pytest.mark.django_db(transaction=True)
def test_a_worker_computes_the_figures_of_every_day_that_is_over(dossier_in):
    dossier_in(Status.RETURNED)
    nightly_statistics.delay()

    with start_worker(app, pool="threads", concurrency=1, perform_ping_check=False, shutdown_timeout=PATIENCE_SECONDS):
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not StatisticsRun.objects.exclude(state=RunState.RUNNING).exists() and time.monotonic() < deadline:
            time.sleep(0.05)  # a worker gives no other sign

    run = StatisticsRun.objects.get()
    assert (run.state, run.findings, run.first_day) == (RunState.COMPLETE, [], MONDAY)
    figure = DailyFigure.objects.get()
    assert (figure.day, figure.received, figure.early) == (MONDAY, 1, 1)


@pytest.mark.django_db(transaction=True)
def test_a_task_that_finds_the_turn_taken_steps_back(dossier_in):
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connection

    def run_elsewhere() -> str:
        try:
            return nightly_statistics()
        finally:
            connection.close()

    dossier_in(Status.RETURNED)
    with statistics_turn(), ThreadPoolExecutor(1) as pool:
        assert pool.submit(run_elsewhere).result() == "another run holds the turn"
    assert not StatisticsRun.objects.exists()


def test_beat_wakes_it_half_an_hour_after_midnight():
    schedule = app.conf.beat_schedule["nightly-statistics"]
    assert schedule["task"] == nightly_statistics.name
    assert (schedule["schedule"].hour, schedule["schedule"].minute) == ({0}, {30})
    assert app.conf.timezone == "Asia/Ho_Chi_Minh"
