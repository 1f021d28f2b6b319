"""The waiting hall for everybody: which halls there are, a number at the kiosk or from home, the screen on the wall."""

from typing import Any
from uuid import uuid4

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.calendars import calendar_of
from agencies.models import OneStopOffice
from agencies.typesetting import qr_svg
from dossiers.errors import InvalidInput
from dossiers.forms.hall import CheckInForm, DrawForm
from dossiers.models import Priority, QueueTicket, TicketSource
from dossiers.queries import hall as queries
from dossiers.queueing.slots import tickets_until
from dossiers.services import appointments, tickets
from dossiers.tries import Tries

UNPROCESSABLE, TOO_MANY = 422, 429
READ_OR_POST = ["GET", "HEAD", "POST"]
BY_WEB = Tries("hall:web", 6, 600)
"""Families share an address; six numbers in ten minutes is a queue of its own."""
AT_KIOSK = Tries("hall:kiosk", 120, 600)
"""A busy kiosk gives one in five seconds."""
CHECK_INS = Tries("hall:check-in", 20, 600)
"""Mistyped codes of appointments."""
POLL_SECONDS = 3


@require_safe
@login_not_required
def offices(request: HttpRequest) -> HttpResponse:
    """Let one choose an office, and see how many wait there."""
    halls = queries.halls(today=timezone.localdate())
    return render(request, "dossiers/queueing/offices.html", {"halls": halls})


@require_http_methods(READ_OR_POST)
@never_cache
@login_not_required
def draw_ticket(request: HttpRequest, office: str) -> HttpResponse:
    """Give a number to somebody at home or on the way."""
    return _draw(request, queries.get_office(office), is_kiosk=False)


@require_http_methods(READ_OR_POST)
@never_cache
@login_not_required
def kiosk(request: HttpRequest, office: str) -> HttpResponse:
    """Give a number at the kiosk: first the matter, then whether one goes before others, then the slip."""
    return _draw(request, queries.get_office(office), is_kiosk=True)


def _draw(request: HttpRequest, office: OneStopOffice, *, is_kiosk: bool) -> HttpResponse:
    at = timezone.now()
    sectors = queries.sectors_of(office)
    calendar = calendar_of(office.agency)
    initial = {"key": uuid4()}
    form = DrawForm(request.POST if request.method == "POST" else None, sectors=sectors, initial=initial)
    status = 200
    if request.method == "POST":
        tries, client = (AT_KIOSK if is_kiosk else BY_WEB), get_adapter().get_client_ip(request)
        status = UNPROCESSABLE
        if tries.are_used_up(f"{office.code} {client}", at=at):
            form.add_error(
                None, _("Nơi này vừa lấy nhiều số. Ông/Bà chờ ít phút rồi lấy lại, hoặc hỏi cán bộ hướng dẫn.")
            )
            status = TOO_MANY
        elif form.is_valid():
            try:
                source = TicketSource.KIOSK if is_kiosk else TicketSource.WEB
                ticket = tickets.draw(office, **form.cleaned_data, source=source, at=at, calendar=calendar)
            except InvalidInput as error:
                form.add_error(error.field if error.field in form.fields else None, str(error))
            else:
                tries.count(f"{office.code} {client}", at=at)
                return _to_ticket(office, ticket, is_kiosk=is_kiosk)
    context = {
        "office": office,
        "form": form,
        "sectors": sectors,
        "until": tickets_until(calendar, at=at),
        "crumbs": [{"label": _("Lấy số thứ tự"), "url": reverse("dossiers:hall_offices")}],
        "settings": queries.settings_of(office),
        **(_step(request, form) | {"kiosk_url": _start(office)} if is_kiosk else {}),
    }
    template = "dossiers/queueing/kiosk.html" if is_kiosk else "dossiers/queueing/draw.html"
    return render(request, template, context, status=status)


def _step(request: HttpRequest, form: DrawForm) -> dict[str, Any]:
    """Return where somebody is at the kiosk: the matter that they chose, if they have."""
    asked = request.POST.get("sector") if request.method == "POST" else request.GET.get("viec")
    sector = next((one for one in form.sectors if one.code == asked), None)
    has_chosen = not form.sectors or asked in ("", "khac") or sector is not None
    priorities = [choice for choice in Priority.choices if choice[0] != Priority.NONE]
    return {"has_chosen": has_chosen, "sector": sector, "priorities": priorities, "key": form["key"].value()}


def _start(office: OneStopOffice) -> str:
    """Return the address to which a kiosk goes back."""
    return reverse("dossiers:kiosk", args=[office.code])


def _to_ticket(office: OneStopOffice, ticket: QueueTicket, *, is_kiosk: bool) -> HttpResponse:
    if is_kiosk:
        return redirect("dossiers:kiosk_ticket", office.code, ticket.secret)
    return redirect("dossiers:ticket", ticket.secret)


@require_http_methods(READ_OR_POST)
@never_cache
@login_not_required
def kiosk_check_in(request: HttpRequest, office: str) -> HttpResponse:
    """Give their number to whoever has come for an appointment."""
    at = timezone.now()
    found = queries.get_office(office)
    form, status = CheckInForm(initial={"key": uuid4()}), 200
    if request.method == "POST":
        form, status = CheckInForm(request.POST), UNPROCESSABLE
        client = get_adapter().get_client_ip(request)
        if CHECK_INS.are_used_up(client, at=at):
            form.add_error(None, _("Đã thử sai quá nhiều lần. Ông/Bà hỏi cán bộ hướng dẫn."))
            status = TOO_MANY
        elif form.is_valid():
            try:
                ticket = appointments.check_in(found, **form.cleaned_data, at=at, calendar=calendar_of(found.agency))
            except InvalidInput as error:
                CHECK_INS.count(client, at=at)
                form.add_error(error.field if error.field in form.fields else None, str(error))
            else:
                return _to_ticket(found, ticket, is_kiosk=True)
    context = {"office": found, "form": form, "kiosk_url": _start(found)}
    return render(request, "dossiers/queueing/kiosk_check_in.html", context, status=status)


@require_safe
@never_cache
@login_not_required
def kiosk_ticket(request: HttpRequest, office: str, secret: str) -> HttpResponse:
    """Show and print the slip, and go back to the start after a while."""
    found = queries.get_office(office)
    my = queries.my_ticket(secret, at=timezone.now())
    context = {"office": found, "my": my, "ticket": my.ticket, "qr": _qr(my.ticket), "kiosk_url": _start(found)}
    return render(request, "dossiers/queueing/kiosk_ticket.html", context)


@require_safe
@never_cache
@login_not_required
def ticket(request: HttpRequest, secret: str) -> HttpResponse:
    """Show a number with its place in the queue; a part of it is asked for again every few seconds."""
    my = queries.my_ticket(secret, at=timezone.now())
    is_part = "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers
    context = {"my": my, "ticket": my.ticket, "errors": []}
    return render(request, f"dossiers/queueing/{'_my_ticket' if is_part else 'ticket'}.html", context)


@require_POST
@never_cache
@login_not_required
def cancel_ticket(request: HttpRequest, secret: str) -> HttpResponse:
    """Give a number back."""
    at = timezone.now()
    try:
        tickets.cancel(queries.get_ticket(secret), at=at)
    except InvalidInput as error:
        my = queries.my_ticket(secret, at=at)
        errors = [{"message": str(error), "target": ""}]
        context = {"my": my, "ticket": my.ticket, "errors": errors}
        return render(request, "dossiers/queueing/ticket.html", context, status=UNPROCESSABLE)
    return redirect("dossiers:ticket", secret)


def _qr(ticket: QueueTicket) -> SafeString:
    """Return the picture that leads a phone to the number."""
    address = settings.PORTAL_URL + reverse("dossiers:ticket", args=[ticket.secret])
    return mark_safe(qr_svg(address))  # noqa: S308 - drawn by ourselves from our own address


# ── The screen on the wall ───────────────────────────────────────────────────────────────────────
@require_safe
@csrf_exempt
@login_not_required
def call_screen(request: HttpRequest, office: str) -> HttpResponse:
    """Show which number is called to which counter; no person, no sign-in, nothing to press but the loudspeaker."""
    found = queries.get_office(office)
    context = {"office": found, "screen": queries.screen(found, at=timezone.now()), "seconds": POLL_SECONDS}
    return render(request, "dossiers/queueing/screen.html", context)


@require_safe
@csrf_exempt
@login_not_required
def call_screen_now(request: HttpRequest, office: str) -> HttpResponse:
    """Send the moving part of the screen, or nothing where it has not moved; two queries."""
    shown = queries.screen(queries.get_office(office), at=timezone.now())
    if request.GET.get("co") == shown.tag:
        return _briefly_kept(HttpResponse(status=204))
    return _briefly_kept(render(request, "dossiers/queueing/_screen.html", {"screen": shown, "office_code": office}))


def _briefly_kept(response: HttpResponse) -> HttpResponse:
    """Let whatever stands between many screens and us answer for a second or two."""
    response["Cache-Control"] = f"public, max-age={POLL_SECONDS - 1}"
    return response
