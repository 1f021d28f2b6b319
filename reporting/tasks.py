"""What Celery runs at night."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from dossiers.popularity import count_dossiers
from reporting.services import compute_statistics
from reporting.turn import TurnTaken


@shared_task(name="reporting.tasks.nightly_statistics")
def nightly_statistics() -> str:
    """Compute the figures up to yesterday (Asia/Ho_Chi_Minh); a second one at the same time steps back."""
    now = timezone.now()
    count_dossiers()
    try:
        outcome = compute_statistics(until=timezone.localdate(now) - timedelta(days=1), at=now)
    except TurnTaken:
        return "another run holds the turn"
    if outcome.run is None:
        return "nothing to compute"
    return f"{outcome.run.first_day} – {outcome.run.until}: {outcome.run.rows_written} rows"
