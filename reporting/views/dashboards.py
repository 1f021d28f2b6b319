"""The dashboards of leaders: the province or their part of it, one agency, the screen on the wall."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from agencies.numerals import written_number
from dossiers.queries import leader
from dossiers.queries.leader import list_url
from reporting.charts import percents
from reporting.dashboards.board import Board, Compared, board, columns
from reporting.dashboards.scope import Scope, scope_about, scope_of
from reporting.dashboards.wall import wall
from reporting.months import MONTHS
from reporting.nights import night_state
from reporting.periods import Period, month_of, parse_period
from reporting.queries import last_run


@require_safe
def dashboard(request: SignedInRequest) -> HttpResponse:
    """Show a leader the figures of the part that they lead."""
    at = timezone.now()
    return _page(request, scope_of(request.user, today=timezone.localdate(at)), now=_now(request, at=at), at=at)


@require_safe
def dashboard_of_agency(request: SignedInRequest, agency: str) -> HttpResponse:
    """Show a leader the figures of one agency with its units."""
    at = timezone.now()
    scope = scope_about(request.user, agency, today=timezone.localdate(at))
    # A leader's lists are narrowed to one agency, and never to one with its units.
    now = _now(request, at=at, agency=agency) if scope.agency_pks is not None and len(scope.agency_pks) == 1 else []
    return _page(request, scope, now=now, at=at)


@require_safe
def wall_screen(request: SignedInRequest) -> HttpResponse:
    """Show the figures of the day in letters that are read across a room; no person, no code."""
    at = timezone.now()
    scope = scope_of(request.user, today=timezone.localdate(at))
    return render(request, "reporting/dashboards/wall.html", {"wall": wall(scope, at=at), "scope": scope, "at": at})


def _page(request: SignedInRequest, scope: Scope, *, now: list[dict[str, Any]], at: datetime) -> HttpResponse:
    shown = board(scope, period=_period(request))
    context: dict[str, Any] = {"scope": scope, "board": shown, "now": now, "at": at, "night": night_state(at=at)}
    if shown is not None:
        context |= {
            "agency_columns": columns(_("Cơ quan")),
            "sector_columns": columns(_("Lĩnh vực")),
            "procedure_columns": columns(_("Thủ tục")),
            "periods": _periods(shown),
            "tiles": [_tile(one) for one in shown.compared],
            "longest": next((place for place in shown.waiting if place.is_longest), None),
        }
    return render(request, "reporting/dashboards/board.html", context)


def _tile(one: Compared) -> dict[str, Any]:
    written = percents if one.is_rate else written_number
    before = _("cùng kỳ năm trước: %(value)s") % {"value": written(one.before) if one.before is not None else "–"}
    value = written(one.value) if one.value is not None else "–"
    return {"value": value, "label": one.label, "note": before, "url": one.url, "tone": one.tone}


def _now(request: SignedInRequest, *, at: datetime, agency: str = "") -> list[dict[str, Any]]:
    """Return how it stands now, in all that somebody leads or in one agency; each number opens the list it counts."""
    return [
        {
            "value": count,
            "label": concern.label,
            "tone": concern.tone if count else "ok",
            "url": list_url(concern.slug, agency=agency),
        }
        for concern, count in leader.totals(request.user, at=at, agency=agency)
    ]


def _period(request: SignedInRequest) -> Period | None:
    """Return the period of the address; None for the month that runs. What is no period does not exist (404)."""
    slug = request.GET.get("ky", "")
    if not slug:
        return None
    try:
        return parse_period(slug)
    except ValueError as error:
        raise Http404(str(error)) from error


def _periods(shown: Board) -> list[dict[str, Any]]:
    """Return the months that one may look at, the newest first, then the year so far."""
    run = last_run()
    month = month_of(run.until if run else shown.period.last_on)
    choices = [{"label": _("Tháng này"), "url": "?", "is_current": shown.period.first_on == month.first_on}]
    for _number in range(MONTHS - 1):
        month = month_of(month.day_before)
        is_current = shown.period == month
        choices.append({"label": month.name, "url": f"?ky={month.slug}", "is_current": is_current})
    return choices
