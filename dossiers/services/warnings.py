"""Warnings before a breach: one row for each share of the time, whoever notices it and however often."""

from datetime import datetime
from itertools import islice

from dossiers.models import BreachWarning
from dossiers.queries.warnings import CHUNK, due_for_warning


def sweep(*, at: datetime) -> int:
    """Write the warnings that are due, and return how many; a second sweep at the same instant writes none.

    Two at once write each warning once: the row is unique. Whoever tells people of it reads the rows.
    """
    due, written = due_for_warning(at), 0
    while batch := list(islice(due, CHUNK)):
        BreachWarning.objects.bulk_create(
            [BreachWarning(dossier_id=one.dossier_pk, due_at=one.due_at, share=one.share, at=at) for one in batch],
            ignore_conflicts=True,
        )
        written += len(batch)
    return written
