"""Calling numbers at a counter: by keyboard, one press for what is done hundreds of times a day."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import SignedInRequest
from agencies.calendars import calendar_of
from dossiers.errors import DossierError, InvalidInput, NotAllowed, StaleQueue
from dossiers.forms.hall import DrawForm, SendOnForm
from dossiers.hall_access import offices_called_at
from dossiers.models import Appointment, Counter, TicketSource
from dossiers.queries import calling as queries
from dossiers.queries.calling import Caller
from dossiers.queries.hall import current_of, waited
from dossiers.services import appointments, calling, counters, tickets

UNPROCESSABLE, FORBIDDEN, CONFLICT = 422, 403, 409

Answer = HttpResponse | None
Deed = Callable[[SignedInRequest, Caller, datetime], Answer]


@require_http_methods(["GET", "HEAD", "POST"])
def caller(request: SignedInRequest) -> HttpResponse:
    """Show who stands at the counter and who waits; do what a button says."""
    at = timezone.now()
    if not offices_called_at(request.user, today=timezone.localdate(at)):
        raise PermissionDenied(_("Trang này dành cho cán bộ tiếp nhận và trả kết quả."))
    if request.method != "POST":
        return _page(request, at=at)
    shown = queries.caller(request.user, at=at)
    try:
        deed = DEEDS.get(request.POST.get("viec", ""))
        if deed is None:
            raise InvalidInput(_("Ông/Bà chọn một việc bằng nút trên trang."))
        return deed(request, shown, at) or redirect("dossiers:caller")
    except StaleQueue as error:
        return _page(request, at=at, error=error, status=CONFLICT)
    except DossierError as error:
        status = FORBIDDEN if isinstance(error, NotAllowed) else UNPROCESSABLE
        return _page(request, at=at, error=error, status=status)


@require_safe
def caller_bar(request: SignedInRequest) -> HttpResponse:
    """Show, as a part of the counter's other pages, whom this clerk is serving."""
    at = timezone.now()
    current = current_of(request.user.pk, at=at)
    minutes = waited(current, at=at) if current else 0
    return render(request, "dossiers/queueing/_bar_now.html", {"current": current, "minutes": minutes})


def _page(
    request: SignedInRequest, *, at: datetime, error: DossierError | None = None, status: int = 200
) -> HttpResponse:
    shown = queries.caller(request.user, at=at)
    posted = request.POST if request.method == "POST" else None
    viec = posted.get("viec", "") if posted else ""
    draw_form = DrawForm(posted if viec == "lay-so" else None, sectors=shown.sectors, initial={"key": uuid4()})
    send_form = _send_form(posted if viec == "chuyen" else None, shown)
    context = {
        "shown": shown,
        "draw_form": draw_form,
        "send_form": send_form,
        "errors": [{"message": str(error), "target": error.field and f"id_{error.field}"}] if error else [],
        "keys": _keys(shown),
    }
    return render(request, "dossiers/queueing/caller.html", context, status=status)


def _keys(shown: Caller) -> list[dict[str, Any]]:
    if shown.counter is None:
        return []
    keys = [{"key": "F8", "label": _("Xong, gọi số tiếp theo") if shown.current else _("Gọi số tiếp theo")}]
    if shown.current:
        keys += [
            {"key": "F9", "label": _("Tiếp nhận hồ sơ của số này")},
            {"key": "F4", "label": _("Gọi lại")},
            {"key": "F7", "label": _("Gọi không có mặt")},
            {"key": "x", "label": _("Xong, chưa gọi tiếp")},
        ]
    return keys


def _send_form(posted: Any, shown: Caller) -> SendOnForm:
    return SendOnForm(posted, counters=shown.open_others, sectors=shown.sectors)


def _seat(shown: Caller) -> Counter:
    """Return the counter where the clerk sits, or say that they sit nowhere."""
    if shown.counter is None:
        raise NotAllowed(_("Ông/Bà chưa ngồi quầy nào. Ông/Bà chọn quầy trước."))
    return shown.counter


def _words(form: forms.Form) -> str:
    """Return what is wrong with a form, as one sentence after another."""
    return " ".join(str(words) for each in form.errors.values() for words in each)


# ── What each button does ────────────────────────────────────────────────────────────────────────
def _sit(request: SignedInRequest, shown: Caller, at: datetime) -> Answer:
    place = request.POST.get("quay", "")
    counter = next((one for one in shown.others if f"{one.office.code}/{one.number}" == place), None)
    if counter is None:
        raise InvalidInput(_("Ông/Bà chọn một quầy trong danh sách."))
    counters.sit_at(counter, actor=request.user, at=at, takes_over="thay" in request.POST)
    return None


def _close(request: SignedInRequest, shown: Caller, at: datetime) -> Answer:
    counter = _seat(shown)
    counters.close_counter(counter, actor=request.user, at=at)
    messages.success(request, _("Đã đóng quầy %s.") % counter)
    return None


def _next(request: SignedInRequest, shown: Caller, at: datetime) -> Answer:
    called = calling.call_next(_seat(shown), seen=request.POST.get("so", ""), actor=request.user, at=at)
    if called is None:
        messages.info(request, _("Không còn ai chờ quầy này."))
    return None


def _current(verb: Callable[..., Any]) -> Deed:
    """Return what does something with the number that the page showed."""

    def deed(request: SignedInRequest, shown: Caller, at: datetime) -> Answer:
        verb(_seat(shown), seen=request.POST.get("so", ""), actor=request.user, at=at)
        return None

    return deed


def _begin(request: SignedInRequest, shown: Caller, at: datetime) -> Answer:
    calling.begin(_seat(shown), seen=request.POST.get("so", ""), actor=request.user, at=at)
    return redirect("dossiers:intake_choose")


def _call_this(request: SignedInRequest, shown: Caller, at: datetime) -> Answer:
    label = request.POST.get("goi", "").upper()
    calling.call_this(_seat(shown), label, seen=request.POST.get("so", ""), actor=request.user, at=at)
    return None


def _send_on(request: SignedInRequest, shown: Caller, at: datetime) -> Answer:
    counter, form = _seat(shown), _send_form(request.POST, shown)
    if not form.is_valid():
        raise InvalidInput(_words(form), field="to")
    seen = request.POST.get("so", "")
    sent = calling.send_on(counter, to=form.counter, sector=form.sector, seen=seen, actor=request.user, at=at)
    messages.success(request, _("Đã chuyển số %s.") % sent)
    return None


def _draw(request: SignedInRequest, shown: Caller, at: datetime) -> Answer:
    counter = _seat(shown)
    form = DrawForm(request.POST, sectors=shown.sectors)
    if not form.is_valid():
        raise InvalidInput(_words(form))
    source, calendar = TicketSource.STAFF, calendar_of(counter.office.agency)
    ticket = tickets.draw(counter.office, **form.cleaned_data, source=source, at=at, calendar=calendar)
    messages.success(request, _("Đã lấy số %s.") % ticket)
    return None


def _arrive(request: SignedInRequest, shown: Caller, at: datetime) -> Answer:
    counter = _seat(shown)
    code = request.POST.get("hen", "")
    booked = Appointment.objects.select_related("office__agency", "sector")
    found = booked.filter(office=counter.office, code=code[:16]).first()
    if found is None:
        raise InvalidInput(_("Không tìm thấy lịch hẹn này."))
    calendar = calendar_of(counter.office.agency)
    ticket = appointments.arrive(found, key=uuid4(), at=at, calendar=calendar)
    messages.success(request, _("Lịch hẹn %(code)s lấy số %(label)s.") % {"code": found, "label": ticket})
    return None


DEEDS: dict[str, Deed] = {
    "ngoi": _sit,
    "dong": _close,
    "tiep": _next,
    "goi-lai": _current(calling.call_again),
    "bat-dau": _begin,
    "xong": _current(calling.finish),
    "vang": _current(calling.mark_absent),
    "goi-so": _call_this,
    "chuyen": _send_on,
    "lay-so": _draw,
    "den-hen": _arrive,
}
"""What the value of a button does."""
