"""What leaders may want to ask about: integrity signals, and the forecast of lateness."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from agencies.models import Agency
from dossiers.views.counter import page_number
from reporting.charts import percents
from reporting.dashboards import integrity
from reporting.dashboards.forecasts import BandShown, band_label, behind_band, forecast_page
from reporting.dashboards.scope import scope_about, scope_of
from reporting.dashboards.trends import last_days
from reporting.forecasting import BY_NUMBER, DAYS_AHEAD
from reporting.integrity import SIGNALS, Asked, Signal
from reporting.listing import page_of
from reporting.models import LatenessForecast
from reporting.queries import last_run
from reporting.rates import rate

SIGNAL_DAYS = 90
"""Over how many days up to the last computed one signals are counted."""

WHOLE, LATE = "tong-so", "tre-han"
"""Which number of a row a list is behind, in its address; without it the first."""


@require_safe
def signals(request: SignedInRequest) -> HttpResponse:
    """Show leaders what they may want to ask the agencies that they lead, each beside all others of the province."""
    scope = scope_of(request.user, today=timezone.localdate())
    run = last_run()
    period = last_days(run.until, days=SIGNAL_DAYS) if run else None
    agencies = Agency.objects.all() if scope.agency_pks is None else Agency.objects.filter(pk__in=scope.agency_pks)
    names = dict(agencies.values_list("code", "short_name"))
    found = integrity.signals(period) if period else {}
    shown = [_signal(signal, found.get(signal.key, []), names) for signal in SIGNALS]
    context = {"scope": scope, "period": period, "shown": shown, "days": SIGNAL_DAYS}
    return render(request, "reporting/dashboards/signals.html", context)


@require_safe
def signal_rows(request: SignedInRequest, name: str, agency: str) -> HttpResponse:
    """Show the dossiers that a number of a signal counts."""
    scope = scope_about(request.user, agency, today=timezone.localdate())
    run, signal = last_run(), next((one for one in SIGNALS if one.key == name), None)
    if signal is None or run is None:
        raise Http404(_("Không có dấu hiệu này."))
    is_whole = request.GET.get("dem") == WHOLE
    found = integrity.behind(name, last_days(run.until, days=SIGNAL_DAYS), agency, is_whole=is_whole)
    listing = page_of(found, page=page_number(request), at=timezone.now())
    query = f"dem={WHOLE}" if is_whole else ""
    context = {"scope": scope, "signal": signal, "listing": listing, "is_whole": is_whole, "query": query}
    return render(request, "reporting/dashboards/signal_rows.html", context)


@require_safe
def forecast(request: SignedInRequest) -> HttpResponse:
    """Show which dossiers will probably be late, and how often such forecasts came true."""
    at = timezone.now()
    scope = scope_of(request.user, today=timezone.localdate(at))
    shown = forecast_page(scope, at=at)
    columns_ = [
        {"label": _("Hồ sơ")},
        {"label": _("Thủ tục")},
        {"label": _("Cơ quan")},
        {"label": _("Đang giữ")},
        {"label": _("Hẹn trả")},
        {"label": _("Khả năng trễ"), "numeric": True},
    ]
    bands = [
        {"label": _("Khi dự báo, còn dư hay thiếu")},
        {"label": _("Số hồ sơ đã ngã ngũ"), "numeric": True},
        {"label": _("Trễ hạn"), "numeric": True},
        {"label": _("Tỷ lệ trễ"), "numeric": True},
    ]
    context = {
        "scope": scope,
        "shown": shown,
        "columns": columns_,
        "rows": [_forecast_row(one) for one in shown.upcoming],
        "band_columns": bands,
        "band_rows": [_band_row(one) for one in shown.bands],
        "days": DAYS_AHEAD,
        "at": at,
    }
    return render(request, "reporting/dashboards/forecast.html", context)


@require_safe
def forecast_rows(request: SignedInRequest, number: int) -> HttpResponse:
    """Show the dossiers that a number of a band of forecasts counts: all that are decided, or those that were late."""
    at = timezone.now()
    today = timezone.localdate(at)
    scope = scope_of(request.user, today=today)
    if number not in BY_NUMBER:
        raise Http404(_("Không có danh sách này."))
    is_late = request.GET.get("dem") == LATE
    found = behind_band(number, before=today, scope=scope, is_late=is_late)
    context = {
        "scope": scope,
        "band": BY_NUMBER[number],
        "is_late": is_late,
        "listing": page_of(found, page=page_number(request), at=at),
        "query": f"dem={LATE}" if is_late else "",
    }
    return render(request, "reporting/dashboards/forecast_rows.html", context)


def _signal(signal: Signal, judged: list[Asked], names: Mapping[str, str]) -> dict[str, Any]:
    seen = [one for one in judged if one.unit in names]
    return {
        "signal": signal,
        "columns": _signal_columns(),
        "asked": [names[one.unit] for one in seen if one.is_asked],
        "rows": [_signal_row(signal, one, names) for one in seen],
    }


def _signal_columns() -> list[dict[str, Any]]:
    return [
        {"label": _("Cơ quan")},
        {"label": _("Số lần"), "numeric": True},
        {"label": _("Trên tổng số"), "numeric": True},
        {"label": _("Tỷ lệ"), "numeric": True},
        {"label": _("Các cơ quan khác"), "numeric": True},
        {"label": _("Nên hỏi")},
    ]


def _signal_row(signal: Signal, one: Asked, names: Mapping[str, str]) -> list[dict[str, Any]]:
    url = reverse("reporting:signal_rows", args=[signal.key, one.unit])
    return [
        {"text": names[one.unit]},
        {"text": one.part, "url": url} if one.part else {"text": 0},
        {"text": one.whole, "url": f"{url}?dem={WHOLE}"},
        {"text": percents(one.percent), "numeric": True},
        {"text": percents(one.base), "detail": _("n = %(count)s") % {"count": one.other_whole}, "numeric": True},
        {"text": _("Nên hỏi"), "tone": "warn"} if one.is_asked else {"text": "–"},
    ]


def _forecast_row(one: LatenessForecast) -> list[dict[str, Any]]:
    dossier = one.dossier
    return [
        {"text": dossier.code, "url": reverse("dossiers:desk", args=[dossier.code])},
        {"text": dossier.version.name},
        {"text": dossier.agency.short_name},
        {"text": dossier.holder.full_name if dossier.holder else dossier.get_holder_role_display()},
        {"text": _day(dossier.due_at)},
        {"text": f"{one.chance} %", "detail": band_label(one.band), "numeric": True},
    ]


def _band_row(one: BandShown) -> list[dict[str, Any]]:
    url = reverse("reporting:forecast_rows", args=[one.band.number])
    return [
        {"text": one.band.label},
        {"text": one.whole, "url": url} if one.whole else {"text": 0},
        {"text": one.late, "url": f"{url}?dem={LATE}"} if one.late else {"text": 0},
        {"text": percents(rate(one.late, one.whole)), "numeric": True},
    ]


def _day(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%d/%m/%Y, %H:%M}" if at else "–"
