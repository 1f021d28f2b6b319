"""A report at the scale of a province: counted with its list, checked, and read as a page."""

import time
from collections.abc import Callable
from typing import TypeVar
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from reporting.periods import month_of
from reporting.publishing import life, pages
from reporting.publishing.checking import findings

T = TypeVar("T")

KIND = "co-quan"
"""The scoreboard of the agencies: counts, rates and percentiles."""


def measure(write: Callable[[str], object]) -> None:
    """Measure the scoreboard of last month on the dossiers that are there, and leave nothing behind."""
    at = timezone.now()
    month = month_of(month_of(timezone.localdate(at)).day_before)
    maker = User.objects.get(email="mai@demo.test")
    with transaction.atomic():
        report, counted = _timed(
            lambda: life.draft(KIND, period=month.slug, scope=None, key=uuid4(), actor=maker, at=at)
        )
        found, checked = _timed(lambda: findings(report))
        # The first time also reads the addresses of the portal.
        shown = min(_timed(lambda: pages.snapshot_and_table(report, with_lists=True))[1] for _time in range(3))
        lines = report.entries.count()
        transaction.set_rollback(True)
    write(f"| report of a month, counted with its list ({lines:,} lines) | {counted:.2f} s |")
    write(f"| every identity of it checked ({len(found)} findings) | {checked:.2f} s |")
    write(f"| its table, from the frozen snapshot | {shown * 1000:.0f} ms |")


def _timed(operation: Callable[[], T]) -> tuple[T, float]:
    began = time.perf_counter()
    return operation(), time.perf_counter() - began
