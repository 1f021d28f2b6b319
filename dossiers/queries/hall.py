"""What people read of a waiting hall: which halls there are, one's own number, the screen on the wall."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.models import OneStopOffice
from dossiers.models import Counter, HallSettings, QueueTicket, TicketState
from dossiers.queries.hall_figures import as_visit
from dossiers.queueing.calling import ahead_of
from dossiers.queueing.waits import minutes_between, waits_of
from dossiers.services.calling import AT_COUNTER, as_waiting, desk_of, waiting_at
from procedures.models import Sector


@dataclass(frozen=True, slots=True)
class Hall:
    """One hall in the list: how many wait there now, how many counters are open, what one may do from home."""

    office: OneStopOffice
    waiting: int
    open_counters: int
    gives_tickets_online: bool
    takes_bookings: bool


def halls(*, today: date) -> list[Hall]:
    """Return the offices that call numbers; three queries."""
    offices = OneStopOffice.objects.filter(counters__isnull=False).select_related("hall").distinct()
    waits = QueueTicket.objects.filter(on=today, state=TicketState.WAITING).values_list("office")
    waiting = dict(waits.annotate(Count("pk")).order_by())
    opened = dict(Counter.objects.filter(is_open=True).values_list("office").annotate(Count("pk")).order_by())
    return [
        Hall(
            office,
            waiting.get(office.pk, 0),
            opened.get(office.pk, 0),
            settings.gives_tickets_online,
            settings.takes_bookings,
        )
        for office in offices
        for settings in [getattr(office, "hall", None) or HallSettings(office=office)]
    ]


def get_office(code: str) -> OneStopOffice:
    """Return an office that calls numbers, with its agency and settings, or raise `Http404`; one query."""
    offices = OneStopOffice.objects.filter(code=code, counters__isnull=False).select_related("agency", "hall")
    office = offices.first()
    if office is None:
        raise Http404(_("Nơi này không dùng số thứ tự."))
    return office


def settings_of(office: OneStopOffice) -> HallSettings:
    """Return how an office lets people wait, the usual where it has said nothing; no query after `get_office`."""
    return getattr(office, "hall", None) or HallSettings(office=office)


def sectors_of(office: OneStopOffice) -> list[Sector]:
    """Return the sectors that have counters of their own at an office, by name; one query.

    What is none of these goes to whichever counter serves everything.
    """
    return list(
        Sector.objects.filter(pk__in=Counter.sectors.through.objects.filter(counter__office=office).values("sector"))
    )


# ── One's own number ─────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class MyTicket:
    """A number as whoever drew it sees it.

    `ahead` is how many are called before it if nobody else comes, `usual` the median wait of today's visitors in
    minutes; both None where the number does not wait or nothing is known.
    """

    ticket: QueueTicket
    ahead: int | None = None
    usual: int | None = None
    open_counters: int = 0

    @property
    def is_over(self) -> bool:
        """Whether nothing changes any more."""
        return self.ticket.state in (TicketState.SERVED, TicketState.CANCELLED)


def get_ticket(secret: str) -> QueueTicket:
    """Return a ticket by its secret, or raise `Http404`; one query."""
    related = QueueTicket.objects.select_related("office__agency", "sector", "counter", "appointment")
    ticket = related.filter(secret=secret.lower()).first()
    if ticket is None:
        raise Http404(_("Không tìm thấy số thứ tự này."))
    return ticket


def my_ticket(secret: str, *, at: datetime) -> MyTicket:
    """Return a number with its place in the queue; five queries while it waits, one otherwise."""
    ticket = get_ticket(secret)
    if ticket.state != TicketState.WAITING or ticket.on != timezone.localdate(at):
        return MyTicket(ticket)
    waiting = [as_waiting(one) for one in waiting_at(ticket.office_id, at=at)]
    counters = list(Counter.objects.filter(office=ticket.office_id, is_open=True).prefetch_related("sectors"))
    today = QueueTicket.objects.filter(office=ticket.office_id, on=ticket.on, first_called_at__isnull=False)
    usual = waits_of(as_visit(one) for one in today.select_related("sector")).median
    ahead = ahead_of(as_waiting(ticket), waiting, [desk_of(counter) for counter in counters], at=at)
    return MyTicket(ticket, ahead, usual, len(counters))


# ── The screen on the wall ───────────────────────────────────────────────────────────────────────
CALLS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Call:
    """One number and where it is called to; `mark` changes with each call, so that a repeated one is announced."""

    label: str
    counter: int
    counter_name: str
    is_calling: bool
    mark: str


@dataclass(frozen=True, slots=True)
class Screen:
    """What hangs on the wall: the numbers at the counters, the newest call first, and how many wait. No person."""

    calls: Sequence[Call]
    waiting: int

    @property
    def tag(self) -> str:
        """Return what changes whenever the screen does."""
        return "-".join([str(self.waiting), *(f"{call.mark}{int(call.is_calling)}" for call in self.calls)])


def screen(office: OneStopOffice, *, at: datetime) -> Screen:
    """Return what the screen of an office shows; one query."""
    today = QueueTicket.objects.filter(office=office, on=timezone.localdate(at))
    shown = today.filter(state__in=[*AT_COUNTER, TicketState.WAITING]).order_by("-called_at", "-pk")
    rows = list(shown.values_list("label", "state", "counter__number", "counter__name", "calls", "called_at"))
    calls = [
        Call(label, number, name, state == TicketState.CALLED, f"{label}.{number}.{calls}")
        for label, state, number, name, calls, _at in rows
        if state != TicketState.WAITING
    ]
    return Screen(calls[:CALLS_SHOWN], sum(row[1] == TicketState.WAITING for row in rows))


# ── Who calls: a clerk's counter ─────────────────────────────────────────────────────────────────
def waited(ticket: QueueTicket, *, at: datetime) -> int:
    """Return how many minutes somebody has waited, until the first call or until now."""
    return minutes_between(ticket.drawn_at, ticket.first_called_at or at)


def current_of(user_pk: int, *, at: datetime) -> QueueTicket | None:
    """Return the number that a clerk is serving now, with its counter; one query."""
    mine = QueueTicket.objects.filter(counter__clerk=user_pk, on=timezone.localdate(at), state__in=AT_COUNTER)
    return mine.select_related("counter", "sector").filter(Q(counter__is_open=True)).first()
