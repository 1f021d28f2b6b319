"""The outbox: what must be told is a row, written in the transaction in which it happened.

One insert, because it stands in the way of everybody who waits at a counter; who is told, how and in which words, a
worker finds out (`exchange.addressing`, `exchange.delivering`). The broker only wakes it up: when the message is lost,
the sweeper finds the row.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

import structlog
from django.db import IntegrityError, transaction

from agencies.compiled import insert
from dossiers.announcing import News
from dossiers.models import Dossier, DossierEvent
from exchange.bell import Bell
from exchange.kinds import RULES, Kind, kind_of
from exchange.models import Notice, NoticeState

log = structlog.get_logger(__name__)


_quiet_until: ContextVar[datetime | None] = ContextVar("quiet_until", default=None)


@contextmanager
def quiet_until(moment: datetime) -> Iterator[None]:
    """Tell nobody of what happened before a moment: a history that is loaded has been told long ago."""
    token = _quiet_until.set(moment)
    try:
        yield
    finally:
        _quiet_until.reset(token)


def enqueue(dossier: Dossier, event: DossierEvent) -> None:
    """Write down that a move is to be told, where it is; one insert. Called inside the transaction of the move."""
    kind = kind_of(event.action, event.status_after)
    quiet = _quiet_until.get()
    if kind is None or (quiet is not None and event.at < quiet):
        return
    insert(_notice(kind, f"event:{event.pk}", dossier=dossier, event=event, at=event.at))
    wake_after_commit()


def tell(
    kind: Kind,
    *,
    key: str,
    at: datetime,
    dossier: Dossier | None = None,
    subject: str = "",
    facts: Mapping[str, Any] | None = None,
) -> bool:
    """Write down something to be told that is no move, and say whether it is new: the same key is told once.

    `facts` (plain JSON) are given to the words beside those of the dossier.
    """
    notice = _notice(kind, key, dossier=dossier, subject=subject, facts=dict(facts or {}), at=at)
    try:
        with transaction.atomic():
            insert(notice)
    except IntegrityError:
        if not Notice.objects.filter(key=key).exists():
            raise
        return False
    wake_after_commit()
    return True


def pass_on(news: News) -> None:
    """Write down news from the room below."""
    tell(Kind(news.kind), key=news.key, at=news.at, dossier=news.dossier, subject=news.subject, facts=news.facts)


def _notice(kind: Kind, key: str, *, at: datetime, **what: Any) -> Notice:
    return Notice(kind=kind, audience=RULES[kind].audience, key=key, state=NoticeState.NEW, created_at=at, **what)


def wake_after_commit() -> None:
    """Wake a worker once the rows are there. A broker that is away harms nobody: the sweeper comes by."""
    transaction.on_commit(BELL.ring, robust=True)


def wake() -> None:
    """Ask the broker to wake a worker; a broker that is away is only noted."""
    # Imported here: the tasks import what is above.
    from exchange.tasks import deliver

    try:
        deliver.apply_async(retry=False)
    except Exception as error:
        log.warning("worker_not_woken", error=str(error))


BELL = Bell(wake)
