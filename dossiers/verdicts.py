"""The verdicts of `dossiers.deadlines` as conditions of a query, for whatever judges many dossiers at once.

Tests compare each of them, row by row, with the arithmetic.

Law: domain decision 6 (day-based limits compare local dates, hour-based and same-day limits compare instants; the
yardstick of a finished dossier is the original due date).
"""

from datetime import datetime

from django.db.models import F, Q
from django.utils import timezone

from dossiers.models import DueBasis, Origin
from dossiers.workflow import ON_THE_CLOCK, Status

HANDLED_HERE = Q(origin=Origin.PORTAL)
"""Taken in and handled on this system. What was imported counts in the figures, and nobody works at it here."""

RESOLVED = Q(status__in=[Status.RESULT_READY, Status.IN_DELIVERY, Status.RETURNED])
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
    """Return what tells the open dossiers that are past the appointment that holds: what people work by.

    A pause that began after the due moment hides nothing.
    """
    today = timezone.localdate(at)
    is_over = Q(due_basis=DueBasis.DAY, due_on__lt=today) | Q(due_basis=DueBasis.INSTANT, due_at__lt=at)
    return Q(status__in=ON_THE_CLOCK) & is_over & ~PAUSED


PAUSED = Q(status__in=ON_THE_CLOCK, paused_at__isnull=False, paused_at__lte=F("due_at"))
"""The clock stands still since before the due moment; a pause that began after it hides nothing."""

LATE_AT_ALL = Q(finished_at__gt=F("original_due_at"))
"""Finished after the original due moment: a little more than `LATE`, and what the index of the late ones holds."""


def late_at(at: datetime) -> Q:
    """Return what tells all dossiers that are or were late against their original due date, open or over.

    As `guards.breached_at` says it row by row: a dossier that was paused in time is not late, even if it ends so.
    """
    return (Q(status__in=ON_THE_CLOCK) | LATE_AT_ALL) & _broken(at, moment="original_due_at", day="original_due_on")


def owes_apology(at: datetime) -> Q:
    """Return what tells the late dossiers for which nobody has signed an apology since the last broken appointment.

    As `guards.owes_apology` says it row by row.

    Law: Nghị định 61/2018/NĐ-CP Điều 19 khoản 9.
    """
    is_broken_again = Q(apologised_at__lte=F("due_at")) & _broken(at, moment="due_at", day="due_on")
    return HANDLED_HERE & late_at(at) & (Q(apologised_at=None) | is_broken_again)


def _broken(at: datetime, *, moment: str, day: str) -> Q:
    """Return what tells the dossiers, open or over, that went past an appointment and were not paused before it."""
    finished = Q(due_basis=DueBasis.DAY, finished_on__gt=F(day))
    finished |= Q(due_basis=DueBasis.INSTANT, finished_at__gt=F(moment))
    running = Q(due_basis=DueBasis.DAY, **{f"{day}__lt": timezone.localdate(at)})
    running |= Q(due_basis=DueBasis.INSTANT, **{f"{moment}__lt": at})
    is_paused_in_time = Q(paused_at__isnull=False, paused_at__lte=F(moment))
    return (finished | (Q(finished_at=None) & running)) & ~is_paused_in_time
