"""Appointments at an office: booked with a phone number, given back, turned into a ticket on arrival."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from accounts.models import User
from agencies.calendars import calendar_of
from agencies.models import OneStopOffice
from agencies.worktime import WorkCalendar
from dossiers.announcing import News, tell
from dossiers.errors import InvalidInput
from dossiers.models import Appointment, HallSettings, Priority, QueueTicket, TicketSource
from dossiers.queueing.slots import days_offered, slots_on
from dossiers.services.tickets import draw, new_secret
from procedures.models import Sector

MOST_OPEN = 3
"""How many open appointments one phone number may hold, so that nobody keeps all the slots."""

PHONE_DIGITS = 4
"""How many last digits of the phone number prove at the kiosk that a code is one's own."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who comes, and for what; `phone` in E.164."""

    name: str
    phone: str
    purpose: str = ""
    sector: Sector | None = None
    priority: Priority = Priority.NONE
    user: User | None = None


def book(
    office: OneStopOffice, visitor: Visitor, *, starts_at: datetime, key: UUID, at: datetime, calendar: WorkCalendar
) -> Appointment:
    """Book a slot and tell the visitor by the number that they left; the same `key` books once.

    Raises `InvalidInput` for a slot that is none, is over or full, and for a phone number that has this slot already
    or holds as many open appointments as one may.
    """
    booked = Appointment.objects.filter(key=key, office=office).first()
    if booked is not None:
        return booked
    with transaction.atomic():
        # The office's row is the lock: two visitors do not take the last place.
        settings = HallSettings.objects.select_for_update().filter(office=office).first()
        if again := Appointment.objects.filter(key=key, office=office).first():
            return again
        if settings is None or not settings.takes_bookings:
            raise InvalidInput(_("Nơi này chưa nhận đặt lịch hẹn."))
        _check_slot(settings, starts_at, calendar, at=at)
        open_ones = Appointment.objects.filter(cancelled_at=None)
        if open_ones.filter(office=office, starts_at=starts_at).count() >= settings.places:
            raise InvalidInput(_("Khung giờ này vừa hết chỗ. Ông/Bà chọn khung giờ khác."), field="slot")
        held = open_ones.filter(phone=visitor.phone, starts_at__gte=at)
        if held.filter(office=office, starts_at=starts_at).exists():
            raise InvalidInput(_("Số điện thoại này đã đặt khung giờ này."), field="phone")
        if held.count() >= MOST_OPEN:
            raise InvalidInput(
                _("Số điện thoại này đang giữ %d lịch hẹn. Ông/Bà hủy bớt một lịch rồi đặt lại.") % MOST_OPEN,
                field="phone",
            )
        appointment = _write(office, visitor, starts_at=starts_at, key=key, at=at)
        _tell(appointment, "booked", _("đã đặt"), at=at)
    return appointment


def _check_slot(settings: HallSettings, starts_at: datetime, calendar: WorkCalendar, *, at: datetime) -> None:
    day = calendar.local(starts_at).date()
    if starts_at <= at:
        raise InvalidInput(_("Khung giờ này đã qua. Ông/Bà chọn khung giờ khác."), field="slot")
    is_offered = day in days_offered(calendar, at=at, ahead=settings.days_ahead)
    if not is_offered or starts_at not in slots_on(day, calendar, minutes=settings.slot_minutes):
        raise InvalidInput(_("Ông/Bà chọn một khung giờ trong danh sách."), field="slot")


def _write(office: OneStopOffice, visitor: Visitor, *, starts_at: datetime, key: UUID, at: datetime) -> Appointment:
    """Write the appointment under a code that nobody has; ten to the eight there are."""
    row = Appointment(
        office=office,
        sector=visitor.sector,
        secret=new_secret(),
        key=key,
        user=visitor.user,
        name=visitor.name,
        phone=visitor.phone,
        purpose=visitor.purpose,
        priority=visitor.priority,
        starts_at=starts_at,
        booked_at=at,
    )
    row.code = f"{secrets.randbelow(10**8):08d}"
    while Appointment.objects.filter(code=row.code).exists():
        row.code = f"{secrets.randbelow(10**8):08d}"
    row.save()
    return row


def cancel_appointment(appointment: Appointment, *, at: datetime) -> None:
    """Give a slot back; twice is once. Raises `InvalidInput` for one that has begun or was come to."""
    if appointment.cancelled_at is not None:
        return
    if appointment.starts_at <= at or QueueTicket.objects.filter(appointment=appointment).exists():
        raise InvalidInput(_("Lịch hẹn đã đến giờ hoặc Ông/Bà đã lấy số, nên không hủy được nữa."))
    with transaction.atomic():
        if Appointment.objects.filter(pk=appointment.pk, cancelled_at=None).update(cancelled_at=at):
            appointment.cancelled_at = at
            _tell(appointment, "cancelled", _("đã hủy"), at=at)


def cancel_closed(*, at: datetime) -> int:
    """Cancel what was booked for hours in which the office is closed by now, and tell who booked; return how many.

    A slot that the office merely cuts otherwise is kept. Each in a transaction of its own, so that it may run again, or
    by two at once: whoever has a number, or gave the slot back, is left alone.
    """
    booked = Appointment.objects.filter(cancelled_at=None, starts_at__gt=at, ticket=None)
    cancelled = 0
    for appointment in booked.select_related("office__agency", "user").order_by("starts_at", "pk"):
        calendar = calendar_of(appointment.office.agency)
        local = calendar.local(appointment.starts_at)
        if any(session.opens <= local.time() < session.closes for session in calendar.sessions_on(local.date())):
            continue
        reason = _("Nơi tiếp nhận nghỉ làm việc vào giờ này theo lịch làm việc mới.")
        with transaction.atomic():
            open_one = Appointment.objects.filter(pk=appointment.pk, cancelled_at=None)
            if not open_one.update(cancelled_at=at, cancelled_because=reason):
                continue
            appointment.cancelled_at, appointment.cancelled_because = at, reason
            _tell(appointment, "closed", _("bị hủy vì nơi tiếp nhận nghỉ"), at=at)
        cancelled += 1
    return cancelled


def check_in(
    office: OneStopOffice, code: str, digits: str, *, key: UUID, at: datetime, calendar: WorkCalendar
) -> QueueTicket:
    """Give whoever has come for an appointment their number: by its code and the end of the phone number.

    A wrong code and wrong digits are refused in the same words; the same appointment gives the same ticket.
    """
    found = Appointment.objects.filter(office=office, code=code, cancelled_at=None).select_related("sector").first()
    if found is None or not constant_time_compare(found.phone[-PHONE_DIGITS:], digits):
        raise InvalidInput(_("Không có lịch hẹn nào có mã và số điện thoại này."), field="code")
    return arrive(found, key=key, at=at, calendar=calendar)


def arrive(appointment: Appointment, *, key: UUID, at: datetime, calendar: WorkCalendar) -> QueueTicket:
    """Give the number of an appointment; raises `InvalidInput` on another day than the booked one."""
    ticket = QueueTicket.objects.filter(appointment=appointment).first()
    if ticket is not None:
        return ticket
    if appointment.cancelled_at is not None:
        raise InvalidInput(_("Lịch hẹn này đã hủy."), field="code")
    booked = calendar.local(appointment.starts_at)
    if booked.date() != calendar.local(at).date():
        raise InvalidInput(_("Lịch hẹn này vào %s, không phải hôm nay.") % f"{booked:%H:%M, %d/%m/%Y}", field="code")
    return draw(
        appointment.office,
        sector=appointment.sector,
        priority=Priority(appointment.priority),
        source=TicketSource.APPOINTMENT,
        key=key,
        at=at,
        calendar=calendar,
        appointment=appointment,
    )


def _tell(appointment: Appointment, what: str, words: str, *, at: datetime) -> None:
    starts = timezone.localtime(appointment.starts_at)
    user = appointment.user
    tell(
        News(
            "appointment",
            f"appointment:{appointment.code}:{what}",
            at,
            subject=f"appointment:{appointment.code}",
            facts={
                "to": {
                    "name": appointment.name,
                    "phone": appointment.phone,
                    "email": (user.email or "") if user else "",
                },
                "number": appointment.code,
                "what": str(_("Lịch hẹn %s") % appointment.code),
                "status_words": f"{words} {starts:%H:%M %d/%m}" if what == "booked" else words,
                "reason": appointment.cancelled_because,
                "starts": f"{starts:%H:%M ngày %d/%m/%Y}",
                "office": appointment.office.name,
                "office_address": appointment.office.address,
                "link": reverse("dossiers:appointment", args=[appointment.code, appointment.secret]),
            },
        )
    )
