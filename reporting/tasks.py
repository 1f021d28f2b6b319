"""What Celery runs: the figures at night, drafts and letters of reports as they are due."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from dossiers.popularity import count_dossiers
from reporting.dashboards.forecasts import forecast_until
from reporting.holdings import keep_holdings
from reporting.publishing.letters import send_due
from reporting.publishing.scheduling import make_due
from reporting.services import compute_statistics
from reporting.turn import TurnTaken

LETTERS_AT_ONCE = 100


@shared_task(name="reporting.tasks.nightly_statistics")
def nightly_statistics() -> str:
    """Compute the figures up to yesterday (Asia/Ho_Chi_Minh); a second one at the same time steps back."""
    now = timezone.now()
    count_dossiers()
    try:
        outcome = compute_statistics(until=timezone.localdate(now) - timedelta(days=1), at=now)
        months = keep_holdings(outcome.run) if outcome.run else 0
    except TurnTaken:
        return "another run holds the turn"
    if outcome.run is None:
        return "nothing to compute"
    return f"{outcome.run.first_day} – {outcome.run.until}: {outcome.run.rows_written} rows, {months} months"


@shared_task(name="reporting.tasks.forecast_lateness")
def forecast_lateness() -> str:
    """Foresee which of the dossiers that are due in three working days will be late; safe when run twice."""
    return f"{forecast_until(timezone.localdate())} forecasts"


@shared_task(name="reporting.tasks.draft_reports")
def draft_reports() -> str:
    """Make the drafts whose period is over, on its first working day or, if that was missed, later; safe when twice."""
    return f"{len(make_due(at=timezone.now()))} drafts"


@shared_task(name="reporting.tasks.send_letters")
def send_letters() -> str:
    """Send the letters about new reports that are due; what fails is tried again later."""
    return f"{send_due(at=timezone.now(), limit=LETTERS_AT_ONCE)} tried"
