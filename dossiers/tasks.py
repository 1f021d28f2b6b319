"""What Celery does for dossiers in working hours: watch for delays before they happen."""

from celery import shared_task
from django.utils import timezone

from dossiers.services import apology_drafts, appointments, calendar, usual_times, warnings


@shared_task(name="dossiers.tasks.watch_delays")
def watch_delays() -> str:
    """Warn of appointments that come near and draft the apologies that will be needed.

    Nothing depends on it: a dossier is late at its legal instant whether or not this ran, and a page that needs a draft
    makes its own. Safe when run twice at once.
    """
    at = timezone.now()
    warned = warnings.sweep(at=at)
    made, cancelled = apology_drafts.sweep(at=at)
    return f"{warned} warnings, {made} drafts made, {cancelled} cancelled"


@shared_task(name="dossiers.tasks.recalendar")
def recalendar() -> str:
    """Carry out what changes of the calendar move; safe when run twice at once.

    The ledgers of running dossiers get their entries, and what was booked for closed hours is cancelled.
    """
    at = timezone.now()
    return f"{calendar.catch_up(at=at)} dossiers moved, {appointments.cancel_closed(at=at)} appointments cancelled"


@shared_task(name="dossiers.tasks.count_usual_times")
def count_usual_times() -> str:
    """Count how long the rest of the way usually takes, for the order of work lists; safe when run twice at once."""
    return f"{usual_times.count_usual_times(at=timezone.now())} usual times"
