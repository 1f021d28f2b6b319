"""Booking an appointment at an office, and one's own appointment."""

from datetime import datetime
from uuid import uuid4

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.calendars import calendar_of
from agencies.models import OneStopOffice
from agencies.worktime import WorkCalendar
from dossiers.errors import InvalidInput
from dossiers.forms.hall import BookingForm
from dossiers.models import Appointment
from dossiers.queries import appointments as queries
from dossiers.queries.hall import get_office, halls, sectors_of
from dossiers.services import appointments as services
from dossiers.tries import Tries

UNPROCESSABLE, TOO_MANY = 422, 429
BOOKINGS = Tries("hall:booking", 6, 3600)
"""Each sends a message to a phone: nobody makes us ring others."""


@require_safe
@login_not_required
def booking_offices(request: HttpRequest) -> HttpResponse:
    """Let one choose where to come."""
    found = [hall for hall in halls(today=timezone.localdate()) if hall.takes_bookings]
    return render(request, "dossiers/queueing/booking_offices.html", {"halls": found})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_not_required
def book(request: HttpRequest, office: str) -> HttpResponse:
    """Show the free slots of a day, and book one."""
    at = timezone.now()
    found = get_office(office)
    calendar = calendar_of(found.agency)
    offered = queries.bookable(found, request.GET.get("ngay", ""), at=at, calendar=calendar)
    sectors = sectors_of(found)
    user = request.user if request.user.is_authenticated else None
    usual = {"key": uuid4(), "name": user.full_name if user else "", "phone": user.phone if user else ""}
    typed = request.POST if request.method == "POST" else None
    form, status = BookingForm(typed, slots=offered.slots, sectors=sectors, initial=usual), 200
    if request.method == "POST":
        client = get_adapter().get_client_ip(request)
        status = UNPROCESSABLE
        if BOOKINGS.are_used_up(client, at=at):
            form.add_error(None, _("Nơi này vừa đặt nhiều lịch hẹn. Ông/Bà chờ một giờ rồi đặt tiếp."))
            status = TOO_MANY
        elif form.is_valid() and (made := _book(request, found, form, at=at, calendar=calendar)):
            BOOKINGS.count(client, at=at)
            return redirect("dossiers:appointment", made.code, made.secret)
    crumbs = [{"label": _("Đặt lịch hẹn"), "url": reverse("dossiers:booking_offices")}]
    context = {"office": found, "offered": offered, "form": form, "crumbs": crumbs}
    return render(request, "dossiers/queueing/book.html", context, status=status)


def _book(
    request: HttpRequest, office: OneStopOffice, form: BookingForm, *, at: datetime, calendar: WorkCalendar
) -> Appointment | None:
    """Book what a valid form asks for; None with the reason at the field where it cannot be."""
    given = dict(form.cleaned_data)
    user = request.user if request.user.is_authenticated else None
    starts_at, key = given.pop("slot"), given.pop("key")
    try:
        return services.book(
            office, services.Visitor(**given, user=user), starts_at=starts_at, key=key, at=at, calendar=calendar
        )
    except InvalidInput as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return None


@require_safe
@never_cache
@login_not_required
def appointment(request: HttpRequest, booking: str, secret: str) -> HttpResponse:
    """Show an appointment to whoever has its address: when, where, what to bring; no name."""
    return _page(request, queries.get_appointment(booking, secret), at=timezone.now())


@require_POST
@never_cache
@login_not_required
def cancel_appointment(request: HttpRequest, booking: str, secret: str) -> HttpResponse:
    """Give a slot back."""
    at = timezone.now()
    found = queries.get_appointment(booking, secret)
    try:
        services.cancel_appointment(found, at=at)
    except InvalidInput as error:
        return _page(request, found, at=at, errors=[{"message": str(error), "target": ""}])
    return redirect("dossiers:appointment", booking, secret)


def _page(
    request: HttpRequest, found: Appointment, *, at: datetime, errors: list[dict[str, str]] | None = None
) -> HttpResponse:
    ticket = getattr(found, "ticket", None)
    context = {
        "appointment": found,
        "ticket": ticket,
        "can_cancel": found.cancelled_at is None and ticket is None and found.starts_at > at,
        "errors": errors or [],
    }
    return render(request, "dossiers/queueing/appointment.html", context, status=UNPROCESSABLE if errors else 200)
