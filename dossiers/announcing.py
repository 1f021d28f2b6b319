"""Who wants to hear of an event, in the transaction that writes it.

The rooms above register when they start (`exchange` writes its notices so): either the event and what follows from it
are both written, or neither is.
"""

from collections.abc import Callable

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
