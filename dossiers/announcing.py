"""Who wants to hear of what happens, in the transaction that writes it.

The rooms above register when they start (`exchange` writes its notices so): either the event and what follows from it
are both written, or neither is.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from dossiers.models import Dossier, DossierEvent

Listener = Callable[[Dossier, DossierEvent], None]

_listeners: list[Listener] = []


def listen(listener: Listener) -> None:
    """Let a room hear of every event from now on; called once, when it starts."""
    if listener not in _listeners:
        _listeners.append(listener)


def announce(dossier: Dossier, event: DossierEvent) -> None:
    """Tell everybody who listens; the caller holds the transaction. A listener that fails undoes the event."""
    for listener in _listeners:
        listener(dossier, event)


@dataclass(frozen=True, slots=True)
class News:
    """Something that somebody must hear of and that is no move of a dossier: a message, a petition, a reminder.

    `kind` is a value of `exchange.kinds.Kind`; the same `key` is told once. `subject` names what it is about where
    there is no dossier (`feedback:12`). `facts` is plain JSON for the words; `to` in it is the person outside who is
    meant (`{"name", "email", "phone", "language"}`), `officers` the keys of the users inside, `link` the path of the
    page, `what` how a short message calls the thing (“Phản ánh PA-2026-0001”).
    """

    kind: str
    key: str
    at: datetime
    dossier: Dossier | None = None
    subject: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


Teller = Callable[[News], None]

_tellers: list[Teller] = []


def listen_for_news(teller: Teller) -> None:
    """Let a room hear of all news from now on; called once, when it starts."""
    if teller not in _tellers:
        _tellers.append(teller)


def tell(news: News) -> None:
    """Tell the news to everybody who listens; the caller holds the transaction in which it happened."""
    for teller in _tellers:
        teller(news)
