"""What a clerk reads who calls numbers: the counter, who is there, who waits, in the order in which they are called."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import User
from agencies.models import OneStopOffice
from dossiers.hall_access import offices_called_at
from dossiers.models import Appointment, Counter, Priority, QueueTicket, TicketState
from dossiers.queries.hall import waited
from dossiers.queueing.calling import MOST_AHEAD, in_turn
from dossiers.services.calling import AT_COUNTER, ahead_in_a_row, as_waiting, desk_of
from procedures.models import Sector

LONG_WAIT = 30
"""From so many minutes on a wait is marked."""


@dataclass(frozen=True, slots=True)
class Row:
    """One number in a list, with how many minutes its visitor has waited or waited in all."""

    ticket: QueueTicket
    minutes: int

    @property
    def is_priority(self) -> bool:
        """Whether the visitor goes before others by law."""
        return self.ticket.priority != Priority.NONE

    @property
    def is_long(self) -> bool:
        """Whether the wait is marked as long."""
        return self.minutes >= LONG_WAIT


@dataclass(frozen=True, slots=True)
class Caller:
    """A clerk's page. Without `counter` it asks where they sit; `others` are the other counters of their offices."""

    counter: Counter | None
    others: Sequence[Counter]
    current: Row | None = None
    waiting: Sequence[Row] = field(default_factory=list)
    elsewhere: int = 0
    """How many wait for other counters alone."""
    absent: Sequence[Row] = field(default_factory=list)
    served: int = 0
    appointments: Sequence[Appointment] = field(default_factory=list)

    @property
    def sectors(self) -> list[Sector]:
        """The sectors that counters of this office serve, by name."""
        counters = [self.counter, *self.others] if self.counter else self.others
        office = self.counter.office_id if self.counter else None
        found = {each.pk: each for one in counters if one.office_id == office for each in one.sectors.all()}
        return sorted(found.values(), key=lambda sector: sector.name)

    @property
    def open_others(self) -> list[Counter]:
        """The other counters of the same office that are open now."""
        office = self.counter.office_id if self.counter else None
        return [one for one in self.others if one.is_open and one.office_id == office]


def counters_of(offices: Sequence[OneStopOffice]) -> QuerySet[Counter]:
    """Return the counters of offices with who sits there and what they serve; two queries."""
    rows = Counter.objects.filter(office__in=offices).select_related("office__agency", "clerk")
    return rows.prefetch_related("sectors").order_by("office__code", "number")


def caller(user: User, *, at: datetime) -> Caller:
    """Return a clerk's page; four queries beside the person's own."""
    offices = offices_called_at(user, today=timezone.localdate(at))
    counters = list(counters_of(offices))
    mine = next((one for one in counters if one.clerk_id == user.pk and one.is_open), None)
    others = [one for one in counters if one is not mine]
    if mine is None:
        return Caller(None, others)
    shown = Q(state__in=(TicketState.WAITING, TicketState.ABSENT)) | Q(counter=mine)
    today = QueueTicket.objects.filter(shown, office=mine.office, on=timezone.localdate(at))
    tickets = {one.pk: one for one in today.select_related("sector", "appointment").order_by("pk")}
    waiting = [as_waiting(one) for one in tickets.values() if one.state == TicketState.WAITING]
    order = in_turn(waiting, desk_of(mine), ahead_in_a_row=_streak(mine, tickets.values()), at=at)
    current = next((one for one in tickets.values() if one.counter_id == mine.pk and one.state in AT_COUNTER), None)
    return Caller(
        counter=mine,
        others=others,
        current=_row(current, at=at) if current else None,
        waiting=[_row(tickets[one.number], at=at) for one in order],
        elsewhere=len(waiting) - len(order),
        absent=[_row(one, at=at) for one in tickets.values() if one.state == TicketState.ABSENT],
        served=sum(one.state == TicketState.SERVED and one.counter_id == mine.pk for one in tickets.values()),
        appointments=_booked(mine.office, timezone.localdate(at)),
    )


def _streak(counter: Counter, tickets: Iterable[QueueTicket]) -> int:
    called = [(one.called_at, one.pk, one) for one in tickets if one.counter_id == counter.pk and one.called_at]
    last = [one for _at, _pk, one in sorted(called, key=lambda call: call[:2], reverse=True)[:MOST_AHEAD]]
    return ahead_in_a_row([one.priority != Priority.NONE or one.appointment_id is not None for one in last])


def _row(ticket: QueueTicket, *, at: datetime) -> Row:
    return Row(ticket, waited(ticket, at=at))


def _booked(office: OneStopOffice, today: date) -> list[Appointment]:
    """Return the appointments of a day who have not come yet, by their time; one query."""
    midnight = timezone.make_aware(datetime.combine(today, datetime.min.time()))
    ahead = Appointment.objects.filter(
        office=office, cancelled_at=None, starts_at__gte=midnight, starts_at__lt=midnight + timedelta(days=1)
    )
    return list(ahead.filter(ticket=None).select_related("sector").order_by("starts_at", "pk"))
