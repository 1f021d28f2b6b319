"""The head of a hall: how long people wait today and on other days, its counters, what the office offers."""

import csv
from datetime import date, timedelta
from io import StringIO

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import SignedInRequest
from agencies.models import OneStopOffice
from agencies.spreadsheets import BYTE_ORDER_MARK
from dossiers.errors import DossierError
from dossiers.forms.hall import CounterForm, HallSettingsForm
from dossiers.hall_access import chosen, offices_headed_by, offices_watched_by
from dossiers.models import Counter, HallSettings
from dossiers.queries import hall_figures as figures
from dossiers.queries.calling import counters_of
from dossiers.services import counters as services

UNPROCESSABLE = 422
READ_OR_POST = ["GET", "HEAD", "POST"]
FIRST_DAY = date(2025, 7, 1)
"""Before the offices of today were founded nobody drew a number here."""


@require_http_methods(READ_OR_POST)
def hall(request: SignedInRequest) -> HttpResponse:
    """Show the waiting times of a day; whoever keeps the hall closes a counter that was left open."""
    at = timezone.now()
    office, offices = _watched(request)
    headed = offices_headed_by(request.user, today=timezone.localdate(at))
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        counter = _counter(office, request.POST.get("dong", ""))
        try:
            services.close_counter(counter, actor=request.user, at=at)
        except DossierError as error:
            errors = [{"message": str(error), "target": ""}]
        else:
            messages.success(request, _("Đã đóng quầy %s.") % counter)
            return redirect(f"{reverse('dossiers:hall')}?{urlencode({'noi': office.code})}")
    today = timezone.localdate(at)
    day = _day(request.GET.get("ngay", ""), today=today)
    context = {
        "office": office,
        "offices": offices,
        "shown": figures.hall_day(office, day=day),
        "is_today": day == today,
        "is_head": office in headed,
        "before": _address(office, day - timedelta(days=1)),
        "after": _address(office, day + timedelta(days=1)) if day < today else "",
        "errors": errors,
        "csv_url": f"{reverse('dossiers:hall_csv')}?{urlencode({'noi': office.code, 'ngay': day.isoformat()})}",
    }
    return render(request, "dossiers/queueing/hall.html", context, status=UNPROCESSABLE if errors else 200)


@require_safe
@never_cache
def hall_csv(request: SignedInRequest) -> HttpResponse:
    """Send the numbers of a day as a table: times and minutes, nobody's name."""
    office, _offices = _watched(request)
    day = _day(request.GET.get("ngay", ""), today=timezone.localdate())
    text = StringIO()
    csv.writer(text).writerows(figures.csv_rows(office, day=day))
    response = HttpResponse(BYTE_ORDER_MARK + text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="hang-cho-{office.code}-{day:%Y%m%d}.csv"'
    return response


def _address(office: OneStopOffice, day: date) -> str:
    return f"?{urlencode({'noi': office.code, 'ngay': day.isoformat()})}"


def _watched(request: SignedInRequest) -> tuple[OneStopOffice, list[OneStopOffice]]:
    offices = offices_watched_by(request.user, today=timezone.localdate())
    if not offices:
        raise PermissionDenied(_("Trang này dành cho cán bộ và lãnh đạo của bộ phận một cửa."))
    return chosen(offices, request.GET.get("noi", "")), offices


def _day(text: str, *, today: date) -> date:
    """Return the day of an address; nonsense and the future are today."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return today
    return day if FIRST_DAY <= day <= today else today


# ── What the head of the hall decides ────────────────────────────────────────────────────────────
@require_http_methods(READ_OR_POST)
def hall_settings(request: SignedInRequest) -> HttpResponse:
    """Show the counters of an office, and change how it lets people wait."""
    office, offices = _headed(request)
    settings = HallSettings.objects.filter(office=office).first() or HallSettings(office=office)
    initial = {name: getattr(settings, name) for name in services.SETTINGS}
    form, status = HallSettingsForm(initial=initial), 200
    if request.method == "POST":
        form, status = HallSettingsForm(request.POST), UNPROCESSABLE
        if form.is_valid():
            services.save_settings(office, given=form.cleaned_data, actor=request.user, at=timezone.now())
            messages.success(request, _("Đã lưu thiết lập."))
            return redirect(_settings_of(office))
    context = {"office": office, "offices": offices, "counters": list(counters_of([office])), "form": form}
    return render(request, "dossiers/queueing/settings.html", context, status=status)


@require_http_methods(READ_OR_POST)
def new_counter(request: SignedInRequest) -> HttpResponse:
    """Add a counter."""
    office, _offices = _headed(request)
    return _counter_page(request, office, None)


@require_http_methods(READ_OR_POST)
def counter_settings(request: SignedInRequest, number: int) -> HttpResponse:
    """Change a counter, or take away one that has never called anybody."""
    office, _offices = _headed(request)
    return _counter_page(request, office, _counter(office, str(number)))


def _counter_page(request: SignedInRequest, office: OneStopOffice, counter: Counter | None) -> HttpResponse:
    at = timezone.now()
    initial = {"number": counter.number, "name": counter.name, "sectors": counter.sectors.all()} if counter else {}
    form, status = CounterForm(initial=initial), 200
    if request.method == "POST":
        form, status = CounterForm(request.POST), UNPROCESSABLE
        try:
            if counter and "xoa" in request.POST:
                services.remove_counter(counter, actor=request.user, at=at)
                messages.success(request, _("Đã xóa quầy %s.") % counter.number)
                return redirect(_settings_of(office))
            if form.is_valid():
                given = form.cleaned_data
                saved = services.save_counter(office, **given, counter=counter, actor=request.user, at=at)
                messages.success(request, _("Đã lưu quầy %s.") % saved)
                return redirect(_settings_of(office))
        except DossierError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
    context = {"office": office, "counter": counter, "form": form, "list_url": _settings_of(office)}
    return render(request, "dossiers/queueing/counter.html", context, status=status)


def _headed(request: SignedInRequest) -> tuple[OneStopOffice, list[OneStopOffice]]:
    offices = offices_headed_by(request.user, today=timezone.localdate())
    if not offices:
        raise PermissionDenied(_("Trang này dành cho lãnh đạo của bộ phận một cửa."))
    return chosen(offices, request.GET.get("noi", "")), offices


def _settings_of(office: OneStopOffice) -> str:
    return f"{reverse('dossiers:hall_settings')}?{urlencode({'noi': office.code})}"


def _counter(office: OneStopOffice, number: str) -> Counter:
    is_number = number.isascii() and number.isdigit() and len(number) < 5
    rows = Counter.objects.filter(office=office, number=int(number)) if is_number else Counter.objects.none()
    counter = rows.select_related("office", "clerk").first()
    if counter is None:
        raise Http404(_("Không tìm thấy quầy này."))
    return counter
