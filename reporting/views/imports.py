"""Administrators and leaders: which history was imported, its dossiers, and the rows that were not taken in."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from dossiers.models import HistoryImport
from dossiers.views.counter import page_number
from dossiers.views.exports import table_file
from reporting.access import Reach, reach_of
from reporting.behind import COLUMNS, rows_for_file
from reporting.imports import (
    REFUSAL_COLUMNS,
    dossiers_of,
    get_import,
    page_of_imports,
    refusals_of,
)
from reporting.listing import PAGE_SIZE, page_of


@require_safe
def imports(request: SignedInRequest) -> HttpResponse:
    """List the imports of history with what each brought."""
    reach = _reach(request, at=timezone.now())
    page, brought = page_of_imports(reach, page=page_number(request))
    context = {"page": page, "brought": brought, "sees_refusals": reach is None}
    return render(request, "reporting/imports/list.html", context)


@require_safe
def dossiers(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Show one import with the dossiers that it brought or changed last."""
    at = timezone.now()
    reach = _reach(request, at=at)
    run = get_import(key, reach)
    listing = page_of(dossiers_of(run, reach), page=page_number(request), at=at)
    context = {"run": run, "listing": listing, "sees_refusals": reach is None}
    return render(request, "reporting/imports/dossiers.html", context)


@require_safe
@never_cache
def dossiers_file(request: SignedInRequest, key: UUID, form: str) -> HttpResponseBase:
    """Send the dossiers of an import as a file."""
    at = timezone.now()
    reach = _reach(request, at=at)
    run = get_import(key, reach)
    rows = rows_for_file(dossiers_of(run, reach))
    return table_file(COLUMNS, rows, form=form, name=_file_name(run, "ho-so"), title=run.file_name, at=at)


@require_safe
def refusals(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Show the rows of a file that were not taken in, each with its reason."""
    reach = _reach(request, at=timezone.now())
    run = get_import(key, reach)
    kept = refusals_of(run, reach)
    page = Paginator(kept, PAGE_SIZE).get_page(page_number(request))
    rows: list[list[dict[str, Any]]] = [
        [{"text": str(refusal["row"])}, {"text": refusal["code"] or "–"}, {"text": refusal["reason"]}]
        for refusal in page.object_list
    ]
    columns = [{"label": column.label} for column in REFUSAL_COLUMNS]
    context = {"run": run, "page": page, "columns": columns, "rows": rows, "kept": len(kept)}
    return render(request, "reporting/imports/refusals.html", context)


@require_safe
@never_cache
def refusals_file(request: SignedInRequest, key: UUID) -> HttpResponseBase:
    """Send the rows that were not taken in as CSV; no cell of it is ever a formula."""
    at = timezone.now()
    reach = _reach(request, at=at)
    run = get_import(key, reach)
    name, title = _file_name(run, "khong-nhan"), _("Dòng không nhận")
    return table_file(REFUSAL_COLUMNS, refusals_of(run, reach), form="csv", name=name, title=title, at=at)


def _reach(request: SignedInRequest, *, at: datetime) -> Reach:
    return reach_of(request.user, today=timezone.localdate(at))


def _file_name(run: HistoryImport, what: str) -> str:
    """Return what a file is called: its name must not come from the imported file, whoever wrote that."""
    return f"nhap-lich-su-{timezone.localtime(run.started_at):%Y%m%d-%H%M}-{what}"
