"""What machines ask: is the process alive, and are the parts that it needs there?"""

from collections.abc import Callable
from datetime import datetime

import structlog
from celery import current_app
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from exchange.breaker import stopped
from reporting.nights import night_state

log = structlog.get_logger(__name__)

HEARTBEAT_KEY = "portal:heartbeat"
HEARTBEAT_KEPT_SECONDS = 24 * 60 * 60


def record_heartbeat(*, at: datetime) -> None:
    """Keep the moment at which a worker last ran what beat asked for."""
    cache.set(HEARTBEAT_KEY, at.isoformat(), HEARTBEAT_KEPT_SECONDS)


def seconds_since_heartbeat(*, at: datetime) -> int | None:
    """Return the age of the last heartbeat in seconds, or None if none is known."""
    last = cache.get(HEARTBEAT_KEY)
    return int((at - datetime.fromisoformat(last)).total_seconds()) if last else None


@login_not_required
@require_safe
@never_cache
def alive(request: HttpRequest) -> JsonResponse:
    """Answer that this process serves requests; touch nothing else."""
    return JsonResponse({"status": "ok"})


@login_not_required
@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """Answer 200 if database, cache and broker answer, else 503; name the parts, never the reason.

    A channel of notices that stands still is named, and how the figures of last night stand (`good`, `empty`, else an
    alarm: `missed`, `failed`, `broken`); the portal serves without them, so it stays 200.
    """
    parts = {
        "database": _answers(_ask_database),
        "cache": _answers(_ask_cache),
        "broker": _answers(_ask_broker),
    }
    is_ready = all(parts.values())
    now = timezone.now()
    age = seconds_since_heartbeat(at=now) if parts["cache"] else None
    return JsonResponse(
        {
            "status": "ok" if is_ready else "unavailable",
            "parts": {name: "ok" if answers else "unavailable" for name, answers in parts.items()},
            "seconds_since_heartbeat": age,
            "stopped_channels": sorted(stopped()) if parts["database"] else None,
            "statistics": night_state(at=now) if parts["database"] else None,
        },
        status=200 if is_ready else 503,
    )


def _answers(ask: Callable[[], None]) -> bool:
    # Whatever the reason is, the part is not there; the reason stays in the log, because the page is public.
    try:
        ask()
    except Exception:
        log.exception("part_unavailable", part=ask.__name__)
        return False
    return True


def _ask_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _ask_cache() -> None:
    # A read, because GET never writes.
    cache.get("portal:nothing")


def _ask_broker() -> None:
    with current_app.connection_for_read() as broker:
        broker.ensure_connection(max_retries=1, timeout=2)
