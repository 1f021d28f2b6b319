"""The export of a list that has no end: every received dossier as CSV, and what memory it takes."""

import time
from collections.abc import Callable

import psutil

from dossiers.models import Dossier
from dossiers.papers.tables import csv_lines
from reporting.behind import COLUMNS, rows_for_file

MOST_LINES = 1_000_000
SAMPLED_EVERY = 50_000


def measure(write: Callable[[str], object]) -> None:
    """Write a million rows, or all that there are, and a line of the table."""
    lines, seconds, megabytes = _export()
    write(f"| export of {lines:,} rows as CSV | {seconds:.1f} s | {megabytes:.0f} MB more memory |")


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
