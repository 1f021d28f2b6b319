"""What workers do: address what is new, send what is due. A message of the broker only says “look now”."""

from celery import shared_task
from django.utils import timezone

from exchange import addressing, delivering, watching
from exchange.channels.contract import ChannelName

BATCH = 50


@shared_task(name="exchange.tasks.deliver")
def deliver() -> str:
    """Address what is new, then wake one task for each channel: a slow one holds up no other."""
    addressed = addressing.address_new(at=timezone.now())
    due = delivering.due_channels(at=timezone.now())
    for name in due:
        send_by.delay(name.value)
    return f"{addressed} addressed; due: {', '.join(due) or 'nothing'}"


@shared_task(name="exchange.tasks.send_by")
def send_by(channel: str) -> str:
    """Send what is due by one channel; a full batch goes on in a task of its own, so that others get their turn."""
    name = ChannelName(channel)
    sent = delivering.send_due(name, clock=timezone.now, limit=BATCH)
    if sent == BATCH:
        send_by.delay(channel)
    return f"{sent} tried"


@shared_task(name="exchange.tasks.sweep")
def sweep() -> str:
    """Find what a lost message or a worker that died left behind, end what waited too long, send what is due again."""
    at = timezone.now()
    ended = delivering.end_overdue(at=at)
    return f"{ended} given up; {deliver()}"


@shared_task(name="exchange.tasks.tell_watched")
def tell_watched() -> str:
    """Tell what no move tells: appointments that come near, apologies to be signed, results that nobody collected."""
    return f"{watching.tell_watched(at=timezone.now())} told"


@shared_task(name="exchange.tasks.ask_reports")
def ask_reports() -> str:
    """Ask which text messages arrived."""
    return f"{delivering.ask_reports(at=timezone.now())} reported"
