"""The portal's own background work."""

from celery import shared_task
from django.utils import timezone

from portal.views import health


@shared_task
def record_heartbeat() -> None:
    """Note that beat and a worker are alive; `/readyz` reports the age of this note."""
    health.record_heartbeat(at=timezone.now())
