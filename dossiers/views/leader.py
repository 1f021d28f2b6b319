"""Leaders: what is late and where, and the lists behind the numbers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from dossiers.queries import apology_debt
from dossiers.queries import leader as queries
from dossiers.queries.apology_debt import AgencyDebt, debt_url
from dossiers.queries.leader import Overview, list_url
from dossiers.views.counter import page_number


@require_safe
def lead(request: SignedInRequest) -> HttpResponse:
    """Show a leader what needs them; each number opens its list."""
    at = timezone.now()
    _only_leaders(request, at=at)
    seen = queries.overview(request.user, at=at)
    return render(
        request,
        "dossiers/leader/lead.html",
        {
            "at": at,
            "seen": seen,
            "tiles": [
                {
                    "value": seen.totals[concern.slug],
                    "label": concern.label,
                    "note": concern.sentence,
                    "tone": concern.tone if seen.totals[concern.slug] else "ok",
                    "url": list_url(concern.slug),
                }
                for concern in seen.concerns
            ],
            "agency_columns": _columns(_("Cơ quan"), seen),
            "agency_rows": [_row(name, counts, seen, agency=code) for code, name, counts in seen.agencies],
            "agency_foot": _row(_("Tổng cộng"), seen.totals, seen) if len(seen.agencies) > 1 else None,
            "holder_columns": _columns(_("Vai trò"), seen),
            "holder_rows": [_row(label, counts, seen, role=role) for role, label, counts in seen.holders],
        },
    )


@require_safe
def lead_list(request: SignedInRequest) -> HttpResponse:
    """Show the dossiers that a number of the first page counts."""
    at = timezone.now()
    _only_leaders(request, at=at)
    watched = queries.watch_list(request.user, request.GET.dict(), page=page_number(request), at=at)
    return render(request, "dossiers/leader/list.html", {"watched": watched, "at": at})


@require_safe
def lead_apologies(request: SignedInRequest) -> HttpResponse:
    """Show a leader what each agency owes its late applicants; each number opens its list."""
    at = timezone.now()
    _only_leaders(request, at=at)
    shown = apology_debt.debt_page(request.user, request.GET.dict(), page=page_number(request), at=at)
    total = AgencyDebt("", _("Tổng cộng"), shown.totals)
    return render(
        request,
        "dossiers/leader/apologies.html",
        {
            "at": at,
            "shown": shown,
            "columns": [
                {"label": _("Cơ quan")},
                *({"label": label, "numeric": True} for _state, label in apology_debt.CHOICES),
            ],
            "agency_rows": [_debt_row(agency) for agency in shown.agencies],
            "foot": _debt_row(total) if len(shown.agencies) > 1 else None,
        },
    )


def _debt_row(agency: AgencyDebt) -> list[dict[str, Any]]:
    cells: list[dict[str, Any]] = [{"text": agency.name}]
    for state in apology_debt.COLUMNS:
        count = agency.counts[state]
        cells.append({"text": count, "url": debt_url(state, agency=agency.code)} if count else {"text": 0})
    return cells


def _only_leaders(request: SignedInRequest, *, at: datetime) -> None:
    if not queries.is_leader(request.user, at=at):
        raise PermissionDenied(_("Trang này dành cho lãnh đạo theo dõi, đôn đốc."))


def _columns(first: str, seen: Overview) -> list[dict[str, Any]]:
    return [{"label": first}, *({"label": concern.label, "numeric": True} for concern in seen.concerns)]


def _row(label: str, counts: Mapping[str, int], seen: Overview, **where: str) -> list[dict[str, Any]]:
    """Return a row of numbers, each with the list that it counts; nothing to open where there is nothing."""
    cells: list[dict[str, Any]] = [{"text": label}]
    for concern in seen.concerns:
        count = counts[concern.slug]
        cells.append({"text": count, "url": list_url(concern.slug, **where)} if count else {"text": 0})
    return cells
