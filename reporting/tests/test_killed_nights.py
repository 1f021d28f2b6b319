"""The night's process is killed by SIGKILL, at ten points: the old figures stand, and the next night's are right."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection

from dossiers.tests.cast import MONDAY
from reporting.models import DailyFigure, RunState, StatisticsRun
from reporting.services import verify_statistics
from reporting.tests.nights import FRIDAY, LONG_AFTER_ALL_EVENTS, at_the_department_in, everything, night
from reporting.turn import STATISTICS_TURN

# What another process is to read must be committed.
pytestmark = pytest.mark.django_db(transaction=True)

ROOT = Path(__file__).parents[2]
POINTS = 10


def database_url() -> str:
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{settings['NAME']}"
    person = quote(settings["USER"] or "", safe="")
    password = f":{quote(settings['PASSWORD'], safe='')}" if settings["PASSWORD"] else ""
    port = f":{settings['PORT']}" if settings["PORT"] else ""
    return f"postgresql://{person}{password}@{quote(settings['HOST'] or '', safe='')}{port}/{settings['NAME']}"


def process(deadly: int, *options: str) -> "subprocess.CompletedProcess[str]":
    """Run the command as a process of its own, killed before a statement; 0 lets it live."""
    command = [sys.executable, "-m", "reporting.tests.killed_at", str(deadly), "compute_statistics"]
    return subprocess.run(
        [*command, "--date", FRIDAY.isoformat(), *options],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "portal.settings"},
        capture_output=True,
        text=True,
        check=False,
    )


def wait_for_the_turn_of_the_dead() -> None:
    """PostgreSQL lets go of a dead process's locks as soon as it hears of the death: stand in line for them."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [STATISTICS_TURN])
            cursor.execute("SELECT pg_advisory_unlock(%s)", [STATISTICS_TURN])


def back_to_monday() -> None:
    """Forget the days after Monday, and that they were ever computed."""
    DailyFigure.objects.filter(day__gt=MONDAY).delete()
    StatisticsRun.objects.filter(until=FRIDAY).delete()


def test_killed_by_the_machine_at_ten_points_the_old_figures_stand_and_the_next_run_gives_the_same(dossier_in):
    at_the_department_in(dossier_in)
    night(MONDAY, at=LONG_AFTER_ALL_EVENTS)
    before = everything()
    whole = process(0, "--rebuild")
    assert whole.returncode == 0, whole.stderr
    statements, right = int(whole.stderr.split()[-1]), everything()
    assert right != before and verify_statistics(until=FRIDAY) == []
    points = sorted({1 + round(number * (statements - 1) / (POINTS - 1)) for number in range(POINTS)})
    assert len(points) == POINTS
    stood = []
    for point in points:
        back_to_monday()
        killed = process(point, "--rebuild")
        assert killed.returncode == -signal.SIGKILL, killed.stderr
        wait_for_the_turn_of_the_dead()
        is_complete = StatisticsRun.objects.filter(until=FRIDAY, state=RunState.COMPLETE).exists()
        assert everything() == (right if is_complete else before), f"half a night was left before statement {point}"
        stood.append(not is_complete)
        night(FRIDAY, rebuild=is_complete)
        assert everything() == right, f"killed before statement {point}, the next night is another one"
        assert not StatisticsRun.objects.filter(state=RunState.RUNNING).exists()
    # The last few die while the night keeps where the time went: its figures are complete by then.
    assert stood == sorted(stood, reverse=True) and stood.count(True) >= POINTS // 2
