"""Numbers of a waiting hall: drawn at the kiosk, through the web or by a clerk, given back by whoever drew them."""

import secrets
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from agencies.models import OneStopOffice
from agencies.numbers import take_numbers
from agencies.worktime import WorkCalendar
from dossiers.errors import InvalidInput
from dossiers.models import Appointment, Counter, HallSettings, Priority, QueueTicket, TicketSource, TicketState
from dossiers.queueing.labels import label_of, prefix_of
from dossiers.queueing.slots import tickets_until
from procedures.models import Sector

SECRET_LENGTH = 12
ADDRESS_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Nothing that one misreads; lower case, because it stands in an address."""


def draw(
    office: OneStopOffice,
    *,
    sector: Sector | None,
    priority: Priority,
    source: TicketSource,
    key: UUID,
    at: datetime,
    calendar: WorkCalendar,
    appointment: Appointment | None = None,
) -> QueueTicket:
    """Give the next number of the day; the same `key` gives the same ticket again.

    Raises `InvalidInput` outside the hours of the office, and where the hall has no counter for the sector.
    """
    given = QueueTicket.objects.filter(key=key, office=office).first()
    if given is not None:
        return given
    _check_hours(office, source, calendar, at=at)
    prefix = _prefix(office, sector)
    day = calendar.local(at).date()
    try:
        with transaction.atomic():
            (ordinal,) = take_numbers([(f"ticket_{prefix}", office.code, day.strftime("%Y%m%d"))])
            return QueueTicket.objects.create(
                office=office,
                on=day,
                prefix=prefix,
                ordinal=ordinal,
                label=label_of(prefix, ordinal),
                secret=new_secret(),
                key=key,
                sector=sector,
                priority=priority,
                source=source,
                appointment=appointment,
                drawn_at=at,
            )
    except IntegrityError:
        # Two presses at the same moment: the first one's ticket is there now.
        again = QueueTicket.objects.filter(key=key, office=office).first()
        if again is None and appointment is not None:
            again = QueueTicket.objects.filter(appointment=appointment).first()
        if again is None:
            raise
        return again


def _check_hours(office: OneStopOffice, source: TicketSource, calendar: WorkCalendar, *, at: datetime) -> None:
    if tickets_until(calendar, at=at) is None:
        raise InvalidInput(_("Ngoài giờ làm việc. Ông/Bà lấy số từ 30 phút trước giờ mở cửa đến khi hết giờ làm việc."))
    if source == TicketSource.WEB:
        settings = HallSettings.objects.filter(office=office).first()
        if settings is not None and not settings.gives_tickets_online:
            raise InvalidInput(_("Nơi này không cho lấy số qua mạng. Ông/Bà lấy số tại sảnh."))


def _prefix(office: OneStopOffice, sector: Sector | None) -> str:
    """Return the letter of a ticket; two queries."""
    counters = Counter.objects.filter(office=office).prefetch_related("sectors")
    served = [(counter.number, frozenset(each.pk for each in counter.sectors.all())) for counter in counters]
    if not served:
        raise InvalidInput(_("Nơi này chưa dùng số thứ tự. Ông/Bà đến thẳng quầy."))
    if sector is not None and not any(not sectors or sector.pk in sectors for _number, sectors in served):
        raise InvalidInput(_("Không có quầy nào nhận lĩnh vực này."), field="sector")
    return prefix_of(sector.pk if sector else None, served)


def cancel(ticket: QueueTicket, *, at: datetime) -> None:
    """Give a number back; whoever was called meanwhile stays called. Twice is once.

    Raises `InvalidInput` where the number has been called already.
    """
    waiting = QueueTicket.objects.filter(pk=ticket.pk, state=TicketState.WAITING)
    if waiting.update(state=TicketState.CANCELLED, ended_at=at):
        ticket.state = TicketState.CANCELLED
        return
    ticket.refresh_from_db()
    if ticket.state != TicketState.CANCELLED:
        raise InvalidInput(_("Số này đã được gọi nên không hủy được nữa."))


def new_secret() -> str:
    """Return what nobody guesses, for an address."""
    return "".join(secrets.choice(ADDRESS_LETTERS) for _letter in range(SECRET_LENGTH))
