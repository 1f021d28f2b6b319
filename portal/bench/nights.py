"""The nightly figures at the scale of a province: all of them, a usual night, an export, beside one serial pass."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

import psutil
from django.db import connection, transaction
from django.utils import timezone

from dossiers.models import Dossier
from dossiers.papers.tables import csv_lines
from reporting.behind import COLUMNS, rows_for_file
from reporting.models import DailyFigure, StatisticsRun
from reporting.services import compute_statistics

CHANGED = 20_000
MOST_LINES = 1_000_000
SAMPLED_EVERY = 50_000
AFTER_ALL_EVENTS = timedelta(days=1)
"""When the runs say that they started: what was generated a minute ago shall not count as entered since."""

SUMS_OF_ALL = """
SELECT agency_id, channel, COUNT(*),
    COUNT(*) FILTER (WHERE finished_on < original_due_on), COUNT(*) FILTER (WHERE finished_on = original_due_on),
    COUNT(*) FILTER (WHERE finished_on > original_due_on), COUNT(*) FILTER (WHERE finished_on IS NULL),
    COUNT(*) FILTER (WHERE status = 'refused')
FROM dossiers_dossier GROUP BY agency_id, channel
"""

FINISHED = """
UPDATE dossiers_dossier SET status = 'result_ready', finished_at = %s, finished_on = %s, holder_role = 'clerk'
WHERE id IN (
    SELECT id FROM dossiers_dossier WHERE finished_on IS NULL AND received_on < %s AND origin = 'generated'
    ORDER BY id LIMIT %s
)
"""


def measure(write: Callable[[str], object]) -> None:
    """Measure on the dossiers that are there, and write a line of the table for each operation."""
    yesterday = timezone.localdate() - timedelta(days=1)
    at = timezone.now() + AFTER_ALL_EVENTS
    # The demo's own night is forgotten: it lies before what was generated, and would have all of it counted anew.
    StatisticsRun.objects.all().delete()
    serial = min(_seconds(_serial_pass) for _time in range(3))
    write(f"| dossiers | {Dossier.objects.count():,} |")
    write(f"| one serial pass over them | {serial:.2f} s |")
    full = _seconds(lambda: compute_statistics(until=yesterday - timedelta(days=1), at=at, rebuild=True))
    rows = DailyFigure.objects.count()
    write(f"| nightly, full ({rows:,} rows) | {full:.2f} s | {full / serial:.1f} × the serial pass |")
    changed = _a_day_of_work(yesterday)
    usual = _seconds(lambda: compute_statistics(until=yesterday, at=at))
    write(f"| nightly, {changed:,} dossiers changed | {usual:.2f} s | 1/{full / usual:.0f} of the full |")
    lines, seconds, megabytes = _export()
    write(f"| export of {lines:,} rows as CSV | {seconds:.1f} s | {megabytes:.0f} MB more memory |")


def _seconds(operation: Callable[[], object]) -> float:
    began = time.perf_counter()
    operation()
    return time.perf_counter() - began


@contextmanager
def _one_process() -> Iterator[None]:
    """Let PostgreSQL use one process for each statement of the body."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL max_parallel_workers_per_gather = 0")
        yield


def _serial_pass() -> None:
    with _one_process(), connection.cursor() as cursor:
        cursor.execute(SUMS_OF_ALL)
        cursor.fetchall()


def _a_day_of_work(day: date) -> int:
    """Let as many dossiers be finished on a day as change in a province in a day; returns how many there were."""
    finished_at = datetime.combine(day, datetime.min.time(), tzinfo=timezone.get_default_timezone())
    with connection.cursor() as cursor:
        cursor.execute(FINISHED, [finished_at + timedelta(hours=10), day, day, CHANGED])
        return cursor.rowcount


def _export() -> tuple[int, float, float]:
    """Write every received dossier as CSV; returns the lines, the seconds, and the memory that it took at its most."""
    process, most, lines = psutil.Process(), 0, 0
    before, began = process.memory_info().rss, time.perf_counter()
    received = Dossier.objects.exclude(received_on=None)
    for lines, _line in enumerate(csv_lines(COLUMNS, rows_for_file(received))):
        if lines % SAMPLED_EVERY == 0:
            most = max(most, process.memory_info().rss - before)
        if lines == MOST_LINES:
            break
    return lines, time.perf_counter() - began, most / 1024**2
