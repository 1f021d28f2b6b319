"""What one reads who books an appointment: which days and slots an office offers, and one's own appointment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count
from django.http import Http404
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from agencies.models import OneStopOffice
from agencies.worktime import WorkCalendar
from dossiers.models import Appointment
from dossiers.queries.hall import settings_of
from dossiers.queueing.slots import days_offered, slots_on


@dataclass(frozen=True, slots=True)
class Slot:
    """One slot and how many places are left in it."""

    starts_at: datetime
    left: int


@dataclass(frozen=True, slots=True)
class Bookable:
    """The days that an office offers, and the slots of the chosen one; without days nothing can be booked."""

    days: Sequence[date]
    day: date | None
    slots: Sequence[Slot]
    minutes: int

    @property
    def has_room(self) -> bool:
        """Whether a slot of the chosen day has a place left."""
        return any(slot.left for slot in self.slots)


def bookable(office: OneStopOffice, asked: str, *, at: datetime, calendar: WorkCalendar) -> Bookable:
    """Return what may be booked on the day of an address, else on the first day that is offered; one query."""
    settings = settings_of(office)
    days = days_offered(calendar, at=at, ahead=settings.days_ahead) if settings.takes_bookings else []
    day = next((day for day in days if day.isoformat() == asked), days[0] if days else None)
    if day is None:
        return Bookable([], None, [], settings.slot_minutes)
    starts = [start for start in slots_on(day, calendar, minutes=settings.slot_minutes) if start > at]
    booked = Appointment.objects.filter(office=office, cancelled_at=None, starts_at__in=starts)
    taken = dict(booked.values_list("starts_at").annotate(Count("pk")).order_by())
    slots = [Slot(start, max(0, settings.places - taken.get(start, 0))) for start in starts]
    return Bookable(days, day, slots, settings.slot_minutes)


def get_appointment(code: str, secret: str) -> Appointment:
    """Return an appointment by code and secret, with its office and ticket; one query.

    Either of them wrong raises `Http404`.
    """
    related = Appointment.objects.select_related("office__agency", "sector", "ticket")
    found = related.filter(code=code).first()
    if found is None or not constant_time_compare(found.secret, secret.lower()):
        raise Http404(_("Không tìm thấy lịch hẹn này."))
    return found
