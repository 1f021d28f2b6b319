"""Which number a counter calls next.

A visitor whose booked time has come goes first, then whoever the law puts before others, then everybody else; within
each, whoever waits longest. After two who went before others a counter calls one of the others, so that nobody waits
for ever, however many come with a priority.

Law: as for `dossiers.models.Priority`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

MOST_AHEAD = 2
"""How many who go before others a counter calls in a row while somebody else waits."""

GRACE = timedelta(minutes=15)
"""Who takes the ticket later than this after the booked time waits like everybody else."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who waits.

    `number` tells tickets apart and grows with time. `sector` is None for whoever any counter can serve. `counter`
    is the counter to which they were sent on; no other calls them. `booked_for` is the time of their appointment.
    """

    number: int
    drawn_at: datetime
    sector: int | None = None
    is_priority: bool = False
    booked_for: datetime | None = None
    counter: int | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """A counter that calls: the sectors that it serves, none meaning all."""

    number: int
    sectors: frozenset[int] = frozenset()


def may_serve(desk: Desk, one: Waiting) -> bool:
    """Say whether a counter may call somebody."""
    if one.counter is not None:
        return one.counter == desk.number
    return one.sector is None or not desk.sectors or one.sector in desk.sectors


def kept_appointment(one: Waiting) -> bool:
    """Say whether somebody with an appointment came in time for it."""
    return one.booked_for is not None and one.drawn_at <= one.booked_for + GRACE


def goes_ahead(one: Waiting, *, at: datetime) -> bool:
    """Say whether somebody goes before others now: by priority, or because the booked time has come."""
    return one.is_priority or _is_due(one, at)


def _is_due(one: Waiting, at: datetime) -> bool:
    return kept_appointment(one) and one.booked_for is not None and one.booked_for <= at


def _turn(one: Waiting, at: datetime) -> tuple[int, datetime, int]:
    """Return by what the turn is told within a group: a total order, because numbers differ."""
    if _is_due(one, at) and one.booked_for is not None:
        return (0, one.booked_for, one.number)
    if kept_appointment(one) and one.booked_for is not None and not one.is_priority:
        # Too early for the booked time: nobody who is here already waits for them.
        return (1, max(one.drawn_at, one.booked_for), one.number)
    return (1, one.drawn_at, one.number)


def next_of(waiting: Sequence[Waiting], desk: Desk, *, ahead_in_a_row: int, at: datetime) -> Waiting | None:
    """Return whom a counter calls next; None where nobody waits for it.

    `ahead_in_a_row` is how many of its last calls, without a break, went to somebody who goes before others.
    """
    mine = [one for one in waiting if may_serve(desk, one)]
    ahead = [one for one in mine if goes_ahead(one, at=at)]
    others = [one for one in mine if not goes_ahead(one, at=at)]
    group = others if others and (ahead_in_a_row >= MOST_AHEAD or not ahead) else ahead
    return min(group, key=lambda one: _turn(one, at), default=None)


def in_turn(waiting: Sequence[Waiting], desk: Desk, *, ahead_in_a_row: int = 0, at: datetime) -> list[Waiting]:
    """Return everybody who waits for a counter in the order in which it would call them if nobody else came."""
    mine = [one for one in waiting if may_serve(desk, one)]
    ahead = sorted((one for one in mine if goes_ahead(one, at=at)), key=lambda one: _turn(one, at))
    others = sorted((one for one in mine if not goes_ahead(one, at=at)), key=lambda one: _turn(one, at))
    order: list[Waiting] = []
    run = ahead_in_a_row
    while ahead or others:
        if others and (run >= MOST_AHEAD or not ahead):
            order.append(others.pop(0))
            run = 0
        else:
            order.append(ahead.pop(0))
            run += 1
    return order


def ahead_of(one: Waiting, waiting: Sequence[Waiting], desks: Sequence[Desk], *, at: datetime) -> int:
    """Return how many are called before somebody if nobody else comes.

    Counted are those who wait for a counter that may call this one, too; without such a counter, all who wait.
    """
    mine = [desk for desk in desks if may_serve(desk, one)]
    rivals = [other for other in waiting if not mine or any(may_serve(desk, other) for desk in mine)]
    everywhere = Desk(one.counter or 0)
    order = in_turn([_unbound(other, everywhere) for other in rivals], everywhere, at=at)
    return next((place for place, other in enumerate(order) if other.number == one.number), 0)


def _unbound(one: Waiting, desk: Desk) -> Waiting:
    """Return somebody as one who waits for this counter, too."""
    return Waiting(one.number, one.drawn_at, None, one.is_priority, one.booked_for, desk.number)
