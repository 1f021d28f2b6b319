"""Leaders: what is late and where, and the lists behind the numbers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from dossiers.queries import apology_debt, owed
from dossiers.queries import leader as queries
from dossiers.queries.apology_debt import AgencyDebt, debt_url
from dossiers.queries.concerns import COMING, LATE, OWED
from dossiers.queries.leader import Overview, list_url
from dossiers.views.counter import page_number
from dossiers.views.exports import table_file


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
            "late": _tiles(seen, LATE),
            "coming": _tiles(seen, COMING),
            "owed": [*_tiles(seen, OWED), *(_owed_tile(debt) for debt in seen.owed)],
            "agency_columns": _columns(_("Cơ quan"), seen),
            "agency_rows": [_row(name, counts, seen, agency=code) for code, name, counts in seen.agencies],
            "agency_foot": _row(_("Tổng cộng"), seen.totals, seen) if len(seen.agencies) > 1 else None,
            "holder_columns": _columns(_("Vai trò"), seen),
            "holder_rows": [_row(label, counts, seen, role=role) for role, label, counts in seen.holders],
            "person_columns": _columns(_("Cán bộ"), seen),
            "person_rows": [_row(name, counts, seen, person=key) for key, name, counts in seen.people],
        },
    )


@require_safe
def lead_list(request: SignedInRequest) -> HttpResponse:
    """Show the dossiers that a number of the first page counts."""
    at = timezone.now()
    _only_leaders(request, at=at)
    watched = queries.watch_list(request.user, request.GET.dict(), page=page_number(request), at=at)
    context = {"watched": watched, "at": at, "is_all_chosen": "chon-het" in request.GET}
    return render(request, "dossiers/leader/list.html", context)


@require_safe
@never_cache
def lead_list_file(request: SignedInRequest, form: str) -> HttpResponseBase:
    """Send the dossiers that a number counts as a file, under the filters of the address."""
    at = timezone.now()
    _only_leaders(request, at=at)
    asked = queries.watched_by(request.user, request.GET.dict(), at=at)
    name, title = f"theo-doi-{asked.concern.slug}", str(asked.concern.label)
    return table_file(queries.COLUMNS, queries.all_rows(asked, at=at), form=form, name=name, title=title, at=at)


@require_safe
def lead_feedback(request: SignedInRequest) -> HttpResponse:
    """Show a leader the petitions that wait for an answer."""
    at = timezone.now()
    _only_leaders(request, at=at)
    shown = owed.feedback_list(request.user, request.GET.dict(), page=page_number(request), at=at)
    return render(request, "dossiers/leader/feedback.html", {"shown": shown, "at": at})


@require_safe
@never_cache
def lead_feedback_file(request: SignedInRequest, form: str) -> HttpResponseBase:
    """Send the petitions that wait for an answer as a file."""
    at = timezone.now()
    _only_leaders(request, at=at)
    rows = owed.all_feedback_rows(owed.feedback_asked_for(request.user, request.GET.dict(), at=at), at=at)
    title = _("Phản ánh chờ trả lời")
    return table_file(owed.FEEDBACK_COLUMNS, rows, form=form, name="phan-anh-cho-tra-loi", title=title, at=at)


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


@require_safe
@never_cache
def lead_apologies_file(request: SignedInRequest, form: str) -> HttpResponseBase:
    """Send the late dossiers of a state of the apology as a file."""
    at = timezone.now()
    _only_leaders(request, at=at)
    rows = apology_debt.all_rows(request.user, request.GET.dict(), at=at)
    title = _("Nợ xin lỗi")
    return table_file(apology_debt.FILE_COLUMNS, rows, form=form, name="no-xin-loi", title=title, at=at)


def _tiles(seen: Overview, question: str) -> list[dict[str, Any]]:
    """Return the tiles that answer one question of a leader."""
    return [
        {
            "value": seen.totals[concern.slug],
            "label": concern.label,
            "note": concern.sentence,
            "tone": concern.tone if seen.totals[concern.slug] else "ok",
            "url": list_url(concern.slug),
        }
        for concern in seen.concerns
        if concern.question == question
    ]


def _owed_tile(debt: owed.Debt) -> dict[str, Any]:
    tone = debt.tone if debt.count else "ok"
    return {"value": debt.count, "label": debt.label, "note": debt.sentence, "tone": tone, "url": debt.url}


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
