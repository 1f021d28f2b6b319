"""Exactly one at a time, on either database; a process that is killed gives its turn back by dying."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

STATISTICS_TURN = 4_118_2025
"""The number of the advisory lock on PostgreSQL."""


class TurnTaken(Exception):
    """Another process is computing the statistics."""


@contextmanager
def statistics_turn() -> Iterator[None]:
    """Hold the only turn while the body runs; raises `TurnTaken` at once when somebody else holds it."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [STATISTICS_TURN])
            if not cursor.fetchone()[0]:
                raise TurnTaken
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [STATISTICS_TURN])
        return
    # Beside the database that is being computed, so that each has a turn of its own.
    with Path(f"{connection.settings_dict['NAME']}.statistics-turn").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise TurnTaken from None
        yield
