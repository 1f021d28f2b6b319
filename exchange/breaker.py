"""A channel that fails several times in a row stops, says so, and is tried again after a while with one message."""

from datetime import datetime, timedelta

import structlog
from django.db.models import F

from exchange.models import ChannelState

log = structlog.get_logger(__name__)

FAILURES_IN_A_ROW = 5
FIRST_PAUSE = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(hours=1)


def admits(channel: str, *, at: datetime) -> bool:
    """Say whether a message may be tried now; while stopped, one worker gets one try when the pause is over."""
    state = ChannelState.objects.filter(channel=channel).first()
    if state is None or state.stopped_at is None:
        return True
    if state.retry_at is None or at < state.retry_at:
        return False
    trying = ChannelState.objects.filter(pk=state.pk, retry_at=state.retry_at, pauses=state.pauses)
    return bool(trying.update(retry_at=at + FIRST_PAUSE))


def note_success(channel: str, *, at: datetime) -> None:
    """Forget the failures; a stopped channel goes on."""
    state, _is_new = ChannelState.objects.get_or_create(channel=channel)
    if state.stopped_at:
        log.info("channel_resumed", channel=channel)
    ChannelState.objects.filter(pk=state.pk).update(
        failures=0, stopped_at=None, retry_at=None, pauses=0, last_success_at=at
    )


def note_failure(channel: str, words: str, *, at: datetime) -> ChannelState | None:
    """Count a failure that tells of the channel; return its state if this is the one that stops it."""
    state, _is_new = ChannelState.objects.get_or_create(channel=channel)
    row = ChannelState.objects.filter(pk=state.pk)
    row.update(failures=F("failures") + 1, last_error=words[:300], last_failure_at=at)
    state.refresh_from_db()
    if state.failures < FAILURES_IN_A_ROW:
        return None
    if state.stopped_at is not None:
        pauses = state.pauses + 1
        row.update(retry_at=at + min(FIRST_PAUSE * 2**pauses, LONGEST_PAUSE), pauses=pauses)
        return None
    if not row.filter(stopped_at=None).update(stopped_at=at, retry_at=at + FIRST_PAUSE, pauses=0):
        return None
    log.error("channel_stopped", channel=channel, error=words)
    state.refresh_from_db()
    return state


def stopped() -> dict[str, ChannelState]:
    """Return the channels that stand still, by name; one query."""
    return {state.channel: state for state in ChannelState.objects.exclude(stopped_at=None)}
