"""The nightly figures at the scale of a province: all of them, a usual night, beside one serial pass."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from dossiers.models import Dossier
from reporting.holdings import keep_holdings
from reporting.models import DailyFigure, MonthlyHolding, StatisticsRun
from reporting.services import compute_statistics

CHANGED = 20_000
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
    MonthlyHolding.objects.all().delete()
    serial = min(_seconds(_serial_pass) for _time in range(3))
    write(f"| dossiers | {Dossier.objects.count():,} |")
    write(f"| one serial pass over them | {serial:.2f} s |")
    full = _seconds(lambda: compute_statistics(until=yesterday - timedelta(days=1), at=at, rebuild=True))
    rows = DailyFigure.objects.count()
    write(f"| nightly, full ({rows:,} rows) | {full:.2f} s | {full / serial:.1f} × the serial pass |")
    changed = _a_day_of_work(yesterday)
    runs: list[StatisticsRun | None] = []
    usual = _seconds(lambda: runs.append(compute_statistics(until=yesterday, at=at).run))
    write(f"| nightly, {changed:,} dossiers changed | {usual:.2f} s | 1/{full / usual:.0f} of the full |")
    if run := runs[0]:
        for months in ("thirteen months", "the month of a usual night"):
            write(f"| where the time went: {months} | {_seconds(lambda: keep_holdings(run)):.1f} s | |")


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
