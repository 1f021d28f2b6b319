"""The verdicts of `dossiers.deadlines` as conditions of a query, for whatever judges many dossiers at once.

Tests compare each of them, row by row, with the arithmetic.

Law: domain decision 6 (day-based limits compare local dates, hour-based and same-day limits compare instants; the
yardstick of a finished dossier is the original due date).
"""

from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from dossiers.models import ClockEntry, DueBasis, EntryKind
from dossiers.workflow import RUNNING, Status

RESOLVED = Q(status__in=[Status.RESULT_READY, Status.RETURNED])
"""Finished with a result, whatever it was."""

LATE = Q(due_basis=DueBasis.DAY, finished_on__gt=F("original_due_on")) | Q(
    due_basis=DueBasis.INSTANT, finished_at__gt=F("original_due_at")
)
"""Finished after the original due date or moment."""

KEPT = Q(due_basis=DueBasis.DAY, finished_on__lte=F("original_due_on")) | Q(
    due_basis=DueBasis.INSTANT, finished_at__lte=F("original_due_at")
)
"""Finished in time. Not the opposite of `LATE`: without a due date a dossier is neither."""

EARLY = KEPT & Q(finished_on__lt=F("original_due_on"))
"""Finished in time and on an earlier day."""


def overdue(at: datetime) -> Q:
    """Return what tells the open dossiers that are past their due moment.

    A pause that began after the due moment hides nothing.
    """
    today = timezone.localdate(at)
    is_over = Q(due_basis=DueBasis.DAY, due_on__lt=today) | Q(due_basis=DueBasis.INSTANT, due_at__lt=at)
    paused_too_late = ClockEntry.objects.filter(dossier=OuterRef("pk"), kind=EntryKind.PAUSE, at__gt=OuterRef("due_at"))
    return is_over & (Q(status__in=RUNNING) | Q(Exists(paused_too_late), status=Status.SUPPLEMENTING))
