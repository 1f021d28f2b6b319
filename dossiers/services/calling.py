"""Calling numbers: what a clerk at a counter does with those who wait.

A counter serves one visitor at a time. Two counters that call at once get two visitors: each takes a ticket only while
it still waits. `seen` is the number that the clerk's page showed as current, empty for none: of two presses the second
changes nothing.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from dossiers.errors import InvalidInput, NotAllowed, StaleQueue
from dossiers.models import Counter, Dossier, Priority, QueueTicket, TicketState
from dossiers.queueing.calling import MOST_AHEAD, Desk, Waiting, next_of
from procedures.models import Sector

AT_COUNTER = (TicketState.CALLED, TicketState.SERVING)


def call_next(counter: Counter, *, seen: str, actor: User, at: datetime) -> QueueTicket | None:
    """Finish with the current visitor and call the next one; None where nobody waits for this counter.

    Where the counter's current number is another than `seen`, somebody has just pressed: that number is returned.
    Raises `NotAllowed` for whoever does not sit at the counter.
    """
    with transaction.atomic():
        current = _current(counter, actor=actor, at=at)
        if current is not None and current.label != seen:
            return current
        if current is not None:
            _finish(current, actor=actor, at=at)
        streak = _ahead_in_a_row(counter, at=at)
        desk = desk_of(counter)
        while True:
            waiting = {ticket.pk: ticket for ticket in waiting_at(counter.office_id, at=at)}
            chosen = next_of([as_waiting(one) for one in waiting.values()], desk, ahead_in_a_row=streak, at=at)
            if chosen is None:
                return None
            if _take(waiting[chosen.number], counter, (TicketState.WAITING,), actor=actor, at=at):
                return waiting[chosen.number]


def call_this(counter: Counter, label: str, *, seen: str, actor: User, at: datetime) -> QueueTicket:
    """Call a certain number out of turn: somebody who was absent has come back, or waits and is needed now.

    Finishes with the current visitor first. Raises `StaleQueue` where the number, or the counter's current one, has
    changed since.
    """
    with transaction.atomic():
        current = _current(counter, actor=actor, at=at)
        if current is not None and current.label == label:
            return current
        if (current.label if current else "") != seen:
            raise StaleQueue
        there = (TicketState.WAITING, TicketState.ABSENT)
        ticket = _of_today(counter, at=at).filter(label=label, state__in=there).first()
        if ticket is None:
            raise StaleQueue
        if current is not None:
            _finish(current, actor=actor, at=at)
        if not _take(ticket, counter, there, actor=actor, at=at):
            raise StaleQueue
        return ticket


def call_again(counter: Counter, *, seen: str, actor: User, at: datetime) -> QueueTicket:
    """Call the current number once more. Raises `StaleQueue` where it is no longer the one that was seen."""
    with transaction.atomic():
        ticket = _seen(counter, seen, actor=actor, at=at)
        if ticket.state == TicketState.CALLED:
            ticket.calls, ticket.called_at = ticket.calls + 1, at
            ticket.save(update_fields=["calls", "called_at"])
        return ticket


def begin(counter: Counter, *, seen: str, actor: User, at: datetime) -> QueueTicket:
    """Note that the visitor stands at the counter; twice is once."""
    with transaction.atomic():
        ticket = _seen(counter, seen, actor=actor, at=at)
        if ticket.state == TicketState.CALLED:
            ticket.state, ticket.began_at = TicketState.SERVING, at
            ticket.save(update_fields=["state", "began_at"])
        return ticket


def finish(counter: Counter, *, seen: str, actor: User, at: datetime) -> QueueTicket:
    """End with the current visitor, and keep which dossiers were taken in meanwhile."""
    with transaction.atomic():
        ticket = _seen(counter, seen, actor=actor, at=at)
        _finish(ticket, actor=actor, at=at)
        return ticket


def mark_absent(counter: Counter, *, seen: str, actor: User, at: datetime) -> QueueTicket:
    """Note that nobody came; whoever comes back is called by their number."""
    with transaction.atomic():
        ticket = _seen(counter, seen, actor=actor, at=at)
        if ticket.state == TicketState.SERVING:
            raise InvalidInput(_("Người mang số %s đang được phục vụ; Ông/Bà bấm “Xong”.") % ticket.label)
        ticket.state, ticket.ended_at = TicketState.ABSENT, at
        ticket.save(update_fields=["state", "ended_at"])
        return ticket


def send_on(
    counter: Counter, *, to: Counter | None, sector: Sector | None, seen: str, actor: User, at: datetime
) -> QueueTicket:
    """Send the current visitor to another counter, or to whichever serves a sector; they keep their number and turn.

    Raises `InvalidInput` for a counter of another office or one that is closed.
    """
    if to is not None and (to.office_id != counter.office_id or not to.is_open or to.pk == counter.pk):
        raise InvalidInput(_("Ông/Bà chọn một quầy khác đang mở."), field="to")
    with transaction.atomic():
        ticket = _seen(counter, seen, actor=actor, at=at)
        _link_dossiers(ticket, actor=actor, at=at)
        ticket.state, ticket.counter, ticket.began_at = TicketState.WAITING, to, None
        ticket.sector = sector if to is None else ticket.sector
        ticket.save(update_fields=["state", "counter", "began_at", "sector"])
        return ticket


# ── Rows as the rules read them ──────────────────────────────────────────────────────────────────
def waiting_at(office_pk: int, *, at: datetime) -> list[QueueTicket]:
    """Return who waits at an office today, in the order of their draw; one query."""
    today = QueueTicket.objects.filter(office=office_pk, on=timezone.localdate(at), state=TicketState.WAITING)
    return list(today.select_related("sector", "appointment").order_by("pk"))


def as_waiting(ticket: QueueTicket) -> Waiting:
    """Return a ticket as the rules of calling read it; the appointment must be there already."""
    return Waiting(
        number=ticket.pk,
        drawn_at=ticket.drawn_at,
        sector=ticket.sector_id,
        is_priority=ticket.priority != Priority.NONE,
        booked_for=ticket.appointment.starts_at if ticket.appointment else None,
        counter=ticket.counter_id,
    )


def desk_of(counter: Counter) -> Desk:
    """Return a counter as the rules of calling read it; a query unless its sectors are prefetched."""
    return Desk(counter.pk, frozenset(sector.pk for sector in counter.sectors.all()))


def _of_today(counter: Counter, *, at: datetime) -> "QuerySet[QueueTicket]":
    return QueueTicket.objects.filter(office=counter.office_id, on=timezone.localdate(at))


def ahead_in_a_row(goes_ahead: list[bool]) -> int:
    """Return how many of a counter's last calls, the newest first, went to somebody who goes before others."""
    return next((count for count, ahead in enumerate(goes_ahead) if not ahead), len(goes_ahead))


def _ahead_in_a_row(counter: Counter, *, at: datetime) -> int:
    called = _of_today(counter, at=at).filter(counter=counter, called_at__isnull=False)
    last = called.order_by("-called_at", "-pk").values_list("priority", "appointment")[:MOST_AHEAD]
    return ahead_in_a_row([priority != Priority.NONE or booked is not None for priority, booked in last])


# ── One visitor at a counter ─────────────────────────────────────────────────────────────────────
def _current(counter: Counter, *, actor: User, at: datetime) -> QueueTicket | None:
    """Lock the counter and return whom it serves; what stayed open on an earlier day is closed.

    Raises `NotAllowed` for whoever does not sit at it.
    """
    held = Counter.objects.select_for_update(of=("self",)).get(pk=counter.pk)
    if held.clerk_id != actor.pk or not held.is_open:
        raise NotAllowed(_("Ông/Bà không ngồi quầy này nữa. Ông/Bà chọn lại quầy."))
    close_forgotten(counter, at=at)
    return _of_today(counter, at=at).filter(counter=counter, state__in=AT_COUNTER).first()


def close_forgotten(counter: Counter, *, at: datetime) -> None:
    """Close what the counter left open on an earlier day; without an end nothing of it is measured."""
    forgotten = QueueTicket.objects.filter(counter=counter, state__in=AT_COUNTER)
    forgotten.exclude(on=timezone.localdate(at)).update(state=TicketState.SERVED)


def _seen(counter: Counter, seen: str, *, actor: User, at: datetime) -> QueueTicket:
    """Return the current ticket, or raise `StaleQueue` where it is not the one that the clerk saw."""
    current = _current(counter, actor=actor, at=at)
    if current is None or current.label != seen:
        raise StaleQueue
    return current


def _take(ticket: QueueTicket, counter: Counter, states: tuple[TicketState, ...], *, actor: User, at: datetime) -> bool:
    """Call a ticket to a counter while it is in one of these states; False where somebody was quicker."""
    first = ticket.first_called_at or at
    there = QueueTicket.objects.filter(pk=ticket.pk, state__in=states)
    called = {
        "state": TicketState.CALLED,
        "counter": counter,
        "clerk": actor,
        "calls": ticket.calls + 1,
        "first_called_at": first,
        "called_at": at,
        "ended_at": None,
    }
    if not there.update(**called):
        return False
    for name, value in called.items():
        setattr(ticket, name, value)
    return True


def _finish(ticket: QueueTicket, *, actor: User, at: datetime) -> None:
    _link_dossiers(ticket, actor=actor, at=at)
    ticket.state, ticket.ended_at = TicketState.SERVED, at
    # Whoever goes on to the next number without a word has served this one since the call.
    ticket.began_at = ticket.began_at or ticket.called_at
    ticket.save(update_fields=["state", "ended_at", "began_at"])


def _link_dossiers(ticket: QueueTicket, *, actor: User, at: datetime) -> None:
    since = ticket.called_at or at
    received = Dossier.objects.filter(office=ticket.office_id, received_by=actor, received_at__range=(since, at))
    ticket.dossiers.add(*received)
