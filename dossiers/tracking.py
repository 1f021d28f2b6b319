"""The public look-up: a code and a second secret open how far a dossier has come, and nothing about a person.

Law: Thông tư 01/2018/TT-VPCP Điều 16 khoản 2 điểm d (without sign-in: code and degree of completion);
domain decision 10.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache
from django.utils.crypto import constant_time_compare

from agencies.calendars import calendar_of
from dossiers.models import Dossier
from dossiers.path import ENDED_EARLY, Badge, Progress, Station, progress_of, standing_badge, stations_of
from dossiers.workflow import FINAL, Status

TRIES = 10
WINDOW_SECONDS = 600


@dataclass(frozen=True, slots=True)
class PublicWords:
    """What anybody with code and secret may know of a dossier; nothing of it is about a person."""

    code: str
    status: Status
    progress: Progress | None
    stations: tuple[Station, ...]
    due_at: datetime | None
    standing: Badge | None
    waits_for_applicant: bool
    is_ready: bool


_NO_ANSWER = "--------"
"""Compared with where there is no dossier, so that both refusals do the same work."""


class TooManyTries(Exception):
    """Somebody guesses: from one address, or at one code."""


class NothingFound(Exception):
    """No dossier has this code with this secret; which of the two is wrong is not told."""


def look_up(code: str, secret: str, *, client: str, at: datetime) -> Dossier:
    """Return the dossier that code and secret belong to; one query.

    Raises `NothingFound` for a wrong code and for a wrong secret alike, `TooManyTries` after ten failures in ten
    minutes by one client address or at one code. Only failures count: whoever has the secret may look as often as
    they like.
    """
    code = code.strip().upper()
    window = int(at.timestamp()) // WINDOW_SECONDS
    counters = [_counter("client", client, window), _counter("code", code, window)]
    if any(cache.get(counter, 0) >= TRIES for counter in counters):
        raise TooManyTries
    dossier = Dossier.objects.filter(code=code).first()
    expected = dossier.tracking_secret if dossier else _NO_ANSWER
    is_right = constant_time_compare(secret.strip().replace(" ", "").upper(), expected)
    if dossier is None or not is_right:
        for counter in counters:
            _count(counter)
        raise NothingFound
    return dossier


def what_is_public(dossier: Dossier, *, at: datetime) -> PublicWords:
    """Return what page and API show of a dossier that was looked up: its step, how much is done, the promised date."""
    status = Status(dossier.status)
    is_open = status not in FINAL and dossier.finished_at is None
    return PublicWords(
        code=dossier.code,
        status=status,
        progress=None if status in ENDED_EARLY else progress_of(dossier),
        stations=stations_of(dossier),
        due_at=dossier.due_at if is_open else None,
        standing=standing_badge(dossier, at=at, calendar=calendar_of(None)) if is_open else None,
        waits_for_applicant=status is Status.SUPPLEMENTING,
        is_ready=status is Status.RESULT_READY,
    )


def _counter(kind: str, value: str, window: int) -> str:
    """Return the cache key of a counter; what a stranger typed is never a key itself."""
    return f"tracking:{kind}:{window}:{hashlib.sha256(value.encode()).hexdigest()[:32]}"


def _count(counter: str) -> None:
    cache.add(counter, 0)
    try:
        cache.incr(counter)
    except ValueError:  # it was thrown out of the cache between the two lines
        cache.set(counter, 1)
    # Some caches forget at what time a counter was to end when they add to it.
    cache.touch(counter, 2 * WINDOW_SECONDS)
