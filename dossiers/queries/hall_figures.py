"""How long people wait at an office: measured from its tickets, for a day and by hour."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.models import OneStopOffice
from dossiers.models import Counter, QueueTicket, TicketState
from dossiers.queueing.waits import Visit, Waits, waits_by, waits_of

DAYS_COMPARED = 10


@dataclass(frozen=True, slots=True)
class Group:
    """One line of the figures: its name and what it adds up to."""

    name: str
    waits: Waits


@dataclass(frozen=True, slots=True)
class HallDay:
    """A day at an office in figures.

    `waiting`, `absent` and `cancelled` count numbers by where they stand; on a day that is over, `waiting` were never
    called. `days` are the last days on which numbers were drawn, the newest first.
    """

    day: date
    all: Waits
    waiting: int
    at_counters: int
    served: int
    absent: int
    cancelled: int
    by_sector: Sequence[Group]
    by_hour: Sequence[Group]
    counters: Sequence[Counter]
    days: Sequence[tuple[date, Waits]]


def hall_day(office: OneStopOffice, *, day: date) -> HallDay:
    """Return the figures of a day; four queries."""
    tickets = list(_tickets(office).filter(on=day).order_by("pk"))
    states = [ticket.state for ticket in tickets]
    visits = [as_visit(ticket) for ticket in tickets]
    return HallDay(
        day=day,
        all=waits_of(visits),
        waiting=states.count(TicketState.WAITING),
        at_counters=states.count(TicketState.CALLED) + states.count(TicketState.SERVING),
        served=states.count(TicketState.SERVED),
        absent=states.count(TicketState.ABSENT),
        cancelled=states.count(TicketState.CANCELLED),
        by_sector=[Group(name, waits) for name, waits in waits_by(visits, lambda visit: visit.sector)],
        by_hour=[Group(f"{hour:02d}:00–{hour:02d}:59", waits) for hour, waits in waits_by(visits, _hour)],
        counters=list(Counter.objects.filter(office=office).select_related("clerk").prefetch_related("sectors")),
        days=_days_before(office, day),
    )


def _hour(visit: Visit) -> int:
    return timezone.localtime(visit.drawn_at).hour


def _days_before(office: OneStopOffice, day: date) -> list[tuple[date, Waits]]:
    """Return the waits of the last days before a day, in one query."""
    earlier = QueueTicket.objects.filter(office=office, on__lt=day).order_by("-on")
    last = earlier.values("on").distinct()[:DAYS_COMPARED]
    rows = _tickets(office).filter(on__in=[row["on"] for row in last])
    by_day = waits_by([as_visit(ticket) for ticket in rows], lambda visit: timezone.localdate(visit.drawn_at))
    return by_day[::-1]


def _tickets(office: OneStopOffice) -> QuerySet[QueueTicket]:
    return QueueTicket.objects.filter(office=office).select_related("sector", "counter")


def as_visit(ticket: QueueTicket) -> Visit:
    """Return what is measured of a ticket; its sector must be there already. What ended on another day has no end."""
    ended = ticket.ended_at if ticket.ended_at and timezone.localdate(ticket.ended_at) == ticket.on else None
    return Visit(
        label=ticket.label,
        sector=ticket.sector.name if ticket.sector else _("Việc khác, nhận kết quả"),
        drawn_at=ticket.drawn_at,
        called_at=ticket.first_called_at,
        began_at=ticket.began_at,
        ended_at=ended,
        is_served=ticket.state == TicketState.SERVED,
    )


def csv_rows(office: OneStopOffice, *, day: date) -> Iterator[list[str]]:
    """Return the numbers of a day as lines of a table, the head first: times and minutes, nobody's name; one query."""
    yield [
        _("Số thứ tự"),
        _("Lĩnh vực"),
        _("Ưu tiên"),
        _("Lấy số bằng"),
        _("Quầy"),
        _("Lấy số lúc"),
        _("Gọi lúc"),
        _("Bắt đầu lúc"),
        _("Kết thúc lúc"),
        _("Chờ (phút)"),
        _("Phục vụ (phút)"),
        _("Tình trạng"),
    ]
    for ticket in _tickets(office).filter(on=day).order_by("pk"):
        visit = as_visit(ticket)
        times = (visit.drawn_at, visit.called_at, visit.began_at, visit.ended_at)
        yield [
            ticket.label,
            visit.sector,
            ticket.get_priority_display(),
            ticket.get_source_display(),
            str(ticket.counter or ""),
            *(f"{timezone.localtime(moment):%H:%M:%S}" if moment else "" for moment in times),
            *_texts([visit.wait, visit.service]),
            ticket.get_state_display(),
        ]


def _texts(numbers: Iterable[int | None]) -> list[str]:
    return ["" if number is None else str(number) for number in numbers]
